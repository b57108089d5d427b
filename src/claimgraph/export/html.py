"""One HTML page of a neighbourhood: a picture to drag, zoom and ask, with its evidence inside.

The page holds everything: no script, style, font or picture comes from elsewhere, and a content security
policy forbids it. The texts of the wiki stand in one JSON element, in which every character that HTML
could read is escaped; the script makes text nodes of them and never markup.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

from claimgraph.errors import UsageError
from claimgraph.export.layout import to_positions
from claimgraph.export.look import hex_colour
from claimgraph.export.result import ExportResult
from claimgraph.export.targets import write_file
from claimgraph.network import Link, Network, Node

# More nodes make a picture of nothing, and a slow one.
MOST = 1_500

# A longer text is not read on a picture; the whole one stands in the wiki, at the line that is named.
LONGEST = 4_000

_VIEWER = Path(__file__).resolve().parent / "viewer"

_FACTS = ("organism", "tissue", "dose", "route", "timing", "population", "comparator", "effect", "note")

_TAGS = {
    "human_claims": "human evidence",
    "animal_claims": "animal evidence",
    "in_vitro_claims": "in vitro",
    "aged_claims": "aged subjects",
    "retracted_claims": "rests on a retracted source",
}

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class _Page:
    def __init__(self) -> None:
        self.cut = 0
        self.changed = 0

    def text(self, text: str) -> str:
        """A text that a page can show. Direction marks stay: the style keeps them in their own line."""
        clean = _CONTROL.sub("\ufffd", text)
        self.changed += clean != text
        if len(clean) > LONGEST:
            self.cut += 1
            clean = clean[: LONGEST - 1] + "…"
        return clean

    def texts(self, values: tuple[str, ...]) -> list[str]:
        return [self.text(value) for value in values]

    def node(self, node: Node, position: tuple[float, float], *, centre: bool) -> dict[str, Any]:
        x, y = position
        return {
            "label": self.text(node.label),
            "kind": node.kind,
            "path": self.text(next(iter(node.values.get("path", ())), "")),
            "aliases": self.texts(node.values.get("aliases", ())[:12]),
            "same": self.texts(node.values.get("same_as", ())),
            "colour": hex_colour(node.kind),
            "degree": node.degree,
            "centre": centre,
            "x": round(x, 1),
            "y": round(-y, 1),
        }

    def claim(self, link: Link) -> dict[str, Any]:
        """One claim with what it rests on."""
        values = link.values
        tags = [words for name, words in _TAGS.items() if values.get(name, ("0",)) != ("0",)]
        tags += [f"read: {access}" for access in values.get("best_access", ())]
        tags += list(values.get("asserted_by", ()))
        facts = [(name, self.texts(values[name])) for name in _FACTS if values.get(name)]
        facts += [
            (words, self.texts(values[name]))
            for name, words in (("organisms", "species"), ("designs", "design"))
            if values.get(name)
        ]
        return {
            "text": self.text(next(iter(values.get("text", ())), "")),
            "tags": tags,
            "facts": facts,
            "studies": [
                {"label": self.text(label), "url": to_url(iri)}
                for iri, label in zip(values.get("sources", ()), values.get("studies", ()), strict=True)
            ],
            "places": self.texts(values.get("places", ())),
        }


def to_url(source: str) -> str:
    """Where a source can be read, from its IRI; empty where that is not known."""
    match = re.fullmatch(r".*/source/(doi|pmid|pmcid|nct)/(.+)", source)
    if match is None:
        return ""
    value = quote(match[2], safe="/%-._~")
    return {
        "doi": f"https://doi.org/{value}",
        "pmid": f"https://pubmed.ncbi.nlm.nih.gov/{value}/",
        "pmcid": f"https://pmc.ncbi.nlm.nih.gov/articles/{value}/",
        "nct": f"https://clinicaltrials.gov/study/{value}",
    }[match[1]]


def _count(link: Link, name: str) -> int:
    return int(next(iter(link.values.get(name, ("0",)))))


def _edges(page: _Page, network: Network, index: dict[str, int]) -> list[dict[str, Any]]:
    edges: dict[str, dict[str, Any]] = {}
    sources: dict[str, set[str]] = {}
    disputing: dict[str, set[str]] = {}
    for link in network.links:
        key = next(iter(link.values.get("edge", ())), link.iri)
        edge = edges.setdefault(
            key,
            {
                "s": index[link.source], "t": index[link.target], "relation": link.relation, "sign": 0,
                "human": 0, "animal": 0, "vitro": 0, "aged": 0, "full": 0, "claims": [],
            },
        )  # fmt: skip
        edge["claims"].append(page.claim(link))
        edge["sign"] = int(next(iter(link.values.get("sign", ("0",)))))
        for name, field in (
            ("human", "human_claims"), ("animal", "animal_claims"), ("vitro", "in_vitro_claims"),
            ("aged", "aged_claims"), ("full", "full_text_claims"),
        ):  # fmt: skip
            edge[name] += _count(link, field)
        sources.setdefault(key, set()).update(link.values.get("sources", ()))
        disputing.setdefault(key, set()).update(link.values.get("disputing", ()))
    for key, edge in edges.items():
        edge["sources"], edge["disputing"] = len(sources[key]), len(disputing[key])
    return [edge for _, edge in sorted(edges.items())]


def to_json_element(data: object) -> str:
    """JSON for inside an HTML element: no character of it means anything to HTML, none ends a line."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", text)


def _digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


_KEYS = (("up", "increases"), ("down", "decreases"), ("", "other effect or link"), ("bare", "no study cited"))


def _arrows() -> str:
    colours = {"up": "var(--up)", "down": "var(--down)", "flat": "var(--edge)", "bare": "var(--edge)"}
    return "".join(
        f'<marker id="arrow-{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" '
        f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="{colour}"/></marker>'
        for name, colour in colours.items()
    )


def _legend(kinds: Counter[str]) -> str:
    boxes = "".join(
        f'<label><input type="checkbox" name="kind" value="{html.escape(kind)}" checked>'
        f'<svg class="dot" viewBox="0 0 2 2"><circle cx="1" cy="1" r="1" fill="{hex_colour(kind)}"/></svg>'
        f'{html.escape(kind)}<span class="n">{count}</span></label>'
        for kind, count in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    )
    only = "".join(
        f'<label><input type="checkbox" name="only" value="{name}">{words}</label>'
        for name, words in (
            ("sources", "cites a study"),
            ("human", "human evidence"),
            ("full", "read in full text"),
            ("disputing", "disputed"),
        )
    )
    keys = "".join(
        f'<div class="key"><svg viewBox="0 0 34 10"><path class="link {name}" d="M1,5 H33" stroke-width="2"/>'
        f"</svg>{words}</div>"
        for name, words in _KEYS
    )
    return (
        f"<fieldset><legend>Show</legend>{boxes}</fieldset>"
        f"<fieldset><legend>Only edges with</legend>{only}</fieldset>"
        f"<fieldset><legend>Edges</legend>{keys}</fieldset>"
    )


def to_html(network: Network) -> tuple[bytes, dict[str, int], tuple[str, ...]]:
    """The page, what is on it, and what was left out.

    Raises:
        UsageError: there are more nodes than a picture can show.
    """
    total = len(network.nodes)
    if total > MOST:
        raise UsageError(
            f"{total} things are too many for one page",
            remedy=f"choose a part with --entity NAME, --depth N or --where (at most {MOST})",
        )
    page = _Page()
    # Names need room below and beside their nodes.
    positions = to_positions(network, gap=30.0 if total <= 150 else 12.0) or {}
    centres = set(network.centres)
    nodes, index, kinds = [], {}, Counter[str]()
    for number, node in enumerate(network.nodes):
        index[node.iri] = number
        kinds[node.kind] += 1
        nodes.append(page.node(node, positions.get(node.iri, (0.0, 0.0)), centre=node.iri in centres))
    edges = _edges(page, network, index)
    data = {"nodes": nodes, "links": edges}
    names = [node["label"] for node in nodes if node["centre"]]
    title = page.text(", ".join(names)) if names else "Evidence network"
    claims = sum(len(edge["claims"]) for edge in edges)
    style = (_VIEWER / "viewer.css").read_text(encoding="utf-8")
    script = (_VIEWER / "viewer.js").read_text(encoding="utf-8")
    policy = f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; base-uri 'none'"
    content = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="claimgraph">\n<title>{html.escape(title)}</title>\n'
        f"<style>{style}</style>\n</head>\n<body>\n"
        f'<svg class="graph" role="img" aria-label="Network"><defs>{_arrows()}</defs></svg>\n'
        f"<header><h1>{html.escape(title)}</h1>"
        f'<p class="sum">{len(nodes)} things, {len(edges)} edges, {claims} claims</p>'
        '<input type="search" placeholder="Find a name" aria-label="Find a name">'
        f"{_legend(kinds)}</header>\n<aside></aside>\n<footer></footer>\n"
        f'<script type="application/json" id="data">{to_json_element(data)}</script>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )
    losses = []
    if page.cut:
        losses.append(f"the ends of {page.cut} texts of more than {LONGEST} characters")
    if page.changed:
        losses.append(f"control characters in {page.changed} texts: they are U+FFFD")
    return content.encode(), {"nodes": len(nodes), "edges": len(edges), "claims": claims}, tuple(losses)


def write_html(network: Network, target: Path) -> ExportResult:
    """Writes a network as one page."""
    content, counts, losses = to_html(network)
    write_file(target, content)
    return ExportResult("html", str(target), counts, (*map(str, network.omissions), *losses))
