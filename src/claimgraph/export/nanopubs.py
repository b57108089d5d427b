"""Nanopublications: every asserted claim that a source supports, with its provenance.

One TriG file; each claim is four graphs, as nanopub.net's guidelines ask. The *assertion* is the claim
with its context, and the plain triple where the claim is not negated. The *provenance* says from which
page and line and from which studies it comes, how far they were read, and which of them dispute it. The
*publication info* names the wiki's licence and the program. No date is written, so that the same graph
gives the same bytes; a signature (``export/signing.py``) is added only with a key.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from claimgraph.export.result import ExportResult
from claimgraph.export.tables import read_subjects
from claimgraph.export.targets import write_file
from claimgraph.graph import TurtleNames, cut_quad
from claimgraph.graph.terms import literal
from claimgraph.inference.quads import text_of
from claimgraph.namespaces import CG, DCTERMS, PREFIXES, PROV, RDF, RDFS
from claimgraph.network.lookup import Lookup

NP = "http://www.nanopub.org/nschema#"
NPX = "http://purl.org/nanopub/x/"
PROGRAM = "https://w3id.org/claimgraph"

# What of a claim is said again in its assertion: its ends and its context, not what was computed of it.
_CONTEXT_NAMES = (
    "subject predicate object direction negated claimOrganism tissue dose doseLow doseHigh doseUnit route"
    " timing population comparator effectText"
)
_CONTEXT = tuple(CG + name for name in _CONTEXT_NAMES.split())
_OF_EVIDENCE = tuple(CG + name for name in ("stance", "source", "citation", "scope"))
_OF_CITATION = tuple(
    CG + name for name in ("key", "doi", "pmid", "nct", "design", "organism", "access", "firstAuthor", "year")
)
_OF_SOURCE = tuple(CG + name for name in ("doi", "pmid", "primary", "retracted"))
_PREFIXES = {**PREFIXES, "np": NP, "npx": NPX}
_HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in _PREFIXES.items())

Facts = dict[str, list[str]]


class _Known:
    """What nanopublications need of the graph besides the claims, in a folder: only the facts they repeat."""

    def __init__(self, folder: Path) -> None:
        self.labels = Lookup(folder / "labels", str)
        self._evidence = Lookup(folder / "evidence", Facts)
        self._citations = Lookup(folder / "citations", Facts)
        self._sources = Lookup(folder / "sources", Facts)
        self.licences: list[str] = []

    def close(self) -> None:
        for lookup in (self.labels, self._evidence, self._citations, self._sources):
            lookup.close()

    def learn(self, subject: str, facts: Facts) -> None:
        """Takes all facts of one subject."""
        if RDFS + "label" in facts:
            self.labels.put(subject, text_of(facts[RDFS + "label"][0]))
        types = facts.get(RDF + "type", ())
        if f"<{CG}EvidenceLine>" in types:
            self._evidence.put(subject, _only(facts, _OF_EVIDENCE))
        elif f"<{CG}Citation>" in types:
            self._citations.put(subject, _only(facts, (CG + "path", CG + "line", *_OF_CITATION)))
        elif f"<{CG}Source>" in types:
            self._sources.put(subject, _only(facts, _OF_SOURCE))
        elif f"<{CG}Wiki>" in types:
            self.licences = facts.get(DCTERMS + "license", [])

    def label(self, term: str) -> str:
        """What something is called; its IRI where it has no name."""
        found = self.labels.get(term[1:-1])
        return term[1:-1] if found is None else found

    def evidence(self, term: str) -> Facts:
        """Of an evidence line, named as a term; nothing where it is unknown. So with the others."""
        return self._evidence.get(term[1:-1]) or {}

    def citation(self, term: str) -> Facts:
        return self._citations.get(term[1:-1]) or {}

    def source(self, term: str) -> Facts:
        return self._sources.get(term[1:-1]) or {}


def write_nanopubs(built: Path, target: Path) -> ExportResult:
    """Writes one TriG file of nanopublications, unsigned.

    Raises:
        InputError: ``target`` cannot be written.
    """
    counts = {"nanopublications": 0}
    left: dict[str, int] = {}

    def chunks() -> Iterator[bytes]:
        yield _HEAD.encode()
        for text in to_nanopubs(built / "graph.nq", left):
            counts["nanopublications"] += 1
            yield text.encode()

    write_file(target, chunks())
    return ExportResult("nanopub", str(target), counts, say_left(left))


def say_left(left: dict[str, int]) -> tuple[str, ...]:
    """In words, how many claims gave no nanopublication, by why."""
    return tuple(f"{number} claims {why}" for why, number in sorted(left.items()))


def nanopub_head() -> str:
    """The prefixes that every text of ``to_nanopubs`` needs before it."""
    return _HEAD


def to_nanopubs(path: Path, left: dict[str, int]) -> Iterator[str]:
    """Each nanopublication as TriG without its prefixes.

    ``left`` counts, by why, the claims that give none.
    """
    with tempfile.TemporaryDirectory(prefix="claimgraph-") as name:
        graph = _Known(Path(name))
        try:
            for subject, facts in read_subjects(path):
                graph.learn(subject, facts)
            for subject, facts in read_subjects(path):
                if f"<{CG}Claim>" not in facts.get(RDF + "type", ()) or subject.startswith(CG):
                    continue
                why = _why_not(facts, graph)
                if why:
                    left[why] = left.get(why, 0) + 1
                else:
                    yield _nanopub(subject, facts, graph)
        finally:
            graph.close()


def _only(facts: Facts, predicates: tuple[str, ...]) -> Facts:
    return {predicate: facts[predicate] for predicate in predicates if predicate in facts}


def _why_not(facts: Facts, graph: _Known) -> str:
    if facts.get(CG + "certainty") != [f"<{CG}Asserted>"]:
        return "that are speculative or disputed"
    lines = [graph.evidence(line) for line in facts.get(CG + "hasEvidenceLine", ())]
    supporting = [line for line in lines if f"<{CG}Supports>" in line.get(CG + "stance", ())]
    if not supporting:
        return "that no source supports"
    sources = [source for line in supporting for source in line.get(CG + "source", ())]
    if sources and all(_is_retracted(graph.source(source)) for source in sources):
        return "that rest on retracted sources only"
    return ""


def _is_retracted(source: Facts) -> bool:
    return any(text_of(value) == "true" for value in source.get(CG + "retracted", ()))


def _nanopub(claim: str, facts: Facts, graph: _Known) -> str:
    base, _, identifier = claim.partition("/claim/")
    this = f"{base}/np/{identifier}"
    names = TurtleNames(None, _PREFIXES)
    assertion = [_node(claim, {RDF + "type": [f"<{CG}Claim>"], **_only(facts, _CONTEXT)}, names)]
    ends = [facts[CG + end][0] for end in ("subject", "predicate", "object")]
    if [text_of(value) for value in facts.get(CG + "negated", ())] != ["true"]:
        assertion.append(_node(ends[0][1:-1], {ends[1][1:-1]: [ends[2]]}, names))
    for end in dict.fromkeys((ends[0], ends[2])):
        label = graph.labels.get(end[1:-1])
        if label is not None:
            assertion.append(_node(end[1:-1], {RDFS + "label": [literal(label)]}, names))
    words = [graph.label(end) for end in ends]
    published: Facts = {
        RDFS + "label": [literal(" ".join(words))],
        PROV + "wasGeneratedBy": [f"<{PROGRAM}>"],
        DCTERMS + "license": graph.licences,
        NPX + "hasNanopubType": [f"<{CG}Claim>"],
        DCTERMS + "subject": [ends[0], ends[2]],
    }
    head = {
        RDF + "type": [f"<{NP}Nanopublication>"],
        NP + "hasAssertion": [f"<{this}/assertion>"],
        NP + "hasProvenance": [f"<{this}/provenance>"],
        NP + "hasPublicationInfo": [f"<{this}/pubinfo>"],
    }
    graphs = (
        ("Head", [_node(this, head, names)]),
        ("assertion", assertion),
        ("provenance", list(_provenance(f"{this}/assertion", facts, graph, names))),
        ("pubinfo", [_node(this, published, names)]),
    )
    return "".join(_block(f"{this}/{name}", nodes) for name, nodes in graphs)


def _block(graph: str, nodes: list[str]) -> str:
    return f"\n<{graph}> {{\n" + "".join(f"  {node}\n" for node in nodes) + "}\n"


def to_trig_text(quads: list[str]) -> str:
    """Canonical lines of one nanopublication as TriG without its prefixes.

    Raises:
        ValueError: a line is not canonical N-Quads.
    """
    names = TurtleNames(None, _PREFIXES)
    graphs: dict[str, dict[str, Facts]] = {}
    for line in sorted(quads):
        subject, predicate, value, graph = cut_quad(line)
        facts = graphs.setdefault(graph or "", {}).setdefault(subject[1:-1], {})
        facts.setdefault(predicate, []).append(value)
    return "".join(
        _block(graph, [_node(subject, facts, names) for subject, facts in nodes.items()])
        for graph, nodes in graphs.items()
    )


def _provenance(assertion: str, facts: Facts, graph: _Known, names: TurtleNames) -> Iterator[str]:
    lines = facts[CG + "hasEvidenceLine"]
    supporting = []
    for line in lines:
        evidence = graph.evidence(line)
        if f"<{CG}Supports>" in evidence.get(CG + "stance", ()):
            supporting += evidence.get(CG + "source", [])
    primary = [
        source
        for source in supporting
        if [text_of(value) for value in graph.source(source).get(CG + "primary", ())] == ["true"]
    ]
    yield _node(
        assertion,
        {
            PROV + "wasDerivedFrom": _works(supporting, graph),
            PROV + "hadPrimarySource": _works(primary, graph),
            CG + "hasEvidenceLine": lines,
            **_only(facts, (CG + "path", CG + "line", CG + "assertedBy", CG + "text")),
        },
        names,
    )
    seen: dict[str, Facts] = {}
    for line in lines:
        evidence = graph.evidence(line)
        yield _node(line[1:-1], {RDF + "type": [f"<{CG}EvidenceLine>"], **evidence}, names)
        for citation in evidence.get(CG + "citation", ()):
            seen[citation[1:-1]] = graph.citation(citation)
        for source in evidence.get(CG + "source", ()):
            work = _works([source], graph)
            seen[source[1:-1]] = {
                **graph.source(source),
                RDFS + "seeAlso": [iri for iri in work if iri != source],
            }
    for iri, found in sorted(seen.items()):
        if any(found.values()):
            yield _node(iri, found, names)


def _works(sources: list[str], graph: _Known) -> list[str]:
    """The sources as others name them: by DOI, else by PMID, else by our own IRI."""
    found = []
    for source in dict.fromkeys(sources):
        facts = graph.source(source)
        if CG + "doi" in facts:
            doi = quote(text_of(facts[CG + "doi"][0]), safe="/-._~():;")
            found.append(f"<https://doi.org/{doi}>")
        elif CG + "pmid" in facts:
            found.append(f"<https://pubmed.ncbi.nlm.nih.gov/{quote(text_of(facts[CG + 'pmid'][0]))}/>")
        else:
            found.append(source)
    return found


def _node(subject: str, facts: Facts, names: TurtleNames) -> str:
    parts = [
        f"{'a' if predicate == RDF + 'type' else names.of(predicate)} "
        + ", ".join(names.value(value) for value in values)
        for predicate, values in facts.items()
        if values
    ]
    return f"{names.of(subject)} " + " ;\n    ".join(parts) + " ."
