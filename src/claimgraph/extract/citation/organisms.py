"""Organisms: the species of the subjects, animals or cell donors of the source.

Species are read where the footnote declares its model, design and sample; only a footnote that names
none there is searched further. Names of species inside other things (``anti-mouse``, ``humanised``, a
recombinant human protein, "not replicated in humans") are no subjects. People may be named by words
(patients, a national survey) or implied by a design that only people can have (a case report).

``human_cells``: human cells in culture, or human cell lines, without people as subjects; the donors'
species is then in the organisms too. Donors of tissue (biopsies, autopsies) are subjects.
"""

from __future__ import annotations

import msgspec

from claimgraph.extract.citation.lexicon import DESIGNS, ORGANISMS, SAMPLES, Hit, Use, read_lexicon
from claimgraph.extract.citation.note import Note
from claimgraph.extract.citation.organism_edges import (
    ANIMAL_WORDS,
    CELL_SOURCE,
    CLAUSE_END,
    COUNT_BEFORE,
    GENETICS,
    GROUP_COUNT,
    HEAD_CUT,
    IN_LINK,
    IN_TITLE,
    LATIN,
    MOLECULE_AFTER,
    NMR_AFTER_ANIMAL,
    NMR_ANIMAL,
    NOT_SUBJECT_AFTER,
    OTHER_STUDY,
    PRODUCT_AFTER,
    ROUGH_STOP,
    SIZE_AFTER,
    SIZE_BEFORE,
    STUDIES_NEXT,
    SYMBOL,
    VITRO_BEFORE,
)
from claimgraph.extract.citation.organism_names import (
    are_species,
    declares_unknown,
    excludes,
    is_mole_rat,
    which_hamster,
)

HUMAN = "homo-sapiens"
_GROUPS = frozenset({"mammalia", "primates", "rodentia", "aves", "teleostei", "bacteria", "plantae"})
_COMMUNITIES = frozenset({"bacteria", "plantae"})
_WIDE_WORDS = frozenset({"people", "men", "women"})

DECLARING = ("population", "design", "sample")
_PROSE = ("raw", "title", "publication", "note", "identifier", "study-page", "statistic", "authors", "venue")
# Words that may qualify a cell or a molecule instead of naming people.
_QUALIFIERS = frozenset(
    {
        "human",
        "humans",
        "homo",
        "h",
        "patient",
        "child",
        "infant",
        "newborn",
        "proband",
        "centenarian",
        "man",
        "woman",
    }
)
_CUE = 34
_PLURALS = frozenset({"mice", "rats", "pigs", "dogs", "monkeys", "rabbits", "hamsters"})
_PLAIN_SUBJECTS = frozenset({"subjects", "adults", "individuals", "persons"})
_HAMSTERS = frozenset({("hamster",), ("hamsters",)})
_IN_VITRO = frozenset({"in-vitro", "structural", "in-silico"})
_EXPERIMENTS = frozenset({"in-vivo", "in-vitro", "ex-vivo"})
_TRIALS = frozenset({"randomized-controlled-trial", "non-randomized-trial", "clinical-trial"})
_TRIALISH = frozenset({"rct", "rcts", "trial", "trials", "cohort", "cohorts", "participants", "patients"})


class Organisms(msgspec.Struct, frozen=True):
    """Slugs in order of mention, and whether the only human part is cells."""

    slugs: tuple[str, ...]
    human_cells: bool

    @property
    def animals(self) -> tuple[str, ...]:
        """The species, where people are not among them."""
        return () if HUMAN in self.slugs else self.slugs


class _Reading:
    """What has been found so far; small, and used within one footnote only."""

    __slots__ = ("cells", "kept", "people", "slugs", "suggested")

    def __init__(self) -> None:
        self.slugs: dict[str, None] = {}
        self.kept: set[str] = set()
        self.people = False
        self.cells = False
        self.suggested = False

    def add(self, slug: str) -> None:
        self.slugs.setdefault(slug)

    @property
    def animals(self) -> bool:
        """Whether a species other than ours was found."""
        return any(slug != HUMAN for slug in self.slugs)


def read_organisms(note: Note, designs: tuple[str, ...]) -> Organisms:
    """The organisms of a footnote whose designs are known; see the module's text for the rule."""
    reading = _Reading()
    for start, end in note.of_kind(*DECLARING):
        _collect(note, start, end, designs, reading)
    if not reading.slugs and not reading.suggested and names_source(note):
        _collect_elsewhere(note, designs, reading)
    elif reading.slugs and not _EXPERIMENTS.isdisjoint(designs):
        _collect_beside(note, designs, reading)
    if reading.cells and not reading.animals and _TRIALS.intersection(designs):
        reading.people = True  # cells, and people in a trial
    if not reading.slugs and (
        (reading.suggested and not declares_unknown(note)) or _implies_people(note, designs)
    ):
        reading.add(HUMAN)
        reading.people = True
    slugs = tuple(
        slug for slug in reading.slugs if slug in reading.kept or not _is_covered(slug, reading.slugs)
    )
    return Organisms(slugs, reading.cells and not reading.people)


def names_source(note: Note) -> bool:
    """Whether the footnote names a source at all, by identifier, study page or authors."""
    return bool(note.found) or bool(note.of_kind("study-page", "authors", "venue", "design"))


def _is_covered(slug: str, slugs: dict[str, None]) -> bool:
    """Whether a group ("rodents") is there beside a species of it."""
    lexicon = read_lexicon()
    return slug in _GROUPS and any(
        slug in lexicon.concept(ORGANISMS, other).ancestors
        and (slug != "primates" or other != HUMAN)
        and not (slug == "mammalia" and other == HUMAN)
        for other in slugs
    )


def _implies_people(note: Note, designs: tuple[str, ...]) -> bool:
    lexicon = read_lexicon()
    if not designs or note.mentions("veterinary") or _names_unknown_species(note):
        return False
    concepts = [lexicon.concept(DESIGNS, design) for design in designs]
    if any(concept.human for concept in concepts) and not any(
        design in ("in-vivo", "in-vitro", "in-silico", "structural") for design in designs
    ):
        return True
    if "meta-analysis" in designs or "systematic-review" in designs:
        return any(
            hit.sense(SAMPLES) is not None and not _TRIALISH.isdisjoint(hit.words) for hit in note.hits
        )
    return False


def _names_unknown_species(note: Note) -> bool:
    """Whether the subjects are said to be animals or plants of a species that no scheme lists: by a
    Latin name, or by a word that is said of them and not of people.
    """
    for start, end in note.of_kind(*DECLARING, "title"):
        if note.find(ANIMAL_WORDS, start, end) >= 0:
            return True
        latin = LATIN.search(note.text, start, end)
        if latin is not None and not latin.group().lower().startswith("*homo"):
            return True
    return False


def _collect_elsewhere(note: Note, designs: tuple[str, ...], reading: _Reading) -> None:
    """Species in running text: of a primary source its title, else the first segments that name one."""
    lexicon = read_lexicon()
    retelling = bool(designs) and not any(
        lexicon.concept(DESIGNS, design).primary or design in ("meta-analysis", "systematic-review")
        for design in designs
    )
    if retelling:
        _collect_retold(note, reading)
        return
    for start, end in note.of_kind(*_PROSE):
        if ROUGH_STOP.match(note.text[start:end]):
            continue
        for left, right in note.clauses(start, end):
            if not ROUGH_STOP.match(note.text[left:right]):
                _collect(note, left, right, designs, reading, prose=True)
        if reading.slugs:
            return


def _collect_beside(note: Note, designs: tuple[str, ...], reading: _Reading) -> None:
    """What an experiment used beside the species that it declares: human cells of one in culture, subjects
    that are counted ("10 human biopsies", "in human brain (n=8)"), species in its own title.
    """
    text = note.text
    cells = "in-vitro" in designs
    for (start, end), kind in zip(note.pieces, note.kinds, strict=True):
        if kind not in ("raw", "finding", "title", "statistic") or ROUGH_STOP.match(text, start):
            continue
        hits = note.hits_in(start, end)
        for index, hit in enumerate(hits):
            sense = hit.sense(ORGANISMS)
            if (
                sense is None
                or sense.use is Use.SUGGESTION
                or sense.id in _GROUPS
                or sense.id in reading.slugs
            ):
                continue
            before = text[max(start, hit.start - _CUE) : hit.start]
            after = text[hit.end : min(end, hit.end + 60)]
            people = sense.id == HUMAN
            if not (people and cells) and kind != "title" and "n" not in before[-8:] + after[:4]:
                continue
            if excludes(before) or NOT_SUBJECT_AFTER.match(after) or PRODUCT_AFTER.match(after):
                continue
            if OTHER_STUDY.search(text, max(start, hit.start - 90), hit.start):
                continue
            if people and cells and kind != "title":
                named = (
                    hit.words[0] == "human"
                    and _cells_follow(note, hit)
                    and (_human_part(note, hits, index, start, end, designs) == "cells")
                )
                alone = before.endswith("(") and after.startswith(")")  # "APEX1 (HAP1)": a name
                if (sense.use is Use.CELL and not alone) or named:
                    reading.add(HUMAN)
                    reading.cells = True
                    continue
            if SIZE_BEFORE.search(before) or (SIZE_AFTER.match(after) and not people):
                reading.add(sense.id)
                reading.people = reading.people or people
            elif kind == "title" and hit.words[-1] in _PLURALS and before.endswith(" in "):
                reading.add(sense.id)


def _collect_retold(note: Note, reading: _Reading) -> None:
    """What a review says that it retells: "human and rodent studies", "in rodents" in its title, or a
    count of animals ("in more than 30,000 mice").
    """
    text = note.text
    for (start, end), kind in zip(note.pieces, note.kinds, strict=True):
        if kind not in ("title", "raw", "publication", "authors"):
            continue
        for hit in note.hits_in(start, end):
            sense = hit.sense(ORGANISMS)
            if sense is None or sense.use in (Use.CELL, Use.SUGGESTION) or sense.id in _COMMUNITIES:
                continue
            before, after = (
                text[max(start, hit.start - _CUE) : hit.start],
                text[hit.end : min(end, hit.end + 40)],
            )
            titled = kind in ("title", "authors") and sense.id != HUMAN and IN_TITLE.search(before)
            if (
                titled
                or STUDIES_NEXT.match(after)
                or (hit.words[-1] in _PLURALS and COUNT_BEFORE.search(before))
            ):
                reading.add(sense.id)
                reading.people = reading.people or sense.id == HUMAN


def _collect(
    note: Note, start: int, end: int, designs: tuple[str, ...], reading: _Reading, *, prose: bool = False
) -> None:
    text = note.text
    hits = note.hits_in(start, end)
    for index, hit in enumerate(hits):
        sense = hit.sense(ORGANISMS)
        if sense is None:
            continue
        before = text[max(start, hit.start - _CUE) : hit.start]
        after = text[hit.end : min(end, hit.end + 60)]
        if prose and (sense.id in _COMMUNITIES or IN_LINK.search(before)):
            continue  # what lives on the subjects; the name of a page that is linked
        if excludes(before) or NOT_SUBJECT_AFTER.match(after) or PRODUCT_AFTER.match(after):
            continue
        if sense.use is Use.SUGGESTION:
            reading.suggested = reading.suggested or not prose or hit.words[0] in _PLAIN_SUBJECTS
            continue
        if (
            sense.id == "heterocephalus-glaber"
            and hit.words[0] in ("nmr", "nmrs")
            and NMR_ANIMAL.match(after) is None
            and NMR_AFTER_ANIMAL.search(before) is None
            and not is_mole_rat(note)
        ):
            continue
        if hit.words == ("yeast",) and after.lstrip(" -").startswith("extract"):
            continue  # food
        if sense.id != HUMAN:
            slug = which_hamster(note, after) if hit.words in _HAMSTERS else sense.id
            if slug is not None:
                reading.add(slug)
            if sense.id in _GROUPS and GROUP_COUNT.search(before) and are_species(hit, after):
                reading.kept.add(sense.id)  # "41 mammalian species including one whale"
            continue
        if sense.use is Use.CELL:
            reading.add(HUMAN)
            reading.cells = True
            continue
        what = (
            _human_part(note, hits, index, start, end, designs) if hit.words[0] in _QUALIFIERS else "people"
        )
        if what == "molecule":
            continue
        reading.add(HUMAN)
        if what == "cells":
            reading.cells = True
        else:
            reading.people = True


def _human_part(
    note: Note, hits: tuple[Hit, ...], index: int, start: int, end: int, designs: tuple[str, ...]
) -> str:
    """What the word "human" qualifies: ``people`` (or their tissue), ``cells`` or a ``molecule``."""
    hit = hits[index]
    if hit.words[0] not in _QUALIFIERS:
        return "people"
    text = note.text
    rest = text[hit.end : min(end, hit.end + 80)]
    cut = HEAD_CUT.search(rest)
    if cut is not None and rest[: cut.start()].isspace() and _species_at(hits, hit.end + cut.end()):
        cut = HEAD_CUT.search(rest, cut.end())  # "human and hamster fibroblasts": one head for both
    head_end = hit.end + (cut.start() if cut else len(rest))
    if MOLECULE_AFTER.match(rest) and hit.words[0] == "human":
        return "people" if GENETICS.match(rest) else "molecule"
    seen_tissue = False
    for other in hits[index + 1 :]:
        if other.start >= head_end:
            break
        sample = other.sense(SAMPLES)
        organism = other.sense(ORGANISMS)
        design = other.sense(DESIGNS)
        if organism is not None and organism.use is Use.CELL:
            return "cells"
        if organism is not None and organism.id == HUMAN:
            return "people"
        if sample is not None and sample.id == "cells":
            return "cells"
        if sample is not None and sample.id == "tissues":
            seen_tissue = True
        if organism is None and sample is not None and sample.id in ("subjects", "studies"):
            return "people"
        if design is not None:
            if design.id in ("in-vitro",):
                return "cells"
            return "people"
    if seen_tissue:
        return "people"
    head = text[hit.end : head_end]
    if CELL_SOURCE.search(head):
        return "cells"
    only_vitro = bool(designs) and _IN_VITRO.issuperset(designs)
    if only_vitro:
        if "structural" in designs and "in-vitro" not in designs:
            return "molecule"
        return "molecule" if SYMBOL.match(head) and not _cells_follow(note, hit) else "cells"
    return "cells" if _in_vitro_brackets(note, hit) else "people"


def _cells_follow(note: Note, hit: Hit) -> bool:
    """Whether cells are named behind, before the clause ends: "human PCOS and healthy theca cells"."""
    stop = CLAUSE_END.search(note.text, hit.end, note.end)
    return any(
        (sense := other.sense(SAMPLES)) is not None and sense.id == "cells"
        for other in note.hits_in(hit.end, stop.start() if stop is not None else note.end)
    )


def _species_at(hits: tuple[Hit, ...], offset: int) -> bool:
    """Whether the name of an animal, used as an adjective, begins at ``offset`` or one blank later."""
    for hit in hits:
        if offset <= hit.start <= offset + 1:
            sense = hit.sense(ORGANISMS)
            return sense is not None and sense.id != HUMAN and hit.words[-1] not in _PLURALS
    return False


def _in_vitro_brackets(note: Note, hit: Hit) -> bool:
    """Whether a word stands in the brackets of "in-vitro": ``in-vitro (human + mouse cells)``."""
    pair = note.brackets.around(hit.start)
    return (
        pair is not None
        and VITRO_BEFORE.search(note.text, max(note.start, pair[0] - 16), pair[0]) is not None
    )
