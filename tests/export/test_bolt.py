"""The live load into Neo4j: what is said where the driver, the password or the server is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from claimgraph.errors import InputError, UsageError
from claimgraph.export import load_graph
from claimgraph.export.cypher import to_name

pytest.importorskip("neo4j")


def test_without_a_password(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEO4J_PASSWORD", raising=False)
    with pytest.raises(UsageError, match="no password") as caught:
        load_graph(sample, "bolt://127.0.0.1:1")
    assert "NEO4J_PASSWORD" in (caught.value.remedy or "")


def test_without_a_server(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "x")
    monkeypatch.setattr("claimgraph.export.bolt._ATTEMPTS", 1)
    with pytest.raises(InputError, match="nothing answers") as caught:
        load_graph(sample, "bolt://127.0.0.1:1")
    assert caught.value.path == "bolt://127.0.0.1:1"


def test_an_address_that_is_none(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "x")
    with pytest.raises(InputError):
        load_graph(sample, "ftp://127.0.0.1")


def test_without_the_driver(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "neo4j", None)
    with pytest.raises(UsageError, match="driver") as caught:
        load_graph(sample, "bolt://127.0.0.1:1")
    assert "claimgraph[neo4j]" in (caught.value.remedy or "")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Target", "Target"),
        ("a`) DETACH DELETE n //", "a___DETACH_DELETE_n___"),
        ("\\u0060", "_u0060"),
        ("", "_"),
        ("9", "_9"),
    ],
)
def test_names_need_no_quoting(text: str, name: str) -> None:
    assert to_name(text) == name
