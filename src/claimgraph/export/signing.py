"""Signed nanopublications: trusty IRIs and RSA signatures by the nanopub library, which is an extra.

A key is only read; nothing is published and no server is asked. The same key signs the same bytes the
same way (PKCS #1 v1.5), so that a signed export is as repeatable as an unsigned one.
"""

from __future__ import annotations

import base64
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, parse

from claimgraph.errors import InputError, UsageError
from claimgraph.export.nanopubs import nanopub_head, say_left, to_nanopubs, to_trig_text
from claimgraph.export.result import ExportResult
from claimgraph.export.targets import write_file


def write_signed_nanopubs(built: Path, target: Path, key: Path) -> ExportResult:
    """Writes the nanopublications of a build, each signed with the RSA private key in ``key`` (PEM).

    Raises:
        UsageError: the nanopub library is not installed.
        InputError: the key cannot be read or is no RSA private key; ``target`` cannot be written.
    """
    signer = _Signer(key)
    left: dict[str, int] = {}
    count = 0

    def chunks() -> Iterator[bytes]:
        nonlocal count
        yield nanopub_head().encode()
        for text in to_nanopubs(built / "graph.nq", left):
            count += 1
            yield signer.sign(nanopub_head() + text).encode()

    write_file(target, chunks())
    counts = {"nanopublications": count, "signed": count}
    return ExportResult("nanopub", str(target), counts, say_left(left))


class _Signer:
    def __init__(self, key: Path) -> None:
        try:
            import nanopub
            from Crypto.PublicKey import RSA
            from nanopub.profile import Profile
        except ImportError as error:
            raise UsageError(
                "signing needs the nanopub library, which is not installed",
                remedy="pip install 'claimgraph[nanopub]', or leave --key out",
            ) from error
        try:
            private = RSA.import_key(key.read_bytes())
        except OSError as error:
            raise InputError(f"the key cannot be read: {error.strerror}", path=str(key)) from error
        except (ValueError, IndexError, TypeError) as error:
            # What is wrong with a key is not repeated: it could be part of the key.
            raise InputError("no RSA private key in PEM", path=str(key)) from error
        if not private.has_private():
            raise InputError("a public key, and signing needs the private one", path=str(key))
        self._library: Any = nanopub
        # The library asks for a name and an ORCID and writes neither, unless it is told to attribute.
        self._profile = Profile(
            name="claimgraph",
            orcid_id="https://orcid.org/0000-0000-0000-0000",
            private_key=base64.b64encode(private.export_key("DER", pkcs=8)).decode(),
            public_key=base64.b64encode(private.public_key().export_key("DER")).decode(),
        )

    def sign(self, text: str) -> str:
        """One nanopublication (TriG), signed: TriG without its prefixes."""
        from rdflib import ConjunctiveGraph

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own classes, used by the library
            dataset = ConjunctiveGraph()  # the only kind that the library signs
            dataset.parse(data=text, format="trig")
            conf = self._library.NanopubConf(profile=self._profile, use_test_server=True)
            publication = self._library.Nanopub(rdf=dataset, conf=conf)
            publication.sign()
            # Not its TriG: rdflib writes numbers in another way than it signed them.
            lines: str = publication.rdf.serialize(format="nquads")
        return to_trig_text([f"{quad} ." for quad in parse(lines.encode(), format=RdfFormat.N_QUADS)])
