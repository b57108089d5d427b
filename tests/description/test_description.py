"""What the graph says of itself: licence and title as the wiki gives them, queries that still run."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from claimgraph.description import description_nodes, wiki_title
from claimgraph.errors import ConfigError
from claimgraph.graph import lines_of
from claimgraph.queries import read_queries
from claimgraph.store import EmbeddedStore
from claimgraph.vault import read_vault

PREFIXES = """PREFIX cg: <https://w3id.org/claimgraph/ontology#> PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX void: <http://rdfs.org/ns/void#> PREFIX dcat: <http://www.w3.org/ns/dcat#> """


def vault(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "page.md").write_text("# Page\n")
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    return folder


def described(root: Path) -> EmbeddedStore:
    nodes = description_nodes(read_vault(root), read_queries())
    return EmbeddedStore.in_memory(lines_of(nodes))


def one(store: EmbeddedStore, property_: str) -> list[str]:
    rows = store.select(f"{PREFIXES} SELECT ?x {{ ?w a cg:Wiki ; {property_} ?x }} ORDER BY ?x").texts()
    return [row[0] for row in rows]


LICENCE_TEXTS = {
    "Attribution 4.0 International\n\n====": "https://creativecommons.org/licenses/by/4.0/",
    "Attribution-ShareAlike 4.0 International": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0 1.0 Universal": "https://creativecommons.org/publicdomain/zero/1.0/",
    "MIT License\n\nCopyright": "https://spdx.org/licenses/MIT",
    "All rights reserved.": None,
}


@pytest.mark.parametrize("text", LICENCE_TEXTS)
@pytest.mark.parametrize("name", ["LICENSE", "LICENCE-content.txt", "COPYING"])
def test_the_licence_is_what_its_file_says_or_unknown(text: str, name: str, tmp_path: Path) -> None:
    root = vault(tmp_path / "wiki", **{name.replace(".", "__"): text})
    assert read_vault(root).licence == LICENCE_TEXTS[text]
    expected = LICENCE_TEXTS[text]
    assert one(described(root), "dcterms:license") == ([expected] if expected else [])


def test_what_the_configuration_says_goes_first(tmp_path: Path) -> None:
    root = vault(
        tmp_path / "wiki",
        LICENSE="MIT License",
        README__md="# Not this\n",
        claimgraph__toml='[wiki]\ntitle = "Ours"\nlicence = "CC-BY-4.0"\ncreators = ["B", "A"]\n'
        'homepage = "https://example.org/"\ndescription = "D"\nattribution = "R"\n',
    )
    store = described(root)
    assert one(store, "dcterms:title") == ["Ours"]
    assert one(store, "dcterms:license") == ["https://creativecommons.org/licenses/by/4.0/"]
    assert one(store, "dcterms:creator") == ["A", "B"]
    assert one(store, "dcat:landingPage") == ["https://example.org/"]
    assert one(store, "void:documents") == ["2"]


def test_the_title_is_the_front_pages_heading(tmp_path: Path) -> None:
    root = vault(tmp_path / "wiki", README__md="Text\n\n# A *wiki* #\n")
    assert wiki_title(read_vault(root)) == "A *wiki*"
    assert wiki_title(read_vault(vault(tmp_path / "other"))) == "Evidence wiki"


@pytest.mark.parametrize(
    "line", ['licence = "whatever"', 'homepage = "no iri"', 'colour = "red"', "creators = 3"]
)
def test_a_wrong_setting_is_an_error(line: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        read_vault(vault(tmp_path / "wiki", claimgraph__toml=f"[wiki]\n{line}\n"))


def test_every_saved_query_can_be_had_from_the_graph(tmp_path: Path) -> None:
    store = described(vault(tmp_path / "wiki"))
    rows = store.select(
        f"{PREFIXES} SELECT ?id ?text {{ ?q a sh:SPARQLSelectExecutable ; dcterms:identifier ?id ;"
        " sh:select ?text } ORDER BY ?id"
    ).texts()
    expected = {query.id: query for query in read_queries()}
    assert {row[0] for row in rows} == set(expected)
    assert all(row[1] == expected[row[0]].text for row in rows)
    parameters = store.select(
        f"{PREFIXES} SELECT ?id ?name {{ ?q dcterms:identifier ?id ; sh:parameter/sh:name ?name }}"
    ).texts()
    assert sorted((row[0], row[1]) for row in parameters) == sorted(
        (query.id, parameter.name) for query in expected.values() for parameter in query.params
    )


def test_the_service_names_its_graphs(tmp_path: Path) -> None:
    rows = described(vault(tmp_path / "wiki")).select(
        f"{PREFIXES} SELECT ?g {{ ?s a sd:Service ; sd:defaultDataset/sd:namedGraph/sd:name ?g }}"
    )
    names = [row[0] for row in rows.texts()]
    assert len(names) > 3
    assert all("/graph/-/" in name for name in names)


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    text = '"quoted" \\ <b> \\u0041 ünï'
    root = vault(tmp_path / "wiki", README__md=f"# {text}\n")
    lines = lines_of(description_nodes(read_vault(root), read_queries()))
    titles = [
        quad.object.value
        for quad in parse("\n".join(lines).encode(), format=RdfFormat.N_QUADS)
        if quad.predicate.value.endswith("terms/title")
    ]
    assert titles == [text]
