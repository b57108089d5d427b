"""What is posted on a preprint server is told by its DOI, or by a journal's name; the table is data."""

import pytest

from claimgraph.extract.citation.servers import find_server_of, names_server, says_preprint
from claimgraph.ontology import read_ontology


@pytest.mark.parametrize(
    ("doi", "server"),
    [
        ("10.1101/2030.01.02.345678v2", "bioRxiv"),
        ("10.1101/345678", "bioRxiv"),
        ("10.64898/2031.01.02.345678", "bioRxiv"),
        ("10.21203/rs.3.rs-1/v1", "Research Square"),
        ("10.48550/arXiv.2001.00001", "arXiv"),
        ("10.31234/osf.io/abcde", "OSF Preprints"),
        ("10.2139/SSRN.123", "SSRN"),
        # Journals of the same publisher, and a prefix in the wrong place.
        ("10.1101/gad.123456.119", None),
        ("10.1101/gr.123456", None),
        ("10.1101/1234567", None),
        ("10.1038/10.64898/1", None),
        ("", None),
    ],
)
def test_a_doi_tells_its_server(doi: str, server: str | None) -> None:
    assert find_server_of(doi) == server


def test_every_server_has_a_prefix() -> None:
    for server in read_ontology().concepts("preprint-servers"):
        assert [name for name, _ in server.words] == ["doiPattern"] * len(server.words), server.id
        assert server.words, server.id


@pytest.mark.parametrize(
    "text", ["a pre-print", "posted, medRxiv 2030", "Not peer-reviewed", "Research Square"]
)
def test_a_footnote_may_say_so_anyhow(text: str) -> None:
    assert says_preprint(text)
    assert not says_preprint("Roe A, Some J 2030")


@pytest.mark.parametrize("name", ["bioRxiv", "*medRxiv* (preprint)", "Preprints.org, version 2"])
def test_a_journal_may_be_a_server(name: str) -> None:
    assert names_server(name.replace("*", ""))


@pytest.mark.parametrize("name", ["Journal of the arXiv", "SSRN and its friends", "Nature", ""])
def test_a_journal_is_no_server(name: str) -> None:
    assert not names_server(name)
