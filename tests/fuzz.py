"""Fuzzing of reading: any text gives values whose every span is its text, and no exception.

    python -m tests.fuzz --inputs 1000000 --seed 1            # a nightly run
    python -m tests.fuzz --only 4711 --seed 1                 # one input again, with its text
    python -m tests.fuzz --adversarial                        # large hand-made pages, with seconds

Inputs are grammar pieces, pages of the sample vault cut and mutated, and random characters; input ``i`` of
a seed is always the same text. Exit code 1 where a promise was broken. Times are told, never judged.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

from claimgraph.diagnostics import Span
from claimgraph.document import parse_document
from claimgraph.extract import extract_page
from claimgraph.model import GapScope, PageValues
from claimgraph.ontology import Ontology, read_ontology
from claimgraph.profile import Profile, read_profile

PATH = "molecules/compounds/fuzzed.md"
VAULT = Path(__file__).resolve().parent.parent / "vault"

PIECES = (
    "[^a]",
    "[^a]: doi:10.1234/abc · Lind A, Oda B et al. · n=12 · rct · rat · p<0.05 · #gap/no-fulltext-access\n",
    "[^b]", "[^b]: doi:10.1002/1529-0131(200201)46:1<114::AID-ART1>3.0.CO;2-P · PMID 12345678 · PMC123456\n",
    "[^c]:\n", "[^a, ^b]", "[^", "[[", "]]", "[", "]", "[[p#a|l]]", "[[p\\|l]]", "![[e]]",
    "[[studies/lind-2011]]", "|", "`", "``", "```\n", "~~~\n", "\n", "\n\n", "    ", "\t", "> ", "- ", "* ",
    "1. ", "# ", "## Gaps\n", "## Limitations\n", "---\n", "...\n", "#gap/x", "`#gap/y`",
    "#gap/no-mechanism — ", "#stub", "(#unsourced)", "tagged as #gap/z", "<!--", "-->", "<div>\n", "</div>",
    '"', "'", "key: v\n", 'key: "x" y\n', "key:\n", "a: [b", "type: compound\n", "aliases: [X, Y]\n",
    "targets:\n  - [[p]] (agonist)\n", '- "[[c]]"\n', "hallmarks: [[[h]], [[i]]]\n",
    "# c #gap/needs-canonical-id\n", "verified: true  # by A\n", "&a", "*a", "!x", "<<: *a\n", "? k\n", "%",
    ": ", "key: |\n  text\n", "{a: b}", "*", "**", "**Label:** ", "_", ".", ". ", "? ", "; ",
    "| a | b |\n|---|---|\n| c | d |\n",
    "| Subject | Predicate | Object | Organism | Evidence |\n|---|---|---|---|---|\n",
    "| X | activates | [[p\\|P]] | rat | [^a] #gap/needs-replication |\n", "| x `a|b` |\n",
    "| Dimension | Status |\n", "doi:", "doi:10.1/", "10.1234/", "https://doi.org/10.1234/a%28b%29", "PMID: ",
    "NCT01234567", "n=", "n=8–9 per group", "~150,000", "p<0.05. ", "et al. ", "E. coli ", "(", ")", "((((",
    "{", "}", "\\", "\r\n", "\r", "\0", "\ufeff", "é", "e\u0301", "𝒳", "\u202e", "\u2066", "\u200b", "\u00a0",
    "\u2028", "\x85", "\x1a", "\x1b", "\x0c", "\ud800", "ﬁ", "İ", "ß", "０", "²", "不明。",
    "word. Next", "C. ", "0.5 ", "2-[[(2S)-", "===\n", "^[a note here]", "·", " · ", "–",
)  # fmt: skip


class Fault(NamedTuple):
    """A broken promise: the number of the input and what is wrong with it."""

    number: int
    what: str


# ------------------------------------------------------------------------------------- inputs


@cache
def _corpus() -> tuple[tuple[str, ...], ...]:
    """The lines, with their ends, of every page of the sample vault."""
    pages = sorted(VAULT.rglob("*.md"))
    return tuple(tuple(page.read_text(encoding="utf-8").splitlines(keepends=True)) for page in pages)


def _from_pieces(dice: random.Random) -> str:
    count = dice.randrange(1, 24)
    text = "".join(dice.choices(PIECES, k=count))
    return "---\n" + text if dice.random() < 0.3 else text


def _from_page(dice: random.Random) -> str:
    """A stretch of a real page, or its front matter and a stretch, with a few mutations."""
    page = dice.choice(_corpus())
    at = dice.randrange(len(page))
    lines = list(page[at : at + dice.randrange(1, 9)])
    if dice.random() < 0.25:
        lines = [*page[: dice.randrange(2, 12)], "---\n", *lines]
    text = "".join(lines)
    for _ in range(dice.randrange(1, 6)):
        text = _mutate(text, dice)
    return text


def _mutate(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text) + 1)
    to = min(len(text), at + dice.choice((1, 1, 2, 8, 40)))
    kind = dice.randrange(6)
    if kind == 0:
        return text[:at] + text[to:]
    if kind == 1:
        return text[:to] + text[at:]
    if kind == 2:
        return text[:at] + dice.choice(PIECES) + text[to:]
    if kind == 3:
        return text[:at] + dice.choice(PIECES) + text[at:]
    if kind == 4:
        return text[:at] + chr(_code_point(dice)) + text[at:]
    start = dice.randrange(len(text) + 1)
    return text[:at] + text[start : start + 40] + text[at:]


def _code_point(dice: random.Random) -> int:
    return dice.choice((dice.randrange(0x80), dice.randrange(0x3000), dice.randrange(0x110000)))


def _from_characters(dice: random.Random) -> str:
    return "".join(chr(_code_point(dice)) for _ in range(dice.randrange(120)))


def generate(number: int, seed: int) -> str:
    """Input ``number`` of a seed: always the same text."""
    dice = random.Random(f"{seed}:{number}")
    maker = dice.choices((_from_pieces, _from_page, _from_characters), (5, 4, 1))[0]
    return maker(dice)


# ------------------------------------------------------------------------------------- promises


def broken_promises(page: PageValues, text: str) -> list[str]:
    """What a page's values promise about ``text`` and do not keep; empty for a sound reading."""
    broken: list[str] = []

    def demand(holds: bool, what: str, value: object) -> None:
        if not holds:
            broken.append(f"{what}: {value!r}")

    def is_at(span: Span, raw: str, what: str) -> None:
        demand(
            0 <= span.start <= span.end <= len(text) and text[span.start : span.end] == raw, what, (span, raw)
        )

    def within(inner: Span, outer: Span, what: str) -> None:
        demand(outer.start <= inner.start <= inner.end <= outer.end, what, (inner, outer))

    for link in page.links:
        is_at(link.span, link.raw, "link")
        if not link.raw.endswith(")"):  # a Markdown link is written relative to its page
            demand(link.target in link.raw, "target is written in its link", link)
    for citation in page.citations:
        is_at(citation.span, text[citation.span.start : citation.span.end], "citation")
        body = text[citation.span.start : citation.span.end]
        demand(citation.raw in body, "raw text of a citation", citation.key)
        demand(body.lstrip(" \t>").startswith(("[^", "^[")), "citation starts with its mark", body[:20])
        facts = citation.facts
        for found in (*facts.identifiers, *facts.samples, *facts.segments):
            is_at(found.span, found.raw, f"{type(found).__name__} of a footnote")
            within(found.span, citation.span, f"{type(found).__name__} in its footnote")
        for first, second in pairwise(facts.segments):
            demand(first.span.end <= second.span.start, "segments overlap", (first, second))
        for words in (*facts.p_values, *facts.effects, facts.access_raw, facts.invalid_raw):
            demand(words is None or words in text, "quoted words are in the page", words)
    for statement in page.statements:
        is_at(statement.span, statement.text, "statement")
        demand(all(0 <= gap < len(page.gaps) for gap in statement.gaps), "gap index", statement)
        demand(all(0 <= link < len(page.links) for link in statement.links), "link index", statement)
        demand(all(cell in statement.text for _, cell in statement.cells), "cells of a row", statement)
        for use in statement.citations:
            mark = text[use.span.start : use.span.end]
            demand(mark.startswith(("[^", "^[")) and mark.endswith("]"), "reference", (use, mark))
    demand(
        [statement.index for statement in page.statements] == list(range(len(page.statements))),
        "indices of statements",
        len(page.statements),
    )
    for first, second in pairwise(page.statements):
        demand(first.span.end <= second.span.start, "statements overlap", (first.span, second.span))
    keys = {citation.key for citation in page.citations}
    for number, gap in enumerate(page.gaps):
        tag = text[gap.span.start : gap.span.end]
        demand(tag.casefold() in (f"#gap/{gap.kind}", f"#{gap.kind}"), "gap", (gap, tag))
        if gap.scope is GapScope.STATEMENT:
            demand(number in page.statements[int(gap.about)].gaps, "gap of a statement", gap)
        elif gap.scope is GapScope.CITATION:
            demand(gap.about in keys, "gap of a citation", gap)
    for value in page.fields:
        demand(-1 <= value.link < len(page.links), "link of a field", value)
        demand(value.span.start <= value.span.end <= len(text), "field", value)
    for claim in page.claims:
        demand(claim.text in text, "text of a claim", claim)
        demand(all(0 <= gap < len(page.gaps) for gap in claim.gaps), "gaps of a claim", claim)
        demand(-1 <= claim.statement < len(page.statements), "statement of a claim", claim)
        for mention in (claim.subject, claim.object):
            demand(-1 <= mention.link < len(page.links), "link of a claim", claim)
    last = text.count("\n") + 1
    for told in page.diagnostics:
        demand(1 <= told.line <= told.end_line <= last, "line of a diagnostic", told)
        demand(bool(told.message) and told.path == page.path, "diagnostic", told)
    return broken


@cache
def _vocabulary() -> tuple[Profile, Ontology]:
    return read_profile("evidence-wiki"), read_ontology()


def read(text: str) -> PageValues:
    """The page as the real profile and ontology read it."""
    return extract_page(parse_document(PATH, text), *_vocabulary(), "00")


def check(text: str) -> str | None:
    """What is wrong with the reading of ``text``; None where all is well."""
    try:
        broken = broken_promises(read(text), text)
    except Exception:  # whatever a page raises is what this looks for; it is told with its traceback
        return traceback.format_exc(limit=-6)
    return "; ".join(broken[:3]) if broken else None


def shrink(text: str) -> str:
    """A smaller text that still goes wrong: stretches are cut out while it does, at most 4,000 tries."""
    tries = 4000
    size = len(text) // 2
    while size and tries > 0:
        at = 0
        while at < len(text) and tries > 0:
            shorter = text[:at] + text[at + size :]
            tries -= 1
            if check(shorter) is not None:
                text = shorter
            else:
                at += size
        size //= 2
    return text


# ------------------------------------------------------------------------------------- runs


class Batch(NamedTuple):
    """What a stretch of inputs gave: faults, characters, and the slowest by seconds a character."""

    faults: list[Fault]
    characters: int
    rates: list[float]
    slowest: list[tuple[float, int]]


def run_batch(first: int, count: int, seed: int) -> Batch:
    """Check the inputs ``first`` to ``first + count``."""
    faults: list[Fault] = []
    rates: list[float] = []
    timed: list[tuple[float, int]] = []
    characters = 0
    clock = time.perf_counter
    for number in range(first, first + count):
        text = generate(number, seed)
        characters += len(text)
        before = clock()
        wrong = check(text)
        taken = clock() - before
        if wrong is not None:
            faults.append(Fault(number, wrong))
        if len(text) >= 100:
            rates.append(taken / len(text))
            timed.append((taken / len(text), number))
    timed.sort(reverse=True)
    return Batch(faults, characters, rates[::97], timed[:5])


def _batches(inputs: int, seed: int, jobs: int) -> Iterator[Batch]:
    size = 2000
    starts = range(0, inputs, size)
    if jobs == 1:
        for first in starts:
            yield run_batch(first, min(size, inputs - first), seed)
        return
    with ProcessPoolExecutor(jobs) as pool:
        waiting = [pool.submit(run_batch, first, min(size, inputs - first), seed) for first in starts]
        for future in waiting:
            yield future.result()


def run(inputs: int, seed: int, jobs: int) -> int:
    """Check ``inputs`` texts and print a report; the number of faults."""
    began = time.perf_counter()
    faults: list[Fault] = []
    rates: list[float] = []
    slowest: list[tuple[float, int]] = []
    characters = 0
    for batch in _batches(inputs, seed, jobs):
        faults += batch.faults
        rates += batch.rates
        characters += batch.characters
        slowest = sorted(slowest + batch.slowest, reverse=True)[:5]
    seconds = time.perf_counter() - began
    print(
        f"{inputs} inputs, {characters} characters, {seconds:.0f} s,"
        f" {inputs / max(seconds, 1e-9):.0f} a second"
    )
    if rates:
        usual = median(rates)
        print(f"usual: {usual * 1e6:.2f} µs a character; slowest: ", end="")
        print(", ".join(f"input {number} {rate / usual:.0f} times" for rate, number in slowest))
    print(f"{len(faults)} faults")
    for fault in faults[:10]:
        print(f"\ninput {fault.number}: {fault.what}\n  smallest: {shrink(generate(fault.number, seed))!r}")
    return len(faults)


CLAIMS_HEADER = "| Subject | Predicate | Object | Organism | Evidence |\n|---|---|---|---|---|\n"
_REFERENCES = "A claim [^k]. "
ADVERSARIAL: dict[str, Callable[[], str]] = {
    "[ × 20,000": lambda: "[" * 20_000,
    "[[ × 20,000": lambda: "[[" * 20_000,
    "( × 100,000": lambda: "(" * 100_000,
    "quotes 10,000 deep": lambda: "> " * 10_000 + "x",
    "list items 2,000 deep": lambda: "".join("  " * depth + "- a\n" for depth in range(2000)),
    "flow lists 20,000 deep in front matter": lambda: "---\na: " + "[" * 20_000 + "\n---\n",
    "backticks, no two runs alike": lambda: " ".join("`" * size for size in range(1, 1500)),
    "one sentence of 5 MB": lambda: "word " * 1_000_000,
    "5 MB of sentences on one line": lambda: "Some words [[a|b]] here [^k] and #gap/x in 5 mg. " * 100_000,
    "5 MB without a blank": lambda: "a" * 5_000_000,
    "100,000 references, one paragraph": lambda: _REFERENCES * 100_000 + "\n\n[^k]: doi:10.1234/a\n",
    "100,000 references, one sentence": lambda: "so [^k] " * 100_000 + "\n\n[^k]: doi:10.1234/a\n",
    "100,000 definitions": lambda: "".join(f"[^k{at}]: doi:10.1234/{at} · n=3\n" for at in range(100_000)),
    "#gap/x × 100,000, one paragraph": lambda: "#gap/x " * 100_000,
    "#gap/x × 100,000, joined": lambda: "#gap/x" * 100_000,
    "a claim and #gap/x × 50,000, items": lambda: "- A claim. #gap/x\n" * 50_000,
    "#gap/x × 20,000 in nested items": lambda: "- A claim #gap/x\n  - b #gap/x\n" * 10_000,
    "#gap/x × 50,000 in comments": lambda: "---\n" + "a: b # #gap/x\n" * 50_000 + "---\n",
    "doi: × 100,000 in a footnote": lambda: "[^k]: " + "doi:" * 100_000,
    "doi:10.1234/ × 50,000 in a footnote": lambda: "[^k]: " + "doi:10.1234/" * 50_000,
    "a footnote of 20,000 DOIs": lambda: "[^k]: " + "doi:10.1234/abc; " * 20_000,
    "a footnote of 50,000 segments": lambda: "[^k]: " + "n=3 · rat · " * 25_000,
    "a footnote of 100,000 brackets": lambda: "[^k]: " + "(" * 100_000,
    "a footnote of 50,000 bracket pairs": lambda: "[^k]: " + "()" * 50_000,
    "a footnote of 50,000 nested brackets": lambda: "[^k]: " + "(" * 50_000 + ")" * 50_000,
    "a footnote of 20,000 authors": lambda: "[^k]: " + "Lind A, " * 20_000,
    "a footnote of 1 MB": lambda: "[^k]: " + "word " * 200_000,
    "a row of 50,000 cells": lambda: "| a | b |\n|---|---|\n" + "| c " * 50_000 + "|\n",
    "50,000 rows": lambda: "| a | b |\n|---|---|\n" + "| c [^k] | #gap/x |\n" * 50_000,
    "20,000 rows of claims": lambda: CLAIMS_HEADER + "| X | activates | [[p\\|P]] | rat | [^a] |\n" * 20_000,
    "50,000 headings": lambda: "# a\n" * 50_000,
    "50,000 fields": lambda: "---\n" + "".join(f"k{at}: v\n" for at in range(50_000)) + "---\n",
    "50,000 links in a list": lambda: "---\na:\n" + '  - "[[p]]"\n' * 50_000 + "---\n",
    "50,000 aliases in flow style": lambda: "---\naliases: [" + "x, " * 50_000 + "y]\n---\n",
    "a doubling alias bomb": lambda: (
        "---\n"
        + "a0: &a0 [x, x]\n"
        + "".join(f"a{at}: &a{at} [*a{at - 1}, *a{at - 1}]\n" for at in range(1, 60))
        + "---\n"
    ),
    "100,000 blank lines": lambda: "\n" * 100_000,
    "100,000 NUL and bidi characters": lambda: "\0\u202e" * 50_000,
}


def run_adversarial(name: str | None = None) -> int:
    """Time every hand-made page and check it; the number of faults."""
    faults = 0
    for title, make in ADVERSARIAL.items():
        if name is not None and name not in title:
            continue
        text = make()
        before = time.perf_counter()
        wrong = check(text)
        seconds = time.perf_counter() - before
        faults += wrong is not None
        print(f"{seconds:8.2f} s  {len(text):9} characters  {title}", flush=True)
        if wrong is not None:
            print(f"    {wrong[:2000]}")
    return faults


def main() -> int:
    """The command line; 1 where a promise was broken."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--only", type=int, help="one input, by its number, with its text")
    parser.add_argument("--adversarial", nargs="?", const="", metavar="NAME", help="large hand-made pages")
    arguments = parser.parse_args()
    if arguments.adversarial is not None:
        return run_adversarial(arguments.adversarial) > 0
    if arguments.only is not None:
        text = generate(arguments.only, arguments.seed)
        wrong = check(text)
        print(repr(text), wrong or "sound", sep="\n")
        return wrong is not None
    return run(arguments.inputs, arguments.seed, arguments.jobs) > 0


if __name__ == "__main__":
    sys.exit(main())
