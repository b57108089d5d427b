"""Validates a KGX export with KGX's own validator, and its categories, predicates and qualifiers with the
Biolink Model Toolkit. Prints JSON. Everything that both would download comes from the package of the model.

Arguments: the folder of the export, and ``tsv`` or ``jsonl``.
"""

import json
import sys
from collections import Counter
from pathlib import Path

import biolink_model
import bmt.toolkit

MODEL = Path(next(iter(biolink_model.__path__)))
SCHEMA = str(MODEL / "schema" / "biolink_model.yaml")
# Toolkits are made while modules are imported, with the addresses of a newer model.
bmt.toolkit.Toolkit.__init__.__defaults__ = (SCHEMA, {"predicate mappings": []})

import kgx.config  # noqa: E402

folder, kind = Path(sys.argv[1]), sys.argv[2]
prefixes = json.loads((MODEL / "prefixmaps" / "biolink-model-prefix-map.json").read_text())
ours = json.loads((folder / "prefixes.json").read_text())["prefixes"]
# Besides Biolink's prefixes one of our own, for entities that no database knows.
kgx.config.jsonld_context_map["biolink"] = {**prefixes, "claimgraph": ours["claimgraph"]}

from kgx.transformer import Transformer  # noqa: E402
from kgx.validator import Validator  # noqa: E402

validator = Validator()
files = [str(folder / f"{name}.{kind}") for name in ("nodes", "edges")]
transformer = Transformer(stream=False)
transformer.transform({"filename": files, "format": kind})
graph = transformer.store.graph
validator.validate(graph)
errors = validator.get_errors()

toolkit = bmt.Toolkit(SCHEMA)
schema = toolkit.view.schema
wrong: Counter[str] = Counter()
counts: Counter[str] = Counter()
directions = set(schema.enums["DirectionQualifierEnum"].permissible_values)
aspects = set(schema.enums["GeneOrGeneProductOrChemicalEntityAspectEnum"].permissible_values)
mechanisms = set(schema.enums["CausalMechanismQualifierEnum"].permissible_values)
levels = set(schema.enums["KnowledgeLevelEnum"].permissible_values)
agents = set(schema.enums["AgentTypeEnum"].permissible_values)


def check(good: bool, what: str) -> None:
    wrong[what] += not good


for _, node in graph.nodes(data=True):
    for category in node["category"]:
        element = toolkit.get_element(category)
        check(element is not None and not element.mixin and not element.abstract, f"category {category}")
for _, _, _, edge in graph.edges(keys=True, data=True):
    predicate = edge["predicate"]
    element = toolkit.get_element(predicate)
    check(toolkit.is_predicate(predicate.removeprefix("biolink:")), f"predicate {predicate}")
    check(element is not None and not element.deprecated, f"deprecated {predicate}")
    for category in edge["category"]:
        check(toolkit.is_association(category), f"association {category}")
    for name, allowed in (
        ("object_direction_qualifier", directions),
        ("object_aspect_qualifier", aspects),
        ("causal_mechanism_qualifier", mechanisms),
        ("knowledge_level", levels),
        ("agent_type", agents),
    ):
        if edge.get(name):
            counts[name] += 1
            check(edge[name] in allowed, f"{name} {edge[name]}")
    counts["publications"] += len(edge.get("publications", []))
    counts["species"] += bool(edge.get("species_context_qualifier"))

print(
    json.dumps(
        {
            "nodes": graph.number_of_nodes(),
            "edges": graph.number_of_edges(),
            "errors": errors,
            "wrong": sorted(name for name, count in wrong.items() if count),
            "counts": dict(counts),
            "names": [data.get("name", "") for _, data in graph.nodes(data=True)],
        },
        default=str,
    )
)
