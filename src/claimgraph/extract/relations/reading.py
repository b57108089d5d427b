"""One segment of a statement → the relations that it states, pattern by pattern.

Every pattern needs its subject and its object to be clean noun phrases; what is not clean is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from claimgraph.extract.relations.lexicon import Form, Lexicon, Trigger
from claimgraph.extract.relations.phrases import (
    Phrase,
    is_adverb,
    is_bare_adjective,
    is_empty_name,
    object_phrases,
    strip_front,
    to_phrase,
)
from claimgraph.extract.relations.settling import is_measured, is_molecule, is_same, settle_relation
from claimgraph.extract.relations.subjects import Pattern, Subject, find_subject
from claimgraph.extract.relations.surroundings import (
    OBSERVED,
    agrees,
    change_of,
    copula_before,
    denied_before,
    goes_on,
    had_before,
    is_group,
    is_method,
    lead_subject,
    outcome_verb,
    verb_follows,
)
from claimgraph.extract.relations.tokens import Token
from claimgraph.extract.relations.verbs import VerbGroup, read_verb_group
from claimgraph.extract.relations.words import AGE_VERBS, BE, DETERMINERS, OUTCOME_VERBS

AGEING = "aging"
_WHERE = frozenset({"by", "in", "with", "from", "at", "to"})
_LESS = frozenset({"less", "fewer"})  # "stimulated less proliferation" turns the verb round
_AGE_WORDS = frozenset({"age", "aging", "ageing"})


class Reading(msgspec.Struct, frozen=True):
    """One relation that a segment states. A subject without phrases is the page's own entity.

    ``sign`` is which way the object goes, of an association too.
    """

    subject: Phrase | None
    relation: str
    sign: int | None
    object: Phrase
    negated: bool
    unsure: bool
    pattern: Pattern
    trigger: Token
    start: int
    end: int


class SegmentReader:
    """Reads the segments of one statement in order; the subject of one verb serves the next."""

    def __init__(self, lexicon: Lexicon, signs: Mapping[str, int | None], *, implicit: bool) -> None:
        self.lexicon = lexicon
        self.signs = signs
        # Whether a verb without a subject at the start of the statement means the page's entity.
        self.implicit = implicit
        self.carried: Subject | None = None
        self.readings: list[Reading] = []

    def read(self, tokens: Sequence[Token], after: str, previous: Sequence[Token], *, first: bool) -> None:
        """Adds what a segment states to ``readings``.

        Args:
            after: the mark before the segment.
            previous: the segment before it, where its words may be the subject.
            first: whether the segment opens the statement.
        """
        if after in {".", "!", "?"}:
            self.carried = None
        lead = lead_subject(previous, self.lexicon) if previous else None
        by_word, triggers = self.lexicon.by_word, self.lexicon.triggers
        past = 0
        for at in [at for at, token in enumerate(tokens) if token.low in triggers]:
            token = tokens[at]
            # "Open Targets" is a name: a verb within a segment has no capital.
            if at < past or token.link >= 0 or not (at == 0 or token.text[0].islower()):
                continue
            for trigger in by_word.get(token.low, ()):
                width = 1 + len(trigger.rest)
                if trigger.rest and tuple(t.low for t in tokens[at + 1 : at + width]) != trigger.rest:
                    continue
                if self._try(tokens, at, at + width, trigger, lead, first=first):
                    past = at + width
                    break
            else:
                if token.low in AGE_VERBS:
                    self._with_age(tokens, at)

    def _try(
        self,
        tokens: Sequence[Token],
        at: int,
        end: int,
        trigger: Trigger,
        lead: Subject | None,
        *,
        first: bool,
    ) -> bool:
        form = trigger.form
        if form <= Form.GERUND:
            return self._verb(tokens, at, end, trigger, lead, first=first)
        if form is Form.PARTICIPLE:
            return self._participle(tokens, at, end, trigger)
        if form is Form.AGENT:
            return self._agent(tokens, at, end, trigger)
        if form in (Form.ACTION, Form.CHANGE):
            return self._outcome(tokens, at, end, trigger)
        return False

    # ------------------------------------------------------------------------------------ verbs

    def _verb(
        self,
        tokens: Sequence[Token],
        at: int,
        end: int,
        trigger: Trigger,
        lead: Subject | None,
        *,
        first: bool,
    ) -> bool:
        form = trigger.form
        if form is Form.GERUND and self.carried is None:
            # A gerund has no subject of its own: "…, reducing X" goes with the verb before.
            return False
        if at and tokens[at - 1].link < 0 and tokens[at - 1].low in DETERMINERS:
            return False
        group = read_verb_group(tokens, at, form)
        if group is None or any(token.low in {"neither", "nor"} for token in tokens[:at]):
            return False
        if form is Form.PAST and had_before(tokens, at) and trigger.relation in self._changed(tokens[at]):
            # "had impaired X": an adjective, read as such.
            return False
        if group.passive:
            return self._passive(tokens, end, trigger, group)
        if form is Form.GERUND and group.start < at:
            preceding = {token.low for token in tokens[group.start : at]}
            if preceding & BE:
                return False
        after = tokens[end:]
        if (
            not after
            or after[0].low in _LESS
            or (form is Form.PAST and after[0].low in {"by", "in", "with", "from", "at", "to"})
        ):
            return False
        # The subject first: it is cheaper to read than the object and fails more often.
        subject = find_subject(tokens, group.start, self.lexicon, self.carried, form=form)
        if subject is None and group.start == 0 and form in (Form.THIRD, Form.PAST):
            if lead is not None and form is Form.THIRD:
                subject = lead
            elif first and self.implicit and form is Form.THIRD:
                subject = Subject((), Pattern.IMPLICIT)
        if subject is None:
            return False
        if form is Form.BASE and not group.finite and not agrees(tokens, group.start, subject):
            return False
        phrases, covered = object_phrases(after, self.lexicon, third=form is Form.THIRD)
        if goes_on(after, covered, tokens[at], trigger.relation):
            return False
        negated = group.negated or denied_before(tokens, group.start)
        if after[0].low == "no":
            negated = True
            phrases, _covered = object_phrases(after[1:], self.lexicon)
        if not phrases or (trigger.relation != "requires" and change_of(phrases[0], self.lexicon)):
            # "leads to reduced X" is read at "reduced".
            return False
        self._state(subject, trigger.relation, phrases, group, tokens[at], tokens, negated=negated)
        self.carried = Subject(subject.phrases, subject.pattern, form)
        return True

    def _passive(self, tokens: Sequence[Token], end: int, trigger: Trigger, group: VerbGroup) -> bool:
        """ "X is inhibited by Y"."""
        after = tokens[end:]
        if not after or after[0].link >= 0 or after[0].low != "by" or trigger.rest:
            return self._age_passive(tokens, end, trigger, group)
        patient = find_subject(tokens, group.start, self.lexicon, None, form=Form.PARTICIPLE)
        if patient is None or not patient.phrases:
            return False
        agents, covered = object_phrases(after[1:], self.lexicon)
        if not agents:
            return False
        if len(agents) > 1 and verb_follows(after[1 + covered :], self.lexicon):
            agents = agents[:1]  # "activated by A and the lack of B suppresses …"
        for agent in agents:
            if is_empty_name(agent) or is_method(agent):
                continue
            self._state(
                Subject((agent,), Pattern.PASSIVE),
                trigger.relation,
                list(patient.phrases),
                group,
                tokens[end - 1],
                tokens,
                negated=group.negated,
            )
        self.carried = None
        return True

    def _changed(self, token: Token) -> set[str]:
        found = self.lexicon.by_word.get(token.low, ())
        return {trigger.relation for trigger in found if trigger.form is Form.CHANGE}

    def _age_passive(self, tokens: Sequence[Token], end: int, trigger: Trigger, group: VerbGroup) -> bool:
        """ "X is reduced with age"."""
        after = tokens[end : end + 2]
        if len(after) < 2 or after[0].low != "with" or after[1].low not in _AGE_WORDS:
            return False
        return self._age(tokens, group.start, tokens[end - 1], self.signs.get(trigger.relation) or 0, group)

    def _with_age(self, tokens: Sequence[Token], at: int) -> bool:
        """ "X declines with age"."""
        if any(token.link < 0 and token.low in OUTCOME_VERBS for token in tokens[max(0, at - 4) : at]):
            return False  # "showed pan-site decreases with age": a noun
        after = list(tokens[at + 1 : at + 4])
        if all(token.low != "with" for token in after):
            return False
        while after and is_adverb(after[0]):
            del after[0]
        if len(after) < 2 or after[0].low != "with" or after[1].low not in _AGE_WORDS:
            return False
        group = read_verb_group(tokens, at, Form.THIRD)
        if group is None:
            return False
        return self._age(tokens, group.start, tokens[at], AGE_VERBS[tokens[at].low], group)

    def _age(self, tokens: Sequence[Token], start: int, trigger: Token, sign: int, group: VerbGroup) -> bool:
        found = find_subject(tokens, start, self.lexicon, None, form=Form.PARTICIPLE)
        if found is None or not found.phrases or not sign:
            return False
        relation = "increases_level" if sign > 0 else "decreases_level"
        ageing = Subject((Phrase(AGEING, (), -1),), Pattern.AGE)
        self._state(ageing, relation, list(found.phrases), group, trigger, tokens, negated=group.negated)
        return True

    # ------------------------------------------------------------------------------------ nouns

    def _participle(self, tokens: Sequence[Token], at: int, end: int, trigger: Trigger) -> bool:
        """ "X is approved for Y"."""
        group = read_verb_group(tokens, at, Form.PAST)
        if group is None or not group.passive:
            return False
        phrases, _covered = object_phrases(tokens[end:], self.lexicon)
        subject = find_subject(tokens, group.start, self.lexicon, self.carried, form=Form.PARTICIPLE)
        if not phrases or subject is None:
            return False
        change = change_of(phrases[0], self.lexicon) if trigger.relation == "associated_with" else None
        bare = to_phrase(phrases[0].tokens[1:], self.lexicon) if change is not None else None
        if change is not None and bare is not None:
            # "is associated with reduced X": with X, downwards.
            phrases = [bare, *phrases[1:]]
        relation = change if change is not None and bare is not None else trigger.relation
        self._state(
            subject,
            relation,
            phrases,
            group,
            tokens[at],
            tokens,
            negated=group.negated,
            observed=relation != trigger.relation,
        )
        return True

    def _agent(self, tokens: Sequence[Token], at: int, end: int, trigger: Trigger) -> bool:
        """ "X is a (selective) inhibitor of Y", "X is a Y inhibitor"."""
        be = copula_before(tokens, at)
        if be is None:
            return False
        group = read_verb_group(tokens, be + 1, Form.THIRD)
        between = tokens[be + 1 : at]
        if group is None or not between or any(token.low in {"not", "no"} for token in between):
            return False
        after = tokens[end:]
        links = {"of", "for"} | ({"at"} if trigger.relation.endswith("agonist_of") else set())
        if after and after[0].link < 0 and after[0].low in links:
            phrases, _covered = object_phrases(after[1:], self.lexicon)
        else:
            name = strip_front(between)
            found = to_phrase(name, self.lexicon) if name else None
            phrases = [found] if found is not None else []
            if found is not None and found.link < 0 and not is_molecule(found.tokens):
                phrases = []
        subject = find_subject(tokens, group.start, self.lexicon, self.carried, form=Form.PARTICIPLE)
        if not phrases or subject is None:
            return False
        pattern = Subject(subject.phrases, Pattern.AGENT)
        self._state(pattern, trigger.relation, phrases, group, tokens[at], tokens, negated=group.negated)
        return True

    def _outcome(self, tokens: Sequence[Token], at: int, end: int, trigger: Trigger) -> bool:
        """ "X led to an increase in Y", "X showed reduced Y", "X had no effect"."""
        verb = outcome_verb(tokens, at)
        if verb is None or any(token.link < 0 and token.low == "than" for token in tokens[end:]):
            return False  # "showed higher X than Y": groups compared
        group = read_verb_group(
            tokens, verb, Form.PAST if tokens[verb].low.endswith(("ed", "d")) else Form.THIRD
        )
        if group is None or group.passive:
            return False
        negated = group.negated or any(token.low in {"no", "without"} for token in tokens[verb + 1 : at])
        after = tokens[end:]
        if trigger.form is Form.ACTION:
            if not after or after[0].link >= 0 or after[0].low not in {"in", "of"}:
                return False
            after = after[1:]
        gerund = tokens[verb].low.endswith("ing")
        subject = find_subject(
            tokens, group.start, self.lexicon, self.carried, form=Form.GERUND if gerund else Form.PARTICIPLE
        )
        phrases, _covered = object_phrases(after, self.lexicon) if subject is not None else ([], 0)
        if not phrases or subject is None:
            return False
        acts = tokens[verb].low not in OBSERVED
        outcome = Subject(subject.phrases, Pattern.LED_TO if acts else Pattern.OUTCOME)
        had = tokens[verb].low in {"have", "has", "had"}
        observed = had or (tokens[verb].low in OBSERVED and is_group(subject))
        self._state(
            outcome,
            trigger.relation,
            phrases,
            group,
            tokens[at],
            tokens,
            negated=negated,
            observed=observed,
        )
        self.carried = None if observed else Subject(subject.phrases, subject.pattern, Form.PAST)
        return True

    # ------------------------------------------------------------------------------------ result

    def _state(
        self,
        subject: Subject,
        relation: str,
        phrases: list[Phrase],
        group: VerbGroup,
        trigger: Token,
        tokens: Sequence[Token],
        *,
        negated: bool,
        observed: bool = False,
    ) -> None:
        subjects: tuple[Phrase | None, ...] = subject.phrases or (None,)
        first = phrases[0]
        shared = settle_relation(relation, first, self.signs) if is_measured(first) else None
        for one in subjects:
            for phrase in phrases:
                if is_empty_name(phrase):
                    continue
                settled = settle_relation(relation, phrase, self.signs)
                if settled is None:
                    continue
                if shared is not None and phrase is not first and settled[0] == relation:
                    # "the risk of stroke and death": the measure holds for all that follow.
                    settled = (shared[0], phrase.tokens)
                named, rest = settled
                thing = phrase if rest == phrase.tokens else to_phrase(rest, self.lexicon)
                if thing is None or is_empty_name(thing):
                    continue
                if one is not None and is_same(one.text.casefold(), thing.text.casefold()):
                    continue
                # The words of the object as they stand; its link without the measure.
                shown = Phrase(phrase.text, phrase.tokens, thing.link)
                if named in {"increases_risk", "decreases_risk"} and not is_bare_adjective(thing):
                    shown = thing
                self.readings.append(
                    Reading(
                        subject=one,
                        relation="associated_with" if observed else named,
                        sign=self.signs.get(named),
                        object=shown,
                        negated=negated,
                        unsure=group.unsure,
                        pattern=subject.pattern,
                        trigger=trigger,
                        start=tokens[0].start,
                        end=tokens[-1].end,
                    )
                )
