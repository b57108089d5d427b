"""SPARQL constraints as texts: checked for safety and form, then made set-based.

SHACL evaluates a constraint once a focus node with ``$this`` bound, which costs seconds where one
query over the whole store costs milliseconds. So the SELECT runs once, with the shape's target joined
in, and ``FILTER NOT EXISTS`` (which Oxigraph evaluates quadratically) becomes ``MINUS``. The two agree
only where the inner group stands on its own; ``set_based`` checks that and refuses what it cannot.
SHACL itself forbids MINUS and VALUES in a constraint, so the shapes stay portable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec
import pyoxigraph as ox

from claimgraph.errors import ConfigError, UsageError
from claimgraph.namespaces import SH
from claimgraph.rules import VOCABULARY_FILE
from claimgraph.store import check_read_only, to_text

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*)
    | (?P<string>'''(?:'{0,2}(?:[^'\\]|\\.))*'''|\"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"
        |'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")
    | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
    | (?P<variable>[?$]\w+)
    | (?P<name>[\w.\-]*:[\w.\-%]*)
    | (?P<word>[^\W\d]\w*)
    | (?P<blank>\s+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# Either word anywhere, even in a comment, makes the full parser look; their absence proves, escapes being
# refused, that no spelling of SERVICE or FROM is there. LOAD and other updates are no SELECT.
_SUSPICIOUS = re.compile(r"service|from", re.IGNORECASE)
_PREFIX = re.compile(r"[A-Za-z][\w-]*")
_NAMESPACE = re.compile(r"[a-z][a-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20]*")
_UNPORTABLE = frozenset(("values", "minus", "graph", "service"))


class Token(msgspec.Struct, frozen=True, gc=False):
    """A piece of a query. ``kind`` is the lexer's word for it; blanks and comments are kept."""

    kind: str
    text: str

    @property
    def keyword(self) -> str:
        """The word in lower case, empty for everything that is not a bare word."""
        return self.text.casefold() if self.kind == "word" else ""


def tokenise(text: str) -> tuple[Token, ...]:
    """The query as tokens whose texts join to the query."""
    return tuple(Token(match.lastgroup or "other", match.group()) for match in _TOKEN.finditer(text))


def read_prefixes(vocabulary: Iterable[ox.Triple]) -> str:
    """``PREFIX`` lines from the ``sh:declare`` statements of the rule vocabulary, sorted.

    Raises:
        ConfigError: a prefix is no name or its namespace no IRI, so that it could smuggle in a query.
    """
    prefixes: dict[object, str] = {}
    namespaces: dict[object, str] = {}
    for triple in vocabulary:
        if triple.predicate.value == SH + "prefix":
            prefixes[triple.subject] = to_text(triple.object)
        elif triple.predicate.value == SH + "namespace":
            namespaces[triple.subject] = to_text(triple.object)
    for node, name in prefixes.items():
        if not _PREFIX.fullmatch(name) or not _NAMESPACE.fullmatch(namespaces.get(node, "")):
            raise ConfigError(
                f"the prefix {name!r} has no namespace that is an IRI",
                path=VOCABULARY_FILE,
                remedy="give it one sh:prefix and one sh:namespace",
            )
    lines = sorted(f"PREFIX {name}: <{namespaces[node]}>" for node, name in prefixes.items())
    return "".join(f"{line}\n" for line in lines)


@lru_cache(maxsize=1024)
def check_select(select: str, prefixes: str, rule: str, path: str) -> None:
    """Refuse a constraint that reaches outside, is not portable SHACL, or does not project ``$this``.

    Raises:
        ConfigError: with the file and what to change.
    """

    def fail(message: str, remedy: str) -> ConfigError:
        return ConfigError(f"rule {rule}: {message}", path=path, remedy=remedy)

    if "\\u" in select or "\\U" in select:
        raise fail("the query has \\u escapes", "write plain characters")
    if _SUSPICIOUS.search(select):
        try:
            check_read_only(prefixes + select)
        except UsageError as error:
            raise fail(error.message, "constraints read this graph only") from error
    tokens = [token for token in tokenise(select) if token.kind not in ("blank", "comment")]
    for token in tokens:
        if token.keyword in _UNPORTABLE:
            raise fail(f"{token.text.upper()} is not allowed in a constraint", "use FILTER and NOT EXISTS")
    if not tokens or tokens[0].keyword != "select":
        raise fail("the constraint is not a SELECT", "write SELECT $this …")
    head = []
    for token in tokens[1:]:
        if token.text == "{" or token.keyword == "where":
            break
        head.append(token)
    if not any(token.kind == "variable" and token.text[1:] == "this" for token in head):
        raise fail("the SELECT does not project $this", "write SELECT $this …; else all is lost")


def set_based(select: str, target: str, rule: str, path: str, *, few: bool = False) -> str:
    """The constraint as one query over the whole store. ``target`` is a pattern that binds ``?this``.

    With ``few`` it binds few nodes, NOT EXISTS is left to be asked of each, and each branch of a UNION,
    which a store would match as a whole, starts from them too. Where the SELECT computes, it would be
    asked of each solution behind what is computed, of which there are many: there it is MINUS all the same.

    Raises:
        ConfigError: a NOT EXISTS group is nested, is not last in its group, shares no variable with
            it, or filters on a variable that it does not bind: MINUS would not mean the same.
    """
    out: list[str] = []
    tokens = tokenise(select)
    each = few and not _computes(tokens)
    inserted = False
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.text == "{" and not inserted:
            out.append("{ " + target + " ")
            inserted = True
            at += 1
            continue
        if few and token.text == "{" and _is_branch(tokens, at):
            out.append("{ " + target + " ")
            at += 1
            continue
        opening = _not_exists(tokens, at)
        if opening is None:
            out.append(token.text)
            at += 1
            continue
        closing = _closing(tokens, opening)
        _check_group(tokens, at, opening, closing, rule, path)
        out.append("FILTER NOT EXISTS " if each else "MINUS ")
        out.extend(piece.text for piece in tokens[opening : closing + 1])
        at = closing + 1
    return "".join(out)


def _computes(tokens: tuple[Token, ...]) -> bool:
    """Whether a SELECT projects anything but variables of its pattern."""
    opening = next((at for at, token in enumerate(tokens) if token.text == "{"), len(tokens))
    return any(token.text in ("(", "*") for token in tokens[:opening])


class Split(msgspec.Struct, frozen=True):
    """A constraint without the NOT EXISTS groups of its outermost group, and these, each with its braces.

    The SELECT projects, beyond what it did, the variables that the groups share with it; ``head`` are
    those that it projected before.
    """

    select: str
    head: tuple[str, ...]
    groups: tuple[str, ...]


@lru_cache(maxsize=512)
def split_absences(select: str) -> Split | None:
    """A constraint taken apart; None where it has no such group, or computes what it selects."""
    tokens = tokenise(select)
    opening = next((at for at, token in enumerate(tokens) if token.text == "{"), len(tokens))
    before = tokens[:opening]
    if _computes(tokens):
        return None
    closing = _closing(tokens, opening)
    if any(token.kind not in ("blank", "comment") for token in tokens[closing + 1 :]):
        return None
    kept: list[Token] = []
    groups: list[tuple[Token, ...]] = []
    depth, at = 0, opening
    while at <= closing:
        depth += {"{": 1, "}": -1}.get(tokens[at].text, 0)
        group = _not_exists(tokens, at) if depth == 1 else None
        if group is None:
            kept.append(tokens[at])
            at += 1
        else:
            end = _closing(tokens, group)
            groups.append(tokens[group : end + 1])
            at = end + 1
    if not groups:
        return None
    head = [token.text[1:] for token in before if token.kind == "variable"]
    shared = set().union(*(_variables(group) for group in groups)) & _variables(kept)
    more = "".join(f"?{name} " for name in sorted(shared - set(head)))
    at = next((at for at, token in enumerate(before) if token.keyword == "where"), opening)
    start, where = (
        "".join(token.text for token in tokens[:at]),
        "".join(token.text for token in tokens[at:opening]),
    )
    text = f"{start}{more}{where}{''.join(token.text for token in kept)}"
    return Split(text, tuple(dict.fromkeys(head)), tuple("".join(t.text for t in group) for group in groups))


def with_terms(group: str, terms: Mapping[str, str]) -> str:
    """A group with variables replaced by the terms that they stand for, as SPARQL writes them."""
    return "".join(
        terms.get(token.text[1:], token.text) if token.kind == "variable" else token.text
        for token in tokenise(group)
    )


def _significant(tokens: tuple[Token, ...], at: int) -> int:
    while at < len(tokens) and tokens[at].kind in ("blank", "comment"):
        at += 1
    return at


def _not_exists(tokens: tuple[Token, ...], at: int) -> int | None:
    """Where the group opens, if ``FILTER NOT EXISTS {`` starts at ``at``."""
    for word in ("filter", "not", "exists"):
        if at >= len(tokens) or tokens[at].keyword != word:
            return None
        at = _significant(tokens, at + 1)
    return at if at < len(tokens) and tokens[at].text == "{" else None


def _is_branch(tokens: tuple[Token, ...], opening: int) -> bool:
    """Whether a group is one side of a UNION, and no subquery."""
    before = opening - 1
    while before >= 0 and tokens[before].kind in ("blank", "comment"):
        before -= 1
    first, after = _significant(tokens, opening + 1), _significant(tokens, _closing(tokens, opening) + 1)
    beside = [tokens[at].keyword for at in (before, after) if 0 <= at < len(tokens)]
    return "union" in beside and tokens[first].keyword != "select"


def _closing(tokens: tuple[Token, ...], opening: int) -> int:
    depth = 0
    for at in range(opening, len(tokens)):
        if tokens[at].text == "{":
            depth += 1
        elif tokens[at].text == "}":
            depth -= 1
            if depth == 0:
                return at
    raise ConfigError("a query has an unclosed group")


def _variables(tokens: Iterable[Token]) -> set[str]:
    return {token.text[1:] for token in tokens if token.kind == "variable"}


def _filtered_variables(tokens: tuple[Token, ...]) -> tuple[set[str], set[str]]:
    """Variables inside ``FILTER (…)`` expressions, and those outside of them."""
    inside: set[str] = set()
    outside: set[str] = set()
    depth = 0
    filtering = False
    for token in tokens:
        if token.keyword == "filter":
            filtering = True
        if filtering and token.text == "(":
            depth += 1
        if token.kind == "variable":
            (inside if filtering else outside).add(token.text[1:])
        if filtering and token.text == ")":
            depth -= 1
            if depth == 0:
                filtering = False
    return inside, outside


def _check_group(
    tokens: tuple[Token, ...], start: int, opening: int, closing: int, rule: str, path: str
) -> None:
    def fail(message: str, remedy: str) -> ConfigError:
        return ConfigError(f"rule {rule}: {message}", path=path, remedy=remedy)

    group = tokens[opening : closing + 1]
    words = [token.keyword for token in group]
    if "exists" in words or "optional" in words:
        raise fail("a NOT EXISTS group holds EXISTS or OPTIONAL", "write it flatter")
    after = _significant(tokens, closing + 1)
    if after < len(tokens) and tokens[after].text != "}" and tokens[after].keyword != "filter":
        raise fail("something follows a NOT EXISTS group", "put NOT EXISTS last in its group")
    inside, outside = _filtered_variables(group)
    if inside - outside:
        raise fail(
            f"a NOT EXISTS group filters on ?{min(inside - outside)}, which it does not bind",
            "bind the variable inside the group",
        )
    if not _variables(group) & _variables((*tokens[:start], *tokens[closing + 1 :])):
        raise fail("a NOT EXISTS group shares no variable with its surroundings", "join it to ?this")
    around = _around(tokens, start)
    sure = _surely_bound(tokens, around)
    if not any(token.text == "{" for token in tokens[:around]):
        sure.add("this")
    if not _variables(group) & sure:
        raise fail(
            "a NOT EXISTS group shares only variables that may be unbound", "join it to what a pattern binds"
        )


def _around(tokens: tuple[Token, ...], at: int) -> int:
    """Where the group opens that ``at`` stands in."""
    depth = 0
    for before in range(at - 1, -1, -1):
        depth += (tokens[before].text == "}") - (tokens[before].text == "{")
        if depth < 0:
            return before
    raise ConfigError("a query has an unclosed group")


def _surely_bound(tokens: tuple[Token, ...], opening: int) -> set[str]:
    """The variables that every solution of a group binds: those of its patterns, not of what may be missing.

    A NOT EXISTS group leaves an unbound variable open, while MINUS takes nothing away by it alone.
    """
    found: set[str] = set()
    branches: list[set[str]] = []
    brackets, at, closing = 0, opening + 1, _closing(tokens, opening)
    last = ""
    while at < closing:
        token = tokens[at]
        brackets += (token.text == "(") - (token.text == ")")
        if token.text == "{":
            inner = set() if last in ("optional", "exists", "minus") else _surely_bound(tokens, at)
            branches = [*branches, inner] if last == "union" else [inner]
            at = _closing(tokens, at)
            after = _significant(tokens, at + 1)
            if tokens[after].keyword != "union":
                found |= set.intersection(*branches)
        elif token.kind == "variable" and not brackets:
            found.add(token.text[1:])
        if token.kind not in ("blank", "comment"):
            last = token.keyword
        at += 1
    return found
