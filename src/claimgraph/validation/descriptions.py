"""What stands beside the shapes: descriptions of code rules, and the vocabulary. Neither may hold a shape.

One engine would run such a shape and the other would not, or nothing would, and all would look well.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

import pyoxigraph as ox

from claimgraph.errors import ConfigError
from claimgraph.namespaces import SH
from claimgraph.rules import VOCABULARY_FILE, Rule
from claimgraph.validation.vacuity import line_of

OWL_IMPORTS = "http://www.w3.org/2002/07/owl#imports"
_OF_DESCRIPTION = frozenset(
    ("name", "description", "message", "severity", "targetClass", "Violation", "Warning", "Info")
)
_OF_VOCABULARY = frozenset(("declare", "prefix", "namespace"))


def check_description(rule: Rule, terms: Set[str]) -> None:
    """Refuse a code rule that holds a shape too, or is about a class that nothing declares.

    Raises:
        ConfigError: with the file and line.
    """
    for triple in rule.triples:
        for iri in _iris(triple):
            if iri == OWL_IMPORTS or (iri.startswith(SH) and iri.removeprefix(SH) not in _OF_DESCRIPTION):
                raise ConfigError(
                    f"rule {rule.id}: a code rule holds {_short(iri)}, which nothing evaluates",
                    path=rule.path,
                    line=line_of(rule.text, iri),
                    remedy="make it a cg:Rule, or leave the shape out",
                )
        if triple.predicate.value == SH + "targetClass" and not set(_iris(triple)[1:]) & terms:
            raise ConfigError(
                f"rule {rule.id}: the target {triple.object} is declared nowhere",
                path=rule.path,
                line=line_of(rule.text, SH + "targetClass"),
                remedy="mend the spelling",
            )


def check_vocabulary(triples: Iterable[ox.Triple], text: str) -> None:
    """Refuse a vocabulary with more of SHACL than prefixes. ``text`` is its file as it stands.

    Raises:
        ConfigError: with the file and line.
    """
    for triple in triples:
        for iri in _iris(triple):
            if iri == OWL_IMPORTS or (iri.startswith(SH) and iri.removeprefix(SH) not in _OF_VOCABULARY):
                raise ConfigError(
                    f"the rule vocabulary holds {_short(iri)}",
                    path=VOCABULARY_FILE,
                    line=line_of(text, iri),
                    remedy="it takes prefixes and terms; shapes go into rule files",
                )


def _iris(triple: ox.Triple) -> list[str]:
    return [term.value for term in (triple.predicate, triple.object) if isinstance(term, ox.NamedNode)]


def _short(iri: str) -> str:
    return f"sh:{iri.removeprefix(SH)}" if iri.startswith(SH) else "owl:imports"
