"""Every IRI and prefix that claimgraph writes, and how they are minted.

Ids are stable: they come from the page path and the normalised content, never from line numbers,
so that moving a sentence down a page changes no IRI.
"""

from __future__ import annotations

import hashlib
import unicodedata
from functools import lru_cache
from urllib.parse import quote

CG = "https://w3id.org/claimgraph/ontology#"
DEFAULT_BASE = "https://w3id.org/claimgraph/id/"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
OA = "http://www.w3.org/ns/oa#"
SH = "http://www.w3.org/ns/shacl#"
FABIO = "http://purl.org/spar/fabio/"
BIOLINK = "https://w3id.org/biolink/vocab/"
SEPIO = "http://purl.obolibrary.org/obo/SEPIO_"

PREFIXES: dict[str, str] = {
    "cg": CG,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "prov": PROV,
    "oa": OA,
    "sh": SH,
    "fabio": FABIO,
    "biolink": BIOLINK,
    "sepio": SEPIO,
}

_SAFE = "/-._~"
# All that is a blank in ASCII but the space.
_OTHER_BLANKS = b"\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f"
_sha256 = hashlib.sha256


def normalise_text(text: str) -> str:
    """NFC, with every run of blanks as one space: what a content hash is made from."""
    composed = text if text.isascii() else unicodedata.normalize("NFC", text)
    return " ".join(composed.split())


def content_id(*parts: str) -> str:
    """Sixteen hexadecimal digits (64 bits) of the SHA-256 of the parts, normalised as one text."""
    text = "\0".join(parts)
    encoded = text.encode("utf-8", "surrogatepass")
    # Most texts are in normal form already, and seeing that costs a third of making it.
    if (
        len(encoded) != len(text)
        or b"  " in encoded
        or encoded[:1] == b" "
        or encoded[-1:] == b" "
        or len(encoded.translate(None, _OTHER_BLANKS)) != len(encoded)
    ):
        encoded = normalise_text(text).encode("utf-8", "surrogatepass")
    return _sha256(encoded).hexdigest()[:16]


@lru_cache(maxsize=1 << 16)
def _quoted(text: str, safe: str) -> str:
    # A file name may hold bytes that are no UTF-8; Python keeps them as lone surrogates.
    return quote(text, safe=safe, errors="surrogatepass")


def page_slug(path: str) -> str:
    """A page path without ``.md``, percent-encoded for an IRI.

    Two paths never have one slug: of ``a.MD``, which may stand beside ``a.md``, the ending stays, with its
    full stop encoded so that it is not that of ``a.MD.md``.
    """
    if path.endswith(".md"):
        return _quoted(path[:-3], _SAFE)
    if path[-3:].lower() == ".md":
        return f"{_quoted(path[:-3], _SAFE)}%2E{path[-2:]}"
    return _quoted(path, _SAFE)


class Minter:
    """Mints the IRIs of one graph below ``base`` (which ends in ``/`` or ``#``)."""

    __slots__ = ("base",)

    def __init__(self, base: str = DEFAULT_BASE) -> None:
        self.base = base

    def graph(self, path: str) -> str:
        """The named graph of a page."""
        return f"{self.base}graph/{page_slug(path)}"

    def named_graph(self, name: str) -> str:
        """A graph that belongs to no page: ``sources``, ``derived``, ``ontology``, ``build``."""
        return f"{self.base}graph/-/{name}"

    def page(self, path: str) -> str:
        """The page as a document."""
        return f"{self.base}page/{page_slug(path)}"

    def entity(self, path: str) -> str:
        """The thing that a page is about."""
        return f"{self.base}entity/{page_slug(path)}"

    def unlinked(self, name: str) -> str:
        """A named thing without a page: one IRI a name, case and blanks folded."""
        folded = normalise_text(name).casefold().replace(" ", "-")
        return f"{self.base}term/{_quoted(folded, '-._~')}"

    def source(self, key: str) -> str:
        """A source, from its key (``doi:10.1/x``, ``page:studies/x.md``, ``note:page.md#key``)."""
        scheme, _, value = key.partition(":")
        return f"{self.base}source/{scheme}/{_quoted(value, _SAFE)}"

    def citation(self, path: str, key: str, ordinal: int = 0) -> str:
        """What one footnote says."""
        tail = f"/{ordinal}" if ordinal else ""
        return f"{self.base}citation/{page_slug(path)}/{_quoted(key, '-._~')}{tail}"

    def verification(self, path: str) -> str:
        """What a page says of its own checking."""
        return f"{self.base}verification/{page_slug(path)}"

    def concept(self, scheme: str, value: str) -> str:
        """A value that a concept scheme of the ontology does not know."""
        folded = normalise_text(value).casefold().replace(" ", "-")
        return f"{self.base}concept/{scheme}/{_quoted(folded, '-._~')}"

    def hashed(self, kind: str, identifier: str) -> str:
        """A node with a content hash: ``statement``, ``claim``, ``evidence``, ``gap``, ``link`` …."""
        return f"{self.base}{kind}/{identifier}"
