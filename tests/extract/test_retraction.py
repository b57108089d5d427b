"""Where a page says that the work it is about was retracted."""

from __future__ import annotations

import pytest

from claimgraph.document import parse_document
from claimgraph.extract.retraction import find_retraction


def told(text: str) -> str | None:
    document = parse_document("page.md", text)
    title = document.sections[1].title
    found = find_retraction(document, title, document.sections[1].heading)
    return None if found is None else document.quote(found)


@pytest.mark.parametrize(
    "text",
    [
        "# RETRACTED: Smith 2020\n\nIt shows much.\n",
        "# Smith 2020\n\n> **RETRACTED** by the journal in 2026: gels were spliced.\n\nIt shows much.\n",
        "# Smith 2020\n\n> [!warning] Retracted\n> See the notice.\n\nIt shows much.\n",
        "# Smith 2020\n\n⚠️ Retraction: doi:10.1000/183\n\nIt shows much.\n",
        "# Smith 2020\n\nIt showed much. This paper has since been retracted for image doubling.\n",
        "# Smith 2020\n\nThe article was withdrawn by its authors.\n",
    ],
)
def test_a_page_says_it(text: str) -> None:
    assert told(text)


@pytest.mark.parametrize(
    "text",
    [
        "# Smith 2020\n\nIt shows much. The paper of Jones was retracted.\n",
        "# Smith 2020\n\n## Context\n\nThis paper was retracted.\n",
        "# Smith 2020\n\n> Not retracted as of 2026.\n\nIt shows much.\n",
        "# Smith 2020\n\nIt replaces a retracted paper; retracted data were left out.\n",
        "# Smith 2020\n\nRetracted lungs were weighed.\n",
        "# Smith 2020\n\nThe study drug was withdrawn from sale.\n",
    ],
)
def test_other_works_and_other_meanings_are_not_meant(text: str) -> None:
    assert told(text) is None
