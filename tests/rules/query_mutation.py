"""Mutants of a SELECT: patterns, filters, paths, joins, comparisons, constants, functions, aggregates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from regex_mutation import regex_mutants

from claimgraph.validation.sparql import Token, tokenise

Mutant = tuple[str, str]
Span = tuple[int, int]

_COMPARISONS = {
    "<": ("<=", ">"), ">": (">=", "<"), "<=": ("<", ">="), ">=": (">", "<="), "=": ("!=",), "!=": ("=",),
}  # fmt: skip
_FUNCTIONS = {
    "contains": ("STRSTARTS", "STRENDS"),
    "strstarts": ("CONTAINS",),
    "strends": ("CONTAINS",),
    "strafter": ("STRBEFORE",),
    "strbefore": ("STRAFTER",),
    "lcase": ("", "UCASE"),
    "ucase": ("", "LCASE"),
    "abs": ("",),
    "min": ("MAX",),
    "max": ("MIN",),
    "bound": ("!BOUND",),
    "count": ("SUM",),
}
_OPENING, _CLOSING = ("(", "{", "["), (")", "}", "]")
_CLAUSES = ("filter", "optional", "bind", "minus", "union", "group", "having", "order", "limit", "where")


def query_mutants(select: str) -> Iterator[Mutant]:
    """(a label that is unique in the query and stable as long as it is, the mutated text)."""
    query = _Query(select)
    seen: dict[str, int] = {}
    for label, text in query.mutants():
        if text == select:
            continue
        count = seen[label] = seen.get(label, 0) + 1
        yield (label if count == 1 else f"{label} ({count})"), text


class _Query:
    def __init__(self, select: str) -> None:
        self.tokens = _joined(token for token in tokenise(select) if token.kind not in ("blank", "comment"))
        self.where = next(at for at, token in enumerate(self.tokens) if token.text == "{")
        self.end = self.match(self.where)

    def match(self, at: int) -> int:
        """Index of the bracket that closes the one at ``at``."""
        depth = 0
        for i in range(at, len(self.tokens)):
            if self.tokens[i].text in _OPENING:
                depth += 1
            elif self.tokens[i].text in _CLOSING:
                depth -= 1
                if depth == 0:
                    return i
        raise AssertionError("an unclosed bracket")

    def text(self, span: Span) -> str:
        return " ".join(token.text for token in self.tokens[span[0] : span[1]])

    def put(self, span: Span, words: str) -> str:
        """The query with ``words`` in place of the tokens of ``span``."""
        return " ".join((self.text((0, span[0])), words, self.text((span[1], len(self.tokens)))))

    def mutants(self) -> Iterator[Mutant]:
        yield from self.projections()
        yield from self.group(self.where, self.end)
        yield from self.tail()
        for at in range(self.where, len(self.tokens)):
            yield from self.token(at)

    # ------------------------------------------------------------ head and tail

    def projections(self) -> Iterator[Mutant]:
        at = 1
        while at < self.where and self.tokens[at].keyword != "where":
            stop = self.match(at) + 1 if self.tokens[at].text == "(" else at + 1
            words = self.text((at, stop))
            if words.lstrip("?$") != "this" and self.tokens[at].keyword not in ("distinct", "reduced"):
                yield f"{words} not selected", self.put((at, stop), "")
            at = stop

    def tail(self) -> Iterator[Mutant]:
        """GROUP BY keeps the selected variables together; HAVING is one condition."""
        for at in range(self.end + 1, len(self.tokens)):
            if self.tokens[at].keyword == "having":
                opening = at + 1
                yield "HAVING dropped", self.put((at, self.match(opening) + 1), "")
                yield from self.condition(opening + 1, self.match(opening))
            elif self.tokens[at].keyword in ("limit", "offset"):
                yield f"{self.tokens[at].text} dropped", self.put((at, at + 2), "")

    # ------------------------------------------------------------ groups

    def group(self, opening: int, closing: int) -> Iterator[Mutant]:
        at = opening + 1
        while at < closing:
            token = self.tokens[at]
            if token.text == ".":
                at += 1
            elif token.keyword in ("filter", "bind", "optional", "minus"):
                stop, found = self.clause(at)
                yield from found
                at = stop
            elif token.text == "{":
                stop, found = self.union(at)
                yield from found
                at = stop
            else:
                stop = self.end_of_triples(at, closing)
                yield from self.triples(at, stop)
                at = stop

    def clause(self, at: int) -> tuple[int, list[Mutant]]:
        """FILTER, BIND, OPTIONAL or MINUS: dropped, turned, and what is inside."""
        opening = at
        while self.tokens[opening].text not in ("(", "{"):
            opening += 1
        closing = self.match(opening)
        word = self.tokens[at].keyword
        words = self.text((at, closing + 1))
        found = [(f"{words} dropped", self.put((at, closing + 1), ""))]
        between = [token.keyword for token in self.tokens[at:opening]]
        if word == "optional":
            found.append((f"{words} required", self.put((at, opening), "")))
        if "not" in between:
            found.append((f"{words} must exist", self.put((at, opening), "FILTER EXISTS")))
        elif "exists" in between:
            found.append((f"{words} must not exist", self.put((at, opening), "FILTER NOT EXISTS")))
        elif word == "filter":
            found.append((f"{words} turned", self.put((opening, closing + 1), self.turned(opening, closing))))
        if self.tokens[opening].text == "{":
            found.extend(self.group(opening, closing))
        else:
            found.extend(self.condition(opening + 1, closing))
        return closing + 1, found

    def turned(self, opening: int, closing: int) -> str:
        return f"(!({self.text((opening + 1, closing))}))"

    def union(self, at: int) -> tuple[int, list[Mutant]]:
        branches: list[Span] = []
        while True:
            closing = self.match(at)
            branches.append((at, closing + 1))
            if closing + 1 < len(self.tokens) and self.tokens[closing + 1].keyword == "union":
                at = closing + 2
                continue
            break
        found: list[Mutant] = []
        for number, (low, high) in enumerate(branches):
            if len(branches) > 1:
                rest = " UNION ".join(self.text(span) for span in branches if span != (low, high))
                label = f"branch {number} of {self.text(branches[0])} UNION dropped"
                found.append((label, self.put((branches[0][0], branches[-1][1]), rest)))
            found.extend(self.group(low, high - 1))
        return branches[-1][1], found

    def end_of_triples(self, at: int, closing: int) -> int:
        depth = 0
        for i in range(at, closing):
            text = self.tokens[i].text
            depth += (text in _OPENING) - (text in _CLOSING)
            if depth == 0 and text == ".":
                return i + 1
            if i > at and depth <= 1 and (self.tokens[i].keyword in _CLAUSES or text == "{"):
                return i
        return closing

    def triples(self, at: int, stop: int) -> Iterator[Mutant]:
        """``subject verb object ; verb object .``: each pair dropped; verbs and joins changed."""
        subject = self.tokens[at].text
        pairs: list[Span] = []
        low = at + 1
        for i in range(low, stop + 1):
            if i == stop or self.tokens[i].text in (";", "."):
                if i > low:
                    pairs.append((low, i))
                low = i + 1
        for low, high in pairs:
            rest = " ; ".join(self.text(span) for span in pairs if span != (low, high))
            label = f"{subject} {self.text((low, high))}"
            yield f"{label} dropped", self.put((at, stop), f"{subject} {rest} . " if rest else "")
            yield from self.verb(low, high - 1, label)

    def verb(self, low: int, high: int, label: str) -> Iterator[Mutant]:
        """A path: each alternative and step dropped, closures and directions changed."""
        for sign in ("|", "/"):
            cuts = [i for i in range(low, high) if self.tokens[i].text == sign]
            if sign == "/" and any(token.text == "|" for token in self.tokens[low:high]):
                cuts = []  # steps inside of alternatives: the alternatives are dropped one by one
            bounds = [low - 1, *cuts, high]
            spans = [(a + 1, b) for a, b in pairwise(bounds)]
            for span in spans if cuts else ():
                rest = f" {sign} ".join(self.text(other) for other in spans if other != span)
                yield f"{label}: {self.text(span)} dropped", self.put((low, high), rest)
        for i in range(low, high):
            text = self.tokens[i].text
            if text in ("*", "+", "?"):
                yield f"{label}: {text} dropped", self.put((i, i + 1), "")
                other = "+" if text == "*" else "*"
                yield f"{label}: {text} is {other}", self.put((i, i + 1), other)
            elif text == "^":
                yield f"{label}: ^ dropped", self.put((i, i + 1), "")
            elif self.tokens[i].kind == "name" and self.tokens[i - 1].text != "^":
                yield f"{label}: {text} turned round", self.put((i, i + 1), f"^{text}")

    # ------------------------------------------------------------ conditions

    def condition(self, low: int, high: int) -> Iterator[Mutant]:
        """``a && b || c`` between ``low`` and ``high``: each operand dropped, each sign swapped."""
        yield from self.operands(low, high, "||", "&&")
        for i in range(low, high):
            if self.tokens[i].text == "(" and self.tokens[i - 1].keyword not in ("in", "coalesce", "concat"):
                yield from self.operands(i + 1, self.match(i), "||", "&&")
        for i in range(low, high):
            if self.tokens[i].text == "(" and self.tokens[i - 1].keyword in ("in", "coalesce", "concat"):
                yield from self.members(i)

    def operands(self, low: int, high: int, sign: str, inner: str | None) -> Iterator[Mutant]:
        cuts = [i for i in self.top_level(low, high) if self.tokens[i].text == sign]
        bounds = [low - 1, *cuts, high]
        spans = [(a + 1, b) for a, b in pairwise(bounds)]
        if cuts:
            for span in spans:
                rest = f" {sign} ".join(self.text(other) for other in spans if other != span)
                yield f"{self.text(span)} dropped", self.put((low, high), rest)
            for cut in cuts:
                other = "&&" if sign == "||" else "||"
                yield f"{sign} before {self.tokens[cut + 1].text} is {other}", self.put((cut, cut + 1), other)
        if inner:
            for span in spans:
                yield from self.operands(*span, inner, None)

    def members(self, opening: int) -> Iterator[Mutant]:
        closing = self.match(opening)
        cuts = [i for i in self.top_level(opening + 1, closing) if self.tokens[i].text == ","]
        bounds = [opening, *cuts, closing]
        spans = [(a + 1, b) for a, b in pairwise(bounds)]
        for span in spans if cuts else ():
            rest = " , ".join(self.text(other) for other in spans if other != span)
            yield f"{self.text(span)} not among them", self.put((opening + 1, closing), rest)

    def top_level(self, low: int, high: int) -> Iterator[int]:
        depth = 0
        for i in range(low, high):
            text = self.tokens[i].text
            depth -= text in _CLOSING
            if depth == 0:
                yield i
            depth += text in _OPENING

    # ------------------------------------------------------------ single tokens

    def token(self, at: int) -> Iterator[Mutant]:
        token = self.tokens[at]
        before = self.tokens[at - 1]
        context = " ".join(piece.text for piece in self.tokens[max(0, at - 2) : at + 3])
        for changed in self.changed(at):
            yield f"{token.text} is {changed or 'nothing'} in: {context}", self.put((at, at + 1), changed)
        if token.kind == "string" and self.is_pattern(at):
            for label, pattern in regex_mutants(_unescaped(token.text)):
                yield f"{token.text}: {label}", self.put((at, at + 1), _escaped(pattern))
        elif token.kind == "string" and self.is_flags(at):
            yield f"flags {token.text} dropped", self.put((at - 1, at + 1), "")
        if token.keyword == "distinct" and before.text == "(":
            yield f"DISTINCT dropped in: {context}", self.put((at, at + 1), "")

    def changed(self, at: int) -> Iterable[str]:
        token, before = self.tokens[at], self.tokens[at - 1]
        if token.kind == "name" and at > self.where:
            return () if self.tokens[at + 1].text == "(" else (f"{token.text}Mutated",)
        if token.kind == "variable":
            others = sum(
                other.kind == "variable" and other.text[1:] == token.text[1:] for other in self.tokens
            )
            return ("?mutated",) if others > 1 and self.where < at < self.end else ()
        if token.kind == "string":
            return () if self.is_flags(at) else ('"zzz"',)
        if token.kind == "number":
            return _moved(token.text)
        if token.keyword in ("true", "false"):
            return ("false" if token.keyword == "true" else "true",)
        if token.keyword in _FUNCTIONS and self.tokens[at + 1].text == "(":
            return _FUNCTIONS[token.keyword]
        if token.keyword == "in" and before.keyword != "not":
            return ("NOT IN",)
        if token.keyword == "not" and self.tokens[at + 1].keyword == "in":
            return ("",)
        if token.text in _COMPARISONS:
            return _COMPARISONS[token.text]
        if token.text == "!":
            return ("",)
        if token.text in ("-", "+") and self.tokens[at + 1].kind in ("variable", "number", "name"):
            return ("+" if token.text == "-" else "-",) if before.text == ")" else ()
        return ()

    def is_pattern(self, at: int) -> bool:
        return self.argument(at, ("regex", "replace")) == 1

    def is_flags(self, at: int) -> bool:
        return self.argument(at, ("regex",)) == 2 or self.argument(at, ("replace",)) == 3

    def argument(self, at: int, functions: tuple[str, ...]) -> int | None:
        """Which argument (from 0) of the nearest call of ``functions`` the token is; None outside."""
        depth, commas = 0, 0
        for i in range(at - 1, -1, -1):
            text = self.tokens[i].text
            if text in _CLOSING:
                depth += 1
            elif text in _OPENING:
                if depth == 0:
                    return commas if self.tokens[i - 1].keyword in functions else None
                depth -= 1
            elif text == "," and depth == 0:
                commas += 1
        return None


def _unescaped(literal: str) -> str:
    return re.sub(r"\\(.)", r"\1", literal[1:-1])


def _escaped(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _moved(number: str) -> tuple[str, ...]:
    return (str(int(number) + 1), *((str(int(number) - 1),) if int(number) else ()))


def _joined(tokens: Iterable[Token]) -> tuple[Token, ...]:
    """Signs of two characters and numbers as one token each."""
    found: list[Token] = []
    for token in tokens:
        both = (found[-1].text if found else "") + token.text
        if token.kind == "other" and both in ("&&", "||", "!=", "<=", ">=", "^^"):
            found[-1] = Token("other", both)
        elif token.text.isdigit() and found and found[-1].kind == "number":
            found[-1] = Token("number", both)
        elif token.kind == "other" and token.text.isdigit():
            found.append(Token("number", token.text))
        else:
            found.append(token)
    return tuple(found)
