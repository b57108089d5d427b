"""The saved queries in Markdown; for machines they stand in the graph itself (claimgraph.description)."""

from __future__ import annotations

from collections.abc import Iterable

from claimgraph.queries.saved import SavedQuery


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
