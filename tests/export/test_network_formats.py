"""What every network format keeps: counts, hostile texts, parallel edges, bytes; in either shape."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from built_graphs import HOSTILE, LARGE, NOT_XML, RELATIONS, count, hostile_graph

from claimgraph.errors import UsageError
from claimgraph.export import FORMATS, export_graph, to_selection
from claimgraph.export.biolink import Biolink, read_mapping
from claimgraph.export.html import LONGEST, to_json_element, to_url
from claimgraph.network import Shape
from claimgraph.ontology import read_ontology

NETWORKS = [name for name, form in FORMATS.items() if form.shapes]
SHAPES = [(name, shape) for name in NETWORKS for shape in FORMATS[name].shapes]

Graph = tuple[dict[Any, dict[str, Any]], list[tuple[Any, Any, dict[str, Any]]]]


def read_cx2(path: Path) -> Graph:
    aspects = {name: value for part in json.loads(path.read_text("utf-8")) for name, value in part.items()}
    assert aspects["CXVersion"] == "2.0"
    assert aspects["status"] == [{"error": "", "success": True}]
    for item in aspects["metaData"]:
        assert len(aspects[item["name"]]) == item["elementCount"]
    (declared,) = aspects["attributeDeclarations"]
    types = {"string": str, "integer": int, "double": float, "boolean": bool, "list_of_string": list}
    for kind in ("nodes", "edges"):
        for element in aspects.get(kind, ()):
            for name, value in element["v"].items():
                assert isinstance(value, types[declared[kind][name]["d"]])
    nodes = {node["id"]: {"label": node["v"]["name"], **node["v"]} for node in aspects["nodes"]}
    edges = [
        (e["s"], e["t"], {"relation": e["v"]["interaction"], **e["v"]}) for e in aspects.get("edges", ())
    ]
    return nodes, edges


def read_cyjs(path: Path) -> Graph:
    elements = json.loads(path.read_text("utf-8"))["elements"]
    nodes = {
        node["data"]["id"]: {"label": node["data"]["name"], **node["data"]} for node in elements["nodes"]
    }
    data = [edge["data"] for edge in elements["edges"]]
    assert len({edge["id"] for edge in data}) == len(data)
    return nodes, [(e["source"], e["target"], {"relation": e["interaction"], **e}) for e in data]


def read_jsonl(folder: Path) -> Graph:
    # As readers do that split at more line ends than one.
    nodes = [json.loads(line) for line in (folder / "nodes.jsonl").read_text("utf-8").splitlines()]
    edges = [json.loads(line) for line in (folder / "edges.jsonl").read_text("utf-8").splitlines()]
    return (
        {node["id"]: {"label": node.get("name", ""), **node} for node in nodes},
        [
            (e["subject"], e["object"], {"relation": e["original_predicate"].removeprefix("cg:"), **e})
            for e in edges
        ],
    )


def read_html(path: Path) -> Graph:
    text = path.read_text("utf-8")
    _, _, rest = text.partition('<script type="application/json" id="data">')
    data = json.loads(rest.partition("</script>")[0])
    return dict(enumerate(data["nodes"])), [(edge["s"], edge["t"], edge) for edge in data["links"]]


READERS: dict[str, Callable[[Path], Graph]] = {
    "cx2": read_cx2,
    "cyjs": read_cyjs,
    "kgx-jsonl": read_jsonl,
    "html": read_html,
}


def contents(path: Path) -> dict[str, bytes]:
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return {file.name: file.read_bytes() for file in files if file.is_file()}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hostile graph without the text of a mebibyte."""
    return hostile_graph(large=False).write(tmp_path_factory.mktemp("small"))


@pytest.mark.parametrize(("name", "shape"), SHAPES)
def test_same_bytes_twice_and_no_clock(name: str, shape: Shape, small: Path, tmp_path: Path) -> None:
    selection = to_selection(name, shape)
    for target in ("one", "two"):
        result = export_graph(name, small, tmp_path / target, selection)
    first, second = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert list(first.values()) == list(second.values())
    assert sum(result.counts.values()) > 60


@pytest.mark.parametrize("name", READERS)
def test_hostile_texts_come_out_as_they_went_in(name: str, hostile: Path, tmp_path: Path) -> None:
    result = export_graph(name, hostile, tmp_path / "target")
    nodes, edges = READERS[name](tmp_path / "target")
    labels = {node["label"] for node in nodes.values()}
    if name == "html":
        shown = {*HOSTILE, LARGE[: LONGEST - 1] + "…"}
        # A page has no use for a carriage return.
        shown = {text.replace("\r", "\ufffd") for text in shown}
        assert shown <= labels
        assert any("the ends of" in loss for loss in result.not_held)
        assert any("control characters" in loss for loss in result.not_held)
    else:
        assert {*HOSTILE, *NOT_XML, LARGE} <= labels
    assert result.counts["nodes"] == len(nodes)
    assert result.counts["edges"] == len(edges) == count(hostile, "?e", "?e a cg:Edge")
    hub = next(key for key, node in nodes.items() if node["label"] == "Hub")
    assert any(source == target == hub for source, target, _ in edges)
    pairs = Counter((source, target) for source, target, _ in edges)
    (parallel,) = [pair for pair, number in pairs.items() if number > 2]
    assert {e["relation"] for s, t, e in edges if (s, t) == parallel} == {*RELATIONS, "targets"}


def test_tsv_is_split_by_no_value(hostile: Path, tmp_path: Path) -> None:
    result = export_graph("kgx", hostile, tmp_path)
    for name, key in (("nodes.tsv", "nodes"), ("edges.tsv", "edges")):
        csv.field_size_limit(1 << 26)
        text = (tmp_path / name).read_text("utf-8")
        rows = list(csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
        assert {len(row) for row in rows} == {len(rows[0])}
        assert len(rows) - 1 == result.counts[key]
    assert any("which split TSV" in loss for loss in result.not_held)
    lines = (tmp_path / "nodes.tsv").read_text("utf-8").splitlines()
    names = {row[2] for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}
    assert {"</script><script>alert(1)</script>", "=1+1", "`backticks` and \\u0060", "line feed"} <= names


def test_associations_carry_what_they_rest_on(sample: Path, tmp_path: Path) -> None:
    export_graph("kgx-jsonl", sample, tmp_path)
    nodes, edges = read_jsonl(tmp_path)
    records = [edge for _, _, edge in edges]
    assert len({edge["id"] for edge in records}) == len(records)
    assert {end for source, target, _ in edges for end in (source, target)} <= set(nodes)
    levels = [edge for edge in records if edge["original_predicate"] == "cg:increases_level"]
    assert levels
    for edge in levels:
        assert edge["predicate"] == "biolink:affects"
        assert edge["object_direction_qualifier"] == "increased"
        assert edge["object_aspect_qualifier"] == "abundance"
    cited = [edge for edge in records if edge.get("publications")]
    assert all(item.partition(":")[0] in {"PMID", "doi"} for edge in cited for item in edge["publications"])
    assert any(edge.get("species_context_qualifier") == "NCBITaxon:10090" for edge in cited)
    assert any("ECO:" in item for edge in cited for item in edge.get("has_evidence_of_type", ()))
    for edge in records:
        assert edge["knowledge_level"] == "knowledge_assertion"
        assert edge["agent_type"] == "manual_agent"
        assert edge["supporting_text"]
        assert edge["places"]
    # One record a claim that gives an edge, and none of any other.
    assert len(records) == count(sample, "?c", "?e a cg:Edge ; cg:fromClaim ?c")
    (semax,) = [node for node in nodes.values() if node["label"] == "Semax"]
    assert semax["id"].startswith("INCHIKEY:")
    assert semax["iri"].endswith("/entity/molecules/compounds/semax")
    assert any(item.startswith("claimgraph:") for item in semax["xref"])


def test_an_identifier_of_two_entities_is_the_id_of_none(tmp_path: Path) -> None:
    graph = hostile_graph(large=False)
    page = graph.mint.graph("x")
    from pyoxigraph import NamedNode

    from claimgraph.namespaces import SKOS

    same = NamedNode("http://purl.uniprot.org/uniprot/P23560")
    for number in (1, 2):
        graph.add(page, graph.mint.entity(f"deep/folder {number}/ünï.md"), SKOS + "exactMatch", same)
    result = export_graph("kgx-jsonl", graph.write(tmp_path / "built"), tmp_path / "kgx")
    nodes, _ = read_jsonl(tmp_path / "kgx")
    claimed = [node for node in nodes.values() if "UniProtKB:P23560" in node.get("xref", ())]
    assert len(claimed) == 2
    assert all(node["id"].startswith("claimgraph:") for node in claimed)
    assert any("1 identifiers that two entities claim" in loss for loss in result.not_held)


def test_every_relation_and_class_has_a_word_in_biolink() -> None:
    mapping, ontology, biolink = read_mapping(), read_ontology(), Biolink()
    assert set(mapping.relations) <= set(ontology.relations)
    assert set(mapping.categories) <= set(ontology.classes)
    for relation in ontology.relations.values():
        said = biolink.statement(relation.id)
        if relation.sign and said.predicate == "affects":
            assert said.object_direction_qualifier, relation.id
    assert biolink.statement("affects", ["increase"]).object_direction_qualifier == "increased"
    assert not biolink.statement("affects", ["increase", "decrease"]).object_direction_qualifier
    assert biolink.statement("inhibits", ["increase"]).object_direction_qualifier == "decreased"
    assert {name for names in mapping.identifiers.values() for name in names} <= {
        item.name for item in mapping.namespaces
    }


def test_the_page_asks_for_nothing_and_forbids_it(hostile: Path, tmp_path: Path) -> None:
    export_graph("html", hostile, tmp_path / "p.html")
    text = (tmp_path / "p.html").read_text("utf-8")
    assert "default-src 'none'" in text
    assert "'unsafe" not in text
    head, _, rest = text.partition('<script type="application/json" id="data">')
    data, _, tail = rest.partition("</script>")
    # Whatever a name says, it opens and closes no element.
    assert "<" not in data
    assert "alert(1)" not in head + tail
    assert text.count("<script") == text.count("</script>") == 2
    for word in ("src=", "@import", "url(http", "fetch(", "XMLHttpRequest", "innerHTML", "eval("):
        assert word not in head + tail, word


def test_json_in_html_is_the_same_json() -> None:
    value = {"a": "</script><!-- & \u2028 'x' \"y\""}
    text = to_json_element(value)
    assert json.loads(text) == value
    assert not set("<>&\u2028") & set(text)


@pytest.mark.parametrize(
    ("iri", "url"),
    [
        ("https://x.org/id/source/doi/10.1/a%3Ab", "https://doi.org/10.1/a%3Ab"),
        ("https://x.org/id/source/pmid/12", "https://pubmed.ncbi.nlm.nih.gov/12/"),
        ("https://x.org/id/source/note/javascript:alert(1)", ""),
        ('https://x.org/id/source/doi/"onclick', "https://doi.org/%22onclick"),
    ],
)
def test_sources_lead_where_they_are_read(iri: str, url: str) -> None:
    assert to_url(iri) == url


def test_a_page_of_everything_is_refused(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claimgraph.export.html.MOST", 10)
    with pytest.raises(UsageError, match="too many for one page"):
        export_graph("html", sample, tmp_path / "p.html")
    assert not (tmp_path / "p.html").exists()
    nothing = to_selection("html", where=("relation=targets", "certainty=speculative"))
    assert export_graph("html", sample, tmp_path / "p.html", nothing).counts["nodes"] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nquads", "browse"), "takes no --shape"),
        (("gexf", "both"), "no shape 'both'"),
        (("html", "evidence"), "no shape 'evidence'"),
        (("gexff",), "no export format 'gexff'"),
    ],
)
def test_a_shape_that_a_format_has_not(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        to_selection(*arguments)


def test_depth_needs_an_entity() -> None:
    with pytest.raises(UsageError, match="--depth is counted from an entity"):
        to_selection("gexf", depth=2)
