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

BEFORE_NAMES = _words("and or by of from with et de van von den der after see per author authors professor")
"""Behind one of these words a single capital is an initial ("by J. Smith"); behind another word in lower
case it is a name of its own ("vitamin C. Doses …")."""

FINITE_VERBS = _words(
    """
    is are was were has have had does do did can cannot could may might must will would should remains remain
    shows showed suggests requires need needs lacks
    """
)
"""A bold run with one of these is a sentence, not a label."""

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
