"""Faults as a careless curator makes them, planted in the sample vault: each is found on its own line.

A plant is a page, a text of it and what the text becomes; the finding must be new, stand on the line of
the new text (or name it among its related places), and be of one of the rules. All are planted at once,
so that one fault hiding another would show.
"""

from __future__ import annotations

import datetime
import shutil
from collections import Counter
from pathlib import Path

import pytest

from claimgraph.build import check_vault
from claimgraph.diagnostics import Diagnostic
from claimgraph.review.reviewing import ReviewOptions

VAULT = Path(__file__).resolve().parents[2] / "vault"
COMPOUNDS, PROTEINS, STUDIES = "molecules/compounds/", "molecules/proteins/", "studies/"
SEMAX, FISETIN, RAPAMYCIN = (f"{COMPOUNDS}{name}.md" for name in ("semax", "fisetin", "rapamycin"))
METFORMIN, EPITALON, DIHEXA = (f"{COMPOUNDS}{name}.md" for name in ("metformin", "epitalon", "dihexa"))

Plant = tuple[str, str, str, str]
PLANTS: dict[str, Plant] = {
    "residue lost in the sequence": (
        SEMAX,
        "** Met-Glu-His-Phe-Pro-Gly-Pro",
        "** Met-Glu-Phe-Pro-Gly-Pro",
        "ID-41 ID-40",
    ),
    "digit of a PubChem id": (SEMAX, "pubchem-cid: 9811102", "pubchem-cid: 9811120", "ID-31"),
    "weight against formula": (
        SEMAX,
        "molecular-weight-da: 813.9",
        "molecular-weight-da: 831.9",
        "ID-32 ID-31",
    ),
    "enumeration": (SEMAX, "human-evidence-level: limited", "human-evidence-level: somewhat", "EN-00"),
    "design across pages": (
        METFORMIN,
        "2025;24(9):e70131 · meta-analysis",
        "2025;24(9):e70131 · rct",
        "FN-17",
    ),
    "first author across pages": (
        RAPAMYCIN,
        "doi:10.1111/acel.70131 · Ivimey-Cook ER",
        "doi:10.1111/acel.70131 · Halloway ER",
        "FN-12 FN-11",
    ),
    "year in a footnote": (
        RAPAMYCIN,
        "*Aging Cell* 2014 · in-vivo · n=156",
        "*Aging Cell* 2004 · in-vivo · n=156",
        "FN-10 FN-13",
    ),
    "n against the study page": (
        RAPAMYCIN,
        "n=1,960 (674 controls)",
        "n=2,910 (674 controls)",
        "FN-16 FN-18 FN-30",
    ),
    "year of a study page": (
        f"{STUDIES}gusev-2018-semax-rehabilitation.md",
        "year: 2018",
        "year: 2012",
        "FN-20",
    ),
    "retraction that others do not mark": (
        FISETIN,
        "PMC10828146 · Harrison DE",
        "PMC10828146 · **RETRACTED 2025** · Harrison DE",
        "FN-24 FN-23",
    ),
    "empty footnote": (
        EPITALON,
        "[^araj2025]: doi:10.3390/ijms26062691",
        "[^araj2025]:\n\ndoi:10.3390/ijms26062691",
        "FN-04 FN-05",
    ),
    "footnote without its definition": (
        EPITALON,
        "[^khavinson2003a]; cells",
        "[^khavinson2003q]; cells",
        "FN-01",
    ),
    "two keys in one reference": (
        EPITALON,
        "[^khavinson2004] [^aldulaimi2025]",
        "[^khavinson2004, ^aldulaimi2025]",
        "RD-02",
    ),
    "broken link": (SEMAX, "[[trkb|TrkB]] in hippocampus", "[[trkbb|TrkB]] in hippocampus", "LK-01"),
    "hallmark without aged evidence": (
        SEMAX,
        "hallmarks: []",
        'hallmarks: ["[[telomere-attrition]]"]',
        "R36-H HB-02 CL-30",
    ),
    "unsourced number": (
        DIHEXA,
        "## What stands",
        "Recall in the maze drops by 42% within a week.\n\n## What stands",
        "CL-02",
    ),
    "DOI of the wrong form": (
        f"{STUDIES}dmitrieva-2010-semax-neurotrophins.md",
        "doi: 10.",
        "doi: 1O.",
        "ID-16",
    ),
}
ADDED: dict[str, tuple[str, str, str]] = {
    "people from mice": (FISETIN, "It lengthened life in older adults [^murray2025].", "CL-51 FN-37"),
    "design word": (FISETIN, "A prospective cohort saw little of it [^tashman2025].", "FN-33"),
    "n in words": (FISETIN, "The trial enrolled 47 patients [^tashman2025].", "FN-30"),
    "dose tenfold": (RAPAMYCIN, "People took 50 mg daily [^plantdose].", "FN-34"),
    "direction": (RAPAMYCIN, "The plant drug shortened lifespan of old mice [^plantway].", "FN-42"),
    "ratio on the wrong side": (
        METFORMIN,
        "It went with lower overall mortality (HR 1.85) [^bannister2014].",
        "FN-42",
    ),
    "number from a review": (EPITALON, "Length rose by 33 % [^araj2025b].", "FN-26"),
    "stale replication gap": (
        RAPAMYCIN,
        "Vaccines took better in people [^mannick2014]. #gap/needs-human-replication",
        "CL-49",
    ),
    "mistyped gap": (DIHEXA, "Nobody has tried it twice. #gpa/needs-replication", "CL-23"),
    "estimate outside its interval": (
        METFORMIN,
        "The risk fell (HR 0.45, 95% CI 0.61-0.92) [^morin2024].",
        "ST-01",
    ),
    "parts that make no total": (
        FISETIN,
        "[^plantparts]: doi:10.1000/77 · rct · n=60 (34 drug, 40 placebo) · model: adults",
        "FN-31",
    ),
}
NOTES = {
    RAPAMYCIN: "[^plantdose]: doi:10.1000/71 · rct · n=12 · model: adults, 5 mg daily\n\n"
    "[^plantway]: doi:10.1000/72 · in-vivo · n=12 · model: mice · "
    "the plant drug extended lifespan of old mice\n",
    EPITALON: "[^araj2025b]: doi:10.1000/73 · review · model: all published work\n",
}


def _check(root: Path) -> list[Diagnostic]:
    options = ReviewOptions(day=datetime.date(2026, 11, 1))
    return list(check_vault(root, today=datetime.date(2026, 11, 1), options=options).findings)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, int, list[Diagnostic]]]:
    """By plant: page, line, and the findings that are new and stand there or name the place."""
    root = tmp_path_factory.mktemp("planted") / "vault"
    shutil.copytree(VAULT, root)
    before = Counter((one.path, one.rule, one.message) for one in _check(root))
    texts = {
        path: (root / path).read_text(encoding="utf-8")
        for path in {p[0] for p in (*PLANTS.values(), *ADDED.values())}
    }
    for name, (path, old, new, _) in PLANTS.items():
        assert texts[path].count(old) == 1, name
        texts[path] = texts[path].replace(old, new)
    for path, text, _ in ADDED.values():
        texts[path] = f"{texts[path].rstrip()}\n\n{text}\n"
    for path, text in NOTES.items():
        texts[path] = f"{texts[path].rstrip()}\n\n{text}"
    for path, text in texts.items():
        (root / path).write_text(text, encoding="utf-8")
    new_ones = []
    for one in _check(root):
        key = (one.path, one.rule, one.message)
        before[key] -= 1
        if before[key] < 0:
            new_ones.append(one)
    places = {name: (path, new) for name, (path, _, new, _) in PLANTS.items()}
    places |= {name: (path, text) for name, (path, text, _) in ADDED.items()}
    result = {}
    for name, (path, text) in places.items():
        line = texts[path][: texts[path].index(text)].count("\n") + 1
        here = [
            one
            for one in new_ones
            if (one.path == path and one.line <= line <= max(one.end_line or 0, one.line))
            or any(place.path == path and place.line == line for place in one.related)
        ]
        result[name] = (path, line, here)
    return result


@pytest.mark.parametrize("name", [*PLANTS, *ADDED])
def test_a_planted_fault_is_found_where_it_is(
    name: str, found: dict[str, tuple[str, int, list[Diagnostic]]]
) -> None:
    rules = (PLANTS[name][3] if name in PLANTS else ADDED[name][2]).split()
    path, line, here = found[name]
    assert {one.rule for one in here} & set(rules), (
        f"{path}:{line} {[(one.rule, one.message) for one in here]}"
    )
