"""What stands around a trigger: the copula, the verb of an outcome, agreement of a verb with its subject."""

from __future__ import annotations

from collections.abc import Sequence

from claimgraph.extract.relations.lexicon import Form, Lexicon
from claimgraph.extract.relations.phrases import Phrase, is_adverb, is_empty_name, is_gerund, to_phrase
from claimgraph.extract.relations.subjects import Pattern, Subject
from claimgraph.extract.relations.tokens import Token
from claimgraph.extract.relations.words import (
    ANIMATE_HEADS,
    BE,
    DETERMINERS,
    FAIL,
    NEGATIONS,
    OUTCOME_VERBS,
    SUBORDINATORS,
)

_LONGEST_LEAD = 4


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# "Patients had higher X": who they are and what they show go together; neither does it to the other.
OBSERVED = _words(
    "show shows showed exhibit exhibits exhibited display displays displayed have has had experienced "
    "report demonstrate demonstrates demonstrated"
)


def lead_subject(previous: Sequence[Token], lexicon: Lexicon) -> Subject | None:
    """The subject that a short segment before a dash or colon names: a link or a symbol."""
    if len(previous) > _LONGEST_LEAD:
        return None
    phrase = to_phrase(previous, lexicon)
    if phrase is None or is_empty_name(phrase):
        return None
    named = phrase.link >= 0 or any(
        sum(character.isupper() for character in token.text) > 1 for token in phrase.tokens
    )
    return Subject((phrase,), Pattern.LEAD) if named else None


def change_of(phrase: Phrase, lexicon: Lexicon) -> str | None:
    """The relation of the adjective of change that opens a phrase ("reduced X"), or None."""
    first = phrase.tokens[0]
    found = lexicon.by_word.get(first.low, ()) if first.link < 0 and len(phrase.tokens) > 1 else ()
    return next((trigger.relation for trigger in found if trigger.form is Form.CHANGE), None)


def had_before(tokens: Sequence[Token], at: int) -> bool:
    """Whether a "had" stands straight before a word, but for adverbs."""
    while at and is_adverb(tokens[at - 1]):
        at -= 1
    return at > 0 and tokens[at - 1].low in {"have", "has", "had"}


def agrees(tokens: Sequence[Token], start: int, subject: Subject) -> bool:
    """Whether a base form can be the finite verb of its subject: plural, or carried over."""
    if subject.pattern in (Pattern.SHARED, Pattern.RELATIVE):
        return True
    if len(subject.phrases) > 1:
        return True
    if not subject.phrases:
        return False
    last = subject.phrases[0].tokens[-1].low
    return (last.endswith("s") and not last.endswith(("ss", "sis", "us"))) or last in {
        "mice",
        "people",
        "data",
    }


def is_group(subject: Subject) -> bool:
    """Whether a subject is a group of people or animals, or cells: what is observed, not what acts."""
    return bool(subject.phrases) and subject.phrases[0].tokens[-1].low in ANIMATE_HEADS


def is_method(phrase: Phrase) -> bool:
    """Whether the "by …" of a passive names a means or a number ("by 20 %", "by blocking X"), no agent."""
    return phrase.tokens[0].low.endswith("ing") or phrase.tokens[0].text[0].isdigit()


def goes_on(after: Sequence[Token], covered: int, verb: Token, relation: str) -> bool:
    """Whether what follows the object makes the verb another one: "causes X to decline", "elevated X to a
    class of its own", "prevents X from doing Y".
    """
    if covered >= len(after):
        return False
    low = after[covered].low
    if low == "to":
        return relation in {"causes", "promotes"} or verb.low.startswith("elevat")
    return low == "from" and covered + 1 < len(after) and is_gerund(after[covered + 1])


def denied_before(tokens: Sequence[Token], start: int) -> bool:
    """Whether the verb group at ``start`` goes on with "or" from a verb that is denied: "did not V or V"."""
    if not start or tokens[start - 1].link >= 0 or tokens[start - 1].low not in {"or", "nor"}:
        return False
    for at in range(start - 2, -1, -1):
        token = tokens[at]
        if token.link >= 0:
            continue
        if token.low in SUBORDINATORS or token.low in BE:
            return False
        if token.low in NEGATIONS or token.low in FAIL or token.low.endswith(("n't", "n’t")):
            return True
    return False


def verb_follows(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a finite verb follows before the next mark or clause."""
    for token in tokens:
        if token.link >= 0:
            continue
        if token.mark or token.low in SUBORDINATORS or token.low in {"which", "that", "who", "and", "or"}:
            return False
        if token.low in BE or (token.low in lexicon.verbs and token.low.endswith("s")):
            return True
    return False


def copula_before(tokens: Sequence[Token], at: int) -> int | None:
    """The "is" before an agent noun with only its noun phrase between them."""
    for number in range(at - 1, max(-1, at - 9), -1):
        token = tokens[number]
        if token.link >= 0:
            continue
        if token.low in {"is", "are", "was", "were"}:
            follows = tokens[number + 1].low if number + 1 < len(tokens) else ""
            return number if follows in {"a", "an", "the"} or number + 1 == at else None
        if token.mark or token.low in {"of", "in", "by", "and", "or", "to", "that", "which", "for", "with"}:
            return None
    return None


def outcome_verb(tokens: Sequence[Token], at: int) -> int | None:
    """The verb whose object a changed thing is: "showed a marked increase", "led to reduced"."""
    for number in range(at - 1, max(-1, at - 7), -1):
        token = tokens[number]
        if token.link >= 0 or token.mark:
            return None
        if token.low in OUTCOME_VERBS:
            return number
        if token.low in {"to", "in"} and number and tokens[number - 1].low in OUTCOME_VERBS:
            return number - 1
        if not (
            token.low in DETERMINERS
            or token.low in {"no", "significant", "significantly"}
            or is_adverb(token)
            or token.text[0].isdigit()
            or token.text[0] in "~≈±+-"
            or token.low.endswith(("fold", "al", "ant", "ent", "st", "ed"))
        ):
            return None
    return None
