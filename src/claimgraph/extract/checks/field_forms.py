"""FM-09, FN-43, ID-20, ID-23: file names, numbers and formulas that have not the form they should."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from claimgraph.chemistry import parse_formula
from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.extract.checks.page import CheckedPage

_NAME = re.compile(r"[a-z0-9]+(?:[-.+][a-z0-9]+)*")
_STUDY = re.compile(r"[a-z0-9-]+-(?:19|20)\d\d(?:[a-z])?-[a-z0-9.+-]+")
_NAMED_FOR = re.compile(r"([a-z-]{3,}?)-(?:19|20)\d\d[a-z]?-.*")
_SPECIAL = str.maketrans({"ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"})
_SEVERAL = 2
_FORMULA = "molecular-formula"
_CHARGE = re.compile(r"(?:\^?\d*[+\-−⁺⁻]+|[+\-−⁺⁻]+\d*)\Z")
_POLYMER = re.compile(r"[(\[](?P<unit>[A-Z0-9][A-Za-z0-9]*)[)\]][nₙ]")


def _bare(formula: str) -> str:
    """The formula without its charge, or the unit of a polymer."""
    first = _CHARGE.sub("", formula.split()[0])
    unit = _POLYMER.fullmatch(first)
    return unit["unit"] if unit is not None else first


def check_file_name(page: CheckedPage) -> Iterator[Diagnostic]:
    """FM-09: lower case with hyphens; pages about a source are named author-year-topic."""
    known = page.profile.page_type(page.page_type)
    if known is None or not page.profile.is_entity_page(page.document.path):
        return
    name = page.document.path.rpartition("/")[2].removesuffix(".md")
    study = known.source is not None
    if _NAME.fullmatch(name) and (not study or _STUDY.fullmatch(name)):
        return
    yield page.finding(
        "FM-09",
        Severity.INFO,
        page.at(0, 0),
        f"the file is named {name}",
        "name it author-year-topic" if study else "name it in lower case, words parted by hyphens",
        value=name,
    )


def check_file_author(page: CheckedPage) -> Iterator[Diagnostic]:
    """FN-43: a study page named for one of its authors names that one first."""
    known = page.profile.page_type(page.page_type)
    if known is None or known.source is None or known.source.authors is None:
        return
    named = _NAMED_FOR.fullmatch(page.document.path.rpartition("/")[2])
    authors = page.values(known.source.authors)
    if named is None or len(authors) < _SEVERAL:
        return
    wanted = named[1].replace("-", "")
    listed = [_letters(field.value or "") for field in authors]
    if not listed[0].startswith(wanted) and any(name.startswith(wanted) for name in listed[1:]):
        yield page.finding(
            "FN-43",
            Severity.WARNING,
            authors[0].span,
            f"the file is named for {named[1]}, and the first author is {authors[0].value}",
            "look the paper up: put the authors in their order, or rename the file",
            value=authors[0].value,
        )


def _letters(name: str) -> str:
    """Small Latin letters of a name without accents, as file names have them."""
    plain = unicodedata.normalize("NFD", name.casefold().translate(_SPECIAL))
    return "".join(letter for letter in plain if "a" <= letter <= "z")


def check_numbers(page: CheckedPage) -> Iterator[Diagnostic]:
    """ID-20: a number field holds a number. ID-23: a formula is one that can be computed with."""
    for field in page.fields:
        if field.kind == "number" and field.value and not any(map(str.isdigit, field.value)):
            yield page.finding(
                "ID-20",
                Severity.INFO,
                field.span,
                f"{field.field} has the value {field.value}, which holds no number",
                "write the number; what belongs to it can stand in a comment",
                value=field.raw,
                focus=field.field,
            )
        if field.field == _FORMULA and field.value and parse_formula(_bare(field.value)) is None:
            yield page.finding(
                "ID-23",
                Severity.WARNING,
                field.span,
                f"{field.value} is no molecular formula",
                "write the atoms in Hill order (C, H, then by symbol), parts of a salt parted by a dot",
                value=field.raw,
                focus=field.field,
            )
