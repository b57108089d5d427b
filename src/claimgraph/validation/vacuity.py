"""What makes a SELECT pass without looking: refused before it runs.

SHACL binds ``$this`` before a constraint is evaluated; one query over the whole store joins it. The two
give the same only where ``$this`` is bound by a pattern wherever it is used, and where nothing cuts the
solutions short. A constraint that breaks this would find too little and say that all is well, as would
one that asks for a term which nothing declares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

import msgspec

from claimgraph.namespaces import CG, DCTERMS, RDFS, SKOS
from claimgraph.validation.sparql import Token, tokenise

_NAMESPACES = {"cg": CG, "dcterms": DCTERMS, "rdfs": RDFS, "skos": SKOS}
_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")
_CUTTING = ("limit", "offset")


class Fault(msgspec.Struct, frozen=True):
    """Why a query cannot be trusted; ``at`` is the piece of its text that is wrong."""

    message: str
    remedy: str
    at: str


def query_faults(select: str, message: str, terms: Set[str]) -> Iterator[Fault]:
    """What is wrong with a constraint that would otherwise be taken.

    ``terms`` are the IRIs that exist; names of other prefixes than the rules' own are not judged.
    """
    tokens = tuple(token for token in tokenise(select) if token.kind not in ("blank", "comment"))
    yield from _undeclared(tokens, terms)
    yield from _cut_short(tokens)
    opening = next((at for at, token in enumerate(tokens) if token.text == "{"), len(tokens))
    projected = {token.text[1:] for token in tokens[:opening] if token.kind == "variable"} | {"this"}
    for name in _PLACEHOLDER.findall(message):
        if name not in projected:
            yield Fault(f"the message uses ?{name}, which the SELECT does not give", "select it", f"?{name}")
    if not any(_is_this(token) for token in tokens[opening:]):
        yield Fault("the query does not look at $this", "start its patterns at $this", "WHERE")
    yield from _unbound_groups(tokens, opening)


def placeholders(message: str) -> tuple[str, ...]:
    """The variables that a message asks for."""
    return tuple(_PLACEHOLDER.findall(message))


def _undeclared(tokens: Sequence[Token], terms: Set[str]) -> Iterator[Fault]:
    for token in tokens:
        iri = None
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            if prefix in _NAMESPACES:
                iri = _NAMESPACES[prefix] + local
        elif token.kind == "iri" and token.text[1:-1].startswith(tuple(_NAMESPACES.values())):
            iri = token.text[1:-1]
        if iri is not None and iri not in terms:
            yield Fault(f"{token.text} is declared nowhere", "mend the spelling", token.text)


def _cut_short(tokens: Sequence[Token]) -> Iterator[Fault]:
    for at, token in enumerate(tokens):
        if token.keyword in _CUTTING:
            yield Fault(f"{token.text.upper()} cuts results short", "leave it out", token.text)
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.keyword == "as" and after is not None and after.text in ("$this", "?this"):
            yield Fault("$this is given another value", "name the value otherwise", token.text)


def _unbound_groups(tokens: Sequence[Token], opening: int) -> Iterator[Fault]:
    """Groups of their own, which see nothing of what is bound around them.

    OPTIONAL and EXISTS see it; the branches of a UNION, a bare group and a sub-SELECT do not.
    """
    for at in range(opening + 1, len(tokens)):
        if tokens[at].text != "{" or _sees_out(tokens, at):
            continue
        group = tokens[at : _closing(tokens, at) + 1]
        if group[1].keyword == "select":
            if any(_is_this(token) for token in group) and not _is_selected(group):
                yield Fault("a sub-SELECT uses $this and does not give it", "select $this there too", "$this")
            continue
        used, bound = _uses_of_this(group)
        if used and not bound:
            yield Fault("a group uses $this where no pattern of it has it", "begin it at $this", "$this")


def _sees_out(tokens: Sequence[Token], at: int) -> bool:
    """Whether the group at ``at`` is evaluated with what its surroundings bind."""
    before = tokens[at - 1]
    return before.keyword in ("optional", "exists")


def _is_this(token: Token) -> bool:
    return token.kind == "variable" and token.text[1:] == "this"


def _uses_of_this(group: Sequence[Token]) -> tuple[bool, bool]:
    """Whether a group uses ``$this`` at its own level or in what sees it, and whether a pattern binds it."""
    used = bound = False
    brackets = 0
    nested: list[bool] = []  # of each open group: does it see what this one binds?
    for at, token in enumerate(group):
        brackets += (token.text == "(") - (token.text == ")")
        if token.text == "{":
            nested.append(at == 0 or _sees_out(group, at))
        elif token.text == "}":
            nested.pop()
        elif _is_this(token) and all(nested):
            used = True
            bound = bound or (len(nested) == 1 and not brackets)
    return used, bound


def _is_selected(group: Sequence[Token]) -> bool:
    for token in group[2:]:
        if token.text == "{":
            return False
        if _is_this(token):
            return True
    return False


def _closing(tokens: Sequence[Token], opening: int) -> int:
    depth = 0
    for at in range(opening, len(tokens)):
        depth += (tokens[at].text == "{") - (tokens[at].text == "}")
        if depth == 0:
            return at
    return len(tokens) - 1


def line_of(text: str, at: str) -> int | None:
    """The first line of a Turtle text that has an IRI, in full or with its prefix, or a piece of text."""
    if not at:
        return None
    forms = [f"<{at}>"]
    for prefix, namespace in re.findall(r"@prefix\s+([\w.-]*:)\s+<([^>]*)>", text):
        if namespace and at.startswith(namespace):
            forms.append(prefix + at.removeprefix(namespace))
    wanted = re.compile("|".join(rf"(?<![\w:]){re.escape(form)}(?![\w-])" for form in (*forms, at)))
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith(("@prefix", "#")) and wanted.search(line):
            return number
    return None
