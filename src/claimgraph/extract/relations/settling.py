"""Which relation a trigger states with a given object: a level, a risk, an activity, a process, a lifespan.

"Reduces" says something else of BDNF, of the risk of stroke, of kinase activity and of median lifespan.
The words that tell them apart are heads of the object: "expression of X", "X activity".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from claimgraph.extract.relations.phrases import Phrase, strip_front
from claimgraph.extract.relations.tokens import Token
from claimgraph.extract.relations.words import (
    ACTIVITY_HEADS,
    LEVEL_HEADS,
    LIFESPAN_WORDS,
    MEASURES,
    PROCESS_ENDINGS,
    RISK_HEADS,
    SURVIVAL_WORDS,
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LIVING = _words("mouse murine rat fly worm nematode yeast killifish drosophila human mammalian")
_LASTING_ADJECTIVES = (
    MEASURES
    | _LIVING
    | _words("adult replicative chronological male female combined healthy organismal invertebrate")
)
_ILLS = _words(
    "decline dysfunction impairment impairments deficit deficits loss damage injury deterioration"
    " degeneration neurodegeneration inflammation fibrosis senescence frailty atrophy symptoms resistance"
    " stress apoptosis death toxicity pathology hypertrophy steatosis lesions pain"
)
_RISK_OUTCOMES = frozenset({"mortality", "death"})
_CELL_DEATH = _words("cell neuronal neuron programmed apoptotic necrotic ferroptotic necroptotic hepatocyte")


def is_lifespan(tokens: Sequence[Token]) -> bool:
    """Whether a phrase is a lifespan: "median lifespan", "fly lifespan", "lifespan of X mice"; not
    "longevity genes", and not the lifespan that a mutant has ("daf-2 longevity").
    """
    lows = [token.low for token in tokens]
    if "of" in lows:
        lows = lows[: lows.index("of")]
    if not lows or lows[-1] not in LIFESPAN_WORDS:
        return False
    # What stands before a species is its strain: "LAKI mouse lifespan".
    return all(low in _LASTING_ADJECTIVES for low in lows[:-1]) or lows[-2] in _LIVING


def settle_relation(
    relation: str, phrase: Phrase, signs: Mapping[str, int | None]
) -> tuple[str, tuple[Token, ...]] | None:
    """The relation that holds with this object, and the words of the object without its measure.

    None where the two do not go together ("extends the pathway").
    """
    sign = signs.get(relation)
    words = [token.low for token in phrase.tokens]
    tokens = phrase.tokens
    lasting = is_lifespan(tokens)
    if relation in {"extends_lifespan", "shortens_lifespan"}:
        return (relation, tokens) if lasting or words[-1] in SURVIVAL_WORDS else None
    if not sign:
        return relation, tokens
    change = relation in {"increases_level", "decreases_level"}
    if lasting and relation not in {"inhibits", "activates", "prevents", "treats"}:
        return ("extends_lifespan" if sign > 0 else "shortens_lifespan"), tokens
    if relation in {"increases_risk", "decreases_risk"}:
        return relation, tokens
    head, rest = _split_head(tokens, RISK_HEADS)
    died = words[-1] in _RISK_OUTCOMES and not (len(words) > 1 and words[-2] in _CELL_DEATH)
    if (head or died) and change:
        return ("increases_risk" if sign > 0 else "decreases_risk"), rest
    if relation == "improves" and words[-1] in _ILLS:
        return "treats", tokens  # what is bad gets less
    if relation in {"improves", "worsens", "prevents", "treats", "degrades", "potentiates"}:
        return relation, tokens
    head, rest = _split_head(tokens, LEVEL_HEADS)
    if head and relation not in {"agonist_of", "antagonist_of"}:
        return ("increases_level" if sign > 0 else "decreases_level"), rest
    if change:
        head, rest = _split_head(tokens, ACTIVITY_HEADS)
        if head:
            return ("activates" if sign > 0 else "inhibits"), rest
        if words[-1].endswith(PROCESS_ENDINGS):
            return ("promotes" if sign > 0 else "suppresses"), tokens
    if relation == "promotes" and is_molecule(tokens):
        return "increases_level", tokens
    if relation == "suppresses" and is_molecule(tokens):
        return "inhibits", tokens
    return relation, tokens


def _split_head(tokens: tuple[Token, ...], heads: frozenset[str]) -> tuple[bool, tuple[Token, ...]]:
    """Whether a phrase is measured by a head ("levels of X", "X levels"), and X."""
    lows = [token.low if token.link < 0 else "" for token in tokens]
    if "of" in lows:
        at = lows.index("of")
        rest = tuple(strip_front(tokens[at + 1 :]))
        if lows[at - 1] in heads and rest:
            return True, rest
        return False, tokens
    end = len(tokens)
    while end > 1 and lows[end - 1] in heads:
        end -= 1
    return end < len(tokens), tokens[:end]


def is_molecule(tokens: tuple[Token, ...]) -> bool:
    """Whether a phrase looks like a gene product: a short symbol with capitals or digits."""
    token = tokens[-1]
    text = token.text
    if len(text) > 12 or " " in text:
        return False
    capitals = sum(character.isupper() for character in text)
    return capitals >= 2 or (capitals >= 1 and any(character.isdigit() for character in text))


def is_same(one: str, thing: str) -> bool:
    """Whether subject and object are one thing: "NOXA" and "low NOXA"."""
    return thing == one or thing.endswith(" " + one)


def is_measured(phrase: Phrase) -> bool:
    """Whether a phrase measures what follows its "of": "the risk of stroke"."""
    return any(token.low == "of" for token in phrase.tokens)
