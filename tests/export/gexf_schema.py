"""GEXF 1.3 as it is defined, and what its definition leaves open."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from lxml import etree

from claimgraph.export.gexf import NAMESPACE

G = f"{{{NAMESPACE}}}"

HERE = Path(__file__).resolve().parent

# The published definition, gexf.rng with dynamics.rng and viz.rng beside it, where somebody has it.
PUBLISHED = os.environ.get("CLAIMGRAPH_GEXF_GRAMMAR")


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(HERE / "gexf" / "gexf-1.3.xsd"))


def parse(path: Path) -> etree._ElementTree:
    """A text of half a mebibyte is more than libxml2 takes unasked."""
    return etree.parse(path, etree.XMLParser(huge_tree=True))


def check_structure(path: Path) -> None:
    document = parse(path)
    schema().assertValid(document)
    if PUBLISHED:
        etree.RelaxNG(etree.parse(PUBLISHED)).assertValid(document)
    # What no schema says: values are declared and have the declared type.
    graph = document.getroot().find(G + "graph")
    assert graph is not None
    for kind in ("node", "edge"):
        (declared,) = (a for a in graph.findall(G + "attributes") if a.get("class") == kind)
        types = {attribute.attrib["id"]: attribute.attrib["type"] for attribute in declared}
        # Gephi ignores attributes of type anyURI, and readers do not agree on lists.
        assert set(types.values()) <= {"integer", "double", "boolean", "string"}
        elements = graph.find(f"{G}{kind}s")
        assert elements is not None
        assert int(elements.attrib["count"]) == len(elements) > 0
        for element in elements:
            names = [value.attrib["for"] for value in element[0]]
            assert len(names) == len(set(names))
            for value in element[0]:
                PARSE[types[value.attrib["for"]]](value.attrib["value"])


PARSE: dict[str, Callable[[str], object]] = {
    "integer": int,
    "double": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "string": str,
}
