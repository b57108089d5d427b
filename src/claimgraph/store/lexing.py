"""The words of a query, one by one: what is refused at sight, and the plain text that engines are given.

Engines read the same text differently. Oxigraph takes ``FROM:x`` and ``ASKFROM<x>`` for a FROM clause, where
the grammar of SPARQL 1.1 sees a prefixed name and an unknown word; some decode ``\\u`` escapes before they
split a text into words (as section 19.2 has it), some after. So no engine is given what was written: comments
go, strings and IRIs are written without escapes that could end them, prefixed names become full IRIs, and a
bare word that is not SPARQL is refused. What is left can be read in one way only.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from claimgraph.errors import UsageError

MAX_QUERY_CHARACTERS = 200_000
MAX_DEPTH = 60
"""Nesting of brackets, and of prefix operators: Oxigraph's parser overflows the stack beyond it."""

BIND_MARK = "#@bind"
"""A comment in a query where its parameters are bound once more, inside a group."""

FORMS = frozenset(("select", "ask", "construct", "describe"))

_FORBIDDEN = frozenset(
    ("service", "from", "load", "clear", "drop", "create", "copy", "move", "add", "insert", "delete", "with")
)

# Keywords and built-in functions of the SPARQL 1.1 query grammar: outside strings, IRIs, names and variables
# there is no other word.
_KEYWORDS = (
    "a abs all as asc avg base bind bnode bound by ceil coalesce concat contains count datatype day "
    "desc distinct encode_for_uri exists false filter floor graph group group_concat having hours if "
    "in iri isblank isiri isliteral isnumeric isuri lang langmatches lcase limit max md5 min minus "
    "minutes month named not now offset optional order prefix rand reduced regex replace round "
    "sameterm sample seconds separator sha1 sha256 sha384 sha512 str strafter strbefore strdt strends "
    "strlang strlen strstarts struuid substr sum timezone true tz ucase undef union uri uuid values "
    "where year"
)
_WORDS = FORMS | frozenset(_KEYWORDS.split())

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*)
    | (?P<string>'''(?:'{0,2}(?:[^'\\]|\\.))*'''|\"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"
        |'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*")
    | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
    | (?P<variable>[?$][\w\u00b7\u203f\u2040]+)
    | (?P<blanknode>_:[\w\u00b7](?:[\w.\-\u00b7\u203f\u2040]*[\w\-\u00b7\u203f\u2040])?)
    | (?P<name>(?:[^\W\d_](?:[\w.\-\u00b7]*[\w\-\u00b7])?)?:
        (?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])
           (?:(?:[\w.\-:\u00b7\u203f\u2040]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*
              (?:[\w\-:\u00b7\u203f\u2040]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]))?)?)
    | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<word>[^\W\d][\w]*)
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+\-]?\d+)?)
    | (?P<open>[\{\(\[])
    | (?P<close>[\}\)\]])
    | (?P<prefix>[!+\-^])
    | (?P<blank>[\x20\t\r\n]+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)

_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_WRITTEN = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}
# Half of a surrogate pair: what Python makes of bytes in arguments that are no UTF-8.
_HALF = re.compile("[\ud800-\udfff]")
_NOT_IN_IRI = re.compile(r"[<>\"{}|^`\\\x00-\x20]")


class Outline(msgspec.Struct, frozen=True):
    """What reading word by word finds: the form, the plain text, where parameters are to be bound.

    ``slots`` are offsets into ``text``: the start of the outermost group, and each ``#@bind`` comment.
    """

    form: str
    text: str
    slots: tuple[int, ...]


def to_string(value: str) -> str:
    """A quoted SPARQL string.

    A backslash before ``u`` is written so that it stays one also where ``\\u`` is decoded first.
    """
    text = "".join(_WRITTEN.get(character, character) for character in value)
    return '"' + re.sub(r"\\\\([uU])", lambda m: f"\\\\\\U{ord(m[1]):08X}", text) + '"'


def _unescape(body: str, line: int) -> str:
    def character(match: re.Match[str]) -> str:
        short, long, letter = match.groups()
        if letter is not None:
            if letter not in _LETTERS:
                raise UsageError(f"\\{letter} is no escape of SPARQL", line=line)
            return _LETTERS[letter]
        code = int(short or long, 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise UsageError(f"{match.group()} is no character", line=line)
        return chr(code)

    return _ESCAPED.sub(character, body)


def _plain_string(token: str, line: int) -> str:
    if "\\" not in token:
        return token
    quotes = 3 if token[:3] in ("'''", '"""') else 1
    return to_string(_unescape(token[quotes:-quotes], line))


def _plain_iri(token: str, line: int) -> str:
    if "\\" not in token:
        return token
    if re.search(r"\\[^uU]", token):
        raise UsageError("an IRI holds a backslash", line=line)
    iri = _unescape(token[1:-1], line)
    if _NOT_IN_IRI.search(iri):
        raise UsageError("an escape in an IRI stands for a character that IRIs cannot hold", line=line)
    return f"<{iri}>"


class _Reader:
    """One pass over the words of a query."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.parts: list[str] = []
        self.length = self.depth = self.prefixes = 0
        self.form = ""
        self.groups: list[int] = []
        self.marks: list[int] = []
        self.iris: dict[str, str] = {}
        self.declaring: str | None = None  # "" after PREFIX, then the name that it declares

    def line(self, at: int) -> int:
        return self.query.count("\n", 0, at) + 1

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def read(self) -> Outline:
        for match in _TOKEN.finditer(self.query):
            kind = match.lastgroup or "other"
            if kind == "comment":
                if match.group().rstrip() == BIND_MARK:
                    self.marks.append(self.length)
                self.put(" ")
                continue
            if kind == "blank":
                self.put(match.group())
                continue
            self.prefixes = self.prefixes + 1 if kind == "prefix" else 0
            if self.declaring is not None:
                self.declare(kind, match)
            else:
                self.take(kind, match)
            if self.depth > MAX_DEPTH or self.prefixes > MAX_DEPTH:
                raise UsageError(f"the query nests deeper than {MAX_DEPTH} levels", remedy="write it flatter")
        if self.declaring is not None:
            raise UsageError("a PREFIX has no IRI")
        groups, at = self.groups, 1 if self.form == "construct" and len(self.groups) > 1 else 0
        # A CONSTRUCT has its template before the pattern; the short form CONSTRUCT WHERE has none.
        if len(groups) <= at:
            return Outline(self.form, "".join(self.parts), ())
        marks = (mark for mark in self.marks if mark > groups[at])
        return Outline(self.form, "".join(self.parts), (groups[at] + 1, *marks))

    def declare(self, kind: str, match: re.Match[str]) -> None:
        token, line = match.group(), self.line(match.start())
        if self.declaring == "" and kind == "name" and token.endswith(":") and token.count(":") == 1:
            self.declaring = token
        elif self.declaring and kind == "iri":
            self.iris[self.declaring] = _plain_iri(token, line)[1:-1]
            self.declaring = None
        else:
            raise UsageError("a PREFIX is not followed by a name, a colon and an IRI", line=line)

    def take(self, kind: str, match: re.Match[str]) -> None:
        token = match.group()
        if kind == "word":
            self.word(token, match.start())
        elif kind == "name":
            self.put(self.expand(token, match.start()))
        elif kind == "string":
            self.put(_plain_string(token, self.line(match.start())))
        elif kind == "iri":
            self.put(_plain_iri(token, self.line(match.start())))
        else:
            if kind == "other" and token == "\\":
                raise UsageError(
                    "a backslash stands outside strings and IRIs",
                    line=self.line(match.start()),
                    remedy="write keywords and names in plain characters, without \\u escapes",
                )
            if kind == "other" and ord(token) < 32:
                raise UsageError("a control character stands in the query", line=self.line(match.start()))
            if kind == "open":
                if token == "{" and self.depth == 0:
                    self.groups.append(self.length)
                self.depth += 1
            elif kind == "close":
                self.depth -= 1
            self.put(token)

    def word(self, token: str, at: int) -> None:
        word = token.casefold()
        if word in _FORBIDDEN:
            raise UsageError(
                f"{token.upper()} is not allowed: queries are read-only and stay in this graph",
                line=self.line(at),
                remedy="remove it; all pages are already in the default graph, use GRAPH for one page",
            )
        if word not in _WORDS:
            raise UsageError(
                f"{token!r} is no word of SPARQL 1.1",
                line=self.line(at),
                remedy="write ?name for a variable, prefix:name or <IRI> for a thing, quotes around a text",
            )
        if word == "prefix":
            self.declaring = ""
            return
        if not self.form and word in FORMS:
            self.form = word
        self.put(token)

    def expand(self, token: str, at: int) -> str:
        prefix, _, local = token.partition(":")
        if prefix + ":" not in self.iris:
            raise UsageError(
                f"the prefix {prefix + ':'!r} is not declared",
                line=self.line(at),
                remedy=f"PREFIX {prefix}: <…> at the top",
            )
        iri = self.iris[prefix + ":"] + re.sub(r"\\(.)", r"\1", local)
        return f"<{iri}>"


@lru_cache(maxsize=512)
def parse_outline(query: str) -> Outline:
    """The outline of a query.

    Raises:
        UsageError: a word updates or leaves the graph, is no word of SPARQL, or the text nests too deeply.
    """
    if len(query) > MAX_QUERY_CHARACTERS:
        raise UsageError(
            f"the query has {len(query)} characters; {MAX_QUERY_CHARACTERS} are allowed",
            remedy="ask for less in one query",
        )
    if _HALF.search(query):
        raise UsageError("the query is not UTF-8 text", remedy="save or type it as UTF-8")
    return _Reader(query).read()
