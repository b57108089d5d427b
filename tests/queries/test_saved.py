from __future__ import annotations

import random
import re
import warnings
from pathlib import Path

import pytest
from rdflib import Dataset

from claimgraph.build import build_vault, open_graph
from claimgraph.errors import ConfigError, UsageError
from claimgraph.queries import (
    SavedQuery,
    bind_parameters,
    find_query,
    parse_query,
    read_queries,
    run_query,
    to_markdown,
)
from claimgraph.resources import sample_vault
from claimgraph.store import EmbeddedStore, bound_query, check_read_only, to_text

QUERIES = read_queries()
DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    build_vault(sample_vault(), folder)
    return folder


@pytest.fixture(scope="module")
def store(built: Path) -> EmbeddedStore:
    return open_graph(built)


@pytest.fixture(scope="module")
def shuffled(built: Path) -> EmbeddedStore:
    lines = (built / "graph.nq").read_text(encoding="utf-8").splitlines()
    random.Random(7).shuffle(lines)
    return EmbeddedStore.in_memory(lines)


@pytest.fixture(scope="module")
def dataset(built: Path) -> Dataset:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own, about itself
        dataset = Dataset(default_union=True)
        dataset.parse(data=(built / "graph.nq").read_text(encoding="utf-8"), format="nquads")
    return dataset


by_id = pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.id)


def examples(query: SavedQuery) -> dict[str, str]:
    return {parameter.name: parameter.example for parameter in query.params}


@by_id
def test_order_of_rows_does_not_depend_on_the_store(
    store: EmbeddedStore, shuffled: EmbeddedStore, query: SavedQuery
) -> None:
    assert run_query(shuffled, query, examples(query)) == run_query(store, query, examples(query))


@by_id
def test_optional_parameters_only_narrow(store: EmbeddedStore, query: SavedQuery) -> None:
    required = {item.name: item.example for item in query.params if not item.optional}
    wide = set(run_query(store, query, required).texts())
    assert set(run_query(store, query, examples(query)).texts()) <= wide


@by_id
def test_query_is_read_only_sparql(query: SavedQuery) -> None:
    assert check_read_only(query.text) == "select"


def plain(cell: object) -> str:
    """Text of a cell; decimals without trailing zeros, which stores keep or drop as they like."""
    text = "" if cell is None else str(cell)
    if re.fullmatch(r"-?\d+\.\d+", text):
        return text.rstrip("0").rstrip(".")
    return text


# rdflib takes minutes for these even on the sample: a sub-select inside OPTIONAL is evaluated anew for
# every row, and claims of a page are found by reading all claims.
TOO_SLOW_FOR_RDFLIB = {"human-not-aged", "abstract-claims"}


# rdflib's own Dataset uses what it deprecates.
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.slow
@by_id
def test_rdflib_gives_the_same_rows(store: EmbeddedStore, dataset: Dataset, query: SavedQuery) -> None:
    if query.id in TOO_SLOW_FOR_RDFLIB:
        pytest.skip("rdflib takes minutes for it")
    bound = bind_parameters(store, query, examples(query))
    lists = [at for at, column in enumerate(query.columns) if column.list]
    rows = []
    for row in dataset.query(bound_query(query.text, bound)):
        cells = [plain(cell) for cell in row]
        for at in lists:
            cells[at] = " | ".join(sorted({part for part in cells[at].split(" | ") if part}))
        rows.append(tuple(cells))
    expected = run_query(store, query, examples(query)).texts()
    assert sorted(rows) == sorted(tuple(map(plain, row)) for row in expected)


# -------------------------------------------------------------------------- questions


def rows(store: EmbeddedStore, query_id: str, **params: str) -> list[dict[str, str]]:
    return list(run_query(store, find_query(query_id), params).records())


def test_which_human_evidence_is_independent(store: EmbeddedStore) -> None:
    found = rows(store, "independent-groups", entity="semax")
    main = {row["study"] for row in found if row["size"] == "5"}
    assert main == {"gusev1997", "gusev2005", "gusev2018", "miasoedova1999", "lebedeva2018"}
    assert {row["study"] for row in found} - main == {"polunin2000", "kurysheva2001"}
    assert {row["independent"] for row in found} == {"unknown"}


def test_paths_are_a_map_and_no_hallmark_is_asserted(store: EmbeddedStore) -> None:
    status = rows(store, "hallmark-status", entity="semax")
    assert "asserted" not in {row["status"] for row in status}
    assert {"field left empty", "speculative", "gap on the field"} <= {row["status"] for row in status}
    paths = rows(store, "hallmark-paths", entity="semax")
    assert "Semax +→ BDNF +→ TrkB pathway → Altered intercellular communication" in {
        row["path"] for row in paths
    }
    assert {row["weakest"] for row in paths} <= {"study", "front-matter link without study"}


# -------------------------------------------------------------------------- parameters


@pytest.mark.parametrize(
    "name",
    ["semax", "Semax", "SEMAX", "MEHFPGP", "семакс", "molecules/compounds/semax", "compounds/semax.md"],
)
def test_an_entity_is_found_by_any_of_its_names(store: EmbeddedStore, name: str) -> None:
    query = find_query("effects")
    bound = bind_parameters(store, query, {"compound": name})
    assert to_text(bound["compound"]).endswith("/entity/molecules/compounds/semax")
    again = bind_parameters(store, query, {"compound": to_text(bound["compound"])})
    assert again == bound


@pytest.mark.parametrize(
    "name",
    ["10.1016/j.brainres.2006.07.108", "https://doi.org/10.1016/J.BRAINRES.2006.07.108", "dolotov2006"],
)
def test_a_source_is_found_by_any_of_its_names(store: EmbeddedStore, name: str) -> None:
    bound = bind_parameters(store, find_query("source-claims"), {"source": name})
    assert to_text(bound["source"]).endswith("/source/doi/10.1016/j.brainres.2006.07.108")


def test_a_thing_without_a_page_is_found_last(store: EmbeddedStore) -> None:
    bound = bind_parameters(store, find_query("effects"), {"compound": "semax", "object": "infarct volume"})
    assert "/term/" in to_text(bound["object"])


def test_wrong_parameters_say_what_would_be_right(store: EmbeddedStore) -> None:
    query = find_query("effects")
    with pytest.raises(UsageError) as missing:
        bind_parameters(store, query, {})
    assert "compound=" in (missing.value.remedy or "")
    with pytest.raises(UsageError) as unknown:
        bind_parameters(store, query, {"compound": "semax", "drug": "x"})
    assert "compound, object" in (unknown.value.remedy or "")
    with pytest.raises(UsageError) as near:
        bind_parameters(store, query, {"compound": "semaks"})
    assert "Semax" in (near.value.remedy or "")
    with pytest.raises(UsageError, match="whole number"):
        bind_parameters(store, find_query("unread-sources"), {"at_least": "2; DROP ALL"})
    with pytest.raises(UsageError):
        bind_parameters(store, find_query("source-claims"), {"source": "10.9999/nothing"})
    with pytest.raises(UsageError):
        bind_parameters(store, query, {"compound": "http://nowhere.example/x"})
    with pytest.raises(UsageError) as wrong:
        find_query("efects")
    assert "effects" in (wrong.value.remedy or "")


def test_two_things_of_one_name_are_shown_not_picked() -> None:
    cg = "https://w3id.org/claimgraph/ontology#"
    lines = []
    for folder in ("a", "b"):
        page, thing = f"<http://e/page/{folder}>", f"<http://e/{folder}>"
        lines += [
            f"{page} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{cg}Page> <http://e/g> .",
            f'{page} <{cg}path> "{folder}/iron.md" <http://e/g> .',
            f"{page} <{cg}about> {thing} <http://e/g> .",
        ]
    with pytest.raises(UsageError) as caught:
        bind_parameters(EmbeddedStore.in_memory(lines), find_query("effects"), {"compound": "iron"})
    assert "a/iron.md, b/iron.md" in (caught.value.remedy or "")


# ----------------------------------------------------------------------------- headers

GOOD = """#+ id: things
#+ summary: "Which things are there?"
#+ description: All of them.
#+ tags: [all]
#+ columns:
#+   - {name: s, meaning: "a thing"}
#+ needs: [claims]
SELECT ?s WHERE { ?s ?p ?o } ORDER BY ?s
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("#+ id: things", "#+ id: other"),
        ("there?", "there"),
        ("#+ tags: [all]\n", ""),
        ("#+ needs: [claims]", "#+ needs: [claims]\n#+ surprise: yes"),
        (" ORDER BY ?s", ""),
        ("#+ tags: [all]", "#+ tags: [all"),
        ("SELECT", "SELECT # text\n#+ late: header\n"),
        (
            "#+ needs",
            '#+ params:\n#+   - {name: q, type: entity, example: "x", description: "y"}\n#+ needs',
        ),
    ],
)
def test_a_malformed_header_is_refused(old: str, new: str) -> None:
    path = Path("group") / "things.rq"
    assert parse_query(GOOD, path).group == "group"
    with pytest.raises(ConfigError):
        parse_query(GOOD.replace(old, new), path)


# -------------------------------------------------------------------------- catalogue


def test_documentation_is_fresh() -> None:
    assert (DOCS / "queries.md").read_text(encoding="utf-8") == to_markdown(QUERIES)
