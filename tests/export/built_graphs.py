"""Built folders to export from: the sample vault, and a small graph of everything that breaks formats."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from claimgraph.build import read_values, to_graph
from claimgraph.graph import write_nquads
from claimgraph.namespaces import CG, DCTERMS, DEFAULT_BASE, RDF, RDFS, SKOS, XSD, Minter
from claimgraph.resources import sample_vault
from claimgraph.store import EmbeddedStore

COUNTS = "PREFIX cg: <https://w3id.org/claimgraph/ontology#> SELECT (COUNT(DISTINCT {}) AS ?n) WHERE {{ {} }}"

LARGE = "µ" * (1 << 20)

# One entity a text: what is in its label must come out of every reader as it went in.
HOSTILE = (
    "",
    " ",
    "</script><script>alert(1)</script>",
    "<!-- --> ]]> &amp; & < >",
    "=1+1",
    "@SUM(A1:A9)",
    "-2+3",
    '"quoted" and ""twice""',
    "'single'",
    'ends in a quote"',
    "ends in a backslash\\",
    'backslash before a quote \\" inside',
    "line\nfeed",
    "carriage return\r\nand line feed",
    "tab\tinside",
    "`backticks` and \\u0060",
    "a,b;c|d",
    "one | two",
    "\u202eright to left\u202c",
    "mark \ufeff inside",
    "12",
    "1e5",
    "true",
    "null",
    '{"a": [1]}',
    "семакс 🧬 e\u0301",
)

# XML cannot hold these at all.
NOT_XML = ("nul \x00 inside", "escape \x1b[31m", "separator \x1f inside", "\ufffe")

# Values of one list, sorted: what parts lists in one format or another stands inside of them.
LISTED = (
    '"quoted", ""twice""',
    "12",
    '["x"]',
    "a, b",
    "back\\slash\\",
    "bar | and ¦",
    "bare|bar",
    "line\nfeed",
    "semi;colon",
    "tab\there",
)

RELATIONS = ("increases_level", "decreases_level", "associated_with")


class GraphText:
    """Collects quads as canonical lines."""

    def __init__(self, base: str = DEFAULT_BASE) -> None:
        self.mint = Minter(base)
        self.lines: list[str] = []

    def add(self, graph: str, subject: str, predicate: str, *values: str | int | bool | NamedNode) -> None:
        for value in values:
            if isinstance(value, bool):
                term = Literal(str(value).lower(), datatype=NamedNode(XSD + "boolean"))
            elif isinstance(value, int):
                term = Literal(str(value), datatype=NamedNode(XSD + "integer"))
            else:
                term = value if isinstance(value, NamedNode) else Literal(value)
            quad = Quad(NamedNode(subject), NamedNode(predicate), term, NamedNode(graph))
            self.lines.append(f"{quad} .")

    def page(self, path: str, label: str, kind: str = "Compound") -> str:
        """A page and what it is about; returns the entity."""
        graph, page, entity = self.mint.graph(path), self.mint.page(path), self.mint.entity(path)
        self.add(graph, page, RDF + "type", NamedNode(CG + "Page"))
        self.add(graph, page, CG + "path", path)
        self.add(graph, page, CG + "about", NamedNode(entity))
        self.add(graph, entity, RDF + "type", NamedNode(CG + kind), NamedNode(CG + "Entity"))
        self.add(graph, entity, RDFS + "label", label)
        return entity

    def claim(self, path: str, line: int, subject: str, relation: str, target: str, **properties: str) -> str:
        """A claim and the edge that it gives; returns the claim."""
        graph = self.mint.graph(path)
        derived = self.mint.named_graph("derived")
        claim = self.mint.hashed("claim", f"{len(self.lines):016x}")
        edge = self.mint.hashed("edge", f"{len(self.lines):016x}")
        self.add(graph, claim, RDF + "type", NamedNode(CG + "Claim"))
        ends = {"subject": subject, "predicate": CG + relation, "object": target}
        for node, place in ((claim, graph), (edge, derived)):
            for role, iri in ends.items():
                self.add(place, node, CG + role, NamedNode(iri))
        self.add(graph, claim, CG + "path", path)
        self.add(graph, claim, CG + "line", line)
        self.add(graph, claim, CG + "negated", False)
        self.add(graph, claim, CG + "certainty", NamedNode(CG + "Asserted"))
        self.add(graph, claim, CG + "assertedBy", "front-matter")
        for name, text in properties.items():
            self.add(graph, claim, CG + name, text)
        self.add(derived, edge, RDF + "type", NamedNode(CG + "Edge"))
        self.add(derived, edge, CG + "fromClaim", NamedNode(claim))
        return claim

    def source(self, doi: str, label: str) -> str:
        """A source; returns its IRI."""
        iri, graph = self.mint.source(f"doi:{doi}"), self.mint.named_graph("sources")
        self.add(graph, iri, RDF + "type", NamedNode(CG + "Source"))
        self.add(graph, iri, CG + "doi", doi)
        self.add(graph, iri, RDFS + "label", label)
        return iri

    def evidence(self, path: str, claim: str, source: str, stance: str = "Supports") -> str:
        """An evidence line and its citation; returns the evidence line."""
        graph = self.mint.graph(path)
        number = f"{len(self.lines):016x}"
        line, citation = self.mint.hashed("evidence", number), self.mint.citation(path, number)
        self.add(graph, claim, CG + "hasEvidenceLine", NamedNode(line))
        self.add(graph, line, RDF + "type", NamedNode(CG + "EvidenceLine"))
        self.add(graph, line, CG + "stance", NamedNode(CG + stance))
        self.add(graph, line, CG + "scope", "inline")
        self.add(graph, line, CG + "source", NamedNode(source))
        self.add(graph, line, CG + "citation", NamedNode(citation))
        self.add(graph, citation, RDF + "type", NamedNode(CG + "Citation"))
        self.add(graph, citation, CG + "key", 'key "1"')
        self.add(graph, citation, CG + "source", NamedNode(source))
        self.add(graph, citation, CG + "access", NamedNode(CG + "access-abstract-only"))
        self.add(graph, citation, CG + "path", path)
        self.add(graph, citation, CG + "line", 99)
        return line

    def write(self, folder: Path) -> Path:
        return write_built(folder, self.lines)


def write_built(folder: Path, lines: Iterable[str]) -> Path:
    """What exports need of a build, without the time that checking takes."""
    folder.mkdir(parents=True, exist_ok=True)
    write_nquads(folder / "graph.nq", lines)
    EmbeddedStore.create(folder / "store", folder / "graph.nq")
    return folder


def write_vault(vault: Path, folder: Path) -> Path:
    """A vault, built."""
    return write_built(folder, to_graph(read_values(vault), today=None))


def write_sample(folder: Path) -> Path:
    """The sample vault, built."""
    return write_vault(sample_vault(), folder)


def hostile_graph(*, large: bool = True) -> GraphText:
    """Entities named by hostile texts, claims with them, parallel edges, a loop, sources with clashes."""
    graph = GraphText()
    hub = graph.page("compounds/hub, the first.md", "Hub")
    graph.add(graph.mint.graph("compounds/hub, the first.md"), hub, SKOS + "altLabel", *LISTED)
    texts = (*HOSTILE, *NOT_XML, *((LARGE,) if large else ()))
    source = graph.source("10.1000/a|b;c(1)<2>", 'A "quoted" title, 2020')
    other = graph.source("10.1000/plain", "=HYPERLINK(1)")
    sources = graph.mint.named_graph("sources")
    graph.add(sources, other, RDFS + "label", "A second label")
    graph.add(sources, other, CG + "year", "2020", "c. 2021")
    graph.add(sources, other, DCTERMS + "title", "One title", "Other title")
    for number, text in enumerate(texts):
        path = f"deep/folder {number}/ünï.md"
        entity = graph.page(path, text, "Target")
        claim = graph.claim(path, number + 1, hub, "targets", entity, dose=text, tissue=text, effectText="x")
        graph.evidence(path, claim, source)
    for relation in RELATIONS:
        claim = graph.claim(
            "compounds/hub, the first.md", 7, hub, relation, graph.mint.entity("deep/folder 3/ünï.md")
        )
        graph.evidence("compounds/hub, the first.md", claim, source)
        graph.evidence("compounds/hub, the first.md", claim, other, "Disputes")
    graph.claim("compounds/hub, the first.md", 8, hub, "targets", hub)
    # A page about a source: one node, two roles.
    study = graph.mint.graph("studies/one.md")
    page = graph.mint.page("studies/one.md")
    graph.add(study, page, RDF + "type", NamedNode(CG + "Page"))
    graph.add(study, page, CG + "path", "studies/one.md")
    graph.add(study, page, CG + "about", NamedNode(other))
    graph.add(study, other, RDF + "type", NamedNode(CG + "Study"))
    graph.claim("studies/one.md", 3, other, "tests_intervention", hub)
    graph.page("lonely.md", "Nobody claims anything of me")
    return graph


def count(built: Path, what: str, pattern: str) -> int:
    """A SPARQL count on the store of a build."""
    ((found,),) = EmbeddedStore.open(built / "store").select(COUNTS.format(what, pattern)).texts()
    return int(found)
