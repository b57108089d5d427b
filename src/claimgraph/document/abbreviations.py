"""Words before a full stop that end no sentence, or seldom do. Lower case, without the last stop."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEVER_FINAL = _words(
    """
    e.g i.e eg ie vs cf viz approx ca fig figs eq eqs ref refs suppl supp tab sect dr prof mr mrs ms st mt
    resp incl excl esp gen sp.nov nr vol pp ed eds ser suppl.fig var subsp ssp f.sp sv cv gov sen rev
    """
)
"""Followed by what they abbreviate or introduce."""

NUMBERED = _words("no nos p vol ch sec art")
"""Abbreviations before a number, words elsewhere ("no. 5" against "The answer is no.")."""

OFTEN_FINAL = _words("inc ltd co corp jr sr etc univ dept inst assoc natl int am proc acad sci")
"""End a sentence only before a word that usually starts one."""

DOTTED_CLOSERS = _words("b.w i.p i.v s.c p.o i.m i.c.v i.n i.g i.t p.c a.m p.m h.s b.i.d t.i.d q.d u.v")
"""Dotted units and routes: they may stand last, before a capitalised word."""

INITIAL_HEADS = _words(
    """
    vitamin vitamins hepatitis type types group groups class classes factor factors complex panel panels arm
    arms cohort stage phase grade protein coenzyme domain site chain variant subunit cluster category model
    table figure appendix part influenza immunoglobulin lamin cyclin cathepsin aurora and or kinase genotype
    """
)
"""A single capital behind one of these is a name, not an initial: "vitamin C. The …"."""

STARTERS = _words(
    """
    the this these those that it its they their there in on at by for from with without within a an as after
    before during while when where whether which who what why how however thus therefore hence moreover
    furthermore although though because since if but and or yet so we our he she his her one two three both
    each all most many some several no not here such other another see note also consistent similarly
    conversely overall together finally first second third then importantly notably interestingly only even
    despite unlike like among between under over given based data results studies patients mice rats human
    mouse evidence current further additional future recent
    """
)
"""Words that usually start a sentence where they are capitalised."""
