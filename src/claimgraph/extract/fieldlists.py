"""Front-matter lists: names broken at their commas put together again, items that are no names found.

YAML cuts an unquoted flow list at every comma, also inside "3,4-dihydroxy…" and inside brackets. What
YAML cut can be told from what the writer meant by the characters between the items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimgraph.document.values import Node, Scalar
from claimgraph.document.values import Sequence as Items

# Unquoted list items that other YAML readers turn into something else than text (YAML 1.1).
_NOT_TEXT = re.compile(
    r"(?P<boolean>y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)"
    r"|(?P<number>[-+]?(?:0|[1-9][0-9_]*|0o?[0-7]+|0x[0-9a-fA-F]+|[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?"
    r"|[1-9][0-9_]*(?::[0-5]?[0-9])+))"
    r"|(?P<date>\d{4}-\d{2}-\d{2})"
)
# A place in a molecule, as chemical names have them before a hyphen: 3, 4', N, 5a, 2R, (3S, α.
_PLACE = r"\(?(?:\d+['′’]*[a-zA-Z]?|[NOSC]\d*['′’]*|[αβγδω])(?:[RSEZrs])?\)?"
_PLACE_ONLY = re.compile(_PLACE)
_PLACE_LAST = re.compile(rf"(?:.*[-(\[])?{_PLACE}", re.DOTALL)
_PLACE_FIRST = re.compile(rf"{_PLACE}(?:$|-\S)")
_MOST_PARTS = 12


def whole_items(node: Items, text: str) -> Iterator[tuple[Node, Node]]:
    """The items of a list as (first, last): the same node twice, or the ends of one name broken at commas."""
    items = node.items
    flow = text.startswith("[", node.span.start)
    at = 0
    while at < len(items):
        last = _last_part(items, at, text) if flow else at
        yield items[at], items[last]
        at = last + 1


def _last_part(items: tuple[Node, ...], first: int, text: str) -> int:
    """Index of the last item of the name that starts at ``first``: itself where it is whole.

    A name goes on behind a comma while a bracket is open, or where no blank follows the comma and
    places in a molecule stand on both its sides ("3,4-").
    """
    depth = 0
    for at in range(first, min(len(items), first + _MOST_PARTS)):
        item = items[at]
        if not isinstance(item, Scalar) or item.quoted or item.is_null:
            return first
        depth += item.text.count("(") - item.text.count(")")
        if depth < 0:
            return first
        following = items[at + 1] if at + 1 < len(items) else None
        if depth > 0:
            continue
        if (
            isinstance(following, Scalar)
            and not following.quoted
            and text[item.span.end : following.span.start] == ","
            and _PLACE_LAST.fullmatch(item.text)
            and _PLACE_FIRST.match(following.text)
        ):
            continue
        # "[1,2,3]" is a list of numbers, not a name.
        return first if _PLACE_ONLY.fullmatch(item.text) else at
    return first


def misread_as(item: Scalar) -> str | None:
    """What other YAML readers take an unquoted item for: ``boolean``, ``number``, ``date``, or None."""
    found = _NOT_TEXT.fullmatch(item.text)
    return found.lastgroup if found is not None else None


def looks_listed(raw: str) -> bool:
    """Whether the commas of a text part values: blanks follow them, and the parts are short."""
    return ", " in raw and ". " not in raw and all(len(part) <= 60 for part in raw.split(","))
