"""Footnotes and study pages whose source is posted on a preprint server, by its DOI or its journal's name."""

from __future__ import annotations

from collections.abc import Mapping

from claimgraph.extract.citation.servers import find_server_of, names_server, says_preprint
from claimgraph.inference.quads import Node, QuadWriter, cg, first, text_of, to_literal
from claimgraph.profile import Profile

_DOI, _TEXT, _PAGE, _FIELD, _VALUE, _TYPE = (
    cg(name) for name in ("doi", "text", "page", "field", "value", "pageType")
)
_POSTED, _UNSAID = cg("postedOn"), cg("unsaidServer")


def write_preprints(
    writer: QuadWriter,
    pages: Mapping[str, Node],
    fields: Mapping[str, Node],
    citations: Mapping[str, Node],
    profile: Profile,
) -> None:
    """``cg:unsaidServer`` of footnotes that keep it back, ``cg:postedOn`` of the field that tells it.

    A source with a DOI of a journal besides has been published since.
    """
    for iri, node in citations.items():
        servers = [find_server_of(text_of(doi)) for doi in node.get(_DOI, ())]
        if (
            servers
            and servers[0] is not None
            and all(servers)
            and not says_preprint(first(node, _TEXT) or "")
        ):
            writer.add(iri, _UNSAID, to_literal(servers[0]))
    sources = {
        iri: known.source
        for iri, node in pages.items()
        if (known := profile.page_type(first(node, _TYPE))) is not None and known.source is not None
    }
    telling: dict[str, list[tuple[bool, str, str | None]]] = {}
    for iri, node in fields.items():
        names = sources.get(node[_PAGE][0])
        name, value = first(node, _FIELD), first(node, _VALUE)
        if names is None or name is None or value is None:
            continue
        if name == names.doi:
            telling.setdefault(node[_PAGE][0], []).append((False, iri, find_server_of(value)))
        elif name == names.journal and names_server(value):
            telling.setdefault(node[_PAGE][0], []).append((True, iri, value))
    for found in telling.values():
        _, iri, server = min(found, key=lambda item: item[:2])
        if server is not None and all(other is not None for _, _, other in found):
            writer.add(iri, _POSTED, to_literal(server))
