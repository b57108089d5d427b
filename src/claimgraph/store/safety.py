"""Which queries are run at all, and how parameters get into them.

``check_read_only`` tokenises the text (in SPARQL a bare word is always a keyword, so a token is an
exact test where a pattern is not) and parses it with rdflib.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import msgspec
from pyoxigraph import Literal, NamedNode

from claimgraph.errors import UsageError
from claimgraph.store.tables import Term

MAX_QUERY_CHARACTERS = 200_000
MAX_DEPTH = 60
"""Nesting of brackets, and of prefix operators: Oxigraph's parser overflows the stack beyond it."""

BIND_MARK = "#@bind"
"""A comment in a query where its parameters are bound once more, inside a group."""

_FORBIDDEN = frozenset(
    ("service", "from", "load", "clear", "drop", "create", "copy", "move", "add", "insert", "delete")
)
_QUERY_FORMS = frozenset(("select", "ask", "construct", "describe"))

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*)
    | (?P<string>'''(?:'{0,2}(?:[^'\\]|\\.))*'''|\"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"
        |'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")
    | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
    | (?P<variable>[?$][\w\u00b7\u203f\u2040]+)
    | (?P<name>[\w.\-\u00b7]*:(?:[\w.\-:%\u00b7\u203f\u2040]|\\[^\r\n])*)
    | (?P<tag>@[A-Za-z0-9\-]+)
    | (?P<word>[^\W\d][\w]*)
    | (?P<number>\d+(?:\.\d+)?(?:[eE][+\-]?\d+)?)
    | (?P<open>[\{\(\[])
    | (?P<close>[\}\)\]])
    | (?P<prefix>[!+\-^])
    | (?P<blank>\s+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


class _Outline(msgspec.Struct, frozen=True):
    """What tokenising finds: the form, the text without comments, where parameters are to be bound.

    ``slots`` are offsets into ``text``: the start of the outermost group, and each ``#@bind`` comment.
    """

    form: str
    text: str
    slots: tuple[int, ...]


@lru_cache(maxsize=512)
def _outline(query: str) -> _Outline:
    if len(query) > MAX_QUERY_CHARACTERS:
        raise UsageError(
            f"the query has {len(query)} characters; {MAX_QUERY_CHARACTERS} are allowed",
            remedy="ask for less in one query",
        )
    parts: list[str] = []
    length = depth = prefixes = 0
    form = ""
    groups: list[int] = []
    marks: list[int] = []
    for match in _TOKEN.finditer(query):
        kind, token = match.lastgroup, match.group()
        if kind == "comment":
            if token.rstrip() == BIND_MARK:
                marks.append(length)
            token = " "
        elif kind == "word":
            word = token.casefold()
            if word in _FORBIDDEN:
                raise UsageError(
                    f"{token.upper()} is not allowed: queries are read-only and stay in this graph",
                    line=query.count("\n", 0, match.start()) + 1,
                    remedy="remove it; all pages are already in the default graph, use GRAPH for one page",
                )
            if not form and word in _QUERY_FORMS:
                form = word
        elif kind == "other" and token == "\\":
            raise UsageError(
                "a backslash stands outside strings and IRIs",
                line=query.count("\n", 0, match.start()) + 1,
                remedy="write keywords and names in plain characters, without \\u escapes",
            )
        elif kind == "open":
            if token == "{" and depth == 0:
                groups.append(length)
            depth += 1
        elif kind == "close":
            depth -= 1
        prefixes = prefixes + 1 if kind == "prefix" else prefixes if kind in ("blank", "comment") else 0
        if depth > MAX_DEPTH or prefixes > MAX_DEPTH:
            raise UsageError(f"the query nests deeper than {MAX_DEPTH} levels", remedy="write it flatter")
        parts.append(token)
        length += len(token)
    # A CONSTRUCT has its template before the pattern; the short form CONSTRUCT WHERE has none.
    at = 1 if form == "construct" and len(groups) > 1 else 0
    slots = (groups[at] + 1, *(mark for mark in marks if mark > groups[at])) if len(groups) > at else ()
    return _Outline(form, "".join(parts), slots)


@lru_cache(maxsize=512)
def check_read_only(query: str) -> str:
    """The form of a safe query: ``select``, ``ask``, ``construct`` or ``describe``.

    Raises:
        UsageError: the text is no SPARQL 1.1 query, is an update, or would leave the graph.
    """
    outline = _outline(query)
    # Imported here: rdflib costs more start-up time than most queries take.
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        tree = parseQuery(outline.text)
    except ParseException as error:
        raise UsageError(
            f"the query is not SPARQL 1.1: {str(error).splitlines()[0]}", line=error.lineno
        ) from error
    except RecursionError as error:
        raise UsageError("the query is nested too deeply", remedy="write it flatter") from error
    except Exception as error:  # the parser raises its own kinds for undeclared prefixes and the like
        raise UsageError(f"the query is not SPARQL 1.1: {error}") from error
    for node in _walk(tree):
        name = getattr(node, "name", None)
        if name in ("ServiceGraphPattern", "DatasetClause"):
            raise UsageError("SERVICE and FROM are not allowed: queries stay in this graph")
    if outline.form not in _QUERY_FORMS:
        raise UsageError("the query has no SELECT, ASK, CONSTRUCT or DESCRIBE")
    return outline.form


def _walk(tree: Any) -> Iterator[Any]:
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            continue
        yield node
        if isinstance(node, Mapping):
            pending.extend(node.values())
        elif hasattr(node, "__iter__"):
            pending.extend(node)


def bound_query(query: str, bindings: Mapping[str, Term] | None) -> str:
    """The query with a ``VALUES`` row of the bound terms at the start of its outermost group.

    The row is repeated at every ``#@bind`` comment. Joined once more it changes no answer, but a branch
    of a UNION that has it starts from the parameter, where Oxigraph else starts from anything.

    Raises:
        UsageError: a name is no variable name, a term cannot be a parameter, or there is no group.
    """
    outline = _outline(query)
    if not bindings:
        return outline.text
    for name, term in bindings.items():
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
            raise UsageError(f"{name!r} is not a variable name")
        if not isinstance(term, NamedNode | Literal):
            raise UsageError(f"parameter {name} must be an IRI or a literal, not {type(term).__name__}")
    if not outline.slots:
        raise UsageError("the query has no group to bind parameters in")
    names = sorted(bindings)
    variables = " ".join(f"?{name}" for name in names)
    terms = " ".join(str(bindings[name]) for name in names)
    row = f" VALUES ({variables}) {{ ({terms}) }} "
    ends = (*outline.slots[1:], len(outline.text))
    pieces = [outline.text[: outline.slots[0]]]
    for start, end in zip(outline.slots, ends, strict=True):
        pieces.append(row + outline.text[start:end])
    return "".join(pieces)


def require_form(query: str, forms: tuple[str, ...], trusted: bool = False) -> None:
    """Refuses a query that is unsafe or of another form; ``trusted`` text is our own and only tokenised.

    Raises:
        UsageError: the query is unsafe, or its form is not among ``forms``.
    """
    form = _outline(query).form if trusted else check_read_only(query)
    if form not in forms:
        raise UsageError(f"expected a {' or '.join(forms).upper()} query, got {form.upper()}")
