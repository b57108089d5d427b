"""Biolink's exchange format (KGX): nodes and edges as TSV or as JSON lines.

An edge is a Biolink association: of one claim (shape *claims*), or of all claims with one subject, relation
and object (shape *browse*). Only claims that give an edge become associations: what is negated, disputed or
only a gap would be read as knowledge. Format:
https://github.com/biolink/kgx/blob/master/specification/kgx-format.md.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from claimgraph.export.biolink import LOCAL_PREFIX, Biolink
from claimgraph.export.result import ExportResult
from claimgraph.export.targets import write_folder
from claimgraph.network import Link, Network, Node, Shape

Record = dict[str, str | bool | list[str]]

NODE_COLUMNS = ("id", "category", "name", "iri", "xref", "synonym", "page", "provided_by")
EDGE_COLUMNS = (
    "id", "category", "subject", "predicate", "object",
    "qualified_predicate", "object_aspect_qualifier", "object_direction_qualifier",
    "causal_mechanism_qualifier", "species_context_qualifier", "negated", "knowledge_level", "agent_type",
    "primary_knowledge_source", "publications", "has_evidence_of_type", "supporting_text",
    "original_subject", "original_predicate", "original_object", "claims", "places", "access",
)  # fmt: skip

SOURCE = "infores:claimgraph"

_LIST = "|"


class _End(msgspec.Struct, frozen=True):
    id: str
    category: str


class _Kgx:
    """Makes records. The ids of the nodes wait in a file until edges need them."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.biolink = Biolink()
        self.losses: Counter[str] = Counter()
        self._ends = network.lookup("ends", _End)
        chosen = network.lookup("chosen", str)
        shared: set[str] = set()
        for node in network.nodes:
            curie = self._preferred(node)
            if curie is not None:
                if chosen.get(curie) is None:
                    chosen.put(curie, node.iri)
                else:
                    shared.add(curie)
        for node in network.nodes:
            curie = self._preferred(node)
            # Two pages with one identifier are two things that disagree: neither gets it.
            own = curie if curie is not None and curie not in shared else self.biolink.local(node.iri)
            self._ends.put(node.iri, _End(own, self.biolink.category(node.kind)))
        self.losses["shared"] = len(shared)

    def _preferred(self, node: Node) -> str | None:
        return self.biolink.preferred(self.biolink.category(node.kind), self._identifiers(node))

    def _end(self, iri: str) -> _End:
        found = self._ends.get(iri)
        assert found is not None, iri
        return found

    @staticmethod
    def _identifiers(node: Node) -> list[str]:
        pmids = (f"http://identifiers.org/pubmed/{pmid}" for pmid in node.values.get("pmids", ()))
        return [*node.values.get("same_as", ()), *pmids]

    def nodes(self) -> Iterator[Record]:
        """A record for every node."""
        for node in self.network.nodes:
            end = self._end(node.iri)
            local = self.biolink.local(node.iri)
            others = [self.biolink.curie(iri) or iri for iri in node.values.get("same_as", ())]
            others += [f"doi:{doi}" for doi in node.values.get("dois", ())]
            yield _present(
                {
                    "id": end.id,
                    "category": [f"biolink:{end.category}"],
                    "name": node.label,
                    "iri": node.iri,
                    "xref": sorted({*others, local} - {end.id}),
                    "synonym": list(node.values.get("aliases", ())),
                    "page": next(iter(node.values.get("path", ())), ""),
                    "provided_by": [SOURCE],
                }
            )

    def edges(self) -> Iterator[Record]:
        """A record for every edge."""
        for link in self.network.links:
            subject, target = self._end(link.source), self._end(link.target)
            said = self.biolink.statement(link.relation, link.values.get("directions", ()))
            species = self._known(link.values.get("organisms", ()), self.biolink.organisms, "species")
            yield _present(
                {
                    "id": self.biolink.local(link.iri),
                    "category": [
                        "biolink:"
                        + self.biolink.association(subject.category, said.predicate, target.category)
                    ],
                    "subject": subject.id,
                    "predicate": f"biolink:{said.predicate}",
                    "object": target.id,
                    "qualified_predicate": _prefixed(said.qualified_predicate),
                    "object_aspect_qualifier": said.object_aspect_qualifier,
                    "object_direction_qualifier": said.object_direction_qualifier,
                    "causal_mechanism_qualifier": said.causal_mechanism_qualifier,
                    "species_context_qualifier": self._one(species),
                    "negated": False,
                    **_agents(link.values.get("asserted_by", ())),
                    "primary_knowledge_source": SOURCE,
                    "publications": self._publications(link),
                    "has_evidence_of_type": self._known(
                        link.values.get("designs", ()), self.biolink.designs, "designs"
                    ),
                    "supporting_text": list(link.values.get("text", ())),
                    "original_subject": self.biolink.local(link.source),
                    "original_predicate": f"cg:{link.relation}",
                    "original_object": self.biolink.local(link.target),
                    "claims": [self.biolink.local(claim) for claim in link.values.get("claims", ())],
                    "places": list(link.values.get("places", ())),
                    "access": list(link.values.get("access", ())),
                }
            )

    @staticmethod
    def _publications(link: Link) -> list[str]:
        pmids = [f"PMID:{pmid}" for pmid in link.values.get("pmids", ())]
        return [*pmids, *(f"doi:{doi}" for doi in link.values.get("dois", ()))]

    def _known(self, names: Iterable[str], table: dict[str, str], kind: str) -> list[str]:
        found = []
        for name in names:
            if name in table:
                found.append(table[name])
            else:
                self.losses[kind] += 1
        return sorted(set(found))

    def _one(self, species: list[str]) -> str:
        """The qualifier holds one species; of several none is named."""
        self.losses["several"] += len(species) > 1
        return species[0] if len(species) == 1 else ""

    def sentences(self) -> Iterator[str]:
        """What was left out, as sentences."""
        yield (
            "dose, route, timing, population, comparator and effect of claims, disputing sources: "
            "see graphml --shape evidence"
        )
        for name, words in (
            ("shared", "identifiers that two entities claim: both keep an id of ours, and it is in xref"),
            ("species", "organisms without a taxon of NCBI"),
            ("several", "edges of several species, of which the qualifier holds none"),
            ("designs", "study designs without a type in ECO"),
            ("tsv", "tabs, line breaks and bars inside values, which split TSV: blanks and broken bars"),
        ):
            if self.losses[name]:
                yield f"{self.losses[name]} {words}"

    def prefixes(self) -> bytes:
        """The prefixes that Biolink's own map lacks, and which model this was written for."""
        content = {
            "biolink_model": self.biolink.mapping.model,
            "prefixes": {
                LOCAL_PREFIX: self.biolink.base,
                "cg": "https://w3id.org/claimgraph/ontology#",
                **{item.prefix: item.iri for item in self.biolink.mapping.namespaces},
            },
        }
        return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _prefixed(predicate: str) -> str:
    return f"biolink:{predicate}" if predicate else ""


def _agents(asserted_by: Iterable[str]) -> Record:
    """What is declared on a page is an assertion by hand; what we read out of prose is text mining."""
    origins = set(asserted_by)
    if origins and origins <= {"extracted"}:
        return {"knowledge_level": "not_provided", "agent_type": "text_mining_agent"}
    if not origins:
        return {"knowledge_level": "not_provided", "agent_type": "not_provided"}
    return {"knowledge_level": "knowledge_assertion", "agent_type": "manual_agent"}


def _present(record: Record) -> Record:
    return {name: value for name, value in record.items() if value not in ("", [])}


def _counted(records: Iterable[Record], counts: Counter[str], name: str) -> Iterator[Record]:
    for record in records:
        counts[name] += 1
        yield record


def _json_lines(records: Iterable[Record]) -> Iterator[bytes]:
    for record in records:
        # Within a line: U+2028 is a line end for some readers, and JSON may escape it.
        text = (
            json.dumps(record, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        )
        yield (text.replace("\x85", "\\u0085") + "\n").encode()


def _tsv(records: Iterable[Record], columns: tuple[str, ...], losses: Counter[str]) -> Iterator[bytes]:
    yield ("\t".join(columns) + "\n").encode()
    for record in records:
        cells = []
        for column in columns:
            value = record.get(column, "")
            if isinstance(value, list):
                cells.append(_LIST.join(_cell(item, losses) for item in value))
            else:
                cells.append(str(value).lower() if isinstance(value, bool) else _cell(value, losses))
        yield ("\t".join(cells) + "\n").encode()


_BLANKS = str.maketrans(dict.fromkeys("\t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\x00", " "))


def _cell(text: str, losses: Counter[str]) -> str:
    """A text that neither a column, a row nor a list splits.

    KGX reads TSV without quotes, and parts texts at bars in columns of one value too.
    """
    clean = text.translate(_BLANKS).replace(_LIST, "¦")
    losses["tsv"] += clean != text
    return clean


def _write(
    name: str,
    network: Network,
    target: Path,
    files: Callable[[_Kgx, Counter[str]], Iterator[tuple[str, Iterable[bytes]]]],
) -> ExportResult:
    kgx = _Kgx(network)
    counts: Counter[str] = Counter(nodes=0, edges=0)
    write_folder(target, (*files(kgx, counts), ("prefixes.json", [kgx.prefixes()])))
    return ExportResult(name, str(target), dict(counts), (*map(str, network.omissions), *kgx.sentences()))


def write_kgx(network: Network, target: Path) -> ExportResult:
    """Writes ``nodes.tsv``, ``edges.tsv`` and ``prefixes.json`` into a folder."""

    def files(kgx: _Kgx, counts: Counter[str]) -> Iterator[tuple[str, Iterable[bytes]]]:
        yield "nodes.tsv", _tsv(_counted(kgx.nodes(), counts, "nodes"), NODE_COLUMNS, kgx.losses)
        yield "edges.tsv", _tsv(_counted(kgx.edges(), counts, "edges"), EDGE_COLUMNS, kgx.losses)

    return _write("kgx", network, target, files)


def write_kgx_jsonl(network: Network, target: Path) -> ExportResult:
    """Writes ``nodes.jsonl``, ``edges.jsonl`` and ``prefixes.json`` into a folder."""

    def files(kgx: _Kgx, counts: Counter[str]) -> Iterator[tuple[str, Iterable[bytes]]]:
        yield "nodes.jsonl", _json_lines(_counted(kgx.nodes(), counts, "nodes"))
        yield "edges.jsonl", _json_lines(_counted(kgx.edges(), counts, "edges"))

    return _write("kgx-jsonl", network, target, files)


SHAPES = (Shape.CLAIMS, Shape.BROWSE)
