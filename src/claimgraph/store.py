"""Where the graph is asked: an embedded Oxigraph store, or a SPARQL 1.1 endpoint that the user names.

Every query is read-only and local. Before an engine sees it, ``check_read_only`` tokenises the text
(in SPARQL a bare word is always a keyword, so a token is an exact test where a pattern is not) and
parses it with rdflib: SERVICE, FROM, LOAD and every update are refused in any spelling.

Parameters never become text by concatenation. A term is serialised by the engine's own writer into
one ``VALUES`` row at the start of the outermost group, the same for every store. Oxigraph's own
substitutions were tried first: they need each variable in the projection, and with
``BIND(?parameter AS ?x)`` 0.5.13 answers as if the parameter were free.

The default graph is the union of all named graphs.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import msgspec
import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple

from claimgraph.errors import EngineError, InputError, UsageError

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple

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


class Table(msgspec.Struct, frozen=True):
    """Rows of a SELECT. ``None`` is an unbound cell; terms are pyoxigraph's."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def texts(self) -> Iterator[tuple[str, ...]]:
        """The rows as plain text: an IRI or the lexical form of a literal, empty where unbound."""
        for row in self.rows:
            yield tuple(to_text(term) for term in row)

    def records(self) -> Iterator[dict[str, str]]:
        """The rows as mappings from column to plain text."""
        for row in self.texts():
            yield dict(zip(self.columns, row, strict=True))

    def column(self, name: str) -> tuple[Term | None, ...]:
        """All cells of one column."""
        at = self.columns.index(name)
        return tuple(row[at] for row in self.rows)


def to_text(term: Term | None) -> str:
    """The IRI, label or lexical form of a term, without datatype; empty for an unbound cell."""
    if term is None:
        return ""
    if isinstance(term, Triple):
        return str(term)
    return term.value


class GraphStore(Protocol):
    """What queries and inference need of a store. Errors: ``UsageError`` for a refused or malformed
    query, ``EngineError`` where the engine fails.
    """

    def select(
        self, query: str, bindings: Mapping[str, Term] | None = None, *, trusted: bool = False
    ) -> Table:
        """The rows of a SELECT, with ``bindings`` (variable name to term) joined in.

        ``trusted`` text is our own (a saved query): it is tokenised and not parsed a second time,
        which takes rdflib up to a second.
        """

    def ask(self, query: str, bindings: Mapping[str, Term] | None = None) -> bool:
        """The answer of an ASK."""

    def construct(self, query: str, bindings: Mapping[str, Term] | None = None) -> tuple[Triple, ...]:
        """The triples of a CONSTRUCT, in the engine's order."""


# ------------------------------------------------------------------------------ safety


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


# ------------------------------------------------------------------------------ stores


class EmbeddedStore:
    """Oxigraph in this process, in memory or in a folder."""

    __slots__ = ("_store", "directory", "writable")

    def __init__(self, store: Store, directory: Path | None = None, *, writable: bool = False) -> None:
        self._store = store
        self.directory = directory
        self.writable = writable

    @classmethod
    def in_memory(cls, lines: Iterable[str] = ()) -> EmbeddedStore:
        """A store of N-Quads ``lines`` (with or without their newline) that lives in memory."""
        store = cls(Store(), writable=True)
        store.add(lines)
        return store

    @classmethod
    def create(cls, directory: Path, nquads_path: Path) -> EmbeddedStore:
        """Load an N-Quads file into a new store folder, replacing an old one whole or not at all."""
        directory.parent.mkdir(parents=True, exist_ok=True)
        fresh = directory.with_name(f".{directory.name}.new")
        stale = directory.with_name(f".{directory.name}.old")
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            store = Store(str(fresh))
            store.bulk_load(path=str(nquads_path), format=RdfFormat.N_QUADS)
            store.flush()
            del store
        except (OSError, SyntaxError, ValueError) as error:
            shutil.rmtree(fresh, ignore_errors=True)
            raise EngineError(f"the store could not be built: {error}", path=str(nquads_path)) from error
        shutil.rmtree(stale, ignore_errors=True)
        if directory.exists():
            directory.rename(stale)
        fresh.rename(directory)
        shutil.rmtree(stale, ignore_errors=True)
        return cls.open(directory)

    @classmethod
    def open(cls, directory: Path) -> EmbeddedStore:
        """Open a store folder for reading only; many processes may do so at once."""
        if not cls.is_store(directory):
            raise InputError(
                "there is no graph store here",
                path=str(directory),
                remedy="build it first: claimgraph build VAULT --out DIR",
            )
        try:
            return cls(Store.read_only(str(directory)), directory)
        except OSError as error:
            raise InputError(f"the graph store cannot be opened: {error}", path=str(directory)) from error

    @staticmethod
    def is_store(directory: Path) -> bool:
        """Whether a folder looks like one that ``create`` made."""
        return (directory / "CURRENT").is_file() and (directory / "IDENTITY").is_file()

    def add(self, lines: Iterable[str]) -> None:
        """Add N-Quads lines to a store in memory."""
        if not self.writable:
            raise EngineError("this store is open for reading only")
        text = "\n".join(line.rstrip("\n") for line in lines)
        try:
            self._store.bulk_load(text.encode(), format=RdfFormat.N_QUADS)
        except SyntaxError as error:
            raise EngineError(f"the graph is not N-Quads: {error}") from error

    def __len__(self) -> int:
        return len(self._store)

    @property
    def engine(self) -> Store:
        """The pyoxigraph store itself, for bulk reading; not for writing."""
        return self._store

    def _run(
        self, query: str, bindings: Mapping[str, Term] | None, forms: tuple[str, ...], trusted: bool = False
    ) -> Any:
        _require_form(query, forms, trusted)
        try:
            return self._store.query(bound_query(query, bindings), use_default_graph_as_union=True)
        except SyntaxError as error:
            raise UsageError(f"the query is not SPARQL 1.1: {error}") from error
        except (OSError, RuntimeError, ValueError) as error:
            raise EngineError(f"the query failed: {error}") from error

    def select(
        self, query: str, bindings: Mapping[str, Term] | None = None, *, trusted: bool = False
    ) -> Table:
        """The rows of a SELECT."""
        found = self._run(query, bindings, ("select",), trusted)
        columns = tuple(variable.value for variable in found.variables)
        return Table(columns, tuple(tuple(solution) for solution in found))

    def ask(self, query: str, bindings: Mapping[str, Term] | None = None) -> bool:
        """The answer of an ASK."""
        return bool(self._run(query, bindings, ("ask",)))

    def construct(self, query: str, bindings: Mapping[str, Term] | None = None) -> tuple[Triple, ...]:
        """The triples of a CONSTRUCT or DESCRIBE."""
        return tuple(self._run(query, bindings, ("construct", "describe")))


def _require_form(query: str, forms: tuple[str, ...], trusted: bool) -> None:
    form = _outline(query).form if trusted else check_read_only(query)
    if form not in forms:
        raise UsageError(f"expected a {' or '.join(forms).upper()} query, got {form.upper()}")


class EndpointStore:
    """A SPARQL 1.1 endpoint that the user named. Its default graph must be the union of its graphs.

    Requests are POSTs of read-only queries with a time-out; redirects and answers that are too large
    or of another type are refused. Nothing is sent anywhere else.
    """

    __slots__ = ("max_bytes", "timeout", "url")

    def __init__(self, url: str, *, timeout: float = 60.0, max_bytes: int = 256 * 1024 * 1024) -> None:
        if not re.match(r"https?://", url):
            raise UsageError(f"an endpoint is an http or https address, not {url!r}")
        self.url = url
        self.timeout = timeout
        self.max_bytes = max_bytes

    def _fetch(
        self, query: str, bindings: Mapping[str, Term] | None, forms: tuple[str, ...], trusted: bool = False
    ) -> bytes:
        _require_form(query, forms, trusted)
        from urllib.error import HTTPError, URLError
        from urllib.request import HTTPRedirectHandler, build_opener

        from SPARQLWrapper import JSON, N3, POST, SPARQLWrapper

        class _NoRedirect(HTTPRedirectHandler):
            def redirect_request(self, *_: Any, **__: Any) -> None:
                return None

        wanted = JSON if forms[0] in ("select", "ask") else N3
        wrapper = SPARQLWrapper(self.url, returnFormat=wanted, agent="claimgraph")
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        wrapper.setQuery(bound_query(query, bindings))
        accept = "application/sparql-results+json" if wanted == JSON else "application/n-triples"
        wrapper.addCustomHttpHeader("Accept", accept)
        request = wrapper._createRequest()  # its own query() follows redirects; the request is what we need
        try:
            with build_opener(_NoRedirect).open(request, timeout=self.timeout) as response:
                kind = response.headers.get_content_type()
                if kind not in (accept, "application/json", "text/plain"):
                    raise EngineError(f"the endpoint answered with {kind}, not {accept}", path=self.url)
                body: bytes = response.read(self.max_bytes + 1)
        except HTTPError as error:
            detail = error.read(300).decode("utf-8", "replace")
            raise EngineError(f"the endpoint answered {error.code}: {detail}", path=self.url) from error
        except (URLError, OSError) as error:
            raise EngineError(f"the endpoint cannot be reached: {error}", path=self.url) from error
        if len(body) > self.max_bytes:
            raise EngineError(f"the answer is larger than {self.max_bytes} bytes", path=self.url)
        return body

    def select(
        self, query: str, bindings: Mapping[str, Term] | None = None, *, trusted: bool = False
    ) -> Table:
        """The rows of a SELECT."""
        found = self._parse(self._fetch(query, bindings, ("select",), trusted))
        if isinstance(found, pyoxigraph.QueryBoolean):
            raise EngineError("the endpoint answered a SELECT with a truth value", path=self.url)
        columns = tuple(variable.value for variable in found.variables)
        return Table(columns, tuple(tuple(solution) for solution in found))

    def ask(self, query: str, bindings: Mapping[str, Term] | None = None) -> bool:
        """The answer of an ASK."""
        found = self._parse(self._fetch(query, bindings, ("ask",)))
        if not isinstance(found, pyoxigraph.QueryBoolean):
            raise EngineError("the endpoint answered an ASK with rows", path=self.url)
        return bool(found)

    def construct(self, query: str, bindings: Mapping[str, Term] | None = None) -> tuple[Triple, ...]:
        """The triples of a CONSTRUCT or DESCRIBE."""
        body = self._fetch(query, bindings, ("construct", "describe"))
        try:
            return tuple(quad.triple for quad in pyoxigraph.parse(body, format=RdfFormat.N_TRIPLES))
        except SyntaxError as error:
            raise EngineError(f"the endpoint's answer is not N-Triples: {error}", path=self.url) from error

    def _parse(self, body: bytes) -> Any:
        try:
            return pyoxigraph.parse_query_results(body, format=pyoxigraph.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise EngineError(f"the endpoint's answer is not SPARQL JSON: {error}", path=self.url) from error
