"""The words around a trigger verb: voice, negation, certainty, and where the subject ends.

``read_verb_group`` walks back from the trigger over auxiliaries and adverbs: "has not been shown to
inhibit" is a negated active of "inhibit".
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from claimgraph.extract.relations.lexicon import Form
from claimgraph.extract.relations.phrases import is_adverb
from claimgraph.extract.relations.tokens import Token
from claimgraph.extract.relations.words import (
    AUXILIARIES,
    BE,
    DO,
    FAIL,
    HAVE,
    MODALS,
    NEGATIONS,
    TO_VERBS,
    UNSURE_MODALS,
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_UNSURE_VERBS = _words(
    "appears appear appeared seems seem thought believed hypothesised hypothesized proposed suspected "
    "predicted expected suggested likely said"
)


class VerbGroup(msgspec.Struct, frozen=True, gc=False):
    """A verb with what stands before it; ``start`` is the index of its first token in the segment."""

    start: int
    passive: bool
    negated: bool
    unsure: bool
    finite: bool
    infinitive: bool = False


def read_verb_group(tokens: Sequence[Token], at: int, form: Form) -> VerbGroup | None:
    """The group that ends in the trigger at ``at``; None where the word is no verb here."""
    start = at
    negated = unsure = passive = infinitive = False
    finite = form in (Form.THIRD, Form.PAST)
    seen_be = False
    while start > 0:
        token = tokens[start - 1]
        low = token.low
        if token.link >= 0 or token.mark:
            break
        if is_adverb(token):
            unsure = unsure or low in {"possibly", "potentially", "presumably", "putatively", "likely"}
            start -= 1
            continue
        if low in AUXILIARIES:
            if low in NEGATIONS or low == "cannot":
                negated = True
            if low in BE and not seen_be:
                seen_be = True
                passive = form is Form.PAST
            if low in MODALS:
                unsure = unsure or low in UNSURE_MODALS
            if low in DO | MODALS | HAVE | BE:
                finite = True
            start -= 1
            continue
        if low == "to" and start >= 2 and (form is Form.BASE or seen_be):
            before = tokens[start - 2]
            if before.low in FAIL:
                negated, infinitive = True, True
                start -= 2
                continue
            if before.low in TO_VERBS:
                unsure = unsure or before.low in _UNSURE_VERBS
                infinitive = True
                start -= 2
                # "was shown to": its own auxiliaries are no passive of the trigger.
                seen_be = True
                continue
            break
        break
    if form is Form.BASE and start > 0 and tokens[start - 1].low == "to":
        infinitive = True
    return VerbGroup(start, passive, negated, unsure, finite or infinitive, infinitive)
