"""What the name of a species stands for where the word alone does not say: which hamster, which NMR, and
whether the words before it say that it is no subject.
"""

from __future__ import annotations

from claimgraph.extract.citation.lexicon import Hit
from claimgraph.extract.citation.note import Note
from claimgraph.extract.citation.organism_edges import (
    CELLS_NEXT,
    CHINESE_HAMSTER,
    LAST_WORDS,
    LATIN,
    MOLE_RAT,
    NOT_SUBJECT_BEFORE,
    SPECIES_NEXT,
    SPECTROSCOPY,
)


def which_hamster(note: Note, after: str) -> str | None:
    """Which hamster a bare "hamster" is: the golden one as an animal; of cells the one of their line."""
    if CHINESE_HAMSTER.search(note.text, note.start, note.end):
        return "cricetulus-griseus"
    return "rodentia" if CELLS_NEXT.match(after) else "mesocricetus-auratus"


def excludes(before: str) -> bool:
    """Whether the words before the name of a species say that it is no subject."""
    small = before.lower()
    return (
        small.rstrip(' \t\n\u00a0*_"(-').endswith(LAST_WORDS) or "antibod" in small or "#" in small
    ) and NOT_SUBJECT_BEFORE.search(before) is not None


def is_mole_rat(note: Note) -> bool:
    """Whether "NMR" is the naked mole-rat in a note that does not say so beside the word itself."""
    body = note.text[note.start : note.end]
    if note.mentions("nmrhas"):
        return False  # mice with one of its genes
    return MOLE_RAT.search(body) is not None and not (
        SPECTROSCOPY.search(body) is not None and "mole" not in body.lower()
    )


def are_species(hit: Hit, after: str) -> bool:
    """Whether a label counts species: "41 mammalian species"."""
    return hit.words[-1] == "species" or SPECIES_NEXT.match(after) is not None


def declares_unknown(note: Note) -> bool:
    """Whether the model is declared by a Latin name that no scheme lists: "model: *Genus species* …"."""
    for start, end in note.of_kind("population"):
        colon = note.text.find(":", start, min(end, start + 24))
        latin = LATIN.match(note.text, colon + 2, end) if colon >= 0 else None
        if latin is not None and not latin.group().lower().startswith("*homo"):
            return True
    return False
