from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.inference.authors import common_surnames, parse_author, same_person


def same(one: str, other: str, common: frozenset[str] = frozenset()) -> bool | None:
    left, right = parse_author(one), parse_author(other)
    assert left is not None
    assert right is not None
    return same_person(left, right, common)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Myasoedov NF", "Miasoedova NF"),
        ("Limborska SA", "Lymborska S"),
        ("Gusev EI", "E.I. Gusev"),
        ("Gusev EI", "Gusev, E. I."),
        ("Gusev EI", "Гусев ЕИ"),
        ("Zhuravleva EYu", "Zhuravleva EY"),
        ("Sergeyev AB", "Sergeev AB"),
        ("Khavinson VKh", "Havinson V"),
        ("Slominsky PA", "Slominskii P"),
        ("López-Otín C", "Lopez Otin C"),
        ("van der Berg A", "Van Der Berg A"),
        ("de Cabo R", "Rafael de Cabo"),
        ("SPRINT Research Group", "The SPRINT Research Group".removeprefix("The ")),
    ],
)
def test_spellings_of_one_person_meet(one: str, other: str) -> None:
    assert same(one, other) is True
    assert same(other, one) is True


@pytest.mark.parametrize(
    ("one", "other"),
    [("Gusev EI", "Gusev AV"), ("Kim SH", "Kim JS"), ("Polunin GS", "Sheremet NL"), ("Martin A", "Marten B")],
)
def test_different_people_do_not(one: str, other: str) -> None:
    assert same(one, other) is False


def test_without_initials_or_with_a_common_surname_nothing_is_certain() -> None:
    assert same("Gusev", "Gusev EI") is None
    people = [parse_author(f"Wang {initial}") for initial in "ABCDEF"]
    common = common_surnames(person for person in people if person)
    assert "wang" in common
    assert same("Wang Q", "Wang Q", common) is None
    assert same("Wang QR", "Wang QR", common) is True
    assert same("Wang Q", "Wang QR", common) is None


@given(st.text(max_size=40))
def test_any_text_is_a_name_or_none(text: str) -> None:
    author = parse_author(text)
    assert author is None or author.written == text
