from __future__ import annotations

from pathlib import Path

from claimgraph.document import parse_document
from claimgraph.extract.page import extract_page
from claimgraph.model import VaultValues
from claimgraph.ontology import read_ontology
from claimgraph.profile import read_profile
from claimgraph.resolve import resolve_vault

BAKERY = read_profile(Path(__file__).parent.parent / "profile" / "tiny.yaml")
PAGES = {
    "HOW-TO.md": "# How to write\n\nLink like this: [[some-page]].\n",
    "flours/rye.md": (
        "---\nkind: flour\nalso: [rye meal]\ntasted: yes\n"
        'makes: ["[[Sour dough]]", "[[gas]] without salt"]\n---\n\n'
        "# Rye\n\nRye sours fast [^a]. See [[steps/rye meal]] and [[recipes-of-others/x]].\n\n"
        "[^a]: [[trials/t1]] · n=12\n"
    ),
    "steps/souring.md": (
        '---\nkind: fermentation\nalso: [Sour dough]\nfed-by: ["[[rye]]"]\n---\n\n# Souring\n'
    ),
    "trials/t1.md": "---\nkind: trial\ndoi: 10.1000/BREAD\ntitle: Bread rises\n---\n\n# T1\n",
}


def read() -> VaultValues:
    ontology = read_ontology()
    pages = [
        extract_page(parse_document(path, text), BAKERY, ontology, "0" * 64) for path, text in PAGES.items()
    ]
    return resolve_vault(pages, BAKERY)


def test_a_second_wiki_is_resolved_by_its_own_profile() -> None:
    found = read()
    pages = {page.path: page for page in found.pages}
    assert pages["flours/rye.md"].entity_class == "Compound"
    assert pages["HOW-TO.md"].entity_class is None
    edges = sorted(
        (claim.subject.text, claim.predicate, claim.object.text)
        for page in found.pages
        for claim in page.claims
    )
    assert edges == [
        ("Rye", "causes", "Sour dough"),
        ("Rye", "suppresses", "gas"),
        ("rye", "causes", "Souring"),
    ]
    outcomes = {
        link.target: resolution.resolved_to
        for page in found.pages
        for link, resolution in zip(page.links, found.links[page.path], strict=True)
    }
    assert outcomes["Sour dough"] == "steps/souring.md"
    assert outcomes["rye"] == "flours/rye.md"
    assert outcomes["trials/t1"] == "trials/t1.md"


def test_sources_and_faults_follow_the_second_profile_too() -> None:
    found = read()
    (source,) = found.sources
    assert (source.key, source.study_page, source.title) == (
        "doi:10.1000/bread",
        "trials/t1.md",
        "Bread rises",
    )
    told = [(diagnostic.rule, diagnostic.path) for diagnostic in found.diagnostics]
    assert ("LK-10", "flours/rye.md") in told
    assert ("LK-02", "flours/rye.md") in told  # [[gas]] has no page
    assert not [path for _, path in told if path == "HOW-TO.md"]
