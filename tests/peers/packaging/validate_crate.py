"""Validates an RO-Crate without a network: python validate_crate.py CRATE CONTEXT.json SEVERITY.

The validator fetches the RO-Crate context; here it gets the copy that the npm package ro-crate carries.
Prints one JSON object a finding.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import rdflib.plugins.parsers.jsonld as parser
import rdflib.plugins.shared.jsonld.context as context
from rocrate_validator import models, services
from rocrate_validator.utils import http

DOCUMENT = {"@context": json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))["@context"]}
_ORIGINAL = context.source_to_json


class Answer:
    """What a server would have sent."""

    status_code = 200
    ok = True
    text = json.dumps(DOCUMENT)
    content = text.encode()
    headers = {"Content-Type": "application/ld+json"}  # noqa: RUF012

    def json(self) -> dict[str, Any]:
        return DOCUMENT

    def raise_for_status(self) -> None:
        """It is 200."""


def bundled(source: Any, *arguments: Any, **options: Any) -> Any:
    if isinstance(source, str) and "w3id.org/ro/crate" in source:
        return DOCUMENT, None
    return _ORIGINAL(source, *arguments, **options)


context.source_to_json = parser.source_to_json = bundled
http.HttpRequester.get = lambda *arguments, **options: Answer()

settings = services.ValidationSettings(
    rocrate_uri=sys.argv[1],
    profile_identifier="ro-crate-1.1",
    requirement_severity=models.Severity[sys.argv[3]],
)
for issue in services.validate(settings).get_issues():
    print(json.dumps({"check": issue.check.identifier, "message": str(issue.message)}))
print("validated")
