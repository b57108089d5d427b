"""What a sentence says against its only footnote: reported only where both are explicit."""

from __future__ import annotations

import pytest

from claimgraph.validation.agreement import Disagreement, find_disagreements, find_people


def _find(
    text: str, footnote: str, sizes: tuple[int, ...] = (), designs: tuple[str, ...] = ()
) -> list[tuple[str, str]]:
    return [(found.kind, found.said) for found in find_disagreements(text, footnote, sizes, designs)]


@pytest.mark.parametrize(
    ("text", "footnote", "sizes", "expected"),
    [
        ("It fell (n=40).", "n=44 · cohort", (44,), [("sample", "n=40")]),
        ("It fell (n = 1,961).", "n=17,604", (17604,), [("sample", "n=1,961")]),
        ("It fell (n=40).", "n=40 · cohort", (40,), []),
        ("It fell (n=20 and n=20).", "n=40", (40,), []),
        ("It fell (n=20 of them).", "n=40 (20 a group)", (40,), []),
        ("It fell (n=40).", "cohort", (), []),
        ("It fell in 40 people.", "n=44", (44,), []),
        (
            "The trial enrolled 1,597 participants.",
            "n=1,795",
            (1795,),
            [("sample", "enrolled 1,597 participants")],
        ),
        ("A trial of 40 older adults saw it.", "n=44", (44,), [("sample", "trial of 40 older adults")]),
        ("The trial enrolled 1,795 participants.", "n=1,795", (1795,), []),
        ("It fell (n=384).", "286 women and 98 men", (286, 98), []),
        ("It fell in a subgroup (n=89).", "n=130", (130,), []),
        ("It fell (n=3 current smokers).", "n=16", (16,), []),
        (
            "A pooled analysis of 22 trials in 127 older adults saw it.",
            "n=721 (22 RCTs)",
            (721,),
            [("sample", "pooled analysis of 22 trials in 127 older adults")],
        ),
        ("A meta-analysis of 22 trials with 721 adults saw it.", "n=721 (22 RCTs)", (721,), []),
        ("A pooled analysis of 9 trials in 127 adults (a subgroup) saw it.", "n=721", (721,), []),
        ("It fell (n=9).", "n=6–17 per experiment", (6,), []),
    ],
)
def test_samples(text: str, footnote: str, sizes: tuple[int, ...], expected: list[tuple[str, str]]) -> None:
    assert _find(text, footnote, sizes) == expected


@pytest.mark.parametrize(
    ("text", "designs", "expected"),
    [
        ("An RCT showed it.", ("cohort",), [("design", "RCT")]),
        ("A randomised, double-blind trial showed it.", ("in-vitro",), None),
        ("A meta-analysis showed it.", ("case-report",), [("design", "meta-analysis")]),
        ("Mendelian randomization showed it.", ("in-vivo",), [("design", "Mendelian randomization")]),
        ("Mendelian randomization showed it.", ("cohort",), []),
        ("An RCT showed it.", ("randomized-controlled-trial",), []),
        ("RCT evidence shows it.", ("meta-analysis",), []),
        ("No RCT has shown it.", ("cohort",), []),
        ("An RCT is needed.", ("cohort",), []),
        ("An RCT showed it.", (), []),
        ("It showed it.", ("cohort",), []),
    ],
)
def test_designs(text: str, designs: tuple[str, ...], expected: list[tuple[str, str]] | None) -> None:
    found = _find(text, "", (), designs)
    if expected is None:
        assert [kind for kind, _ in found] == ["design"]
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("text", "footnote", "expected"),
    [
        ("At 50 mg/kg it fell.", "rats · 5 mg/kg i.p.", [("dose", "50 mg/kg")]),
        ("At 5 mg/kg it fell.", "rats · 5 mg/kg i.p.", []),
        ("At 10 mg/kg it fell.", "rats · 5–10 mg/kg", []),
        ("At 50 mg/kg it fell.", "rats · 50 µg/kg", [("dose", "50 mg/kg")]),
        ("They took 250 mg/day.", "adults · 25 mg/day", [("dose", "250 mg")]),
        ("They took 1,500 mg/day.", "adults · 500 mg TID", []),
        ("They took 15,000 mg/day.", "adults · 500 mg TID", [("dose", "15,000 mg")]),
        ("They took 600 IU daily.", "adults · 6000 IU/day", [("dose", "600 IU")]),
        ("At 0.025 mg/kg it fell.", "0.01–0.03 mg/kg", []),
        ("At 5 and 50 mg/kg it fell.", "1 mg/kg", []),
        ("Up to 50 mg/kg it is safe.", "5 mg/kg", []),
        ("It has 50 mg/mL by weight.", "5 mg/kg", []),
        ("At 50 mg/kg it fell.", "rats", []),
        ("At 50 mg it fell.", "5 mg/kg", []),
    ],
)
def test_doses(text: str, footnote: str, expected: list[tuple[str, str]]) -> None:
    assert _find(text, footnote) == expected


@pytest.mark.parametrize(
    ("text", "footnote", "expected"),
    [
        ("The risk of death fell (HR 0.62).", "HR 0.82 for death", [("effect", "HR 0.62")]),
        ("The risk of stroke fell (HR 0.62).", "HR 0.82 for death", []),
        ("Fewer died of stroke (HR 0.62).", "fewer strokes; death HR 0.82", []),
        ("The risk of death fell (HR 0.82).", "HR 0.82 for death", []),
        ("The risk of death fell (HR 0.62).", "HR 0.82 for death; HR 0.90 for stroke", []),
        ("The risk of death fell (HR 0.62, HR 0.7).", "HR 0.82 for death", []),
        ("The risk of death fell (OR 0.62).", "HR 0.82 for death", []),
    ],
)
def test_ratios(text: str, footnote: str, expected: list[tuple[str, str]]) -> None:
    assert _find(text, footnote) == expected


@pytest.mark.parametrize(
    ("text", "footnote", "expected"),
    [
        ("It raised BDNF, NGF and NT-4.", "BDNF, NGF, NT-3 rose", [("entities", "NT-4")]),
        ("It cut MMP-2, MMP-9 and MMP-12.", "MMP-2, -9, -12 fell; MMP-2, MMP-9, MMP-1", []),
        ("It cut TNF, IL-1 and IL-6.", "TNF-α, IL-1β, IL-6 fell", []),
        (
            "Microbes broke down only benzophenone-3, avobenzone and octocrylene.",
            "only benzophenone-3, homosalate, and octisalate were degraded",
            [("entities", "avobenzone, octocrylene")],
        ),
        ("It lowered hsABC and bodyin T.", "it reduced hsABC and NT-xyz", [("entities", "bodyin T")]),
        ("It raised hsABC and bodyin T.", "it reduced hsABC and NT-xyz", []),
        ("It lowered hsABC and bodyin T.", "it reduced hsABC and NT-xyz; bodyin I rose", []),
        ("It lowered hsABC and weight.", "it reduced hsABC and NT-xyz", []),
        ("It lowered hsABC and QRS-2.", "it reduced hsDEF and NT-xyz", []),
        ("It broke down only wood, wool and hair.", "only cotton, linen and silk fell apart", []),
    ],
)
def test_entities(text: str, footnote: str, expected: list[tuple[str, str]]) -> None:
    assert _find(text, footnote) == expected


@pytest.mark.parametrize(
    ("text", "footnote", "organisms", "designs", "expected"),
    [
        (
            "It helped aged mice.",
            "rats, 24 months",
            ("rattus-norvegicus",),
            ("in-vivo",),
            [("species", "mice")],
        ),
        ("It helped aged mice.", "C57BL/6", ("rattus-norvegicus",), ("in-vivo",), []),
        ("It helped aged mice as it did rats.", "rats", ("rattus-norvegicus",), ("in-vivo",), []),
        ("It grew on yeast extract.", "flies", ("drosophila-melanogaster",), ("in-vivo",), []),
        ("Unlike in mice it failed.", "rats", ("rattus-norvegicus",), ("in-vivo",), []),
        ("It helped aged mice.", "people", ("homo-sapiens",), ("review",), []),
        ("It helped aged mice.", "", (), ("in-vivo",), []),
    ],
)
def test_species(
    text: str,
    footnote: str,
    organisms: tuple[str, ...],
    designs: tuple[str, ...],
    expected: list[tuple[str, str]],
) -> None:
    found = find_disagreements(text, footnote, (), designs, organisms)
    assert [(one.kind, one.said) for one in found] == expected


@pytest.mark.parametrize(
    ("text", "footnotes", "said"),
    [
        ("It lengthened life in older adults.", [("mice", ("mus-musculus",))], "adults"),
        ("Postmenopausal women slept longer.", [("rats", ("rattus-norvegicus",))], "Postmenopausal women"),
        (
            "It helped patients.",
            [("mice", ("mus-musculus",)), ("flies", ("drosophila-melanogaster",))],
            "patients",
        ),
        ("Adults with dementia sleep less.", [("C57BL/6", ("mus-musculus",))], "Adults"),
        ("We know that women who fast live longer.", [("rats", ("rattus-norvegicus",))], "women"),
        ("In frail seniors it helps.", [("mice", ("mus-musculus",))], "seniors"),
        ("Among centenarians it is rare.", [("rats", ("rattus-norvegicus",))], "centenarians"),
        ("Adults fed sugar die early.", [("flies", ("drosophila-melanogaster",))], None),
        ("A survey in 333 adults supports it.", [("dogs", ("canis-lupus-familiaris",))], None),
        ("It worked in patients.", [("mice", ("mus-musculus",)), ("n=20", ("homo-sapiens",))], None),
        ("It worked in patients.", [("mice", ("mus-musculus",)), ("no species", ())], None),
        ("It worked in patients.", [("mice; patients too", ("mus-musculus",))], None),
        ("It may work in patients.", [("mice", ("mus-musculus",))], None),
        ("As in patients, it worked.", [("mice", ("mus-musculus",))], None),
        ("It worked in mice.", [("mice", ("mus-musculus",))], None),
    ],
)
def test_people(text: str, footnotes: list[tuple[str, tuple[str, ...]]], said: str | None) -> None:
    assert find_people(text, footnotes) == said


def test_all_kinds_at_once() -> None:
    found = find_disagreements("An RCT (n=9) at 5 mg/kg.", "n=8 · 50 mg/kg", (8,), ("cohort",))
    assert found == (
        Disagreement("sample", "n=9"), Disagreement("design", "RCT"), Disagreement("dose", "5 mg/kg"),
    )  # fmt: skip
