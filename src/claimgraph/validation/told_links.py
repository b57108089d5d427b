"""Which front-matter links the text of their page tells: by a link, or in words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from claimgraph.inference.quads import Node, QuadWriter, cg, first, text_of, to_boolean
from claimgraph.namespaces import Minter

_PAGE, _TEXT, _MENTIONS = cg("page"), cg("text"), cg("mentions")
_LINK, _RESOLVED, _TARGET, _LINK_LABEL = (cg(name) for name in ("link", "resolvedTo", "target", "label"))
_WORD = re.compile(r"[^\W_]+")


def write_told(writer: QuadWriter, minter: Minter, nodes: Mapping[str, Mapping[str, Node]]) -> None:
    """Which front-matter links a statement of the page that cites a source names: by a link, or in words."""
    told: dict[str, _Told] = {}
    for statement in nodes["statement"].values():
        page = statement[_PAGE][0]
        found = told.get(page)
        if found is None:
            found = told[page] = _Told()
        found.texts += statement.get(_TEXT, ())
        if _MENTIONS in statement:
            found.linked.update(statement[_MENTIONS])
    start = f"<{minter.base}page/"
    links = nodes["link"]
    for iri, field in nodes["field"].items():
        link = links.get(field[_LINK][0]) if _LINK in field else None
        target = link.get(_RESOLVED) if link is not None else None
        if link is None or target is None:
            continue
        here = told.get(field[_PAGE][0])
        if here is None:
            continue
        entity = f"<{minter.base}entity/{target[0].removeprefix(start)}"
        if entity in here.linked or any(here.names(words) for words in _names_of(link)):
            writer.add(iri, cg("toldInStatement"), to_boolean(True))


class _Told:
    """What the citing statements of one page say: the entities that they link, and their words."""

    __slots__ = ("_folded", "_page", "_raw", "linked", "texts")

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.linked: set[str] = set()
        self._raw: list[str] | None = None
        self._page = ""
        self._folded: dict[int, str] = {}

    def names(self, words: str) -> bool:
        """Whether a statement has these words (as ``fold_words`` gives them) one after the other."""
        if self._raw is None:
            self._raw = [text_of(text).casefold() for text in self.texts]
            self._page = "\n".join(self._raw)
        # Most names are not there, which a look for their words tells without folding every statement.
        parts = words.split()
        for part in parts:
            if part not in self._page:
                return False
        for at, raw in enumerate(self._raw):
            for part in parts:
                if part not in raw:
                    break
            else:
                if at not in self._folded:
                    self._folded[at] = fold_words(raw)
                if words in self._folded[at]:
                    return True
        return False


def _names_of(link: Node) -> tuple[str, ...]:
    """What a link calls its target, folded: the last part of the path, and the label."""
    found = ((first(link, _TARGET) or "").rpartition("/")[2], first(link, _LINK_LABEL) or "")
    return tuple(name for name in map(fold_words, found) if len(name.strip()) > 2)


def fold_words(text: str) -> str:
    """Lower-case words between single blanks, punctuation dropped, so that names are found as whole words."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "
