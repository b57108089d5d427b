"""Which identifiers name one source: tokens (``doi:…``, ``pmid:…``, ``page:…``) joined without chaining.

Footnotes are written by hand, and a wrong PMID is common. Two tokens of different schemes are joined
only where each is the other's clear favourite over all footnotes that state both, and never where that
would put two DOIs, two PMIDs or two PMCIDs into one source. What disagrees is a *clash*: the records
stay with their DOI and somebody is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

SCHEMES = ("doi", "pmid", "pmcid")


class Record:
    """What one footnote or study page says that its source is called.

    ``tokens`` are the first identifiers of each scheme, DOI first; ``more`` further ones of the same
    schemes (a footnote about two papers). ``page`` is the study page that it links or is. ``home`` is
    the token that decides to which source it belongs.
    """

    __slots__ = ("home", "is_page", "more", "page", "tokens")

    def __init__(
        self,
        values: Mapping[str, Sequence[str]],
        page: str | None,
        ncts: Sequence[str],
        fallback: str,
        *,
        is_page: bool = False,
    ) -> None:
        self.tokens = tuple(f"{scheme}:{values[scheme][0]}" for scheme in SCHEMES if values.get(scheme))
        self.more = tuple(
            f"{scheme}:{value}" for scheme in SCHEMES for value in tuple(values.get(scheme, ()))[1:]
        )
        self.page = f"page:{page}" if page is not None else None
        self.is_page = is_page
        if self.tokens:
            self.home = self.tokens[0]
        elif self.page is not None:
            self.home = self.page
        elif ncts:
            # A trial has many papers: its number names a source only where nothing else does.
            self.home = f"nct:{ncts[0]}"
        else:
            self.home = fallback

    @property
    def parts(self) -> tuple[tuple[str, ...], tuple[str, ...], str | None, str, bool]:
        """All of it, for comparison."""
        return self.tokens, self.more, self.page, self.home, self.is_page


def scheme_of(token: str) -> str:
    """``doi:10.1/x`` → ``doi``."""
    return token.partition(":")[0]


class Identities:
    """The joined tokens of all records of a vault."""

    __slots__ = ("_members", "_parent", "partners")

    def __init__(self, records: Iterable[Record]) -> None:
        self._parent: dict[str, str] = {}
        self._members: dict[str, dict[str, str]] = {}
        # token → scheme → partner token → the records that state both
        self.partners: dict[str, dict[str, dict[str, list[Record]]]] = {}
        known = list(records)
        for record in known:
            self._note(record)
        for record in known:
            if record.is_page and record.page is not None and record.tokens:
                self._join(record.page, record.tokens[0])
        for first, second in (("doi", "pmid"), ("doi", "pmcid"), ("pmid", "pmcid")):
            self._join_scheme(first, second)
        for scheme in SCHEMES:
            self._join_scheme(scheme, "page")

    def _note(self, record: Record) -> None:
        tokens = record.tokens if record.page is None else (*record.tokens, record.page)
        for token in (*tokens, *record.more, record.home):
            self._parent.setdefault(token, token)
        if record.more:
            return  # with two papers in one footnote nobody can say which identifiers belong together
        for one in tokens:
            for other in tokens:
                if one != other:
                    (
                        self.partners.setdefault(one, {})
                        .setdefault(scheme_of(other), {})
                        .setdefault(other, [])
                        .append(record)
                    )

    def root(self, token: str) -> str:
        """The representative of a token's source; itself where the token is unknown."""
        parent = self._parent
        if token not in parent:
            return token
        top = token
        while parent[top] != top:
            top = parent[top]
        while parent[token] != top:
            parent[token], token = top, parent[token]
        return top

    def favourite(self, token: str, scheme: str) -> str | None:
        """The partner of a scheme that clearly most records give a token; None where there is no such."""
        found = self.partners.get(token, {}).get(scheme)
        if not found:
            return None
        ranked = sorted(found, key=lambda partner: (-len(found[partner]), partner))
        if len(ranked) > 1 and len(found[ranked[0]]) == len(found[ranked[1]]):
            return None
        return ranked[0]

    def _join_scheme(self, first: str, second: str) -> None:
        for token in sorted(self.partners):
            if scheme_of(token) != first:
                continue
            partner = self.favourite(token, second)
            if partner is not None and self.favourite(partner, first) == token:
                self._join(token, partner)

    def _schemes(self, root: str) -> dict[str, str]:
        found = self._members.get(root)
        if found is None:
            scheme = scheme_of(root)
            found = self._members[root] = {scheme: root} if scheme in SCHEMES else {}
        return found

    def _join(self, one: str, other: str) -> None:
        self._parent.setdefault(one, one)
        self._parent.setdefault(other, other)
        kept, gone = sorted((self.root(one), self.root(other)))
        if kept == gone:
            return
        mine, theirs = self._schemes(kept), self._schemes(gone)
        if any(mine.get(scheme, token) != token for scheme, token in theirs.items()):
            return
        mine.update(theirs)
        self._parent[gone] = kept

    def canonical(self, token: str) -> dict[str, str]:
        """The one identifier of each scheme that the source of a token has: scheme → token."""
        return dict(self._schemes(self.root(token)))
