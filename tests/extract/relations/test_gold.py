"""Claims of two real pages against hand-annotated ones. Floors lie a little under what was measured.

A claim matches an annotation where subject and object share their words (one's are among the other's, case
and plural aside; the page's entity goes by its title), negation agrees, and the relation is the same, or
both are effects of the same sign. An annotation is found once; several claims may find it. The
annotations do not list all that the pages say, so the share of claims that match is no precision.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from claimgraph.document import parse_document
from claimgraph.extract import extract_page
from claimgraph.model import AssertedBy, Certainty, Claim
from claimgraph.ontology import read_ontology
from claimgraph.profile import read_profile

_WORD = re.compile(r"[^\W_]+(?:[-+][^\W_]+)*")
_SMALL = {
    "the",
    "of",
    "and",
    "a",
    "an",
    "in",
    "s",
    "levels",
    "level",
    "expression",
    "gene",
    "protein",
    "mrna",
}
pytestmark = pytest.mark.shared


def _words(text: str) -> set[str]:
    found = {word.casefold() for word in _WORD.findall(text)} - _SMALL
    return {word[:-1] if word.endswith("s") and len(word) > 4 else word for word in found}


def _alike(one: str, two: str) -> bool:
    left, right = _words(one), _words(two)
    return bool(left and right) and (left <= right or right <= left)


def _matches(claim: Claim, title: str, gold: dict[str, Any], signs: dict[str, int | None]) -> bool:
    subject = title if claim.subject.page else claim.subject.text
    value = title if claim.object.page else claim.object.text
    same = claim.predicate == gold["predicate"] or (
        bool(signs.get(claim.predicate)) and signs.get(claim.predicate) == signs.get(gold["predicate"])
    )
    return (
        same
        and claim.negated == gold["negated"]
        and _alike(subject, gold["subject"])
        and _alike(value, gold["object"])
    )


def test_claims_of_two_annotated_pages(shared_vault: Path) -> None:
    gold_file = shared_vault.parent / "gold" / "claims.jsonl"
    ontology = read_ontology()
    signs = {name: relation.sign for name, relation in ontology.relations.items()}
    annotated = [json.loads(line) for line in gold_file.read_text(encoding="utf-8").splitlines()]
    found = matched = claims = 0
    sure_of_guesses = 0
    for path in sorted({gold["file"] for gold in annotated}):
        text = (shared_vault / path).read_text(encoding="utf-8")
        values = extract_page(parse_document(path, text), read_profile("evidence-wiki"), ontology, "0" * 64)
        read = [claim for claim in values.claims if claim.asserted_by is AssertedBy.EXTRACTED]
        here = [gold for gold in annotated if gold["file"] == path]
        claims += len(read)
        found += sum(any(_matches(claim, values.title, gold, signs) for claim in read) for gold in here)
        for claim in read:
            hits = [gold for gold in here if _matches(claim, values.title, gold, signs)]
            matched += bool(hits)
            sure_of_guesses += bool(
                hits and all(gold["speculative"] for gold in hits) and claim.certainty is Certainty.ASSERTED
            )
    print(f"found {found} of {len(annotated)}; {matched} of {claims} claims are annotated")
    assert found >= 20
    assert matched >= 0.4 * claims
    assert sure_of_guesses == 0
