"""The graph of a small vault: every kind of value is there, with its place, under stable names."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyoxigraph as ox
import pytest
from graph_sample import at, drug_page, page_values, vault_values
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.document.values import Region
from claimgraph.errors import EngineError
from claimgraph.graph import lines_of as to_lines
from claimgraph.graph import to_vault_nodes, write_nquads
from claimgraph.model import LinkOutcome, LinkResolution, Mention, PageLink, PageValues, VaultValues
from claimgraph.namespaces import CG, DCTERMS, RDF, RDFS, SKOS, XSD, Minter
from claimgraph.ontology import read_ontology
from claimgraph.profile import read_profile

BASE = "https://w3id.org/claimgraph/id/"
PAGE_GRAPH = BASE + "graph/compounds/testolin"


def to_quads(values: VaultValues, minter: Minter) -> Iterator[str]:
    """The lines of a whole vault, in no particular order."""
    profile = read_profile("evidence-wiki")
    return to_lines(to_vault_nodes(values, read_ontology(), minter, profile))


def lines_of(values: VaultValues) -> list[str]:
    """The lines of a vault without those of the ontology."""
    found = to_quads(values, Minter())
    return [line for line in found if not line.endswith("graph/-/ontology> .")]


LINES = lines_of(vault_values())
QUADS = list(ox.parse("\n".join(LINES) + "\n", format=ox.RdfFormat.N_QUADS))


def value_of(term: object) -> str:
    """The text of a term."""
    return str(getattr(term, "value", term))


def facts(subject: str, graph: str = PAGE_GRAPH) -> dict[str, set[str]]:
    """Predicate (shortened) → values of one node in one graph."""
    found: dict[str, set[str]] = {}
    for quad in QUADS:
        if value_of(quad.subject) == subject and value_of(quad.graph_name) == graph:
            name = value_of(quad.predicate)
            for prefix in (CG, RDFS, SKOS, DCTERMS, RDF):
                name = name.removeprefix(prefix)
            found.setdefault(name, set()).add(value_of(quad.object).removeprefix(CG).removeprefix(BASE))
    return found


def nodes(kind: str) -> list[str]:
    """The nodes of a class, in order of their IRIs."""
    return sorted(
        {
            value_of(q.subject)
            for q in QUADS
            if value_of(q.predicate) == RDF + "type" and value_of(q.object) == CG + kind
        }
    )


def node_with(kind: str, predicate: str, value: str) -> str:
    """The node of a class that has a value."""
    (found,) = [node for node in nodes(kind) if value in facts(node).get(predicate, ())]
    return found


def without_place(found: dict[str, set[str]]) -> dict[str, set[str]]:
    """Facts without what every node has."""
    assert found["page"] == {"page/compounds/testolin"}
    assert found["path"] == {"compounds/testolin.md"}
    return {key: value for key, value in found.items() if key not in {"page", "path"}}


def test_every_line_is_unique_and_canonical() -> None:
    assert len(set(LINES)) == len(LINES)
    written = ox.serialize(QUADS, format=ox.RdfFormat.N_QUADS)
    assert written is not None
    assert sorted(written.decode().splitlines()) == sorted(LINES)


def test_page_and_entity() -> None:
    page = facts(BASE + "page/compounds/testolin")
    assert without_place(page) == {
        "type": {"Page"},
        "line": {"1"},
        "pageType": {"compound"},
        "title": {"Testolin"},
        "digest": {"0" * 64},
        "about": {"entity/compounds/testolin"},
    }
    entity = facts(BASE + "entity/compounds/testolin")
    assert without_place(entity) == {
        "type": {"Compound"},
        "line": {"12"},
        "label": {"Testolin"},
        "altLabel": {"TST-1", 'quoted "name"'},
        "exactMatch": {"http://rdf.ncbi.nlm.nih.gov/pubchem/compound/CID2244"},
    }


def test_page_about_nothing_has_no_entity() -> None:
    page = facts(BASE + "page/index", BASE + "graph/index")
    assert page["type"] == {"Page"}
    assert "about" not in page
    assert "pageType" not in page


def test_entity_of_a_study_page_is_the_source_that_it_is_about() -> None:
    source = BASE + "source/doi/10.1000/a%281%29"
    page = facts(BASE + "page/studies/smith-2015", BASE + "graph/studies/smith-2015")
    assert page["about"] == {"source/doi/10.1000/a%281%29"}
    own = facts(source, BASE + "graph/studies/smith-2015")
    assert own["type"] == {"Study"}
    assert own["title"] == {"Smith 2015"}
    assert "label" not in own
    assert facts(source, BASE + "graph/-/sources")["type"] == {"Source", "Study"}


def test_a_study_page_about_a_review_is_about_no_study() -> None:
    values = vault_values()
    review = msgspec.structs.replace(values.sources[0], primary=False)
    lines = lines_of(msgspec.structs.replace(values, sources=(review, values.sources[1])))
    assert [line for line in lines if "#Study>" in line] == []


def test_field_values() -> None:
    assert without_place(facts(node_with("FieldValue", "field", "clinical-stage"))) == {
        "type": {"FieldValue"},
        "line": {"4"},
        "field": {"clinical-stage"},
        "fieldKind": {"enum"},
        "value": {"phase-2"},
        "rawValue": {"phase-2 (one trial)"},
        "note": {"one trial"},
        "declared": {"true"},
    }
    number = facts(node_with("FieldValue", "field", "molecular-weight-da"))
    assert (number["low"], number["high"], number["unit"], number["approximate"]) == (
        {"8"},
        {"9.5"},
        {"Da"},
        {"true"},
    )
    empty = facts(node_with("FieldValue", "field", "shelf"))
    assert "value" not in empty
    assert (empty["rawValue"], empty["declared"]) == ({""}, {"false"})
    (link,) = facts(node_with("FieldValue", "field", "hallmarks"))["link"]
    assert facts(BASE + link)["target"] == {"cellular-senescence"}


def test_links_with_every_outcome() -> None:
    hallmark = facts(node_with("Link", "target", "cellular-senescence"))
    assert without_place(hallmark) == {
        "type": {"Link"},
        "line": {"5"},
        "target": {"cellular-senescence"},
        "region": {"front-matter"},
        "field": {"hallmarks"},
        "outcome": {"resolved"},
        "how": {"name"},
        "resolvedTo": {"page/hallmarks/cellular-senescence"},
    }
    ambiguous = facts(node_with("Link", "target", "p53"))
    assert ambiguous["outcome"] == {"ambiguous"}
    assert ambiguous["candidate"] == {"page/pathways/p53", "page/proteins/p53"}
    assert "resolvedTo" not in ambiguous
    assert facts(node_with("Link", "target", "index"))["embedded"] == {"true"}
    twins = [node for node in nodes("Link") if facts(node)["target"] == {"mtor"}]
    assert {min(facts(node)["line"]): facts(node)["outcome"] for node in twins} == {
        "14": {"resolved"},
        "17": {"dangling"},
    }
    assert all((facts(n)["label"], facts(n)["anchor"]) == ({"the kinase"}, {"Regulation"}) for n in twins)


def test_citation_with_everything() -> None:
    citation = without_place(facts(BASE + "citation/compounds/testolin/smith2015"))
    (sample,) = citation.pop("sample")
    (other,) = citation.pop("otherIdentifier")
    assert citation == {
        "type": {"Citation"},
        "line": {"30"},
        "endLine": {"31"},
        "key": {"smith2015"},
        "referenced": {"true"},
        "text": {"Smith J, et al. doi:10.1000/A(1)"},
        "source": {"source/doi/10.1000/a%281%29"},
        "doi": {"10.1000/a(1)"},
        "pmid": {"123"},
        "pmcid": {"PMC9"},
        "nct": {"NCT00000001"},
        "studyPage": {"page/studies/smith-2015"},
        "design": {"design-randomized-controlled-trial", "concept/designs/a-new-design"},
        "organism": {"organism-mus-musculus", "concept/organisms/blobus-novus"},
        "humanCells": {"true"},
        "access": {"access-abstract-only"},
        "accessText": {"abstract only"},
        "retracted": {"true"},
        "invalid": {"true"},
        "invalidText": {"could not be found"},
        "preprint": {"true"},
        "year": {"2015"},
        "firstAuthor": {"Smith J"},
        "author": {"Smith J", "Doe A"},
        "authorsTruncated": {"true"},
        "title": {"A trial of testolin"},
        "venue": {"J Test"},
        "population": {"old mice"},
        "pValue": {"p<0.05"},
        "effectText": {"1.4-fold"},
    }
    assert without_place(facts(BASE + sample)) == {
        "type": {"SampleSize"},
        "line": {"30"},
        "sampleValue": {"12"},
        "sampleHigh": {"15"},
        "sampleKind": {"per-group"},
        "approximate": {"true"},
        "rawValue": {"n≈12–15/group"},
    }
    assert without_place(facts(BASE + other)) == {
        "type": {"Identifier"},
        "line": {"30"},
        "identifierScheme": {"doi"},
        "identifierRole": {"preprint"},
        "value": {"10.1000/pre"},
    }


def test_a_footnote_that_says_nothing_denies_nothing() -> None:
    assert without_place(facts(BASE + "citation/compounds/testolin/smith2015/1")) == {
        "type": {"Citation"},
        "line": {"33"},
        "key": {"smith2015"},
        "referenced": {"false"},
        "text": {"again"},
        "access": {"access-unmarked"},
        "source": {"source/note/compounds/testolin.md%23smith2015"},
    }


def test_a_value_that_the_ontology_does_not_know_is_a_concept_among_the_data() -> None:
    assert facts(BASE + "concept/designs/a-new-design") == {
        "type": {SKOS + "Concept"},
        "inScheme": {"designs"},
        "notation": {"a-new-design"},
        "prefLabel": {"a-new-design"},
    }
    fulltext = facts(BASE + "concept/gaps/needs-fulltext")
    assert fulltext["broader"] == {"gap-no-fulltext-access"}


def test_sources() -> None:
    graph = BASE + "graph/-/sources"
    assert facts(BASE + "source/doi/10.1000/a%281%29", graph) == {
        "type": {"Source", "Study"},
        "label": {"Smith J et al. 2015"},
        "primary": {"true"},
        "doi": {"10.1000/a(1)"},
        "pmid": {"123"},
        "pmcid": {"PMC9"},
        "nct": {"NCT00000001"},
        "design": {"design-randomized-controlled-trial", "concept/designs/a-new-design"},
        "organism": {"organism-mus-musculus"},
        "access": {"access-abstract-only"},
        "retracted": {"true"},
        "studyPage": {"page/studies/smith-2015"},
        "title": {"A trial of testolin"},
        "year": {"2015"},
        "firstAuthor": {"Smith J"},
        "author": {"Smith J", "Doe A"},
        "authorsTruncated": {"true"},
    }
    assert facts(BASE + "source/note/compounds/testolin.md%23smith2015", graph) == {
        "type": {"Source"},
        "label": {"smith2015"},
        "access": {"access-unmarked"},
    }


def test_statements() -> None:
    sentence = without_place(facts(node_with("Statement", "statementKind", "sentence")))
    (gap,) = sentence.pop("gap")
    assert sentence == {
        "type": {"Statement"},
        "line": {"14"},
        "statementKind": {"sentence"},
        "text": {"Testolin inhibits the kinase.[^smith2015]"},
        "section": {"Mechanism"},
        "cites": {"citation/compounds/testolin/smith2015"},
        "undefinedKey": {"ghost"},
        "mentions": {"entity/pathways/mtor"},
    }
    assert facts(BASE + gap)["tag"] == {"no-mechanism"}
    item = facts(node_with("Statement", "statementKind", "item"))
    assert item["inheritsCitation"] == {"citation/compounds/testolin/smith2015"}
    assert "cites" not in item
    row = facts(node_with("Statement", "statementKind", "row"))
    assert "gap" not in row
    cells = sorted((facts(BASE + cell) for cell in row["cell"]), key=lambda cell: sorted(cell["column"]))
    assert cells == [
        {"column": {"Dose"}, "type": {"Cell"}, "value": {"5 mg"}},
        {"column": {"Effect"}, "type": {"Cell"}, "value": {"none"}},
    ]


@pytest.mark.parametrize(
    ("tag", "kind", "gap_class", "scope", "about"),
    [
        ("no-mechanism", "gap-no-mechanism", "EvidenceGap", "statement", "statement/"),
        (
            "no-fulltext-access",
            "gap-no-fulltext-access",
            "AccessGap",
            "citation",
            "citation/compounds/testolin/smith2015",
        ),
        ("needs-canonical-id", "gap-needs-canonical-id", "CatalogueGap", "field", "field/"),
        ("stub", "gap-stub", "CatalogueGap", "section", "page/compounds/testolin"),
        ("needs-moonlight", "concept/gaps/needs-moonlight", "EvidenceGap", "page", "page/compounds/testolin"),
    ],
)
def test_gaps_are_about_what_their_place_says(
    tag: str, kind: str, gap_class: str, scope: str, about: str
) -> None:
    gap = facts(node_with("Gap", "tag", tag))
    assert (gap["gapKind"], gap["gapClass"], gap["gapScope"]) == ({kind}, {gap_class}, {scope})
    (found,) = gap["about"]
    assert found.startswith(about)


def test_a_tag_that_is_talked_about_is_no_gap() -> None:
    assert [node for node in nodes("Gap") if facts(node)["tag"] == {"unsourced"}] == []
    assert len(nodes("Gap")) == 6


def test_claim_with_its_whole_context() -> None:
    claim = without_place(facts(node_with("Claim", "assertedBy", "claims-table")))
    evidence = claim.pop("hasEvidenceLine")
    (gap,) = claim.pop("gap")
    (statement,) = claim.pop("statement")
    assert claim == {
        "type": {"Claim"},
        "line": {"14"},
        "subject": {"entity/compounds/testolin"},
        "predicate": {"inhibits"},
        "object": {"entity/pathways/mtor"},
        "subjectText": {"Testolin"},
        "objectText": {"the kinase"},
        "direction": {"decrease"},
        "negated": {"false"},
        "certainty": {"Asserted"},
        "assertedBy": {"claims-table"},
        "evidenceScope": {"row"},
        "text": {"inhibits the kinase"},
        "claimOrganism": {"organism-rattus-norvegicus"},
        "tissue": {"liver"},
        "dose": {"5–10 mg/kg"},
        "doseLow": {"5"},
        "doseHigh": {"10"},
        "doseUnit": {"mg/kg"},
        "route": {"oral"},
        "timing": {"6 h"},
        "population": {"old rats"},
        "comparator": {"vehicle"},
        "effectText": {"by half"},
        "note": {"once"},
    }
    assert facts(BASE + gap)["tag"] == {"no-mechanism"}
    assert facts(BASE + statement)["statementKind"] == {"sentence"}
    lines = sorted(
        (without_place(facts(BASE + node)) for node in evidence), key=lambda line: sorted(line["stance"])
    )
    assert lines == [
        {
            "type": {"EvidenceLine"},
            "line": {"14"},
            "stance": {"Disputes"},
            "scope": {"row"},
            "undefinedKey": {"ghost"},
        },
        {
            "type": {"EvidenceLine"},
            "line": {"14"},
            "stance": {"Supports"},
            "scope": {"row"},
            "citation": {"citation/compounds/testolin/smith2015"},
            "source": {"source/doi/10.1000/a%281%29"},
        },
    ]


def test_things_without_a_page_are_one_node_with_one_label() -> None:
    graph = BASE + "graph/-/terms"
    term = facts(BASE + "term/gfral-mrna", graph)
    assert term == {"type": {"UnlinkedEntity"}, "label": {"GFRAL mRNA"}, "altLabel": {"gfral mRNA"}}
    # A link to a page that is about nothing, and an ambiguous one, name things without a page.
    assert facts(BASE + "term/index", graph)["type"] == {"UnlinkedEntity"}
    assert facts(node_with("Claim", "assertedBy", "front-matter"))["object"] == {"term/p53"}


def test_a_link_that_leads_nowhere_names_one_thing_whatever_its_folder_and_label() -> None:
    values = vault_values()
    links = (
        PageLink("processes/rusting", None, None, Region.BODY, None, "[[processes/rusting]]", at(3)),
        PageLink("Rusting", "slow decay", None, Region.BODY, None, "[[Rusting|slow decay]]", at(4)),
    )
    claim = drug_page().claims[1]
    claims = (
        msgspec.structs.replace(claim, object=Mention("processes/rusting", link=0)),
        msgspec.structs.replace(claim, object=Mention("slow decay", link=1)),
    )
    page = page_values("x.md", links=links, claims=claims)
    nowhere = LinkResolution(LinkOutcome.DANGLING, None, None)
    lines = lines_of(
        msgspec.structs.replace(
            values, pages=(*values.pages, page), links={**values.links, "x.md": (nowhere, nowhere)}
        )
    )
    rusting = f"<{BASE}term/rusting>"
    assert len([line for line in lines if f"ontology#object> {rusting} " in line]) == 2
    labels = {
        line.split(" ", 2)[2].partition(" <")[0] for line in lines if line.startswith(rusting) and '"' in line
    }
    assert labels == {'"rusting"', '"slow decay"'}


def test_negated_claim_and_certainties() -> None:
    claim = facts(node_with("Claim", "assertedBy", "extracted"))
    assert (claim["negated"], claim["certainty"]) == ({"true"}, {"Speculative"})
    assert "direction" not in claim
    assert facts(node_with("Claim", "assertedBy", "front-matter"))["certainty"] == {"Disputed"}


def test_verification_and_diagnostics() -> None:
    assert without_place(facts(BASE + "verification/compounds/testolin")) == {
        "type": {"Verification"},
        "line": {"8"},
        "verified": {"true"},
        "verifiedDate": {"2026-02-30"},
        "verifiedBy": {"a curator"},
        "verifiedScope": {"abstracts only"},
    }
    assert without_place(facts(node_with("Diagnostic", "rule", "FM-02"))) == {
        "type": {"Diagnostic"},
        "line": {"9"},
        "endLine": {"10"},
        "rule": {"FM-02"},
        "severity": {"error"},
        "message": {"a stray line"},
        "help": {"remove it"},
        "value": {"stray"},
    }
    assert facts(node_with("Diagnostic", "rule", "LK-02"))["line"] == {"15"}


def test_every_node_of_a_page_but_cells_and_concepts_has_its_place() -> None:
    subjects = {value_of(q.subject) for q in QUADS if value_of(q.graph_name) == PAGE_GRAPH}
    placeless = {node.removeprefix(BASE).partition("/")[0] for node in subjects if "line" not in facts(node)}
    assert placeless == {"cell", "concept"}
    for quad in QUADS:
        if value_of(quad.predicate) in {CG + "line", CG + "endLine"}:
            assert isinstance(quad.object, ox.Literal)
            assert quad.object.datatype.value == XSD + "integer"


def _names(page: PageValues) -> set[str]:
    values = vault_values()
    lines = lines_of(msgspec.structs.replace(values, pages=(page, *values.pages[1:])))
    return {line.partition(" ")[0] for line in lines}


def test_names_do_not_depend_on_lines() -> None:
    def moved(item: object) -> object:
        if isinstance(item, tuple):
            return tuple(moved(part) for part in item)
        if isinstance(item, msgspec.Struct):
            return type(item)(**{name: moved(getattr(item, name)) for name in item.__struct_fields__})
        return item

    page = drug_page()
    shifted = msgspec.structs.replace(
        page,
        **{
            name: tuple(
                msgspec.structs.replace(item, span=at(item.span.line + 7)) for item in getattr(page, name)
            )
            for name in ("fields", "links", "citations", "gaps", "statements", "claims")
        },
    )
    assert _names(shifted) == _names(page)


def test_a_changed_text_changes_only_its_own_name() -> None:
    page = drug_page()
    first = msgspec.structs.replace(page.statements[0], text="Something else.")
    changed = _names(msgspec.structs.replace(page, statements=(first, *page.statements[1:])))
    gone = _names(page) - changed
    assert {name.removeprefix("<" + BASE).partition("/")[0] for name in gone} == {"statement", "gap"}
    assert len(gone) == 2


def test_order_of_pages_makes_no_difference(tmp_path: Path) -> None:
    values = vault_values()
    shuffled = list(values.pages)
    random.Random(5).shuffle(shuffled)
    other = msgspec.structs.replace(values, pages=tuple(shuffled), sources=values.sources[::-1])
    assert write_nquads(tmp_path / "a.nq", lines_of(values)) == write_nquads(
        tmp_path / "b.nq", lines_of(other)
    )
    assert (tmp_path / "a.nq").read_bytes() == (tmp_path / "b.nq").read_bytes()


def test_hash_seed_makes_no_difference() -> None:
    script = (
        "import hashlib; from test_graph_pages import lines_of; from graph_sample import vault_values;"
        "print(hashlib.sha256('\\n'.join(lines_of(vault_values())).encode()).hexdigest())"
    )
    root = Path(__file__).resolve().parents[2]
    seen = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent)},
            cwd=root,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(seen) == 1


def test_nothing_that_we_write_is_a_blank_node() -> None:
    ontology = to_quads(vault_values(), Minter())
    assert [line for line in ontology if line.startswith("_:") or " _:" in line.partition('"')[0]] == []


def test_another_base_is_used_throughout() -> None:
    minter = Minter("https://example.org/kb#")
    found = to_quads(vault_values(), minter)
    assert [line for line in found if BASE in line] == []


def test_a_relation_that_is_not_declared_is_our_fault_and_said_so() -> None:
    values = vault_values()
    claim = msgspec.structs.replace(drug_page().claims[0], predicate="teleports")
    page = msgspec.structs.replace(drug_page(), claims=(claim,))
    with pytest.raises(EngineError, match="'teleports'") as caught:
        lines_of(msgspec.structs.replace(values, pages=(page, *values.pages[1:])))
    assert caught.value.path == "compounds/testolin.md"


_ANY_TEXT = st.text(st.characters(codec=None, categories=None), max_size=20)


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(_ANY_TEXT, min_size=40, max_size=40), path=_ANY_TEXT)
def test_whatever_stands_on_a_page_the_lines_are_legal(texts: list[str], path: str) -> None:
    take = iter(texts).__next__
    full = drug_page()
    replace = msgspec.structs.replace
    citation = full.citations[0]
    facts = replace(
        citation.facts,
        authors=(take(),),
        designs=(take(),),
        organisms=(take(),),
        populations=(take(),),
        study_pages=(take(),),
        title=take(),
        identifiers=(
            replace(citation.facts.identifiers[0], value=take()),
            replace(citation.facts.identifiers[4], value=take()),
        ),
    )
    key = take()
    page = replace(
        full,
        path=path,
        title=take(),
        aliases=(take(), take()),
        fields=(
            replace(full.fields[0], field="pubchem-cid", value=take(), raw=take()),
            replace(full.fields[1], field=take(), note=take()),
        ),
        links=tuple(
            replace(link, target=take(), label=take(), raw=str(at)) for at, link in enumerate(full.links[:2])
        ),
        citations=(replace(citation, key=key, raw=take(), facts=facts),),
        gaps=(replace(full.gaps[0], kind=take(), note=take()), replace(full.gaps[1], about=key)),
        statements=(replace(full.statements[0], text=take(), links=(0, 1)),),
        claims=tuple(
            replace(claim, object=Mention(take()), gaps=(0,), statement=0) for claim in full.claims[:1]
        ),
    )
    source = replace(vault_values().sources[0], key="note:" + path + "#" + key, study_page=None)
    nowhere = LinkResolution(LinkOutcome.DANGLING, None, None)
    values = VaultValues((page,), {path: (nowhere, nowhere)}, (source,), {(path, key, 0): source.key}, ())
    lines = lines_of(values)
    parsed = list(ox.parse("\n".join(lines) + "\n", format=ox.RdfFormat.N_QUADS))
    assert len(parsed) == len(lines)
    assert len({str(quad) for quad in parsed}) == len(set(lines)) == len(lines)
