"""ID-31, ID-37, ID-11: identifiers that the body states, against the front matter and their own form.

The body of a page repeats identifiers for readers ("**UniProt:** P06213", a row "| CAS | 50-00-0 |");
the graph holds those of the front matter only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from claimgraph.checkdigits import has_check_digit
from claimgraph.chemistry import parse_formula, weight_of
from claimgraph.diagnostics import Diagnostic, Related, Severity, Span
from claimgraph.document.values import BlockKind
from claimgraph.extract.checks.page import CheckedPage
from claimgraph.model import FieldValue
from claimgraph.profile import PageType, Registry
from claimgraph.spelling import edits

_LABELS: Mapping[str, str] = {
    "uniprot": r"uni-?prot(?:kb)?(?: (?:id|accession|ac))?",
    "ncbigene": r"(?:ncbi|entrez)[- ]gene(?: id)?|ncbi gene id|entrez(?: id)?",
    "hgnc": r"hgnc(?: id)?",
    "ensembl": r"ensembl(?: gene)?(?: id)?",
    "pubchem": r"pubchem(?: cid)?|cid",
    "chembl": r"chembl(?: id)?",
    "drugbank": r"drugbank(?: id)?",
    "cas": r"cas(?: (?:number|no\.?|rn|registry(?: number)?))?",
    "inchikey": r"inchi-?key",
    "hmdb": r"hmdb(?: id)?",
    "chebi": r"chebi(?: id)?",
    "kegg": r"kegg(?: (?:pathway|id|map))*",
    "reactome": r"reactome(?: (?:pathway|id))*",
    "wikipathways": r"wikipathways(?: id)?",
    "cl": r"cell ontology(?: id)?",
    "doi": r"doi",
    "pubmed": r"pmid|pubmed(?: id)?",
}
"""Registry → what the body calls it. A registry that is not here is not looked for."""

_ABOUT_IDENTITY = re.compile(r"identi|canonical|structure|chemi|properties|gene|nomencl", re.IGNORECASE)
_FORMULA = re.compile(r"(?:molecular |chemical )?formula", re.IGNORECASE)
_WEIGHT = re.compile(r"(?:average )?(?:molecular weight|molecular mass|molar mass|MW)\b", re.IGNORECASE)
_LINE = re.compile(
    r"\W*(?P<label>[A-Za-z][\w .()/-]{1,40}?)\s*(?:\*{1,2}|`)?\s*(?:[:|]|\u2014)\s*(?:\*{1,2}|`)?\s*[:"
    r"|]?\s*(?P<value>[^\n]*)"
)
_SEVERAL = re.compile(
    r"\b(?:vs|and|or|parent|racem\w+|salt|hydrochloride|sulfate|also|see|isomer|each|subunit|not|none"
    r"|no|also)\b|[;/]",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:vs|and|or|parent|racem\w+|salt|hydrochloride|sulfate|also|see|isomer|each|subunit|not|none|no)\b"
    r"|[;/]\s*\d",
    re.IGNORECASE,
)
"""What says that an identifier may be of another form or thing."""
_TAG = re.compile(r"#gap\S*")
_PARTS = re.compile(r"\s[·•]\s")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_FORMULA_TOKEN = re.compile(r"C\d*H\d+[A-Za-z0-9]*")
_PER_MOLE = re.compile(r"\bg\s?/\s?mol\b")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_WRITTEN = re.compile(r"\W{0,4}(?P<value>(?=[\w-]*\d|[A-Z]{10})[A-Z0-9][\w-]{4,40})(?![\w-])")
_TOLD = (BlockKind.ITEM, BlockKind.ROW, BlockKind.PARAGRAPH)
_FIXED_FORM = frozenset({"inchikey", "cas", "uniprot", "ensembl", "chembl", "drugbank"})
_WEIGHT_TOLERANCE = 0.005
_LONG_ENOUGH = 4
_TWICE = 2


def check_identity(page: CheckedPage) -> Iterator[Diagnostic]:
    """Every labelled identifier in the body."""
    known = page.profile.page_type(page.page_type)
    if known is None or page.manual or known.source is not None:
        return
    checked: set[str] = set()
    formulas: list[str] = []
    weights: list[tuple[Span, str]] = []
    for span, label, value in _labelled(page):
        registry = _registry_of(label, known)
        if registry is not None:
            checked |= {name for name, rule in known.fields.items() if rule.registry == registry}
            yield from _check_registry(page, known, registry, span, value)
        elif _SEVERAL.search(label):
            continue
        elif _FORMULA.fullmatch(label):
            formulas += _formulas(value)
            yield from _check_formula(page, span, value)
        elif _WEIGHT.match(label):
            weights.append((span, value))
            yield from _check_weight(page, span, value)
    if len(formulas) == 1 and len(weights) == 1:
        yield from _check_together(page, formulas[0], *weights[0])
    yield from _check_unlabelled(page, known, checked)
    yield from _check_species(page)


def _labelled(page: CheckedPage) -> Iterator[tuple[Span, str, str]]:
    """Label and value of the lines and two-column rows above the first section that is not identity.

    A line can hold several, parted by dots in the middle ("**CAS:** 50-00-0 · **CID:** 712").
    """
    about = [
        section.level <= 1 or _ABOUT_IDENTITY.search(section.title) is not None
        for section in page.document.sections
    ]
    for number, block in enumerate(page.document.blocks):
        if not about[block.section] or block.kind not in _TOLD or block.depth > 1:
            continue
        row = page.layout.row_of.get(number)
        if row is not None:
            if len(row.cells) == 2:
                yield block.span, _plain(row.cells[0].text), row.cells[1].text
            continue
        text = page.document.quote(block.span)
        if block.kind is BlockKind.PARAGRAPH and "**" not in text:
            continue
        at = 0
        for part in _PARTS.split(text):
            found = _LINE.match(part)
            if found is not None and (at == 0 or "**" in part or "`" in part):
                start = block.span.start + at
                span = block.span if part == text else page.at(start, start + len(part.rstrip()))
                yield span, _plain(found["label"]), found["value"]
            at = text.find(part, at) + len(part)


def labelled_lines(page: CheckedPage) -> frozenset[int]:
    """The lines on which an identifier stands that the front matter has a field for."""
    known = page.profile.page_type(page.page_type)
    if known is None or known.source is not None:
        return frozenset()
    return frozenset(
        span.line for span, label, _ in _labelled(page) if _registry_of(label, known) is not None
    )


def _plain(text: str) -> str:
    return re.sub(r"[*_`:\[\]]", "", text).strip()


def _registry_of(label: str, known: PageType) -> Registry | None:
    for rule in known.fields.values():
        if rule.registry is None or rule.secondary or rule.many:
            continue
        pattern = _LABELS.get(rule.registry.name)
        if pattern is not None and re.fullmatch(
            rf"(?:{pattern})(?: \((?:human|h\. sapiens)\))?", label, re.IGNORECASE
        ):
            return rule.registry
    return None


def _check_registry(
    page: CheckedPage, known: PageType, registry: Registry, span: Span, value: str
) -> Iterator[Diagnostic]:
    said = _identifiers(registry, value)
    if not said:
        written = _WRITTEN.match(value)
        if written is not None and registry.name in _FIXED_FORM:
            yield page.finding(
                "ID-39",
                Severity.WARNING,
                span,
                f"{written['value']!r} has not the form of an identifier of {registry.name}",
                "look the identifier up again: letters or digits are missing or too many",
                value=written["value"],
            )
        return
    for identifier in said:
        if registry.check is not None and not has_check_digit(identifier, registry.check):
            yield page.finding(
                "ID-11",
                Severity.ERROR,
                span,
                f"the check digit of {identifier} is wrong",
                "look the number up again: one of its digits is not right",
                value=identifier,
            )
    names = [name for name, rule in known.fields.items() if rule.registry == registry]
    stated = {registry.normalise(field.value or "") for name in names for field in page.values(name)}
    name = names[0]
    if not stated:
        null = next((field for field in page.fields if field.field == name), None)
        if (
            null is not None
            and null.value is None
            and len(said) == 1
            and not _OTHERS.search(_TAG.sub("", value))
        ):
            yield page.finding(
                "ID-37",
                Severity.INFO,
                null.span,
                f"{name} is empty, and line {span.line} gives {said[0]}",
                "write the identifier into the front matter, or say in the body what else it identifies",
                value=said[0],
            )
        return
    if not stated.intersection(said) and len(said) == 1 and not _OTHERS.search(_TAG.sub("", value)):
        field = next(field for field in map(page.first, names) if field is not None)
        yield _differing(page, span, said[0], field, f"{name}: {', '.join(sorted(stated))}")


def _differing(page: CheckedPage, span: Span, said: str, field: FieldValue, stated: str) -> Diagnostic:
    """ID-31, where it is likelier wrong: in the front matter if the text gives its own twice, never that."""
    message = f"the text gives {said}, the front matter {stated}"
    mend = "look both up: one of them belongs to something else"
    if page.body.count(said) < _TWICE or (field.value or "") in page.body:
        return page.finding("ID-31", Severity.ERROR, span, message, mend, value=said, stated=field)
    finding = page.finding("ID-31", Severity.ERROR, field.span, message, mend, value=field.value)
    place = Related(f"the text gives {said}", page.document.path, span.line, span.end_line)
    return msgspec.structs.replace(finding, related=(place,))


def _check_unlabelled(page: CheckedPage, known: PageType, checked: set[str]) -> Iterator[Diagnostic]:
    """ID-31: an identifier that running text gives and that is one slip from that of the front matter.

    Only where the text never gives the one of the front matter; a neighbour in the registry is common.
    """
    for name, rule in known.fields.items():
        registry, field = rule.registry, page.first(name)
        if registry is None or field is None or rule.secondary or rule.many or name in checked:
            continue
        value = registry.normalise(field.value or "")
        label = _LABELS.get(registry.name)
        if (
            label is None
            or len(value) < _LONG_ENOUGH
            or value in page.body
            or registry.name in ("doi", "pubmed")
        ):
            continue
        if registry.accepts("1"):
            pattern = rf"\b(?:{label})[:\s]{{1,2}}(?P<id>\d{{4,}})\b"
        else:
            pattern = rf"(?<![\w.-])(?P<id>{registry.pattern})(?![\w-])"
        near = {
            found["id"]: found.start("id")
            for found in re.finditer(pattern, page.body, re.IGNORECASE if registry.accepts("1") else 0)
            if edits(registry.normalise(found["id"]), value) == 1
        }
        if len(near) == 1:
            (said, at), *_ = near.items()
            start = page.document.body_start + at
            found = _differing(page, page.at(start, start + len(said)), said, field, f"{name}: {value}")
            # Of a pathway, its reactions and parts are neighbours in the registry.
            near_by = registry.match != "exact"
            yield msgspec.structs.replace(found, severity=Severity.INFO) if near_by else found


def _check_species(page: CheckedPage) -> Iterator[Diagnostic]:
    """ID-31: HGNC names human genes only; the Ensembl gene of such a page is no other species'."""
    hgnc, ensembl = page.first("hgnc"), page.first("ensembl")
    if hgnc is None or ensembl is None or not re.match(r"ENS[A-Z]{3,4}G\d", ensembl.value or ""):
        return
    yield page.finding(
        "ID-31",
        Severity.ERROR,
        ensembl.span,
        f"hgnc: {hgnc.value} is a human gene, and ensembl: {ensembl.value} is one of another species",
        "look the human gene up in Ensembl: its identifiers start with ENSG",
        value=ensembl.value,
        stated=hgnc,
    )


def _identifiers(registry: Registry, value: str) -> list[str]:
    """The identifiers of a registry in a text, in order, without duplicates."""
    text = value.translate(_SUBSCRIPTS)
    for prefix in registry.strip:
        text = re.sub(re.escape(prefix), " ", text, flags=re.IGNORECASE)
    found = re.findall(rf"(?<![\w.-])(?:{registry.pattern})(?![\w-])", text)
    numeric = registry.accepts("1")
    if numeric:
        head = re.match(r"\W*(\d+)\b(?!\s*[.,]\d)", text)
        found = [head[1]] if head is not None else []
    return list(dict.fromkeys(registry.normalise(item) for item in found))


def _formulas(value: str) -> list[str]:
    """The formula that a text gives, if it gives one plain one."""
    if _SEVERAL.search(value) or "·" in value or "." in value.split(" ")[0]:
        return []
    found = _FORMULA_TOKEN.findall(value.translate(_SUBSCRIPTS))
    return found if len(found) == 1 and parse_formula(found[0]) is not None else []


def _check_together(page: CheckedPage, formula: str, span: Span, value: str) -> Iterator[Diagnostic]:
    """The weight and the formula of one identity block; both are the text's own."""
    atoms, said = parse_formula(formula), _weight(value)
    if atoms is None or said is None or page.first("molecular-weight-da") is not None:
        return
    computed = weight_of(atoms)
    if abs(said - computed) > max(_WEIGHT_TOLERANCE * computed, 1.0):
        yield page.finding(
            "ID-31",
            Severity.ERROR,
            span,
            f"the text gives the weight {said:g}, and its formula {formula} makes {computed:.1f}",
            "look both up: one of the two belongs to another substance, or to a salt",
            value=value,
        )


def _weight(value: str) -> float | None:
    if _SEVERAL.search(_PER_MOLE.sub("", value)):
        return None
    said = first_number(value)
    return said * 1000 if said is not None and re.search(r"\bkDa\b", value) else said


def _check_formula(page: CheckedPage, span: Span, value: str) -> Iterator[Diagnostic]:
    field = page.first("molecular-formula")
    tokens = _formulas(value)
    if field is None or len(tokens) != 1:
        return
    said, stated = parse_formula(tokens[0]), parse_formula(field.value or "")
    if said and stated and said != stated:
        yield page.finding(
            "ID-31",
            Severity.ERROR,
            span,
            f"the text gives the formula {tokens[0]}, the front matter {field.value}",
            "look both up: a salt or hydrate has another formula than its base",
            value=tokens[0],
            stated=field,
        )


def _check_weight(page: CheckedPage, span: Span, value: str) -> Iterator[Diagnostic]:
    field = page.first("molecular-weight-da")
    stated = first_number(field.value or "") if field is not None else None
    said = _weight(value)
    if stated is None or said is None:
        return
    if abs(said - stated) > max(_WEIGHT_TOLERANCE * stated, 1.0):
        yield page.finding(
            "ID-31",
            Severity.ERROR,
            span,
            f"the text gives the weight {said:g}, the front matter {field.value if field else ''}",
            "look both up: a salt or hydrate weighs more than its base",
            value=value,
            stated=field,
        )


def first_number(text: str) -> float | None:
    """The first number of a text, thousands separators understood."""
    found = _NUMBER.search(text)
    return float(found.group().replace(",", "")) if found is not None else None
