"""Designs that a footnote only suggests: read where it names none.

A suggestive label of the scheme ("experimental", "histology", "pre-specified subgroup analysis") must
open a segment or a clause, as a design does. What it suggests then depends on the subjects: an experiment
on mice is one in vivo, on cells in vitro, and on nothing named it stays unread; a trial or a genetic
study of animals only is an experiment in vivo.
"""

from __future__ import annotations

from claimgraph.extract.citation.designs import IN_VIVO, is_stated
from claimgraph.extract.citation.lexicon import ORGANISMS, SAMPLES, SUGGESTED_DESIGNS, Hit, Use
from claimgraph.extract.citation.note import Note
from claimgraph.extract.citation.organisms import HUMAN

IN_VITRO = "in-vitro"
TRIAL = "clinical-trial"

_OF_PEOPLE = frozenset({TRIAL, "human-genetics", "gwas"})
_OPENS = frozenset({"design", "raw", "population", "sample", "title", "access", "statistic"})
_NAMES_SOURCE = ("study-page", "authors", "venue", "title", "sample")
_SUBJECTS = ("population", "design", "sample", "title")
_REACH = 30
_NEXT = 32
_ENDS_HEAD = frozenset(";,()+·/")


def suggest_designs(note: Note) -> tuple[str, ...]:
    """The designs that the first segment with a suggestive label suggests, unsettled."""
    if not any(hit.sense(SUGGESTED_DESIGNS) for hit in note.hits):
        return ()
    if not note.found and not note.of_kind(*_NAMES_SOURCE):
        return ()  # a remark that names no source has no design
    for (start, end), kind in zip(note.pieces, note.kinds, strict=True):
        if kind not in _OPENS:
            continue
        for left, right in note.clauses(start, end):
            found = [
                sense.id
                for hit in note.hits_in(left, min(right, left + _REACH + 40))
                if hit.start - left <= _REACH
                and (sense := hit.sense(SUGGESTED_DESIGNS)) is not None
                and is_stated(note, hit, left, right)
            ]
            if found:
                return tuple(dict.fromkeys(found))
    return ()


def settle_suggested(suggested: tuple[str, ...], note: Note, animals: tuple[str, ...]) -> tuple[str, ...]:
    """What the suggested designs are, given the subjects; ``animals`` as of ``settle_randomised``."""
    whole, cells = _subjects(note)
    settled: dict[str, None] = {}
    for design in suggested:
        if design in _OF_PEOPLE:
            settled[IN_VIVO if animals else design] = None
        elif design in (IN_VIVO, IN_VITRO):
            if whole:
                settled[IN_VIVO] = None
            if cells or (design == IN_VITRO and not whole):
                settled[IN_VITRO] = None
        else:
            settled[design] = None
    return tuple(settled)


def _subjects(note: Note) -> tuple[bool, bool]:
    """Whether whole animals and whether cells are named where the footnote declares its subjects."""
    whole = cells = False
    for (start, end), kind in zip(note.pieces, note.kinds, strict=True):
        if kind not in _SUBJECTS and not any(
            hit.sense(SUGGESTED_DESIGNS) for hit in note.hits_in(start, min(end, start + _REACH + 40))
        ):
            continue
        hits = note.hits_in(start, end)
        for at, hit in enumerate(hits):
            organism = hit.sense(ORGANISMS)
            if _is_cell(hit):
                cells = True
            elif organism is not None and organism.id != HUMAN and organism.use is not Use.SUGGESTION:
                whole = whole or not _qualifies_cells(note, hits, at)
    return whole, cells


def _is_cell(hit: Hit) -> bool:
    organism, sample = hit.sense(ORGANISMS), hit.sense(SAMPLES)
    return (organism is not None and organism.use is Use.CELL) or (
        sample is not None and sample.id == "cells"
    )


def _qualifies_cells(note: Note, hits: tuple[Hit, ...], at: int) -> bool:
    """Whether the name of an animal is an adjective of cells or tissue: "mouse microglia"."""
    for other in hits[at + 1 :]:
        if other.start - hits[at].end > _NEXT or not _ENDS_HEAD.isdisjoint(
            note.text[hits[at].end : other.start]
        ):
            return False
        sample = other.sense(SAMPLES)
        if _is_cell(other) or (sample is not None and sample.id == "tissues"):
            return True
    return False
