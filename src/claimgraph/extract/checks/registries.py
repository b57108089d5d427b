"""ID-44, ID-45: identifiers that the text names, of any registry of the ontology's scheme.

Those of the front matter and of the lines that repeat them have rules of their own, by the profile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from claimgraph.checkdigits import has_check_digit
from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.extract.checks.identity import labelled_lines
from claimgraph.extract.checks.page import CheckedPage
from claimgraph.model import FieldValue
from claimgraph.ontology import Concept, read_ontology

_SCHEME = "registries"
_BEFORE = 5
"""How far before a clue an introduction may begin."""
_ID = re.compile(r"[-_](?:ids?|number|code|accession|terms?|uid|rn)\Z")


class NamedRegistry(msgspec.Struct, frozen=True):
    """A registry as texts name it: ``named`` finds an introduction with what stands behind as ``written``."""

    id: str
    label: str
    example: str
    clues: tuple[str, ...]
    named: re.Pattern[str]
    form: re.Pattern[str]
    digit: str | None


@cache
def named_registries() -> tuple[NamedRegistry, ...]:
    """All of the scheme, sorted by id."""
    return tuple(map(_registry, read_ontology().concepts(_SCHEME)))


def _registry(concept: Concept) -> NamedRegistry:
    words: dict[str, list[str]] = {}
    for name, text in concept.words:
        words.setdefault(name, []).append(text)
    (lead,), (written,), (form,) = (
        words[name] for name in ("leadPattern", "writtenPattern", "identifierPattern")
    )
    return NamedRegistry(
        concept.id,
        concept.label,
        concept.example,
        tuple(words["clueLabel"]),
        re.compile(rf"(?:{lead})[*`_]{{0,3}}\s?(?P<written>{written})"),
        re.compile(form),
        next(iter(words.get("checkDigit", ())), None),
    )


def check_registries(page: CheckedPage) -> Iterator[Diagnostic]:
    """Every identifier that is introduced in the body, and fields that the profile does not know."""
    if page.manual:
        return
    for field in page.fields:
        if field.kind != "identifier" and field.value:
            yield from _check_field(page, field)
    text, start = page.document.text, page.document.body_start
    lines: frozenset[int] | None = None
    for registry, found in find_named(text, start):
        written = found["written"]
        if registry.form.fullmatch(written) is None:
            written = written.rstrip(" -:_.")
        fault = _fault(registry, written)
        if fault is None:
            continue
        span = page.at(found.start("written"), found.start("written") + len(written))
        lines = labelled_lines(page) if lines is None else lines
        if span.line in lines:
            continue  # ID-11, ID-31 and ID-39 look at these
        rule, severity, message = fault
        yield page.finding(rule, severity, span, message, _mend(registry), value=written)


def find_named(text: str, start: int) -> Iterator[tuple[NamedRegistry, re.Match[str]]]:
    """What is written where the text introduces identifiers, by registry and in order: looked for around
    their clues, which one search of the text finds.
    """
    clues: dict[str, list[int]] = {}
    pattern, registries_of = _clues()
    for clue in pattern.finditer(text, start):
        for name in registries_of[clue[0]]:
            clues.setdefault(name, []).append(clue.start())
    for registry in named_registries():
        done = start
        for at in clues.get(registry.id, ()):
            for begin in range(max(done, at - _BEFORE), at + 1):
                found = registry.named.match(text, begin)
                if found is not None:
                    done = found.end()
                    yield registry, found
                    break


@cache
def _clues() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """A pattern of all clues (of two at one place the longer one), and the registries that each is of."""
    found: dict[str, list[str]] = {}
    for registry in named_registries():
        for clue in registry.clues:
            found.setdefault(clue, []).append(registry.id)
    longest = sorted(found, key=lambda clue: (-len(clue), clue))
    # A clue that begins another one stands wherever that stands; one inside another opens no word.
    of = {
        clue: tuple(name for other in found if clue.startswith(other) for name in found[other])
        for clue in found
    }
    return re.compile("|".join(map(re.escape, longest))), of


def _check_field(page: CheckedPage, field: FieldValue) -> Iterator[Diagnostic]:
    """A field that is named for a registry and that the profile does not declare as an identifier."""
    name = _ID.sub("", field.field.casefold())
    for registry in named_registries():
        if name != registry.id:
            continue
        written = (field.value or "").removeprefix(f"{name.upper()}:")
        fault = _fault(registry, written)
        if fault is not None:
            rule, severity, message = fault
            yield page.finding(
                rule, severity, field.span, message, _mend(registry), value=written, focus=field.field
            )


def _fault(registry: NamedRegistry, written: str) -> tuple[str, Severity, str] | None:
    if registry.form.fullmatch(written) is None:
        return "ID-44", Severity.WARNING, f"{written!r} has not the form of a {registry.label}"
    if registry.digit is not None and not has_check_digit(written, registry.digit):
        return "ID-45", Severity.ERROR, f"the check digit of {registry.label} {written} is wrong"
    return None


def _mend(registry: NamedRegistry) -> str:
    return f"look the identifier up again: one has the form {registry.example}"
