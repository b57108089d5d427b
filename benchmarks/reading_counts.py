"""Counts what reading a wiki gives, as the Markdown table of docs/reading.md.

    python benchmarks/reading_counts.py PATH/TO/WIKI

The same wiki and version give the same table.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from claimgraph.build import read_values
from claimgraph.model import PageValues, VaultValues


def listed(counts: Counter[str], most: int = 12) -> str:
    """``a 3, b 2``: most frequent first, ties by name; what is left out is told as a sum."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    parts = [f"{name} {number:,}" for name, number in ranked[:most]]
    if len(ranked) > most:
        parts.append(f"others {sum(number for _, number in ranked[most:]):,}")
    return ", ".join(parts) or "none"


def share(part: int, whole: int) -> str:
    """``part`` as a percentage of ``whole``."""
    return f"{100 * part / whole:.1f} %" if whole else "–"


def rows(values: VaultValues) -> Iterable[tuple[str, str, str]]:
    """What, how many, and of which kinds."""
    pages = values.pages
    yield "pages", f"{len(pages):,}", listed(Counter(page.page_type or "no type" for page in pages))
    yield from front_matter_rows(pages)
    links = [link for page in pages for link in page.links]
    solved = [found for page in pages for found in values.links[page.path]]
    yield "links", f"{len(links):,}", listed(Counter(link.region.value for link in links))
    yield "– outcomes", "", listed(Counter(found.outcome.value for found in solved))
    yield (
        "– resolved by",
        "",
        listed(Counter(found.how for found in solved if found.how and found.resolved_to)),
    )
    yield from footnote_rows(pages)
    yield (
        "sources merged from them",
        f"{len(values.sources):,}",
        listed(Counter(source.key.partition(":")[0] for source in values.sources)),
    )
    yield from prose_rows(pages)
    told = [finding for page in pages for finding in page.diagnostics]
    yield (
        "told as not understood or malformed",
        f"{len(told):,}",
        listed(Counter(finding.rule for finding in told), 20),
    )


def front_matter_rows(pages: tuple[PageValues, ...]) -> Iterable[tuple[str, str, str]]:
    """Fields."""
    fields = [value for page in pages for value in page.fields]
    yield "front-matter values", f"{len(fields):,}", listed(Counter(value.kind for value in fields))
    told = Counter(
        {
            "with a note": sum(value.note is not None for value in fields),
            "with a quantity": sum(value.quantity is not None for value in fields),
            "null": sum(value.value is None for value in fields),
            "not declared by the profile": sum(not value.declared for value in fields),
        }
    )
    yield "– of them", "", listed(told)


def footnote_rows(pages: tuple[PageValues, ...]) -> Iterable[tuple[str, str, str]]:
    """Footnotes and what they say."""
    notes = [note for page in pages for note in page.citations]
    facts = [note.facts for note in notes]
    yield "footnotes", f"{len(notes):,}", f"{sum(not note.referenced for note in notes):,} never referenced"
    found = [one for fact in facts for one in fact.identifiers]
    yield "– identifiers", f"{len(found):,}", listed(Counter(one.scheme.value for one in found))
    yield "– roles of identifiers", "", listed(Counter(one.role.value for one in found))
    told = Counter(
        {
            "a design": sum(bool(fact.designs) for fact in facts),
            "an organism": sum(bool(fact.organisms) for fact in facts),
            "a sample size": sum(bool(fact.samples) for fact in facts),
            "authors": sum(bool(fact.authors) for fact in facts),
            "a year": sum(fact.year is not None for fact in facts),
            "p or an effect": sum(bool(fact.p_values or fact.effects) for fact in facts),
            "a study page": sum(bool(fact.study_pages) for fact in facts),
            "retracted": sum(fact.retracted for fact in facts),
            "invalid by their own words": sum(fact.invalid for fact in facts),
        }
    )
    yield "– with", "", listed(told)
    yield "– designs", "", listed(Counter(design for fact in facts for design in fact.designs), 16)
    yield "– access", "", listed(Counter(fact.access.value for fact in facts))
    yield "– kinds of n", "", listed(Counter(size.kind.value for fact in facts for size in fact.samples))
    pieces = [piece for fact in facts for piece in fact.segments]
    raw = sum(piece.kind == "raw" for piece in pieces)
    yield "– segments", f"{len(pieces):,}", f"kept raw {raw:,} ({share(raw, len(pieces))})"


def prose_rows(pages: tuple[PageValues, ...]) -> Iterable[tuple[str, str, str]]:
    """Statements, gaps and claims."""
    statements = [statement for page in pages for statement in page.statements]
    yield "statements", f"{len(statements):,}", listed(Counter(one.kind.value for one in statements))
    uses = [use for statement in statements for use in statement.citations]
    yield "– citations of statements", f"{len(uses):,}", listed(Counter(use.scope.value for use in uses))
    gaps = [gap for page in pages for gap in page.gaps]
    yield "gap tags", f"{len(gaps):,}", listed(Counter(gap.scope.value for gap in gaps))
    yield "– classes", "", listed(Counter(gap.gap_class.value for gap in gaps))
    yield "– with words that explain them", f"{sum(gap.note is not None for gap in gaps):,}", ""
    claims = [claim for page in pages for claim in page.claims]
    yield "claims", f"{len(claims):,}", listed(Counter(claim.asserted_by.value for claim in claims))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("wiki", type=Path)
    reading = read_values(parser.parse_args().wiki)
    print("| what | count | of which |\n|---|---:|---|")
    for what, count, kinds in rows(reading.values):
        print(f"| {what} | {count} | {kinds} |")


if __name__ == "__main__":
    main()
