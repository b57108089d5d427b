"""Turtle of a rule → a frozen ``Shape``, or a loud refusal.

Only what our rules need of SHACL is understood. Anything else below ``sh:``, a target or term that
no ontology declares, a nameless shape, a shape without a target: each is an error with the file, for
an engine that skips what it does not know reports a clean vault.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Any

import msgspec
import pyoxigraph as ox

from claimgraph.diagnostics import Severity
from claimgraph.errors import ConfigError
from claimgraph.namespaces import CG, RDF, SH, XSD
from claimgraph.rules import Rule, RuleKind
from claimgraph.validation.descriptions import OWL_IMPORTS
from claimgraph.validation.vacuity import line_of, placeholders, query_faults

RDF_FIRST, RDF_REST, RDF_NIL = RDF + "first", RDF + "rest", RDF + "nil"

_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_COUNTS = ("minCount", "maxCount")
_LENGTHS = ("minLength", "maxLength")
_BOUNDS = ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive")
_PAIRS = ("equals", "disjoint", "lessThan", "lessThanOrEquals")
_TESTS = ("in", "pattern", "datatype", "class", "nodeKind", "hasValue")
_SINGLE = (*_COUNTS, *_LENGTHS, *_BOUNDS, *_PAIRS, *_TESTS)
_LOGICAL = ("or", "and", "not")
_STRUCTURE = (*_TARGETS, "property", "path", "sparql", "name", "description", "message", "severity", "flags")
_CONSTRAINT_TERMS = ("select", "prefixes", "message")
_PATH_TERMS = ("inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")
_LEVELS = ("Violation", "Warning", "Info")
_OTHER = ("NodeShape", "PropertyShape", "SPARQLConstraint", *_LEVELS, "IRI", "Literal")
_KNOWN = frozenset((*_SINGLE, *_LOGICAL, *_STRUCTURE, *_CONSTRAINT_TERMS, *_PATH_TERMS, *_OTHER))

_DATATYPES = frozenset(XSD + name for name in ("string", "integer", "decimal", "boolean", "date"))
_SEVERITIES = {SH + "Violation": Severity.ERROR, SH + "Warning": Severity.WARNING, SH + "Info": Severity.INFO}


class Target(msgspec.Struct, frozen=True):
    """``kind`` is ``targetClass``, ``targetNode``, ``targetSubjectsOf`` or ``targetObjectsOf``."""

    kind: str
    iri: str


class Constraint(msgspec.Struct, frozen=True):
    """One constraint of a shape.

    ``component`` is its IRI, ``kind`` the local name of its parameter (``minCount``). ``value`` is the
    parameter: a term, a tuple of terms (``in``) or of shapes (``or``, ``and``, ``not``), the text of
    a SELECT. ``flags`` belong to a pattern. ``message`` is the text of its findings.
    """

    kind: str
    component: str
    value: Any
    flags: str
    message: str
    source: str


class Shape(msgspec.Struct, frozen=True):
    """A node shape (``path`` None) or a property shape, with its own constraints and properties.

    ``path`` is a SPARQL property path over full IRIs, a plain IRI in angle brackets where it is one.
    """

    iri: str
    rule: str
    file: str
    targets: tuple[Target, ...]
    path: str | None
    severity: Severity
    constraints: tuple[Constraint, ...]
    properties: tuple[Shape, ...]


def component_iri(kind: str) -> str:
    """``minCount`` → ``sh:MinCountConstraintComponent``."""
    name = "SPARQL" if kind == "sparql" else kind[0].upper() + kind[1:]
    return f"{SH}{name}ConstraintComponent"


class _Reader:
    """One rule file's triples, asked by subject and predicate, with errors that name the file."""

    def __init__(self, rule: Rule, terms: Set[str]) -> None:
        self.rule = rule
        self.terms = terms
        self.by_subject: dict[Any, list[tuple[str, Any]]] = {}
        for triple in rule.triples:
            self.by_subject.setdefault(triple.subject, []).append((triple.predicate.value, triple.object))

    def fail(self, message: str, remedy: str, at: str = "") -> ConfigError:
        """A refusal; ``at`` is an IRI or a piece of the file's text by which its line is found."""
        return ConfigError(
            f"rule {self.rule.id}: {message}",
            path=self.rule.path,
            line=line_of(self.rule.text, at),
            remedy=remedy,
        )

    def values(self, node: Any, predicate: str) -> list[Any]:
        return [value for name, value in self.by_subject.get(node, ()) if name == predicate]

    def one(self, node: Any, predicate: str) -> Any:
        found = self.values(node, predicate)
        if len(found) > 1:
            raise self.fail(f"{_short(predicate)} is given {len(found)} times", "give it once", predicate)
        return found[0] if found else None

    def text(self, node: Any, predicate: str) -> str:
        value = self.one(node, predicate)
        return value.value if isinstance(value, ox.Literal) else ""

    def items(self, head: Any) -> list[Any]:
        found: list[Any] = []
        while not (isinstance(head, ox.NamedNode) and head.value == RDF_NIL):
            first = self.values(head, RDF_FIRST)
            rest = self.values(head, RDF_REST)
            if len(first) != 1 or len(rest) != 1 or len(found) > 10_000:
                raise self.fail("a list is malformed", "write it as ( a b c )")
            found.append(first[0])
            head = rest[0]
        if not found:
            raise self.fail("a list is empty", "give it at least one member")
        return found

    def path(self, node: Any) -> str:
        if isinstance(node, ox.NamedNode):
            self.declared(node, "path")
            return f"<{node.value}>"
        if len(self.by_subject.get(node, ())) > (2 if self.values(node, RDF_FIRST) else 1):
            raise self.fail("a property path says two things", "one sh:…Path term a step", SH + "path")
        if self.values(node, RDF_FIRST):
            return "/".join(self.path(item) for item in self.items(node))
        for term, form in (
            ("inversePath", "^{}"),
            ("zeroOrMorePath", "{}*"),
            ("oneOrMorePath", "{}+"),
            ("zeroOrOnePath", "{}?"),
        ):
            inner = self.one(node, SH + term)
            if inner is not None:
                text = self.path(inner)
                return form.format(text if text.startswith("<") and "/<" not in text else f"({text})")
        alternatives = self.one(node, SH + "alternativePath")
        if alternatives is not None:
            return "(" + "|".join(self.path(item) for item in self.items(alternatives)) + ")"
        raise self.fail("a property path cannot be read", "use an IRI, a sequence or one sh:…Path term")

    def declared(self, term: Any, what: str) -> None:
        """Refuses what is no IRI, or one that neither the ontology nor the vocabulary knows."""
        if not isinstance(term, ox.NamedNode):
            raise self.fail(f"the {what} {term} is no IRI", "name a term", getattr(term, "value", ""))
        if term.value not in self.terms:
            name = f"cg:{term.value.removeprefix(CG)}" if term.value.startswith(CG) else term.value
            raise self.fail(f"the {what} {name} is declared nowhere", "mend the spelling", term.value)


def _short(iri: str) -> str:
    return f"sh:{iri.removeprefix(SH)}" if iri.startswith(SH) else iri


def declared_terms(triples: Iterable[ox.Triple]) -> frozenset[str]:
    """The ``cg:`` terms that ontology and rule vocabulary give a type, and what they use of others."""
    found = set()
    for triple in triples:
        if (
            triple.predicate.value == RDF + "type"
            and isinstance(triple.subject, ox.NamedNode)
            and triple.subject.value.startswith(CG)
        ):
            found.add(triple.subject.value)
        for term in (triple.predicate, triple.object):
            if isinstance(term, ox.NamedNode) and not term.value.startswith(CG):
                found.add(term.value)
    return frozenset(found)


def parse_shape(rule: Rule, terms: Set[str]) -> Shape:
    """The shape of a rule that is not a code rule. ``terms`` are the IRIs that exist.

    Raises:
        ConfigError: an unknown ``sh:`` term, an undeclared ``cg:`` term, a nameless shape, a missing
            target, constraint, message or severity.
    """
    if rule.kind is RuleKind.CODE:
        raise ConfigError(f"rule {rule.id} is decided by code", path=rule.path)
    reader = _Reader(rule, terms)
    for triple in rule.triples:
        for term in (triple.predicate, triple.object):
            local = term.value.removeprefix(SH) if isinstance(term, ox.NamedNode) else ""
            if isinstance(term, ox.NamedNode) and local != term.value and local not in _KNOWN:
                raise reader.fail(
                    f"{_short(term.value)} is not supported", "docs/rules.md lists what is", term.value
                )
        if triple.predicate.value == OWL_IMPORTS:
            raise reader.fail("owl:imports is not followed", "put the shapes into this file", OWL_IMPORTS)
    shape = _shape(reader, ox.NamedNode(rule.shape), set())
    if not shape.targets:
        raise reader.fail(
            "the shape has no target, so it would check nothing", "give it sh:targetClass", shape.iri
        )
    if shape.path is not None:
        raise reader.fail("the rule's own shape has a path", "put the path into a property shape", shape.iri)
    used = {shape.iri} | {member.iri for member in _all_shapes(shape)}
    for subject, statements in reader.by_subject.items():
        kinds = {value.value for name, value in statements if name == RDF + "type"}
        if kinds & {SH + "NodeShape", SH + "PropertyShape"} and subject.value not in used:
            raise reader.fail(
                f"shape {subject.value} is reached from nowhere", "link it with sh:property", subject.value
            )
    return shape


def _all_shapes(shape: Shape) -> Iterable[Shape]:
    yield shape
    for member in shape.properties:
        yield from _all_shapes(member)
    for constraint in shape.constraints:
        if constraint.kind in _LOGICAL:
            for member in constraint.value:
                yield from _all_shapes(member)


def _shape(reader: _Reader, node: Any, above: set[str], *, nested: bool = False) -> Shape:
    if not isinstance(node, ox.NamedNode):
        raise reader.fail("a shape or constraint has no IRI", "name every shape; findings name theirs")
    if node.value in above:
        raise reader.fail(f"shape {node.value} contains itself", "break the circle", node.value)
    above = above | {node.value}
    severity_term = reader.one(node, SH + "severity")
    if severity_term is None or severity_term.value not in _SEVERITIES:
        raise reader.fail(
            f"shape {node.value} has no severity", "say sh:Violation, sh:Warning or sh:Info", node.value
        )
    severity = _SEVERITIES[severity_term.value]
    if severity is not reader.rule.severity:
        raise reader.fail(
            f"shape {node.value} differs in severity from its rule", "one severity a rule", node.value
        )
    targets = []
    for kind in _TARGETS:
        for value in reader.values(node, SH + kind):
            if kind != "targetNode" or not isinstance(value, ox.NamedNode) or value.value.startswith(CG):
                reader.declared(value, "target")
            targets.append(Target(kind, value.value))
    path_term = reader.one(node, SH + "path")
    path = reader.path(path_term) if path_term is not None else None
    constraints = _constraints(reader, node, above, path)
    properties = tuple(
        _shape(reader, member, above, nested=nested)
        for member in sorted(reader.values(node, SH + "property"), key=lambda term: term.value)
    )
    if path is not None and properties:
        raise reader.fail("a property shape holds a property shape", "use a path of several steps")
    if not constraints and not properties:
        raise reader.fail(
            f"shape {node.value} has no constraint", "an empty shape checks nothing", node.value
        )
    message = reader.text(node, SH + "message")
    own = [constraint for constraint in constraints if constraint.kind != "sparql"]
    if own and not message and not nested:
        raise reader.fail(
            f"shape {node.value} has no message", "say what is wrong, in sh:message", node.value
        )
    return Shape(
        node.value,
        reader.rule.id,
        reader.rule.path,
        tuple(sorted(targets, key=lambda target: (target.kind, target.iri))),
        path,
        severity,
        tuple(constraints),
        properties,
    )


def _constraints(reader: _Reader, node: Any, above: set[str], path: str | None) -> list[Constraint]:
    message = reader.text(node, SH + "message")
    flags = reader.text(node, SH + "flags")
    if flags.strip("smix") or (flags and not reader.values(node, SH + "pattern")):
        raise reader.fail(f"sh:flags {flags} does nothing", "sh:pattern takes s, m, i and x", SH + "flags")
    if placeholders(message):
        raise reader.fail("only a SPARQL constraint fills its message in", "say it without", SH + "message")
    found = []
    for kind in _SINGLE:
        value = reader.one(node, SH + kind)
        if value is None:
            continue
        if kind in _COUNTS and path is None:
            raise reader.fail(f"sh:{kind} needs a path", "put it into a property shape", SH + kind)
        found.append(
            Constraint(kind, component_iri(kind), _parameter(reader, kind, value), flags, message, node.value)
        )
    for kind in _LOGICAL:
        value = reader.one(node, SH + kind)
        if value is None:
            continue
        if path is not None:
            raise reader.fail(
                f"sh:{kind} on a property shape is not supported", "put it on the node shape", node.value
            )
        members = [value] if kind == "not" else reader.items(value)
        shapes = tuple(_shape(reader, member, above, nested=True) for member in members)
        found.append(Constraint(kind, component_iri(kind), shapes, "", message, node.value))
    for constraint in sorted(reader.values(node, SH + "sparql"), key=lambda term: term.value):
        if path is not None:
            raise reader.fail(
                "sh:sparql on a property shape is not supported", "put it on the node shape", node.value
            )
        if not isinstance(constraint, ox.NamedNode):
            raise reader.fail("a SPARQL constraint has no IRI", "name it")
        select, words = reader.text(constraint, SH + "select"), reader.text(constraint, SH + "message")
        if not select or not words:
            raise reader.fail(
                "a SPARQL constraint lacks sh:select or sh:message", "give it both", constraint.value
            )
        for fault in query_faults(select, words, reader.terms):
            raise reader.fail(fault.message, fault.remedy, fault.at)
        found.append(Constraint("sparql", component_iri("sparql"), select, "", words, constraint.value))
    return found


def _parameter(reader: _Reader, kind: str, value: Any) -> Any:
    if kind == "in":
        return tuple(_known(reader, item) for item in reader.items(value))
    if kind in (*_COUNTS, *_LENGTHS):
        if not (isinstance(value, ox.Literal) and value.value.isdigit()):
            raise reader.fail(f"sh:{kind} takes a whole number", "mend it", SH + kind)
        if kind.startswith("min") and int(value.value) == 0:
            raise reader.fail(f"sh:{kind} 0 holds for everything", "leave it out", SH + kind)
        return int(value.value)
    if kind == "pattern" and not (isinstance(value, ox.Literal) and value.value):
        raise reader.fail("sh:pattern holds for everything or is no text", "give it an expression", SH + kind)
    if kind == "hasValue":
        return _known(reader, value)
    if kind == "datatype" and value.value not in _DATATYPES:
        raise reader.fail(
            f"sh:datatype {value.value} is not supported", "use a common XSD datatype", SH + kind
        )
    if kind == "nodeKind" and value.value not in (SH + "IRI", SH + "Literal"):
        raise reader.fail(
            f"sh:nodeKind {value.value} is not supported", "use sh:IRI or sh:Literal", SH + kind
        )
    if kind == "class":
        reader.declared(value, "class")
    if kind in _PAIRS:
        reader.declared(value, "property")
    return value


def _known(reader: _Reader, value: Any) -> Any:
    """A value that a constraint compares with; a concept of ours must exist."""
    if isinstance(value, ox.NamedNode) and value.value.startswith(CG):
        reader.declared(value, "value")
    return value
