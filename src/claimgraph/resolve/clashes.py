"""FN-14: identifiers that are paired one way here and another way there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from claimgraph.diagnostics import Diagnostic, Related, Severity
from claimgraph.resolve.identity import Identities, Record, scheme_of
from claimgraph.resolve.records import Entry


def find_clashes(entries: Sequence[Entry], identities: Identities) -> Iterator[Diagnostic]:
    """FN-14: footnotes and study pages whose identifiers are paired otherwise elsewhere.

    The places that fewer records share are told, each with one of the others; of equal numbers both,
    since nobody can say which is wrong. Study pages count only where they exist: a page that is
    still to be written has no identity.
    """
    by_record = {id(entry.record): entry for entry in entries}
    existing = {entry.record.page for entry in entries if entry.study is not None}
    for entry in entries:
        record = entry.record
        if record.more:
            continue
        tokens = list(record.tokens)
        if record.page in existing and record.page is not None:
            tokens.append(record.page)
        for token, mine in _pairs(tokens):
            rivals = {
                rival: records
                for rival, records in identities.partners[token].get(scheme_of(mine), {}).items()
                if scheme_of(rival) != "page" or rival in existing
            }
            found = _rival(mine, rivals, entry, by_record) if len(rivals) > 1 else None
            if found is not None:
                yield _clash(entry, token, mine, *found, len(rivals[found[0]]))
                break


def _pairs(tokens: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each two tokens that should name one thing, either way round, those with the DOI first."""
    for one in tokens:
        for other in tokens:
            if one != other:
                yield one, other


def _rival(
    mine: str, rivals: Mapping[str, list[Record]], entry: Entry, by_record: Mapping[int, Entry]
) -> tuple[str, Entry] | None:
    """The pairing that as many records give or more; None where this is the usual one."""
    first = {rival: by_record[id(records[0])] for rival, records in rivals.items() if rival != mine}
    ranked = sorted(first, key=lambda rival: (-len(rivals[rival]), first[rival].place))
    best = ranked[0]
    return (best, first[best]) if len(rivals[best]) >= len(rivals[mine]) else None


def _clash(entry: Entry, token: str, mine: str, usual: str, other: Entry, count: int) -> Diagnostic:
    span = entry.span_of(scheme_of(mine))
    times = "once" if count == 1 else f"{count} times"
    return Diagnostic(
        rule="FN-14",
        severity=Severity.ERROR,
        message=f"{_words(token)} stands here with {_words(mine)}, elsewhere ({times}) with {_words(usual)}",
        path=entry.page.path,
        line=span.line,
        end_line=span.end_line,
        focus=entry.key[1] if entry.key is not None else None,
        value=mine.partition(":")[2],
        help="look both up: one of them belongs to another paper; until then the DOI decides",
        related=(
            Related(
                f"{other.where} with {_words(usual)}", other.page.path, other.span.line, other.span.end_line
            ),
        ),
    )


def _words(token: str) -> str:
    scheme, _, value = token.partition(":")
    return f"{'study page' if scheme == 'page' else scheme.upper()} {value}"
