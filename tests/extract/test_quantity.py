from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.extract.quantity import parse_quantity, quantity_end


@pytest.mark.parametrize(
    ("text", "low", "high", "approximate", "unit"),
    [
        ("42", 42, 42, False, None),
        ("~150000", 150000, 150000, True, None),
        ("8–9", 8, 9, False, None),
        ("8-9", 8, 9, False, None),
        ("5 to 10 mg/kg", 5, 10, False, "mg/kg"),
        ("13 + 30 + 19", 62, 62, False, None),
        ("13 (donors + controls) + 30 (volunteers)", 43, 43, False, None),
        ("1.2e6", 1.2e6, 1.2e6, False, None),
        ("≥65", 65, None, True, None),
        (">= 65", 65, None, True, None),
        ("65+", 65, None, True, None),
        ("<5", None, 5, True, None),
        ("up to 20 mg", None, 20, True, "mg"),
        ("10^11", 1e11, 1e11, False, None),
        ("10¹¹", 1e11, 1e11, False, None),
        ("~10^15-10^16 (a guess)", 1e15, 1e16, True, None),
        ("3 × 10^6 cells", 3e6, 3e6, False, "cells"),
        ("1,234,567", 1234567, 1234567, False, None),
        ("7,5 g", 7.5, 7.5, False, "g"),
        ("1.5 million", 1.5e6, 1.5e6, False, None),
        ("1–2 million", 1e6, 2e6, False, None),
        ("5M", 5e6, 5e6, False, None),
        ("5 M NaCl", 5, 5, False, "M"),
        ("5 m", 5, 5, False, "m"),
        ("~2–3%/yr", 2, 3, True, "%/yr"),
        ("30x shorter", 30, 30, False, "x"),
        ("5-7 per group (n)", 5, 7, False, "per group"),
        ("150-200+ years", 150, None, True, "years"),
        ("30s–50s", 30, 50, True, None),
        ("n=12", 12, 12, False, None),
        ("−0.35", -0.35, -0.35, False, None),
        ("58 analysed", 58, 58, False, None),
        ("9–8", 8, 9, False, None),
    ],
)
def test_numbers_in_text(
    text: str, low: float | None, high: float | None, approximate: bool, unit: str | None
) -> None:
    found = parse_quantity(text)
    assert found is not None
    assert found.low == pytest.approx(low) if low is not None else found.low is None
    assert found.high == pytest.approx(high) if high is not None else found.high is None
    assert (found.approximate, found.unit, found.raw) == (approximate, unit, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "none",
        "speed >10 m/s",
        "2026-05-09",
        "12:30:45",
        "1.2.3",
        "4,5,6",
        "1 in 4 million",
        "+",
        "1e400",
        "9" * 400,
    ],
)
def test_what_is_no_number_stays_text(text: str) -> None:
    assert parse_quantity(text) is None
    assert quantity_end(text) == 0


@given(st.text(alphabet="0123456789.,+-–~≥<>eE^×x()% kM⁰¹⁻ nms", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    found = parse_quantity(text)
    if found is not None:
        assert found.raw == text
        assert found.low is not None or found.high is not None
        if found.low is not None and found.high is not None:
            assert found.low <= found.high
        assert 0 < quantity_end(text) <= len(text)


@pytest.mark.parametrize("item", ["1", "1,", "1 + ", "(", "~", " ", "1,000", "(1)+"])
def test_long_texts_are_read_in_linear_time(item: str) -> None:
    def seconds(times: int) -> float:
        started = process_time()
        parse_quantity("1" + item * times)
        return process_time() - started

    assert seconds(50_000) < 40 * seconds(5_000) + 0.3
