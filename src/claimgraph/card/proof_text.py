"""An explanation as text for a terminal, or as Markdown."""

from __future__ import annotations

from claimgraph.card.lines import StudyMark, cut, to_study_mark
from claimgraph.card.markdown import escaped
from claimgraph.card.marks import ACCESS_WORDS, STANDING_WORDS, plural
from claimgraph.card.measure import clean, width, wrap
from claimgraph.card.proof import Explanation, Proof, Triple
from claimgraph.card.values import ClaimLine

_SHOWN = 8


def say(triple: Triple) -> str:
    """An edge in words, safe to show."""
    return " ".join(clean(part, 120) for part in (triple.subject, triple.relation, triple.object))


def verdict(found: Explanation) -> str:
    """The answer in one sentence."""
    proof = found.proof
    if proof is None:
        return "This does not follow from the graph."
    if proof.rule is None:
        studies = {item.study.iri for claim in proof.claims for item in claim.backing}
        if not proof.claims:
            return "Pages state this by their type."
        backed = f" on {plural(len(studies), 'study', 'studies')}" if studies else ", no study is given"
        return f"Stated by {plural(len(proof.claims), 'claim')}{backed}."
    return f"Inferred by {proof.rule}: {clean(proof.because, 300)}. No page says it in these words."


def to_proof_text(found: Explanation, *, columns: int = 100, everything: bool = False) -> str:
    """The explanation as a tree of lines, no trailing newline."""
    columns = max(48, min(columns, 140))
    limit = 10**9 if everything else _SHOWN
    out = [*wrap(say(found.edge), columns), *wrap(verdict(found), columns)]
    if found.proof is not None:
        out.append("")
        _tree(found.proof, "", "", columns, limit, out)
    else:
        out += _known_text(found, columns, limit)
    for broken in found.contradictions:
        out += ["", *wrap(f"✖ contradiction ({broken.rule}): {broken.message}", columns)]
        for triple in broken.premises:
            _put(out, "  · ", "    ", say(triple), columns)
    return "\n".join(line.rstrip() for line in out)


def _put(out: list[str], first: str, rest: str, text: str, columns: int, end: str = "") -> None:
    room = max(columns - width(first), 16)
    beside = bool(end) and width(end) <= room // 2
    for at, line in enumerate(wrap(text, room, room - width(end) - 2 if beside else room)):
        gap = " " * (room - width(line) - width(end)) + end if at == 0 and beside else ""
        out.append((first if at == 0 else rest) + line + gap)
    if end and not beside:
        out += [rest + line for line in wrap(end, room)]


def _tree(proof: Proof, lead: str, rest: str, columns: int, limit: int, out: list[str]) -> None:
    how = f"⊢ {proof.rule}" if proof.rule else "stated"
    _put(out, lead, rest, say(proof.edge) + (" (proved above)" if proof.told else ""), columns, how)
    if proof.because and not proof.told:
        _put(out, rest + "  ", rest + "  ", clean(proof.because, 300), columns)
    for at, premise in enumerate(proof.premises):
        last = at == len(proof.premises) - 1
        _tree(
            premise, rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  "), columns, limit, out
        )
    claims, hidden = cut(proof.claims, limit)
    for claim in claims:
        _claim(claim, rest + "  ", columns, out)
    if hidden:
        out.append(f"{rest}  … {plural(hidden, 'more claim')}; --all shows them")


def _claim(claim: ClaimLine, lead: str, columns: int, out: list[str], *, standing: bool = False) -> None:
    _put(
        out,
        lead + "• ",
        lead + "  ",
        claim_words(claim, standing=standing),
        columns,
        clean(str(claim.where), 200),
    )
    if claim.quote:
        _put(out, lead + "  “", lead + "   ", clean(claim.quote, 400) + "”", columns)
    for item in claim.backing:
        mark = to_study_mark(item.study, item.stance)
        _put(out, f"{lead}  {mark.dot} ", lead + "    ", study_words(mark), columns)
    if not claim.backing:
        _put(out, lead + "  ∅ ", lead + "    ", "no study is given", columns)


def claim_words(claim: ClaimLine, *, standing: bool = False) -> str:
    """A claim in words with its conditions."""
    denied = "not " if claim.standing == "denied" else ""
    said = f"{clean(claim.subject, 90)} {denied}{clean(claim.relation, 60)} {clean(claim.object, 90)}"
    conditions = [organism.name for organism in claim.organisms]
    conditions += [
        text
        for text in (claim.tissue, claim.dose, claim.route, claim.timing, claim.population, claim.effect)
        if text
    ]
    if conditions:
        said += f" ({', '.join(clean(text, 100) for text in conditions)})"
    if standing:
        said = f"{STANDING_WORDS[claim.standing]}: {said}"
    return said


def study_words(mark: StudyMark) -> str:
    """A study with link, access and its group of authors."""
    against = {"disputes": "against: ", "inconclusive": "undecided: "}.get(mark.stance, "")
    facts = ["/".join(organism.name for organism in mark.organisms), *mark.facts]
    facts.append(ACCESS_WORDS.get(mark.access, mark.access))
    facts.append(f"group {mark.group}" if mark.group else "")
    facts.append("RETRACTED" if mark.retracted else "")
    facts.append(mark.link or mark.cited_as)
    facts.append(f"footnote {mark.where}" if mark.where else "")
    return f"{against}{mark.name} · " + " · ".join(fact for fact in facts if fact)


def _known_text(found: Explanation, columns: int, limit: int) -> list[str]:
    out: list[str] = []
    if found.edges:
        out += ["", "What does follow between the two:"]
        edges, hidden = cut(found.edges, limit * 2)
        for edge in edges:
            _put(out, "  · ", "    ", say(edge), columns)
        if hidden:
            out.append(f"  … {hidden} more; --all shows them")
    if found.claims:
        out += ["", "What pages say of the two, and how it stands:"]
        claims, hidden = cut(found.claims, limit)
        for claim in claims:
            _claim(claim, "  ", columns, out, standing=True)
        if hidden:
            out.append(f"  … {plural(hidden, 'more claim')}; --all shows them")
    if not out:
        out += ["", *wrap("No edge and no claim joins the two. Absent is unknown, not “no”.", columns)]
    return out


def to_proof_markdown(found: Explanation, *, everything: bool = False) -> str:
    """The explanation as a nested Markdown list, ending in a newline."""
    limit = 10**9 if everything else _SHOWN
    out = [f"# Why: {escaped(say(found.edge))}", "", escaped(verdict(found)), ""]
    if found.proof is not None:
        _markdown_tree(found.proof, "", limit, out)
    if found.edges:
        out += ["## What does follow between the two", ""]
        out += [f"- {escaped(say(edge))}" for edge in cut(found.edges, limit * 2)[0]]
        out.append("")
    if found.claims:
        out += ["## What pages say of the two, and how it stands", ""]
        for claim in cut(found.claims, limit)[0]:
            _markdown_claim(claim, "", out, standing=True)
    for broken in found.contradictions:
        out += ["", f"**Contradiction** ({escaped(broken.rule)}): {escaped(broken.message)}", ""]
        out += [f"- {escaped(say(triple))}" for triple in broken.premises]
    return "\n".join(out).rstrip() + "\n"


def _markdown_tree(proof: Proof, indent: str, limit: int, out: list[str]) -> None:
    how = f"{proof.rule}: {proof.because}" if proof.rule else "stated"
    told = ", proved above" if proof.told else ""
    out.append(f"{indent}- **{escaped(say(proof.edge))}** ({escaped(clean(how, 300) + told)})")
    for premise in proof.premises:
        _markdown_tree(premise, indent + "  ", limit, out)
    claims, hidden = cut(proof.claims, limit)
    for claim in claims:
        _markdown_claim(claim, indent + "  ", out)
    if hidden:
        out.append(f"{indent}  - … {plural(hidden, 'more claim')}")


def _markdown_claim(claim: ClaimLine, indent: str, out: list[str], *, standing: bool = False) -> None:
    place = str(claim.where).replace("`", "'")
    out.append(f"{indent}- {escaped(claim_words(claim, standing=standing))} `{clean(place, 200)}`")
    if claim.quote:
        out.append(f"{indent}  - “{escaped(clean(claim.quote, 400))}”")
    for item in claim.backing:
        mark = to_study_mark(item.study, item.stance)
        words = study_words(mark)
        link = mark.link
        if link:
            words = words.replace(f" · {link}", "")
        cited = f" · [{escaped(mark.cited_as)}](<{link}>)" if link else ""
        out.append(f"{indent}  - {mark.dot} {escaped(words)}{cited}")
    if not claim.backing:
        out.append(f"{indent}  - no study is given")
