"""Facts that rules need and SPARQL cannot compute: weights, compositions, DOIs that differ by a slip,
and what a sentence says against what its only footnote says.

They are read from the graph's own lines and written to a graph of their own, ``graph/-/checks``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from claimgraph.inference.quads import Node, QuadWriter, cg, first, text_of, to_boolean, to_literal
from claimgraph.namespaces import XSD, Minter
from claimgraph.profile import Profile
from claimgraph.validation.agreement import Disagreement, find_disagreements
from claimgraph.validation.chemistry import parse_formula, parse_peptide, to_hill, weight_of
from claimgraph.validation.profile_facts import field_rule_iri

_FORMULA, _WEIGHT, _ALIASES = "molecular-formula", "molecular-weight-da", "aliases"
_PAGE, _FIELD, _VALUE, _KEY, _DOI, _TEXT = (cg(name) for name in ("page", "field", "value", "key", "doi", "text"))
_CITES, _INHERITS, _SAMPLE, _SAMPLE_VALUE, _DESIGN = (
    cg(name) for name in ("cites", "inheritsCitation", "sample", "sampleValue", "design")
)
_PATH, _PAGE_TYPE = cg("path"), cg("pageType")
_WANTED = {
    "page": frozenset((_PATH, _PAGE_TYPE)),
    "field": frozenset((_PAGE, _FIELD, _VALUE)),
    "citation": frozenset((_KEY, _DOI, _TEXT, _SAMPLE, _DESIGN)),
    "statement": frozenset((_CITES, _INHERITS, _TEXT)),
    "sample": frozenset((_SAMPLE_VALUE,)),
}


def fact_quads(lines: Iterable[str], minter: Minter, profile: Profile) -> list[str]:
    """N-Quads lines of the facts that follow from the ``lines`` of a vault's graph.

    The names of the chemical fields are those of our profile; a wiki without them has no such facts.
    """
    nodes = _read_nodes(lines, minter)
    writer = QuadWriter(minter.named_graph("checks"))
    _write_meanings(writer, minter, profile, nodes["page"], nodes["field"])
    _write_chemistry(writer, nodes["field"])
    _write_similar_identifiers(writer, nodes["citation"])
    _write_disagreements(writer, nodes["statement"], nodes["citation"], nodes["sample"])
    return writer.lines


def _read_nodes(lines: Iterable[str], minter: Minter) -> dict[str, dict[str, Node]]:
    """The nodes of some kinds, with the few predicates that are needed, from more than a million lines."""
    cut = len(minter.base) + 1
    start = f"<{minter.base}"
    found: dict[str, dict[str, Node]] = {kind: {} for kind in _WANTED}
    for line in lines:
        if not line.startswith(start):
            continue
        subject, predicate, rest = line.split(" ", 2)
        kind = subject[cut : subject.find("/", cut)]
        if kind in _WANTED and predicate in _WANTED[kind]:
            found[kind].setdefault(subject, {}).setdefault(predicate, []).append(rest.rsplit(" ", 2)[0])
    return found


def _write_meanings(
    writer: QuadWriter, minter: Minter, profile: Profile, pages: Mapping[str, Node], fields: Mapping[str, Node]
) -> None:
    """Which pages are not about the subject, and which rule of the profile each field value falls under."""
    types: dict[str, str | None] = {}
    for iri, node in sorted(pages.items()):
        path, name = first(node, _PATH), first(node, _PAGE_TYPE)
        types[iri] = name
        if path is not None and not profile.is_entity_page(path):
            writer.add(iri, cg("exempt"), to_boolean(True))
    rules: dict[tuple[str, str], str | None] = {}
    for iri, node in sorted(fields.items()):
        page_type, name = types.get(node[_PAGE][0]), first(node, _FIELD)
        known = profile.page_type(page_type)
        if known is None or name is None:
            continue
        key = (known.name, name)
        if key not in rules:
            rules[key] = field_rule_iri(minter, known.name, name) if name in known.fields else None
        rule = rules[key]
        if rule is not None:
            writer.add(iri, cg("fieldRule"), rule)


def _write_chemistry(writer: QuadWriter, fields: Mapping[str, Node]) -> None:
    pages: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for iri, node in sorted(fields.items()):
        name, value = first(node, _FIELD), first(node, _VALUE)
        if name in (_FORMULA, _WEIGHT, _ALIASES) and value is not None:
            pages.setdefault(node[_PAGE][0], {}).setdefault(name, []).append((iri, value))
    for found in pages.values():
        formulas = found.get(_FORMULA, [])
        if len(formulas) != 1:
            continue
        node, text = formulas[0]
        atoms = parse_formula(text)
        if atoms is None:
            continue
        weight = f'"{weight_of(atoms):.3f}"^^<{XSD}decimal>'
        for iri, _ in found.get(_WEIGHT, []):
            writer.add(iri, cg("computedWeight"), weight)
        compositions = {
            to_hill(peptide): alias
            for _, alias in found.get(_ALIASES, [])
            if (peptide := parse_peptide(alias)) is not None
        }
        if len(compositions) == 1:
            hill, alias = next(iter(compositions.items()))
            writer.add(node, cg("statedFormula"), to_literal(to_hill(atoms)))
            writer.add(node, cg("sequenceFormula"), to_literal(hill))
            writer.add(node, cg("sequence"), to_literal(alias))


def _write_similar_identifiers(writer: QuadWriter, citations: Mapping[str, Node]) -> None:
    """Two footnotes of one key whose DOIs differ by one or two characters: one of them is a slip."""
    by_key: dict[str, dict[str, list[str]]] = {}
    for iri, node in sorted(citations.items()):
        key, dois = first(node, _KEY), node.get(_DOI, [])
        if key is not None and len(dois) == 1:
            by_key.setdefault(key.casefold(), {}).setdefault(text_of(dois[0]).casefold(), []).append(iri)
    for _, dois in sorted(by_key.items()):
        for (one, here), (other, there) in combinations(sorted(dois.items()), 2):
            if is_slip(one, other):
                for left in here:
                    for right in there:
                        writer.add(left, cg("resembles"), right)
                        writer.add(right, cg("resembles"), left)


def is_slip(one: str, other: str) -> bool:
    """Whether two different texts are at most two edits apart (insertions, deletions, substitutions)."""
    if one == other or abs(len(one) - len(other)) > 2:
        return False
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        previous, row[0] = row[0], i
        for j, right in enumerate(other, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (left != right))
        if min(row) > 2:
            return False
    return row[-1] <= 2


def _write_disagreements(
    writer: QuadWriter, statements: Mapping[str, Node], citations: Mapping[str, Node], samples: Mapping[str, Node]
) -> None:
    for iri, node in sorted(statements.items()):
        cited = node.get(_CITES, [])
        text = first(node, _TEXT)
        if text is None or len(cited) != 1 or node.get(_INHERITS) or cited[0] not in citations:
            continue
        citation = citations[cited[0]]
        footnote = first(citation, _TEXT) or ""
        sizes = [
            int(text_of(value))
            for sample in citation.get(_SAMPLE, [])
            for value in samples.get(sample, {}).get(_SAMPLE_VALUE, [])
        ]
        designs = [_local(design) for design in citation.get(_DESIGN, [])]
        for found in find_disagreements(text, footnote, tuple(sizes), tuple(designs)):
            for predicate, value in _terms(found):
                writer.add(iri, predicate, value)


def _terms(found: Disagreement) -> Iterator[tuple[str, str]]:
    yield cg(f"disagreesOn{found.kind.capitalize()}"), to_literal(found.said)


def _local(token: str) -> str:
    return text_of(token).rpartition("#")[2].removeprefix("design-")
