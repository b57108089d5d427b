"""The evidence card: what it says of the sample vault, and that nothing a page says can break it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from claimgraph.build import build_vault, open_graph
from claimgraph.card import Card, Failing, read_card, to_html, to_markdown, to_svg, to_text
from claimgraph.card.headline import to_headline
from claimgraph.card.lines import Limits, group_letter
from claimgraph.card.marks import to_organism
from claimgraph.card.measure import clean, readable, width, wrap
from claimgraph.card.values import Place
from claimgraph.errors import UsageError
from claimgraph.resources import sample_vault
from claimgraph.store import EmbeddedStore


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    out: Path = tmp_path_factory.mktemp("card")
    build_vault(sample_vault(), out)
    return open_graph(out)


@pytest.fixture(scope="module")
def semax(store: EmbeddedStore) -> Card:
    return read_card(store, "semax")


def flat(text: str) -> str:
    """A text card as one line, without its frames and the places at the ends of its lines."""
    words = re.sub(r"\s\S+\.md:\d+(?=\n)", " ", text)
    return re.sub(r"[\s│─]+", " ", words)


def test_one_main_group_stands_behind_the_stroke_evidence(semax: Card) -> None:
    (said,) = (line.text for line in to_headline(semax) if line.text.startswith("Human evidence"))
    main, apart = said.split("apart from it:")
    assert "One main group" in main
    assert "Gusev EI" in main
    assert {"Polunin", "Sheremet", "Kurysheva"} <= set(re.findall(r"\w+", apart))
    assert "Gusev" not in apart
    stroke = {study.name for study in semax.studies if study.name.startswith("Gusev")}
    groups = [group for group in semax.author_groups if stroke & {study.name for study in group.studies}]
    assert len(groups) == 1
    assert stroke <= {study.name for study in groups[0].studies}
    assert not semax.independence_known
    assert "at most" in main


def test_which_sources_were_read_in_full(semax: Card) -> None:
    full = [study.name for study in semax.studies if study.access == "full-text-read"]
    assert full == ["Dmitrieva VG et al. 2010"]
    assert any("In full: Dmitrieva VG et al. 2010." in line.text for line in to_headline(semax))


def test_bdnf_rises_in_the_hippocampus_of_rats_and_in_the_plasma_of_patients(semax: Card) -> None:
    (bdnf,) = (group for group in semax.backed if group.other == "BDNF" and group.sign == 1)
    rat = next(claim for claim in bdnf.claims if claim.effect and "1.4-fold" in claim.effect)
    assert [organism.mark for organism in rat.organisms] == ["Rn"]
    assert (rat.tissue, rat.route) == ("hippocampus", "intranasal")
    assert rat.dose is not None
    assert "50 µg/kg" in rat.dose
    assert rat.backing[0].study.link == "https://doi.org/10.1016/j.brainres.2006.07.108"
    patients = next(claim for claim in bdnf.claims if claim.tissue == "plasma")
    assert [organism.name for organism in patients.organisms] == ["Homo sapiens"]
    text = flat(to_text(semax))
    assert "BDNF protein: 1.4-fold at most" in text
    assert "hippocampus · ~50 µg/kg · intranasal" in text


def test_the_figure_of_22_per_cent_is_disputed_and_has_no_source(semax: Card) -> None:
    (claim,) = (claim for group in semax.apart if group.standing == "disputed" for claim in group.claims)
    assert claim.object == "infarct volume"
    assert not claim.backing
    assert "Disputed and without a source: semax decreases level of infarct volume, −22 %." in flat(
        to_text(semax)
    )
    assert all("infarct" not in group.other for group in semax.backed)


def test_no_receptor_is_known_and_no_hallmark_is_asserted_and_why(semax: Card) -> None:
    text = flat(to_text(semax))
    assert "No targets: the first receptor is unknown." in text
    assert "No hallmarks: left empty on purpose: no link by mechanism alone" in text
    assert not any(line.status == "asserted" for line in semax.hallmarks)
    assert any(line.status == "speculative" for line in semax.hallmarks)


def test_every_claim_has_a_place_and_every_identified_study_a_link(semax: Card) -> None:
    claims = [claim for group in (*semax.backed, *semax.apart, *semax.links) for claim in group.claims]
    assert len(claims) == sum(semax.kinds.values())
    assert all(claim.where.path.endswith(".md") and claim.where.line for claim in claims)
    for study in semax.studies:
        assert study.link
        assert re.match(r"https://(doi\.org|pubmed\.ncbi\.nlm\.nih\.gov)/\S+$", study.link)
        assert study.place
        assert study.place.line


def test_claims_that_are_not_asserted_never_stand_among_the_backed(semax: Card) -> None:
    for group in semax.backed:
        assert group.standing == "backed"
        assert group.studies
        for claim in group.claims:
            assert any(item.stance == "supports" for item in claim.backing)
    assert {group.standing for group in semax.apart} == {"disputed", "denied", "speculative", "unsourced"}


def test_the_strongest_group_comes_first(semax: Card) -> None:
    assert semax.backed[0].other == "BDNF"
    assert len(semax.backed[0].studies) == max(len(group.studies) for group in semax.backed)


def test_two_things_show_what_stands_between_them(store: EmbeddedStore) -> None:
    card = read_card(store, "semax", "bdnf")
    assert card.other == "BDNF"
    assert card.paths
    assert {group.other for group in card.backed} == {"BDNF"}
    assert all("BDNF" in line.text or "bdnf" in line.text.casefold() for line in card.statements)


def test_a_hallmark_is_shown_by_what_acts_on_it(store: EmbeddedStore) -> None:
    card = read_card(store, "cellular-senescence")
    assert any(group.incoming for group in (*card.backed, *card.links))
    assert not card.hallmarks


def test_a_study_is_shown_by_what_is_claimed_on_it(store: EmbeddedStore) -> None:
    card = read_card(store, "10.1007/s10571-009-9432-0")
    assert card.kind == "Study"
    assert sum(len(group.claims) for group in card.backed) == card.kinds["backed"] > 3
    assert {study.iri for group in card.backed for study in group.studies} == {card.iri}


def test_conflicts_say_what_differs(store: EmbeddedStore) -> None:
    card = read_card(store, "metformin")
    assert card.conflicts
    text = flat(to_text(card, limits=Limits.none()))
    assert "differs in dose" in text


def test_names_that_mean_nothing_or_one_thing_twice_are_refused(store: EmbeddedStore) -> None:
    with pytest.raises(UsageError, match="xyzzy"):
        read_card(store, "xyzzy")
    with pytest.raises(UsageError, match="same thing"):
        read_card(store, "semax", "Semax")


@pytest.mark.parametrize(
    "name", ["semax", "bdnf", "rapamycin", "mtor", "mus-musculus", "dmitrieva2010", "ACTH"]
)
@pytest.mark.parametrize("columns", [48, 71, 100, 140])
def test_no_line_is_wider_than_the_terminal(store: EmbeddedStore, name: str, columns: int) -> None:
    text = to_text(read_card(store, name), columns=columns, limits=Limits.none())
    assert max(map(width, text.split("\n"))) <= columns


def test_colour_changes_nothing_but_the_codes(semax: Card) -> None:
    coloured = to_text(semax, colour=True)
    assert "\x1b[" in coloured
    # An end of line loses the blanks that stand before it, but not those before a code.
    stripped = "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[\d;]*m", "", coloured).split("\n"))
    assert stripped == to_text(semax)


def test_the_same_card_gives_the_same_bytes(store: EmbeddedStore, semax: Card) -> None:
    again = read_card(store, "semax")
    assert again == semax
    assert (to_html(again), to_svg(again), to_markdown(again)) == (
        to_html(semax),
        to_svg(semax),
        to_markdown(semax),
    )


def test_a_fold_says_how_much_it_hides(semax: Card) -> None:
    short = to_text(semax, limits=Limits(groups=3))
    hidden = len(semax.backed) - 3
    assert f"… {hidden} more things; --all shows them" in short
    assert "--all" not in to_text(semax, limits=Limits.none())


def test_findings_of_the_page_alone_are_failing_rules(store: EmbeddedStore) -> None:
    here = Failing("XX-01", "error", "something is wrong", Place("molecules/compounds/semax.md", 7))
    other = Failing("XX-02", "error", "elsewhere", Place("molecules/compounds/fisetin.md", 7))
    card = read_card(store, "semax", findings=(here, other))
    assert card.failing == (here,)
    assert "XX-01: something is wrong" in flat(to_text(card))


HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202egnp.exe\u0007]]>&amp;"


@pytest.fixture(scope="module")
def hostile() -> Card:
    """A card of a thing whose every text is an attack."""
    cg, rdfs, base = (
        "https://w3id.org/claimgraph/ontology#",
        "http://www.w3.org/2000/01/rdf-schema#",
        "http://example.org/",
    )
    rdf_type = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"

    def text(value: str) -> str:
        escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}
        return '"' + "".join(escapes.get(character, character) for character in value) + '"'

    long = "A" * 1_000_000
    lines = [
        f"<{base}x> {rdf_type} <{cg}Compound> .",
        f"<{base}x> <{rdfs}label> {text(HOSTILE)} .",
        f"<{base}y> <{rdfs}label> {text(long)} .",
        f"<{base}rel> {rdf_type} <http://www.w3.org/2002/07/owl#ObjectProperty> .",
        f"<{base}rel> <{rdfs}label> {text(HOSTILE)} .",
        f"<{base}p> {rdf_type} <{cg}Page> .",
        f"<{base}p> <{cg}about> <{base}x> .",
        f"<{base}p> <{cg}path> {text('a/' + HOSTILE + '.md')} .",
        f"<{base}c> {rdf_type} <{cg}Claim> .",
        f"<{base}c> <{cg}subject> <{base}x> .",
        f"<{base}c> <{cg}object> <{base}y> .",
        f"<{base}c> <{cg}predicate> <{base}rel> .",
        f"<{base}c> <{cg}path> {text(HOSTILE)} .",
        f"<{base}c> <{cg}line> {text('1')} .",
        f"<{base}c> <{cg}hasEvidenceLine> <{base}e> .",
        f"<{base}e> <{cg}stance> <{cg}Supports> .",
        f"<{base}e> <{cg}citation> <{base}f> .",
        f"<{base}f> <{cg}source> <{base}s> .",
        f"<{base}f> <{cg}key> {text(HOSTILE)} .",
        f"<{base}s> <{cg}doi> {text('10.1/javascript:' + HOSTILE)} .",
        f"<{base}s> <{cg}citedAs> {text('doi:' + HOSTILE)} .",
        f"<{base}s> <{cg}shortName> {text(HOSTILE)} .",
    ]
    lines += [
        f"<{base}c> <{cg}{name}> {text(HOSTILE)} ."
        for name in (
            "subjectText",
            "objectText",
            "tissue",
            "dose",
            "route",
            "note",
            "effectText",
            "population",
        )
    ]
    return read_card(EmbeddedStore.in_memory(lines), base + "x")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs


def test_hostile_names_stay_text_in_html(hostile: Card) -> None:
    html = to_html(hostile, limits=Limits.none())
    parser = _Tags()
    parser.feed(html)
    assert not parser.tags & {"script", "img", "iframe", "object", "embed", "form", "base", "style2"}
    assert not [name for name, _ in parser.attributes if name.startswith("on")]
    links = [value or "" for name, value in parser.attributes if name in ("href", "src")]
    assert links
    assert all(link.startswith("https://doi.org/10.1/") for link in links)
    assert "\u202e" not in html
    assert "\x07" not in html
    assert "default-src 'none'" in html
    assert len(html) < 200_000


def test_hostile_names_leave_the_picture_well_formed(hostile: Card) -> None:
    svg = to_svg(hostile)
    root = ElementTree.fromstring(svg)
    tags = {element.tag.rsplit("}", 1)[-1] for element in root.iter()}
    assert tags <= {"svg", "title", "rect", "text", "line", "path", "circle", "g", "a"}
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]
    assert len(svg) < 60_000


def test_hostile_names_reach_no_terminal_raw(hostile: Card) -> None:
    text = to_text(hostile, columns=80)
    assert "\u202e" not in text
    assert "\x07" not in text
    assert "\x1b" not in text
    assert max(map(width, text.split("\n"))) <= 80


def test_hostile_names_stay_text_in_markdown(hostile: Card) -> None:
    # Within a code span nothing is markup, and none can be left: backticks of pages are replaced.
    text = re.sub(r"`[^`]*`", "", to_markdown(hostile))
    assert not re.search(r"(?<!\\)<(?!https://doi\.org/10\.1/)", text)
    assert "\u202e" not in text


def test_the_picture_is_well_formed_and_its_dots_are_the_studies(semax: Card) -> None:
    root = ElementTree.fromstring(to_svg(semax))
    links = {element.attrib["href"] for element in root.iter() if element.tag.endswith("}a")}
    assert links <= {study.link for study in semax.studies}
    assert len(links) > 3


def test_letters_of_species_and_groups() -> None:
    assert to_organism("Rattus norvegicus").mark == "Rn"
    assert to_organism("Rodentia").mark == "Ro"
    assert to_organism("").mark == "?"
    assert [group_letter(n) for n in (0, 1, 26, 27, 703)] == ["", "A", "Z", "AA", "AAA"]


def test_words_are_measured_cut_and_wrapped() -> None:
    assert clean("a\u202eb\n c") == "a\\u202eb c"
    assert clean("x" * 500, 10) == "x" * 9 + "…"
    assert width("日本") == 4
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]
    assert wrap("日本語" * 3, 4)[0] == "日本"
    assert wrap("", 10) == [""]
    assert readable("| a | [[b\\|c]] | **d** [^k] #gap/unsourced |") == "a · c · d"
