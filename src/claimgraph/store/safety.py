"""Which queries are run at all, and how parameters get into them.

``check_read_only`` reads the text word by word (``lexing``) and then parses it with rdflib, on the same plain
text that the engine is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from pyoxigraph import Literal, NamedNode

from claimgraph.errors import UsageError
from claimgraph.namespaces import XSD
from claimgraph.store.lexing import FORMS, parse_outline, to_string
from claimgraph.store.tables import Term


@lru_cache(maxsize=512)
def check_read_only(query: str) -> str:
    """The form of a safe query: ``select``, ``ask``, ``construct`` or ``describe``.

    Raises:
        UsageError: the text is no SPARQL 1.1 query, is an update, or would leave the graph.
    """
    outline = parse_outline(query)
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
    if outline.form not in FORMS:
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
    outline = parse_outline(query)
    if not bindings:
        return outline.text
    for name in bindings:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name):
            raise UsageError(f"{name!r} is not a variable name")
    if not outline.slots:
        raise UsageError("the query has no group to bind parameters in")
    names = sorted(bindings)
    variables = " ".join(f"?{name}" for name in names)
    terms = " ".join(_written(name, bindings[name]) for name in names)
    row = f" VALUES ({variables}) {{ ({terms}) }} "
    ends = (*outline.slots[1:], len(outline.text))
    pieces = [outline.text[: outline.slots[0]]]
    for start, end in zip(outline.slots, ends, strict=True):
        pieces.append(row + outline.text[start:end])
    return "".join(pieces)


def _written(name: str, term: Term) -> str:
    """A parameter as SPARQL text from which nothing can break out."""
    if isinstance(term, NamedNode):
        if re.search(r"[<>\"{}|^`\\\x00-\x20]", term.value):
            raise UsageError(f"parameter {name} holds a character that IRIs cannot have")
        return f"<{term.value}>"
    if not isinstance(term, Literal):
        raise UsageError(f"parameter {name} must be an IRI or a literal, not {type(term).__name__}")
    if term.language:
        if not re.fullmatch(r"[A-Za-z]+(-[A-Za-z0-9]+)*", term.language):
            raise UsageError(f"parameter {name} has the language {term.language!r}, which is no language tag")
        return f"{to_string(term.value)}@{term.language}"
    if term.datatype.value == XSD + "string":
        return to_string(term.value)
    return f"{to_string(term.value)}^^{_written(name, term.datatype)}"


def require_form(query: str, forms: tuple[str, ...], trusted: bool = False) -> None:
    """Refuses a query that is unsafe or of another form; ``trusted`` text is our own and only tokenised.

    Raises:
        UsageError: the query is unsafe, or its form is not among ``forms``.
    """
    form = parse_outline(query).form if trusted else check_read_only(query)
    if form not in forms:
        raise UsageError(f"expected a {' or '.join(forms).upper()} query, got {form.upper()}")
