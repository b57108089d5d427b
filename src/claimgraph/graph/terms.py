"""RDF terms as N-Quads text, in the canonical form of RDFC-1.0, straight from Python strings.

A graph of a wiki is about a million lines; formatting them without term objects is what makes
writing it a matter of a second or two.
"""

from __future__ import annotations

import datetime
import math
import re
from decimal import Decimal
from urllib.parse import quote

from claimgraph.namespaces import CG, DCTERMS, RDF, RDFS, SKOS, XSD

_ESCAPED = re.compile('[\\x00-\\x1f"\\\\\\x7f\\ud800-\\udfff\\ufffe\\uffff]')
_NAMED = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
# All that RFC 3987 does not allow in a path or fragment, and a "%" that starts no escape.
_ILLEGAL_IN_IRI = re.compile(
    "[^!#$%&'()*+,./0-9:;=?@A-Z_a-z~\\-\\xa0-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\uffef\\U00010000-\\U0001fffd"
    + "".join(f"\\U{plane:04x}0000-\\U{plane:04x}fffd" for plane in range(2, 14))
    + "\\U000e1000-\\U000efffd]|%(?![0-9A-Fa-f]{2})"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_GYEAR = re.compile(r"[0-9]{4}")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")

INTEGER_END = f'"^^<{XSD}integer>'
"""What follows the digits of an ``xsd:integer``."""
_DECIMAL = f'"^^<{XSD}decimal>'

TRUE = f'"true"^^<{XSD}boolean>'
FALSE = f'"false"^^<{XSD}boolean>'


def cg(name: str) -> str:
    """A term of our ontology, in angle brackets. ``name`` is a constant or an ontology id."""
    return f"<{CG}{name}>"


TYPE = f"<{RDF}type>"
LABEL = f"<{RDFS}label>"
TITLE = f"<{DCTERMS}title>"
ALT_LABEL = f"<{SKOS}altLabel>"
PREF_LABEL = f"<{SKOS}prefLabel>"
EXACT_MATCH = f"<{SKOS}exactMatch>"
CLOSE_MATCH = f"<{SKOS}closeMatch>"
RELATED_MATCH = f"<{SKOS}relatedMatch>"
NOTATION = f"<{SKOS}notation>"
BROADER = f"<{SKOS}broader>"
IN_SCHEME = f"<{SKOS}inScheme>"
CONCEPT = f"<{SKOS}Concept>"


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    named = _NAMED.get(character)
    if named is not None:
        return named
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        # A lone surrogate is no character, and no RDF syntax can hold one.
        return "\ufffd"
    return f"\\u{code:04X}"


_substitute = _ESCAPED.sub


def escaped(text: str) -> str:
    """``text`` as it stands between the quotes of a canonical N-Quads literal.

    Lone surrogates (bytes that were no UTF-8) become U+FFFD; everything else is kept.
    """
    return _ESCAPED.sub(_escape, text)


def literal(text: str) -> str:
    """A plain string literal."""
    # Nothing that must be escaped is printable but these two.
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return f'"{_substitute(_escape, text)}"'


def language_literal(text: str, language: str) -> str:
    """A string with a language tag, which canonical form writes as given."""
    return f'"{_ESCAPED.sub(_escape, text)}"@{language}'


def typed_literal(text: str, datatype: str) -> str:
    """A literal of the datatype IRI ``datatype``; ``xsd:string`` is the plain form."""
    if datatype == XSD + "string":
        return literal(text)
    return f'"{_ESCAPED.sub(_escape, text)}"^^{iri(datatype)}'


def integer(value: int) -> str:
    """An ``xsd:integer``."""
    return f'"{value}{INTEGER_END}'


def boolean(value: bool) -> str:
    """An ``xsd:boolean`` in its canonical form."""
    return TRUE if value else FALSE


def decimal(value: float) -> str | None:
    """An ``xsd:decimal`` in its shortest form without exponent, or None for what is no number."""
    if not math.isfinite(value):
        return None
    text = format(Decimal(repr(value)), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f'"{"0" if text in {"-0", ""} else text}{_DECIMAL}'


def year(value: int) -> str:
    """An ``xsd:gYear`` where four digits are valid as one, else the number as a string."""
    text = str(value)
    if _GYEAR.fullmatch(text) and text != "0000":
        return f'"{text}"^^<{XSD}gYear>'
    return literal(text)


def date(text: str) -> str:
    """An ``xsd:date`` where ``text`` is a real day in ISO form, else a string."""
    found = _DATE.fullmatch(text)
    if found:
        try:
            datetime.date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return literal(text)
        return f'"{text}"^^<{XSD}date>'
    return literal(text)


def _percent(found: re.Match[str]) -> str:
    return quote(found[0], safe="", errors="surrogatepass")


def iri(text: str) -> str:
    """An IRI in angle brackets; characters that RFC 3987 forbids there are percent-encoded.

    The caller sees to it that it is absolute (``is_absolute``) and has no brackets in its host.
    """
    legal = _ILLEGAL_IN_IRI.sub(_percent, text)
    if legal.count("#") > 1:
        start, _, fragment = legal.partition("#")
        legal = f"{start}#{fragment.replace('#', '%23')}"
    return f"<{legal}>"


def is_absolute(text: str) -> bool:
    """Whether ``text`` starts with a scheme, as every IRI in N-Quads must."""
    return _SCHEME.match(text) is not None
