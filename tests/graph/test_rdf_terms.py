"""Terms as text: whatever a page holds comes back from an N-Quads parser unchanged."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.graph import terms
from claimgraph.namespaces import XSD, Minter, page_slug

# Every code point, lone surrogates included: they come from file names that are no UTF-8.
_ANY_TEXT = st.text(st.characters(codec=None, categories=None))


def _parse_object(term: str) -> ox.Literal | ox.NamedNode:
    (quad,) = ox.parse(f"<http://x/s> <http://x/p> {term} <http://x/g> .\n", format=ox.RdfFormat.N_QUADS)
    found = quad.object
    assert isinstance(found, ox.Literal | ox.NamedNode)
    return found


@given(_ANY_TEXT)
def test_literals_come_back_unchanged_but_for_lone_surrogates(text: str) -> None:
    term = terms.literal(text)
    expected = "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)
    assert _parse_object(term) == ox.Literal(expected)
    assert "\n" not in term
    assert "\r" not in term
    term.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('a"b\\c', r'"a\"b\\c"'),
        ("\b\t\n\f\r", r'"\b\t\n\f\r"'),
        ("\x00\x07\x0b\x0e\x1f\x7f", r'"\u0000\u0007\u000B\u000E\u001F\u007F"'),
        ("\ufffe\uffff", r'"\uFFFE\uFFFF"'),
        ("µ–семакс 𝛼\x85\u2028", '"µ–семакс 𝛼\x85\u2028"'),
        ("\ud800x", '"\ufffdx"'),
        ("", '""'),
    ],
)
def test_literals_are_in_the_canonical_form_of_rdfc(text: str, written: str) -> None:
    assert terms.literal(text) == written


@given(_ANY_TEXT)
def test_iris_are_always_legal_and_legal_ones_are_untouched(text: str) -> None:
    term = terms.iri("http://example.org/" + text)
    found = _parse_object(term)
    assert isinstance(found, ox.NamedNode)
    assert term == f"<{found.value}>"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("http://x/a b<c>", "<http://x/a%20b%3Cc%3E>"),
        ("http://x/10.1002/(SICI)1;2", "<http://x/10.1002/(SICI)1;2>"),
        ('http://x/{}|^`\\"', "<http://x/%7B%7D%7C%5E%60%5C%22>"),
        ("http://x/100%", "<http://x/100%25>"),
        ("http://x/100%25", "<http://x/100%25>"),
        ("http://x/a#b#c", "<http://x/a#b%23c>"),
        ("http://x/a[1]", "<http://x/a%5B1%5D>"),
        ("http://x/\x85\ue000\ud800", "<http://x/%C2%85%EE%80%80%ED%A0%80>"),
        ("http://x/семакс", "<http://x/семакс>"),
    ],
)
def test_iris_percent_encode_only_what_is_illegal(text: str, written: str) -> None:
    assert terms.iri(text) == written


@given(_ANY_TEXT, st.sampled_from(["page", "entity", "graph", "unlinked", "source", "citation", "concept"]))
def test_minted_iris_are_legal_for_every_name(text: str, kind: str) -> None:
    minter = Minter()
    made = {
        "page": lambda: minter.page(text),
        "entity": lambda: minter.entity(text),
        "graph": lambda: minter.graph(text),
        "unlinked": lambda: minter.unlinked(text),
        "source": lambda: minter.source("note:" + text),
        "citation": lambda: minter.citation("a/b.md", text),
        "concept": lambda: minter.concept("designs", text),
    }[kind]()
    assert terms.iri(made) == f"<{made}>"
    assert isinstance(_parse_object(f"<{made}>"), ox.NamedNode)


def test_page_slugs_keep_pages_apart() -> None:
    assert page_slug("a b.md") == "a%20b"
    assert page_slug("a%20b.md") == "a%2520b"
    assert page_slug("a/b.md") == "a/b"
    # On a file system that tells upper from lower case all of these can stand beside each other.
    names = ("b.md", "b.MD", "b.Md", "b.MD.md", "b.MD.MD", "b%2EMD.md", "b.md.md", "b")
    assert len({page_slug(name) for name in names}) == len(names) - 1
    assert page_slug("b.MD") == "b%2EMD"
    assert page_slug("a\udcffb.md") == "a%ED%B3%BFb"


@given(st.integers())
def test_integers(value: int) -> None:
    assert _parse_object(terms.integer(value)) == ox.Literal(
        str(value), datatype=ox.NamedNode(XSD + "integer")
    )


def test_booleans() -> None:
    assert terms.boolean(True) == f'"true"^^<{XSD}boolean>'
    assert terms.boolean(False) == f'"false"^^<{XSD}boolean>'


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_decimals_keep_the_number(value: float) -> None:
    term = terms.decimal(value)
    assert term is not None
    found = _parse_object(term)
    assert isinstance(found, ox.Literal)
    assert float(found.value) == value
    assert "e" not in found.value.lower()


@pytest.mark.parametrize(
    ("value", "written"),
    [(50.0, "50"), (1.5, "1.5"), (-0.0, "0"), (1e-7, "0.0000001"), (1e21, "1" + "0" * 21)],
)
def test_decimals_are_short(value: float, written: str) -> None:
    assert terms.decimal(value) == f'"{written}"^^<{XSD}decimal>'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_has_no_term(value: float) -> None:
    assert terms.decimal(value) is None


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("2026-05-09", True),
        ("2024-02-29", True),
        ("2026-02-30", False),
        ("2026-5-9", False),
        ("null", False),
        ("0000-01-01", False),
        ("2026-05-09T00:00:00", False),
    ],
)
def test_dates_are_typed_only_where_they_are_days(text: str, typed: bool) -> None:
    assert terms.date(text) == (f'"{text}"^^<{XSD}date>' if typed else f'"{text}"')


@pytest.mark.parametrize(
    ("value", "written"),
    [(1997, f'"1997"^^<{XSD}gYear>'), (0, '"0"'), (20155, '"20155"'), (-5, '"-5"'), (997, '"997"')],
)
def test_years_are_typed_only_where_they_are_years(value: int, written: str) -> None:
    assert terms.year(value) == written


def test_absolute_iris_have_a_scheme() -> None:
    assert terms.is_absolute("https://x")
    assert terms.is_absolute("urn:isbn:1")
    assert not terms.is_absolute("x/y")
    assert not terms.is_absolute("")
