"""Every saved query, asked with its own examples on the sample vault, gives the answer that stands beside it.

``CLAIMGRAPH_UPDATE=1 pytest tests/queries`` writes the answers anew: read what changed before you commit it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from claimgraph.build import build_vault, open_graph
from claimgraph.queries import SavedQuery, read_queries, run_query
from claimgraph.report.tables import to_csv
from claimgraph.resources import sample_vault
from claimgraph.store import EmbeddedStore

QUERIES = read_queries()

# The sample vault holds nothing that these look for, which is an answer too.
NOTHING_TO_FIND = {"retracted-in-use", "footnote-mismatch", "sentence-mismatch"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    out: Path = tmp_path_factory.mktemp("sample")
    build_vault(sample_vault(), out)
    return open_graph(out)


def examples(query: SavedQuery) -> dict[str, str]:
    return {p.name: str(p.example) for p in query.params if p.default is None}


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.id)
def test_the_answer_is_the_one_beside_the_query(store: EmbeddedStore, query: SavedQuery) -> None:
    expected = Path(query.path).with_suffix(".expected.csv")
    answer = run_query(store, query, examples(query))
    found = to_csv(answer.columns, answer.texts())
    if os.environ.get("CLAIMGRAPH_UPDATE"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
    assert (len(answer) == 0) == (query.id in NOTHING_TO_FIND)
    assert answer.columns == tuple(column.name for column in query.columns)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.id)
def test_the_answer_has_one_order(store: EmbeddedStore, query: SavedQuery) -> None:
    assert "ORDER BY" in query.text
    first = run_query(store, query, examples(query))
    assert run_query(store, query, examples(query)) == first


def ask(store: EmbeddedStore, query: str, **params: str) -> list[dict[str, str]]:
    (found,) = (item for item in QUERIES if item.id == query)
    return list(run_query(store, found, params).records())


def test_what_semax_does_to_bdnf(store: EmbeddedStore) -> None:
    rows = ask(store, "effects", compound="Semax", object="BDNF")
    protein = next(row for row in rows if "1.4-fold" in row["effect"])
    assert protein["species"] == "Rattus norvegicus"
    assert protein["tissue"] == "hippocampus"
    assert "50 µg/kg" in protein["dose"]
    assert protein["route"] == "intranasal"
    assert protein["source"] == "doi:10.1016/j.brainres.2006.07.108"
    patients = next(row for row in rows if row["species"] == "Homo sapiens")
    assert patients["read"] == "abstract only"


def test_one_main_group_behind_the_stroke_evidence(store: EmbeddedStore) -> None:
    rows = ask(store, "independent-groups", entity="semax")
    cluster_of = {row["study"].split()[0].casefold(): row["cluster"] for row in rows}
    groups: dict[str, set[str]] = {}
    for row in rows:
        groups.setdefault(row["cluster"], set()).add(row["where"])
    assert max(len(places) for places in groups.values()) >= 5
    assert len(set(cluster_of.values())) >= 3
    assert all(row["independent"] != "yes" for row in rows), "cut author lists leave it unknown"


def test_the_22_percent_figure_is_disputed_and_unsourced(store: EmbeddedStore) -> None:
    rows = ask(store, "disputed-claims", entity="semax")
    figure = [row for row in rows if "22" in row["effect"]]
    assert figure
    assert all("disputed" in row["problem"] and "unsourced" in row["gaps"] for row in figure)


def test_no_hallmark_is_asserted_and_the_page_says_why(store: EmbeddedStore) -> None:
    rows = ask(store, "hallmark-status", entity="semax")
    assert not [row for row in rows if row["status"] == "asserted"]
    (empty,) = (row for row in rows if row["status"] == "field left empty")
    assert "mechanism alone" in empty["text"]
    paths = ask(store, "hallmark-paths", entity="semax", goal="altered-intercellular-communication")
    assert any("BDNF" in row["path"] for row in paths)
