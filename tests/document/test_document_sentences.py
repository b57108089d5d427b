"""Sentences of biomedical prose, as a careful reader would cut them (``‖`` marks the cuts)."""

from __future__ import annotations

import pytest

from claimgraph.document.sentences import cut

CASES = [
    "Rats slept. ‖ They woke.",
    "It rose (p<0.05). ‖ The rest did not.",
    "It was p<0.05. ‖ N = 5. ‖ That is all.",
    "About 0.5 mg/kg b.w. was given i.p. in rats vs. mice.",
    "It was given i.p. ‖ Rats slept.",
    "Doses of ~150 mg/kg b.w. ‖ Controls got saline.",
    "See Fig. 2 and Figs. 3–4, cf. Table 1, e.g. Smith et al. 2020, i.e. the first.",
    "As Smith et al. (2020) and Lee et al. Nature 2019 found, it rose.",
    "So said Smith et al. ‖ The others did not.",
    "So said Smith et al.[^a] ‖ Others did not.",
    "In C. elegans and S. cerevisiae it fell. ‖ E. coli was spared.",
    "In *C. elegans* and *D. melanogaster* it fell.",
    "By J. Smith and A. B. Jones. ‖ They agree.",
    "It needs vitamin C. ‖ Doses vary.",
    "It lowers free T. ‖ Calculated values agree.",
    "Dr. Smith and St. John's wort. ‖ Approx. 5 mg of no. 7.",
    "The answer is no. ‖ Nobody knows.",
    "We used MR. ‖ Analyses agree with LC-MS. ‖ Errors were small.",
    "Claim one. [^a] ‖ Claim two.[^b][^c] ‖ Claim three [^d]. ‖ Four.",
    "Claim. [^a] #gap/x ‖ Next claim. #gap/y — because of that. ‖ Last.",
    "Claim. #gap/x at this level. ‖ Next.",
    "Claim. (#gap/x) ‖ Next.",
    "Claim. **#gap/x** ‖ Next.",
    "**Dose.** It was 5 mg. ‖ More.",
    "**Dose was not established.** ‖ It was 5 mg.",
    "*Note.* It was 5 mg.",
    "**A whole bold sentence that says a good deal of things.** ‖ And more.",
    "1. First of all.",
    "It ended (as he said. Twice.) and that was it. ‖ Next.",
    "(In brackets. All of it.) ‖ Next.",
    'He said "stop." ‖ She went on.',
    "Why? ‖ Because! ‖ So it is.",
    "Why? because lower case goes on.",
    "It ends. ‖ *Emphasis* starts. ‖ **Bold** too. ‖ “Quoted” too. ‖ (Bracket) too. ‖ [[link]] too.",
    "It ends. ‖ p53 rises. ‖ mTOR falls. ‖ γH2AX too.",
    "It runs; it does not stop; it goes on: always.",
    "In U.S. trials of Acme Inc. products etc. nothing rose.",
    "It works in the U.S. ‖ The drug is old.",
    "Wait... ‖ What?",
    "A line\nthat wraps. ‖ Another\nline.",
    "Hard break  \n‖ Next line\\\n‖ Last line",
    "No stop here\n‖ **Label:** text\n‖ **Other**: text",
    "Stop.\n#gap/x\n‖ Next.",
    "#gap/x — one reason. ‖ And more.\n‖ #gap/y — another reason",
    "See doi.org/10.1/x.y and file.md. ‖ Done.",
    "Version 2.0.1 works. ‖ So does 3.",
    "Half slept. ‖ >5% of them woke.",
    "One",
]


@pytest.mark.parametrize("marked", CASES)
def test_cuts(marked: str) -> None:
    expected = [piece.strip() for piece in marked.split("‖")]
    text = marked.replace("‖ ", "").replace("‖", "")
    assert [text[start:end] for start, end in cut(text, 0, len(text))] == expected


def test_offsets_are_those_of_the_whole_text() -> None:
    text = "xx. One. Two. yy."
    assert [text[start:end] for start, end in cut(text, 4, 13)] == ["One.", "Two."]


def test_marks_of_a_quote_start_no_sentence() -> None:
    text = "One.\n> Two\n> goes on.\n> > Three."
    assert [text[start:end] for start, end in cut(text, 0, len(text), True)] == [
        "One.",
        "Two\n> goes on.",
        "Three.",
    ]
