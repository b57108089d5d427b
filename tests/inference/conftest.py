"""A builder of small graphs as page writers make them, in N-Quads lines."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from claimgraph.inference.quads import TYPE, cg, to_boolean, to_integer, to_literal
from claimgraph.namespaces import RDFS, Minter


class GraphBuilder:
    """Adds pages, sources, footnotes and claims about made-up things."""

    def __init__(self) -> None:
        self.minter = Minter()
        self.lines: list[str] = []
        self._claims = 0

    def add(self, subject: str, predicate: str, value: str, graph: str = "p") -> None:
        self.lines.append(f"{subject} {predicate} {value} <{self.minter.graph(graph)}> .")

    def page(self, path: str, kind: str = "Compound") -> str:
        page, entity = f"<{self.minter.page(path)}>", f"<{self.minter.entity(path)}>"
        self.add(page, TYPE, cg("Page"))
        self.add(page, cg("about"), entity)
        self.add(page, cg("path"), to_literal(path))
        self.add(entity, TYPE, cg(kind))
        self.add(entity, f"<{RDFS}label>", to_literal(path))
        return entity

    def source(
        self,
        key: str,
        authors: Iterable[str] = (),
        *,
        truncated: bool = False,
        primary: bool | None = True,
        retracted: bool = False,
    ) -> str:
        node = f"<{self.minter.source('doi:' + key)}>"
        self.add(node, TYPE, cg("Source"))
        self.add(node, cg("doi"), to_literal(key))
        for author in authors:
            self.add(node, cg("author"), to_literal(author))
        self.add(node, cg("authorsTruncated"), to_boolean(truncated))
        if primary is not None:
            self.add(node, cg("primary"), to_boolean(primary))
        if retracted:
            self.add(node, cg("retracted"), to_boolean(True))
        return node

    def citation(
        self,
        path: str,
        key: str,
        source: str,
        *,
        organisms: Iterable[str] = (),
        designs: Iterable[str] = (),
        populations: Iterable[str] = (),
        access: str = "unmarked",
        human_cells: bool = False,
    ) -> str:
        node = f"<{self.minter.citation(path, key)}>"
        self.add(node, TYPE, cg("Citation"))
        self.add(node, cg("page"), f"<{self.minter.page(path)}>")
        self.add(node, cg("key"), to_literal(key))
        self.add(node, cg("source"), source)
        for organism in organisms:
            self.add(node, cg("organism"), cg(f"organism-{organism}"))
        for design in designs:
            self.add(node, cg("design"), cg(f"design-{design}"))
        for population in populations:
            self.add(node, cg("population"), to_literal(population))
        self.add(node, cg("access"), cg(f"access-{access}"))
        if human_cells:
            self.add(node, cg("humanCells"), to_boolean(True))
        return node

    def claim(
        self,
        subject: str,
        predicate: str,
        value: str,
        citations: Iterable[str] = (),
        *,
        stance: str = "Supports",
        negated: bool = False,
        certainty: str = "Asserted",
        by: str = "claims-table",
        gaps: Iterable[str] = (),
        **context: str,
    ) -> str:
        self._claims += 1
        node = f"<{self.minter.hashed('claim', f'c{self._claims:03d}')}>"
        self.add(node, TYPE, cg("Claim"))
        self.add(node, cg("subject"), subject)
        self.add(node, cg("predicate"), cg(predicate))
        self.add(node, cg("object"), value)
        self.add(node, cg("negated"), to_boolean(negated))
        self.add(node, cg("certainty"), cg(certainty))
        self.add(node, cg("assertedBy"), to_literal(by))
        self.add(node, cg("path"), to_literal("page.md"))
        self.add(node, cg("line"), to_integer(self._claims))
        for name, text in context.items():
            value_token = cg(f"organism-{text}") if name == "claimOrganism" else to_literal(text)
            self.add(node, cg(name), value_token)
        for gap in gaps:
            self.add(node, cg("gap"), f"<{self.minter.hashed('gap', gap)}>")
        for at, citation in enumerate(citations):
            line = f"<{self.minter.hashed('evidence', f'{self._claims}-{at}')}>"
            self.add(node, cg("hasEvidenceLine"), line)
            self.add(line, TYPE, cg("EvidenceLine"))
            self.add(line, cg("stance"), cg(stance))
            self.add(line, cg("citation"), citation)
        return node


@pytest.fixture
def graph() -> GraphBuilder:
    return GraphBuilder()
