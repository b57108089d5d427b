"""What a sentence says of its study against what its only footnote says of it.

Deliberately narrow: a disagreement is reported only where both sides are explicit and no reading of
the footnote's whole text supports the sentence. Rules on it are for review, not for refusal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from claimgraph.validation.amounts import contrary_dose, contrary_ratio_value, contrary_sample
from claimgraph.validation.designs import Stated, design_kinds
from claimgraph.validation.directions import sign_of

_NEGATED = re.compile(
    r"\b(?:no|not|without|lack\w*|absence|absent|needed?|await\w*|pending|planned|future|require[sd]?|until"
    r"|none|never|but|sparse|limited|would|should|could|instead|unlike|versus|vs|whereas)\b",
    re.IGNORECASE,
)


_AWAITED = re.compile(
    r"[\w\s,-]{0,24}\b(?:needed|await\w*|pending|planned|ongoing|required|lacking|absent|underway|would|should"
    r"|could|has not|have not|not yet|is not|are not|versus|vs)\b"
)
"""What stands behind a name of a study that there is not."""

_ONE_STUDY = re.compile(
    r"\b(?:an?|this|one|single|pivotal|largest|(?:19|20)\d\d)\s(?:[\w-]+,?\s){0,4}$", re.IGNORECASE
)
"""What stands before a name that means one study, and not what a review is about."""

_AS_SUBJECT = (
    r"(?:^\W*|\bin\s|\b(?:aged|old|young|adult|male|female|null|knockout|transgenic|wild-type|treated|deficient|fed|diabetic"
    r"|obese|of|to)\s)(?:[\w/-]+\s){0,2}?"
)
# Each with what every match holds in small letters. Only what is said of subjects: "aged mice", "in rats".
_SPECIES = tuple(
    (
        name,
        roots,
        re.compile(
            _AS_SUBJECT + rf"(?P<word>{pattern})(?!\s(?:extract|antibod|serum|cells?|genes?)|-)", flags
        ),
    )
    for name, roots, pattern, flags in (
        ("mus-musculus", ("mice", "mouse", "murine"), r"mice\b", re.IGNORECASE),
        ("rattus-norvegicus", ("rats",), r"rats\b", re.IGNORECASE),
        ("caenorhabditis-elegans", ("elegans", "worms"), r"\*?C\. elegans\b|worms\b", 0),
        ("drosophila-melanogaster", ("drosophila", "flies"), r"\*?Drosophila\b|(?:fruit )?flies\b", 0),
        ("danio-rerio", ("zebrafish",), r"zebrafish\b", re.IGNORECASE),
        ("saccharomyces-cerevisiae", ("yeast", "cerevisiae"), r"yeast\b|S\. cerevisiae\b", re.IGNORECASE),
    )
)
_SPECIES_NAMES = frozenset({"homo-sapiens", *(name for name, _, _ in _SPECIES)})
_SPECIES_WORDS = (
    ("mus-musculus", re.compile(r"\b(?:mice|mouse|murine|rodents?)\b|C57BL|HET3", re.IGNORECASE)),
    ("rattus-norvegicus", re.compile(r"\brats?\b|\brodents?\b|Wistar|Sprague|Fischer", re.IGNORECASE)),
    ("caenorhabditis-elegans", re.compile(r"elegans|\bworms?\b|nematode", re.IGNORECASE)),
    ("drosophila-melanogaster", re.compile(r"drosophila|\bfl(?:y|ies)\b", re.IGNORECASE)),
    ("danio-rerio", re.compile(r"zebrafish|danio", re.IGNORECASE)),
    ("saccharomyces-cerevisiae", re.compile(r"yeast|cerevisiae", re.IGNORECASE)),
)
_COMPARED = re.compile(
    r"\b(?:than|unlike|as|like|conserved|versus|vs|similar|analogous|ortholog\w*|homolog\w*)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:in|of|among|from)\s(?:[\w≥>–+/-]+,?\s){0,4}?(?P<word>patients|people|humans|men|women|adults|volunteers"
    r"|seniors|participants|individuals)\b(?!\s(?:cells|tissue|cohort data))"
    r"|\b(?P<lead>(?i:patients|volunteers|participants"
    r"|(?:older|healthy|postmenopausal|elderly) (?:adults|women|men|people|volunteers)"
    r"|seniors|octogenarians|centenarians|nonagenarians))\b"
    r"|(?:^\W*|\b(?i:(?:that|while|and|when)\s))(?P<start>(?i:adults|women|men))\b"
    r"(?=\s(?:with|who|aged|over|under|on|given|taking|carry|carrying|have|had|show|showed|live|lived)\b)"
)
_HUMAN_WORDS = re.compile(
    r"\b(?:human|patient|participant|volunteer|people|person|men|women|adult|subject|individual|donor|clinical|cohort"
    r"|population|children|trial|biops|post-?mortem)",
    re.IGNORECASE,
)
_ANIMALS = re.compile(
    r"\b(?:animals?|preclinical\w*|dogs?|monkeys?|primates?|in vitro|cells?)\b", re.IGNORECASE
)
_TAG = re.compile(r"#gap\S*")
_OPEN = re.compile(
    r"\b(?:no|not|without|lack\w*|unknown|unclear|untested|may|might|could|would|should|whether|if|extrapolat\w*"
    r"|translat\w*|hypothes\w*|suggest\w*|plausib\w*|model\w*|potential\w*|remain\w*|unproven|relevan\w*|gap)\b"
    r"|#|\?|→",
    re.IGNORECASE,
)
_OTHER_STUDIES = re.compile(r"\b(?:evidence|studies|surveys?|literature)\b", re.IGNORECASE)
"""Words of sentences that tell what others found in people, which their source only repeats."""
_SYMBOL = (
    r"(?:[A-Z]{2,}[A-Za-z]*\d*[A-Za-z]?|[A-Z][a-z]{0,3}[A-Z\d][\w]*|(?:IL|TNF|IFN|NT|TGF)-?[\dα-ω]+)"
    r"(?:-[\dα-ω]+)?"
)
_LIST = re.compile(rf"(?<![\w-]){_SYMBOL}(?:(?:, (?:and |or )?|/| and | or | \+ ){_SYMBOL}){{2,}}(?![\w-])")
_ONE_SYMBOL = re.compile(rf"(?<![\w-]){_SYMBOL}(?![\w-])")
_SHORTENED = re.compile(r"\b([A-Z]{2,}[A-Za-z]*)-?\d+[A-Za-z]?((?:(?:,| and|/) ?-?\d+[A-Za-z]?\b)+)")
_SUFFIX = re.compile(r"[-αβγδκ]")
_SHARED_SYMBOLS = 2
_WORDS_LISTED = re.compile(
    r"\b(?P<lead>only|including|of|with|to|were|was|reduced|increased|contains?|by|between|against)\s"
    r"(?P<items>[a-z][\w-]+(?: [a-z][\w-]+)?(?:, [a-z][\w-]+(?: [a-z][\w-]+)?)+,? (?:and|or) [a-z][\w-]+)"
)
_NAMED = r"[\w-]+(?: [A-Z]\b)?"
_PAIR = re.compile(rf"\b(?P<lead>[a-z]+)\s(?P<one>{_NAMED}) and (?P<two>{_NAMED})")
_NAME_SIGN = re.compile(r"[A-Z\d]")
"""What a name of a molecule holds and a common word does not."""
_SEPARATOR = re.compile(r",? (?:and|or) |, ")


class Disagreement(msgspec.Struct, frozen=True):
    """``kind`` is ``sample``, ``design``, ``dose``, ``effect``, ``species`` or ``entities``; ``said`` the
    words of the sentence.
    """

    kind: str
    said: str


def find_disagreements(
    text: str,
    footnote: str,
    sizes: tuple[int, ...],
    designs: tuple[str, ...],
    organisms: tuple[str, ...] = (),
) -> tuple[Disagreement, ...]:
    """What the sentence ``text`` says that its footnote contradicts.

    Args:
        sizes: the sample sizes that the footnote states.
        designs: ids of its designs.
        organisms: ids of its organisms.
    """
    stated = design_kinds().stated(designs, organisms, footnote)
    sample = contrary_sample(text, footnote, sizes)
    found = [Disagreement("sample", sample)] if sample is not None else []
    found += find_misnamed(text, (stated,))
    for kind, said in (
        ("dose", contrary_dose(text, footnote)),
        ("effect", contrary_ratio_value(text, footnote)),
        ("entities", _entities(text, footnote)),
    ):
        if said is not None:
            found.append(Disagreement(kind, said))
    if not design_kinds().retells(stated) or not designs:
        found += [Disagreement("species", word) for word in _species(text, footnote, organisms)]
    return tuple(found)


def find_people(text: str, footnotes: Sequence[tuple[str, tuple[str, ...]]]) -> str | None:
    """What a sentence calls people, where all of its footnotes tell of other species only.

    ``footnotes`` are texts and ids of organisms; one without organisms could be about anybody. A sentence
    that asks, doubts or compares is left out.
    """
    if any(not organisms or "homo-sapiens" in organisms for _, organisms in footnotes):
        return None
    found = _PEOPLE.search(text)
    if found is None or _OPEN.search(text) or _COMPARED.search(text[: found.start()]):
        return None
    if any(_HUMAN_WORDS.search(_TAG.sub("", footnote)) for footnote, _ in footnotes):
        return None
    if (
        _OTHER_STUDIES.search(text)
        or _ANIMALS.search(text)
        or any(pattern.search(text) for _, pattern in _SPECIES_WORDS)
    ):
        return None  # the sentence tells both apart
    return found["word"] or found["lead"] or found["start"]


def find_misnamed(text: str, cited: Sequence[Stated]) -> list[Disagreement]:
    """The first study that a sentence names, where none that it names fits the designs of its footnotes.

    Footnotes that state no design could bear any name out.
    """
    if not all(stated.designs for stated in cited):
        return []
    kinds = design_kinds()
    named = kinds.named_in(text)
    if not named or any(kinds.fits(kind, stated) for _, kind, _ in named for stated in cited):
        return []
    retold = any(kinds.retells(stated) for stated in cited)
    for words, _, start in named:
        if retold and not _ONE_STUDY.search(text[max(0, start - 60) : start]):
            continue
        end = start + len(words)
        if not _NEGATED.search(text[max(0, start - 60) : start]) and not _AWAITED.match(text[end:]):
            return [Disagreement("design", words)]
    return []


def _folded(text: str) -> str:
    """Small letters, for a look before a search that minds no case, to which a few odd letters are an i."""
    return text.lower() if text.isascii() else text.casefold().replace("i\u0307", "i").replace("ı", "i")


def _species(text: str, footnote: str, organisms: tuple[str, ...]) -> list[str]:
    """A species that the sentence speaks of and its footnote, which names others, does not."""
    if not organisms or not _SPECIES_NAMES.issuperset(organisms):
        return []
    folded = _folded(text)
    said = [
        (name, match)
        for name, roots, pattern in _SPECIES
        if any(root in folded for root in roots) and (match := pattern.search(text))
    ]
    if not said or {name for name, _ in said} & set(organisms):
        return []
    if any(pattern.search(text) for name, pattern in _SPECIES_WORDS if name in organisms):
        return []  # the sentence compares, and names the species of its source too
    names = {name for name, _ in said}
    if any(pattern.search(footnote) for name, pattern in _SPECIES_WORDS if name in names):
        return []
    return [match["word"] for _, match in said[:1] if not _COMPARED.search(text[: match.start("word")])]


def _entities(text: str, footnote: str) -> str | None:
    """Names in a list of the sentence that the footnote's own list, which shares some, leaves out."""
    listed = list(_LIST.finditer(text))
    if listed:
        known = _symbols(footnote)
        lists = [_symbols(found.group()) for found in _LIST.finditer(footnote)]
        for found in listed:
            said = _ONE_SYMBOL.findall(found.group())
            missing = [symbol for symbol in dict.fromkeys(said) if not _is_known(_key(symbol), known)]
            folded = {_key(symbol) for symbol in said}
            if missing and any(len(folded & names) >= _SHARED_SYMBOLS for names in lists):
                return ", ".join(missing)
    return (_words_listed(text, footnote) if "," in text else None) or _paired(text, footnote)


def _words_listed(text: str, footnote: str) -> str | None:
    """Words of a list that the footnote gives as long, behind the same word, with some other words."""
    for found in _WORDS_LISTED.finditer(text):
        said = _SEPARATOR.split(found["items"])
        for other in _WORDS_LISTED.finditer(footnote):
            theirs = _SEPARATOR.split(other["items"])
            if other["lead"] != found["lead"] or len(theirs) != len(said) or set(said) == set(theirs):
                continue
            missing = [item for item in said if item.split(" ")[0] not in footnote]
            if set(said) & set(theirs) and missing:
                return ", ".join(missing)
    return None


def _paired(text: str, footnote: str) -> str | None:
    """The odd one of two that went one way together, where the footnote pairs the other with a third."""
    if " and " not in text or " and " not in footnote:
        return None
    for found in _PAIR.finditer(text):
        sign = sign_of(found["lead"])
        if not sign:
            continue
        said = {_key(found[name]): found[name] for name in ("one", "two")}
        for other in _PAIR.finditer(footnote):
            theirs = {_key(other["one"]), _key(other["two"])}
            odd = [word for key, word in said.items() if key not in theirs]
            if sign_of(other["lead"]) == sign and len(odd) == 1 and len(theirs - said.keys()) == 1:
                head = odd[0].split(" ")[0].casefold()
                names = [*said.values(), other["one"], other["two"]]
                if all(_NAME_SIGN.search(name) for name in names) and head not in footnote.casefold():
                    return odd[0]
    return None


def _key(symbol: str) -> str:
    return _SUFFIX.sub("", symbol).casefold()


def _symbols(text: str) -> set[str]:
    """Symbols as they are compared, with what shortened lists leave out ("MMP-2, -9")."""
    found = {_key(symbol) for symbol in _ONE_SYMBOL.findall(text)}
    for shortened in _SHORTENED.finditer(text):
        found |= {_key(shortened[1] + number) for number in re.findall(r"\d+[A-Za-z]?", shortened[2])}
    return found


def _is_known(key: str, known: set[str]) -> bool:
    return key in known or any(
        other.startswith(key) or key.startswith(other) for other in known if len(other) > 1
    )
