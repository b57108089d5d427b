"""The saved queries as catalogues: Turtle in SIB's form for machines, Markdown for people."""

from __future__ import annotations

from collections.abc import Iterable

from claimgraph.namespaces import CG, DCTERMS, PREFIXES, RDFS, SH, SKOS, XSD
from claimgraph.queries.saved import SavedQuery
from claimgraph.store import check_read_only


def to_catalogue(queries: Iterable[SavedQuery]) -> str:
    """The queries as Turtle, each a ``sh:SPARQLExecutable`` as SIB's catalogues have them."""
    lines = [
        f"@prefix cg: <{CG}> .",
        f"@prefix dcterms: <{DCTERMS}> .",
        f"@prefix rdfs: <{RDFS}> .",
        "@prefix schema: <https://schema.org/> .",
        f"@prefix sh: <{SH}> .",
        f"@prefix skos: <{SKOS}> .",
        f"@prefix xsd: <{XSD}> .",
        "",
        "cg:prefixes sh:declare",
        ",\n".join(
            f"    [ sh:prefix {_turtle(name)} ; sh:namespace {_turtle(iri)}^^xsd:anyURI ]"
            for name, iri in sorted(PREFIXES.items())
        )
        + " .",
    ]
    for query in queries:
        form = check_read_only(query.text)
        lines += [
            "",
            f"<https://w3id.org/claimgraph/query/{query.id}> a sh:SPARQLExecutable, "
            f"sh:SPARQL{form.capitalize()}Executable ;",
            f"    dcterms:identifier {_turtle(query.id)} ;",
            f"    rdfs:label {_turtle(query.summary)}@en ;",
            f"    rdfs:comment {_turtle(query.description)}@en ;",
            "    schema:keywords " + ", ".join(_turtle(tag) for tag in query.tags) + " ;",
            "    sh:prefixes cg:prefixes ;",
        ]
        for parameter in query.params:
            lines.append(
                f"    sh:parameter [ sh:name {_turtle(parameter.name)} ; "
                f"sh:description {_turtle(parameter.description)} ; "
                f"sh:optional {str(parameter.optional or parameter.default is not None).lower()} ; "
                f"skos:example {_turtle(parameter.example)} ] ;"
            )
        lines.append(f"    sh:{form} {_turtle(query.text)} .")
    return "\n".join(lines) + "\n"


def _turtle(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def to_markdown(queries: Iterable[SavedQuery]) -> str:
    """The catalogue for people: ``docs/queries.md`` is this text, a test keeps it fresh."""
    out = [
        "# Saved queries",
        "",
        "Written by `python -m claimgraph.queries` from `queries/`; do not edit it here. Run one with",
        "`claimgraph ask ID --param NAME=VALUE --graph DIR`, or paste its file into any SPARQL 1.1 store",
        "whose default graph is the union of the named graphs.",
    ]
    group = None
    for query in queries:
        if query.group != group:
            group = query.group
            out += ["", f"## {group}"]
        out += ["", f"### {query.id}", "", f"**{query.summary}** {query.description}", ""]
        for parameter in query.params:
            rule = (
                "optional"
                if parameter.optional
                else f"default `{parameter.default}`"
                if parameter.default is not None
                else "required"
            )
            out.append(
                f"- `{parameter.name}` ({parameter.type}, {rule}): {parameter.description} "
                f"Example: `{parameter.example}`."
            )
        if query.params:
            out.append("")
        out += ["| column | meaning |", "|---|---|"]
        out += [f"| `{column.name}` | {column.meaning} |" for column in query.columns]
    return "\n".join(out) + "\n"
