"""Text tables, CSV and JSON lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from claimgraph.report.tables import plain, to_csv, to_json, to_jsonl, to_table


def test_a_table_is_aligned_and_cut() -> None:
    text = to_table(("name", "n"), [("a", 1), ("a long name", None)], max_cell=6)
    assert text.splitlines() == ["name    n", "──────  ─", "a       1", "a lon…"]


def test_wide_and_combining_characters_keep_the_columns_straight() -> None:
    lines = to_table(("x", "y"), [("漢字", "1"), ("e\u0301", "2")]).splitlines()
    assert lines[2] == "漢字  1"
    assert lines[3] == "e\u0301     2"


def test_csv_quotes_what_needs_it() -> None:
    assert to_csv(("a", "b"), [('say "x"', ["1", "2"]), (None, "l\nm")]) == (
        'a,b\n"say ""x""",1; 2\n,"l\nm"\n'
    )


@given(st.text())
def test_nothing_from_a_page_controls_the_terminal(text: str) -> None:
    shown = plain(text)
    assert "\x1b" not in shown
    assert "\n" not in shown
    assert "\u202e" not in shown


def test_json_keeps_order_and_letters() -> None:
    assert to_json({"b": "µ", "a": [1]}, indent=None) == '{"b":"µ","a":[1]}'
    assert list(to_jsonl([{"a": 1}, {"a": "\n"}])) == ['{"a":1}', '{"a":"\\n"}']
