"""Nanopublications: valid by the nanopub library, only of claims that a source supports, signed on demand."""

from __future__ import annotations

from pathlib import Path

import pytest
from built_graphs import GraphText
from Crypto.PublicKey import RSA
from nanopub import Nanopub
from pyoxigraph import NamedNode, RdfFormat, parse

from claimgraph.errors import InputError
from claimgraph.export import export_graph
from claimgraph.export.nanopubs import nanopub_head, to_nanopubs
from claimgraph.export.signing import write_signed_nanopubs
from claimgraph.namespaces import CG

# rdflib's and the library's own classes are deprecated by rdflib itself.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def load(text: str, folder: Path) -> Nanopub:
    (folder / "one.trig").write_text(nanopub_head() + text, encoding="utf-8")
    return Nanopub(rdf=folder / "one.trig")


def split(file: Path) -> list[str]:
    """The nanopublications of a file, by their heads."""
    text = file.read_text(encoding="utf-8").removeprefix(nanopub_head())
    blocks = text.split("\n}\n")
    size = 4
    return ["\n}\n".join(blocks[at : at + size]) + "\n}\n" for at in range(0, len(blocks) - 1, size)]


@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_the_library_finds_them_valid(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    built = request.getfixturevalue(name)
    texts = list(to_nanopubs(built / "graph.nq", {}))
    assert len(texts) > 20
    for text in texts[:: max(1, len(texts) // 12)]:
        if len(text) < 100_000:
            assert load(text, tmp_path).is_valid


def test_each_claim_with_a_source_once(sample: Path, tmp_path: Path) -> None:
    result = export_graph("nanopub", sample, tmp_path / "np.trig")
    quads = list(parse(path=tmp_path / "np.trig", format=RdfFormat.TRIG))
    claims = [
        quad.subject
        for quad in quads
        if quad.graph_name.value.endswith("/assertion") and quad.object == NamedNode(CG + "Claim")
    ]
    assert len(claims) == len(set(claims)) == result.counts["nanopublications"] > 100
    assert any("no source supports" in loss for loss in result.not_held)
    assert any("speculative or disputed" in loss for loss in result.not_held)


def test_no_assertion_without_its_study_and_line(sample: Path) -> None:
    for text in to_nanopubs(sample / "graph.nq", {}):
        provenance = text.split("/provenance> {")[1].split("\n}\n")[0]
        assert "prov:wasDerivedFrom <" in provenance
        assert "cg:line " in provenance
        assert "cg:stance cg:Supports" in provenance


def claim_with(tmp_path: Path, **properties: str | bool) -> tuple[list[str], dict[str, int]]:
    graph = GraphText()
    one, two = graph.page("a.md", "A"), graph.page("b.md", "B")
    claim = graph.claim("a.md", 3, one, "targets", two)
    source = graph.source("10.1000/x(1)<2>", "X")
    stance = str(properties.get("stance", "Supports"))
    graph.evidence("a.md", claim, source, stance)
    if properties.get("retracted"):
        graph.add(graph.mint.named_graph("sources"), source, CG + "retracted", True)
    for name in ("negated", "certainty"):
        if name in properties:
            graph.lines = [line for line in graph.lines if not line.startswith(f"<{claim}> <{CG}{name}>")]
    if "negated" in properties:
        graph.add(graph.mint.graph("a.md"), claim, CG + "negated", True)
    if "certainty" in properties:
        graph.add(
            graph.mint.graph("a.md"), claim, CG + "certainty", NamedNode(f"{CG}{properties['certainty']}")
        )
    left: dict[str, int] = {}
    return list(to_nanopubs(graph.write(tmp_path / "built") / "graph.nq", left)), left


def test_a_negated_claim_asserts_no_plain_triple(tmp_path: Path) -> None:
    (text,), _ = claim_with(tmp_path, negated=True)
    assert "cg:negated true" in text
    assert " cg:targets <" not in text


def test_a_plain_claim_does_and_names_its_study_by_doi(tmp_path: Path) -> None:
    (text,), left = claim_with(tmp_path)
    assert " cg:targets <" in text
    assert "<https://doi.org/10.1000/x(1)%3C2%3E>" in text
    assert left == {}


@pytest.mark.parametrize(
    ("properties", "why"),
    [
        ({"certainty": "Speculative"}, "that are speculative or disputed"),
        ({"certainty": "Disputed"}, "that are speculative or disputed"),
        ({"stance": "Disputes"}, "that no source supports"),
        ({"retracted": True}, "that rest on retracted sources only"),
    ],
)
def test_what_gives_none(properties: dict[str, str | bool], why: str, tmp_path: Path) -> None:
    texts, left = claim_with(tmp_path, **properties)
    assert texts == []
    assert left == {why: 1}


def test_signed_they_can_be_verified(sample: Path, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_bytes(RSA.generate(1024).export_key("PEM"))
    small = tmp_path / "small"
    small.mkdir()
    graph = GraphText()
    one, two = graph.page("a.md", "A"), graph.page("b.md", "ünï")
    for number in range(3):
        claim = graph.claim("a.md", number, one, "targets", two, dose="5 mg")
        graph.evidence("a.md", claim, graph.source(f"10.1000/{number}", "X"))
    built = graph.write(small)
    result = write_signed_nanopubs(built, tmp_path / "np.trig", key)
    assert result.counts == {"nanopublications": 3, "signed": 3}
    texts = split(tmp_path / "np.trig")
    assert len(texts) == 3
    for text in texts:
        publication = load(text, tmp_path)
        assert publication.is_valid
        assert publication.has_valid_signature
        assert publication.has_valid_trusty
    first = (tmp_path / "np.trig").read_bytes()
    write_signed_nanopubs(built, tmp_path / "np.trig", key)
    assert (tmp_path / "np.trig").read_bytes() == first
    assert b"PRIVATE" not in first


@pytest.mark.parametrize("content", [b"", b"nonsense", RSA.generate(1024).public_key().export_key("PEM")])
def test_a_bad_key_is_refused_without_repeating_it(content: bytes, sample: Path, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes(content)
    with pytest.raises(InputError) as error:
        write_signed_nanopubs(sample, tmp_path / "np.trig", tmp_path / "key.pem")
    assert "nonsense" not in str(error.value)
    assert not (tmp_path / "np.trig").exists()
    with pytest.raises(InputError, match="cannot be read"):
        write_signed_nanopubs(sample, tmp_path / "np.trig", tmp_path / "no.pem")
