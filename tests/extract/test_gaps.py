"""Gap tags: what each is about, by where it stands; which are only talked about; what explains them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.document import parse_document
from claimgraph.extract.gaps import PlacedGap, place_gaps, to_gaps
from claimgraph.extract.layout import Layout
from claimgraph.extract.mentions import RULES
from claimgraph.extract.statements import extract_statements
from claimgraph.model import Gap, GapClass, GapScope, Statement


class FakeProfile:
    bare_gaps = ("stub", "unsourced")

    def gap_class(self, kind: str) -> str:
        if kind == "stub" or kind.startswith("needs-id"):
            return "catalogue"
        return "access" if "fulltext" in kind else "evidence"

    def is_manual(self, path: str) -> bool:
        return path.startswith("manual/")


PROFILE = FakeProfile()


def place(text: str, path: str = "compounds/examplin.md") -> tuple[PlacedGap, ...]:
    return place_gaps(Layout(parse_document(path, text)), PROFILE)


def read(text: str, path: str = "compounds/examplin.md") -> tuple[tuple[Gap, ...], tuple[Statement, ...]]:
    layout = Layout(parse_document(path, text))
    placed = place_gaps(layout, PROFILE)
    statements, statement_of = extract_statements(layout, placed)
    return to_gaps(placed, statement_of, PROFILE), statements


PAGE = "# Examplin\n\nIntroduction.\n\n"


def only(text: str) -> tuple[Gap, str]:
    """The one gap of a page and the text of the statement that it is about, if it is about one."""
    gaps, statements = read(text)
    assert len(gaps) == 1
    gap = gaps[0]
    return gap, statements[int(gap.about)].text if gap.scope is GapScope.STATEMENT else ""


def test_tag_after_sentence_is_about_that_sentence() -> None:
    gap, about = only(PAGE + "It lowers glucose. It binds X in rats. #gap/needs-replication\nIt is old.\n")
    assert gap.scope is GapScope.STATEMENT
    assert about == "It binds X in rats. #gap/needs-replication"
    assert gap.note is None


def test_tag_that_ends_a_block_covers_the_sentence_before_too() -> None:
    gaps, statements = read(PAGE + "It is old. It binds X. Whether it matters is open. #gap/no-mechanism\n")
    assert statements[int(gaps[0].about)].text.startswith("Whether")
    assert next(statement.text for statement in statements if statement.gaps) == "It binds X."
    assert len([statement for statement in statements if statement.gaps]) == 2


def test_unsourced_spares_sentences_that_name_a_source() -> None:
    _, statements = read(PAGE + "It binds X [^a]. It is old. #gap/unsourced\n\n[^a]: doi:10.1/x\n")
    assert [statement.gaps for statement in statements] == [(), (0,)]


def test_words_after_the_tag_are_its_note() -> None:
    gap, about = only(PAGE + "It binds X. #gap/no-mechanism — the receptor is not known.\n\nNext.\n")
    assert about.startswith("It binds X.")
    assert gap.note == "the receptor is not known"


@pytest.mark.parametrize(
    ("after", "note"),
    [
        (" at the receptor level.", "at the receptor level"),
        (" (receptor not identified); all else is known", "receptor not identified"),
        ("; in humans only", "in humans only"),
        (": two kinases [^a] compete.", "two kinases compete"),
        (".", None),
        (" [^a].", None),
        (" retained.", None),
    ],
)
def test_note(after: str, note: str | None) -> None:
    gap, _ = only(PAGE + f"It binds X #gap/no-mechanism{after}\n\n[^a]: doi:10.1/x\n")
    assert gap.note == note


def test_tag_that_opens_a_paragraph_covers_the_block_and_its_list() -> None:
    text = (
        PAGE
        + "#gap/no-mechanism — Two things are open. Both matter.\n\n- the first\n- the second\n\nLater.\n"
    )
    gaps, statements = read(text)
    assert statements[int(gaps[0].about)].text.startswith("#gap/no-mechanism")
    assert gaps[0].note == "Two things are open"
    covered = [statement.text for statement in statements if 0 in statement.gaps]
    assert "Both matter." in covered
    assert "Later." not in covered
    assert "Introduction." not in covered


def test_tag_that_leads_in_a_list_covers_its_items() -> None:
    _, statements = read(PAGE + "#gap/no-mechanism for all of these:\n\n- the first\n- the second\n")
    assert [statement.text for statement in statements if statement.gaps] == [
        "#gap/no-mechanism for all of these:",
        "the first",
        "the second",
    ]


def test_lone_tag_closes_the_paragraph_before_it() -> None:
    gaps, statements = read(PAGE + "It binds X. It is stable.\n\n#gap/needs-replication\n")
    assert statements[int(gaps[0].about)].text == "It is stable."
    assert [statement.text for statement in statements if statement.gaps] == ["It binds X.", "It is stable."]


@pytest.mark.parametrize("above", ["- one\n- two\n", "| A | B |\n|---|---|\n| a | b |\n", "```\ncode\n```\n"])
def test_lone_tag_after_anything_else_is_about_the_section(above: str) -> None:
    gap, _ = only(PAGE + f"## Effects\n\n{above}\n#gap/needs-replication\n")
    assert (gap.scope, gap.about) == (GapScope.SECTION, "Effects")


def test_lone_tag_below_a_heading_is_about_the_section() -> None:
    gap, _ = only(PAGE + "## Effects\n\n`#gap/needs-replication`\n\nText.\n")
    assert (gap.scope, gap.about) == (GapScope.SECTION, "Effects")


def test_lone_tag_in_a_nested_item_is_about_the_item_above() -> None:
    gap, about = only(PAGE + "- It binds X.\n  - #gap/needs-replication\n")
    assert gap.scope is GapScope.STATEMENT
    assert about == "It binds X."


def test_tag_in_heading_is_about_the_section() -> None:
    gap, _ = only(PAGE + "## Batch effects #gap/needs-replication\n\nText.\n")
    assert (gap.scope, gap.about) == (GapScope.SECTION, "Batch effects #gap/needs-replication")


def test_tag_in_footnote_is_about_the_source() -> None:
    gap, _ = only(
        PAGE
        + "It binds X [^lind2011].\n\n[^lind2011]: doi:10.1/x · rat · #gap/no-fulltext-access · 3 pages\n"
    )
    assert (gap.scope, gap.about, gap.note) == (GapScope.CITATION, "lind2011", None)
    assert gap.gap_class is GapClass.ACCESS


def test_tag_in_row_is_about_the_row() -> None:
    gap, about = only(
        PAGE
        + "| Effect | Seen |\n|---|---|\n| glucose | down |\n| weight | down #gap/no-mechanism — in mice |\n"
    )
    assert gap.scope is GapScope.STATEMENT
    assert about.startswith("| weight")
    assert gap.note == "in mice"


def test_explained_gap_in_a_limitations_list_is_about_its_own_item() -> None:
    text = PAGE + "## Limitations and gaps\n\n1. All studies are from one group. None was blinded. #gap/x\n"
    gaps, statements = read(text)
    assert statements[int(gaps[0].about)].text.startswith("None was blinded.")
    assert [statement.gaps for statement in statements] == [(0,), (0,)]


def test_front_matter_value_and_comment_are_about_their_field() -> None:
    front = (
        "---\ntype: compound\nchembl-id: null   # not found; #gap/needs-id-chembl\n"
        'expression: "#gap/not-queried — ask the atlas"\n---\n\n'
    )
    gaps, _ = read(front + PAGE)
    assert [(gap.scope, gap.about, gap.note) for gap in gaps] == [
        (GapScope.FIELD, "chembl-id", None),
        (GapScope.FIELD, "expression", "ask the atlas"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "> ⚠️ Not verified against the full text. #gap/no-fulltext-access\n\n# Examplin\n\nText.\n",
        "# Examplin\n\n> ⚠️ Only the abstract was read. #gap/no-fulltext-access\n\nText.\n",
        "# Examplin\n\n#stub\n\nText.\n",
        "<!-- not verified #gap/no-fulltext-access -->\n\n# Examplin\n\nText.\n",
    ],
)
def test_banner_and_lone_stub_are_about_the_page(text: str) -> None:
    gap, _ = only(text)
    assert (gap.scope, gap.about) == (GapScope.PAGE, "compounds/examplin.md")


def test_link_behind_a_sentence_is_not_what_a_gap_is_about() -> None:
    _, about = only(PAGE + "It binds X in mice. [[telomere]] #gap/needs-human-replication\n")
    assert about == "It binds X in mice."


def test_quote_further_down_is_no_banner() -> None:
    gap, about = only(PAGE + "> Not verified in humans. #gap/needs-human-replication\n")
    assert gap.scope is GapScope.STATEMENT
    assert about.startswith("Not verified")


def test_unsourced_is_a_gap_without_prefix_but_other_tags_are_none() -> None:
    placed = place(PAGE + "It binds X #unsourced. It is #old and #gap/ and #gaps/x.\n")
    assert [gap.kind for gap in placed] == ["unsourced"]


@pytest.mark.parametrize(
    "words",
    [
        "Such claims are tagged as `#gap/x` on their pages.",
        "Claims from this source are tagged #gap/x below.",
        "Tag claims that rest on it with `#gap/x` until more is known.",
        "Use `#gap/x` when no page exists.",
        "See the `#gap/x` convention for rodent claims.",
        "The convention for #gap/x is older.",
        "The `#gap/x` tag for this claim has been removed.",
        "Prior #gap/x resolved.",
        "This removes the #gap/x tag for the pair.",
        "The effect is not known (see #gap/x above).",
        "#gap/x is not applicable here.",
        "Both pages flag this with `#gap/x` tags.",
        "Set it to null + #gap/x in this case.",
    ],
)
def test_mentions_are_no_gaps(words: str) -> None:
    placed = place(PAGE + words + "\n")
    assert [gap.scope for gap in placed] == [GapScope.MENTION]
    gaps, statements = read(PAGE + words + "\n")
    assert gaps[0].note is None
    assert all(not statement.gaps for statement in statements)


@pytest.mark.parametrize(
    "words",
    [
        "It is not known `#gap/x`.",
        "The identifier was not confirmed — tagged #gap/x.",
        "Not computed yet. Tag: #gap/x",
        "The mechanism is not resolved #gap/x and disputed.",
        "The order is unknown; #gap/x applies to humans.",
        "Not seen in this use. #gap/x",
        "Values beyond the table are #gap/x until checked.",
        "It is seen in rats only (#gap/x).",
        "They are flagged here as #gap/x until the tables are read.",
        "They are flagged as #gap/x pending access.",
        "It is in early research use #gap/x — no trials.",
    ],
)
def test_used_tags_are_gaps_also_in_code_spans(words: str) -> None:
    assert [gap.scope for gap in place(PAGE + words + "\n")] == [GapScope.STATEMENT]


def test_report_of_tagging_in_front_matter_is_a_mention_and_a_gap_there_is_not() -> None:
    front = (
        '---\nverified-scope: "Lind 2011 read; Oda 2014 closed, its claims tagged #gap/no-fulltext-access"\n'
        'checked: "identifier not confirmed; #gap/needs-id"\n---\n\n'
    )
    assert [gap.scope for gap in place(front + PAGE)] == [GapScope.MENTION, GapScope.FIELD]


def test_manual_lists_the_vocabulary() -> None:
    text = (
        "# How to\n\n| Tag | Meaning |\n|---|---|\n| `#gap/x` | nobody knows |\n\n- `#gap/y` — if not there\n"
    )
    assert {gap.scope for gap in place(text, "manual/how-to.md")} == {GapScope.MENTION}
    scopes = [gap.scope for gap in place(text)]
    assert scopes == [GapScope.MENTION, GapScope.STATEMENT]


def test_tags_in_code_blocks_are_found() -> None:
    text = (
        PAGE + '## Model\n\n```json\n"note": "#gap/needs-rate"\n```\n\n```dataview\nLIST FROM #gap/x\n```\n'
    )
    placed = place(text)
    assert [(gap.kind, gap.scope, gap.about) for gap in placed] == [
        ("needs-rate", GapScope.SECTION, "Model"),
        ("x", GapScope.MENTION, ""),
    ]


def test_tags_that_stand_together_share_scope_and_note() -> None:
    gaps, _ = read(PAGE + "It binds X. #gap/a · `#gap/b`, #gap/c — seen once.\n")
    assert [gap.kind for gap in gaps] == ["a", "b", "c"]
    assert {(gap.about, gap.note) for gap in gaps} == {(gaps[0].about, "seen once")}


def test_tags_in_neighbouring_cells_stay_apart() -> None:
    placed = place(PAGE + "| A | B |\n|---|---|\n| #gap/a | #gap/b why not |\n")
    assert [gap.note for gap in placed] == [None, "why not"]


def test_every_mention_rule_has_a_name_of_its_own() -> None:
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))
    assert all(rule.before is not None or rule.after is not None for rule in RULES)


PIECES = st.lists(
    st.sampled_from(
        [
            "# H\n",
            "## Gaps\n",
            "\n",
            "\n\n",
            "text ",
            "A sentence. ",
            "#gap/a",
            " #gap/b ",
            "`#gap/c`",
            "#stub",
            "- ",
            "  - ",
            "1. ",
            "> ",
            "| a | b |\n",
            "|---|---|\n",
            "| x #gap/d | y |\n",
            "[^a]",
            "[^a]: ",
            "```\n",
            "<!-- ",
            "-->",
            "tagged as ",
            "see ",
            " — why",
            "(",
            ")",
            "---\n",
            "key: ",
            "# note ",
            "[[x]]",
            "é",
            "\u202e",
        ]
    ),
    max_size=30,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(PIECES)
def test_every_tag_is_found_once_at_its_place(text: str) -> None:
    document = parse_document("compounds/x.md", text)
    layout = Layout(document)
    placed = place_gaps(layout, PROFILE)
    starts = [gap.span.start for gap in placed]
    assert starts == sorted(set(starts))
    for gap in placed:
        quoted = document.quote(gap.span).casefold()
        assert quoted.removeprefix("#").removeprefix("gap/") == gap.kind
        assert bool(gap.sentences) == (gap.scope is GapScope.STATEMENT)
    listed = {tag.span.start for tag in document.tags if tag.name.startswith("gap/")}
    assert listed <= set(starts)
    statements, statement_of = extract_statements(layout, placed)
    for gap in to_gaps(placed, statement_of, PROFILE):
        if gap.scope is GapScope.STATEMENT:
            statement = statements[int(gap.about)]
            assert placed.index(next(p for p in placed if p.span == gap.span)) in statement.gaps


@pytest.mark.parametrize("noise", ["#gap/x " * 4000, "- #gap/x\n" * 2000, "a. #gap/x — b.\n" * 2000])
def test_many_tags_take_linear_time(noise: str) -> None:
    placed = place(PAGE + noise)
    assert len(placed) == noise.count("#gap/x")


@pytest.mark.shared
def test_all_tags_of_the_large_vault_are_found(shared_vault) -> None:  # type: ignore[no-untyped-def]
    missing = []
    for file in sorted(shared_vault.rglob("*.md")):
        text = file.read_bytes().decode("utf-8")
        path = file.relative_to(shared_vault).as_posix()
        found = {gap.span.start for gap in place(text, path)}
        missing += [
            (path, match.start())
            for match in re.finditer(r"(?<![\w/])#(?:gap/[A-Za-z0-9]|unsourced\b|stub\b)", text)
            if match.start() not in found
        ]
    assert missing == []


def test_each_tag_that_opens_a_sentence_of_a_list_of_gaps_is_about_its_own() -> None:
    gaps, statements = read(
        "# T\n\n#gap/no-mechanism — Not known. So far.  \n#gap/needs-replication — seen once\n\n"
        "- #gap/long-term-unknown — No long trial. #gap/dose-response-unclear — one dose only. In rats.\n"
    )
    assert [statements[int(gap.about)].text for gap in gaps] == [
        "#gap/no-mechanism — Not known.",
        "#gap/needs-replication — seen once",
        "#gap/long-term-unknown — No long trial.",
        "#gap/dose-response-unclear — one dose only.",
    ]
    assert [
        (statement.text, statement.gaps) for statement in statements if not statement.text.startswith("#")
    ] == [
        ("So far.", (0,)),
        ("In rats.", (3,)),
    ]


def test_an_explained_tag_after_a_claim_stays_with_the_claim() -> None:
    gaps, statements = read(
        "# T\n\nIt works. #gap/needs-replication — only once. #gap/no-mechanism — open.\n"
    )
    assert len(statements) == 1
    assert {gap.about for gap in gaps} == {"0"}


def test_a_page_without_title_begins_with_prose() -> None:
    gaps, _ = read(
        "> ⚠️ unverified #gap/no-fulltext-access\n\nIt works. #gap/no-mechanism\n\n#stub\n\n## More\n"
    )
    assert [(gap.kind, gap.scope.value) for gap in gaps] == [
        ("no-fulltext-access", "page"),
        ("no-mechanism", "statement"),
        ("stub", "page"),
    ]


def test_tags_in_html_comments_are_found_where_they_stand() -> None:
    gaps, statements = read(
        PAGE + "It works <!-- #gap/no-mechanism; #other -->. It is safe.\n\n<!-- #gap/x -->\n"
    )
    assert [(gap.kind, gap.scope.value) for gap in gaps] == [("no-mechanism", "statement"), ("x", "section")]
    assert statements[int(gaps[0].about)].text.startswith("It works")


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("A claim#gap/x here.", ["x"]),
        ("A #Gap/No-Mechanism here.", ["no-mechanism"]),
        ("A ##gap/x and %%#gap/y%% and ==#gap/z==.", ["x", "y", "z"]),
        ("A #gap/x#gap/y.", ["x", "y"]),
        ("A \\#gap/x, [go](#gap/x), [go](p.md#gap/x), [[p#gap/x]], https://e.org/#gap/z.", []),
        ("A word#stub is none, a #Stub is.", ["stub"]),
    ],
)
def test_no_gap_tag_is_lost_by_how_it_is_written(line: str, kinds: list[str]) -> None:
    gaps, statements = read(PAGE + line + "\n")
    assert [gap.kind for gap in gaps] == kinds
    assert all(statements[int(gap.about)].text == line for gap in gaps)


def test_a_tag_in_the_banner_behind_a_cited_sentence_is_about_that_sentence() -> None:
    banner = "> [!warning] Draft\n> Fits occur.[^a] #gap/contradictory-evidence\n"
    (gap,) = place(f"# Drug\n\n{banner}\n[^a]: Smith 2019 · rats\n")
    assert gap.scope is GapScope.STATEMENT
    (gap,) = place("# Drug\n\n> [!warning] Draft\n> Fits occur. #gap/contradictory-evidence\n")
    assert gap.scope is GapScope.PAGE
