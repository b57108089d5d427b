"""The picture in the documentation is the one that is drawn today.

``CLAIMGRAPH_UPDATE=1 pytest tests/card`` draws it anew: look at it before you commit it.
"""

from __future__ import annotations

import os
from pathlib import Path

from claimgraph.build import build_vault, open_graph
from claimgraph.card import read_card, to_svg
from claimgraph.resources import sample_vault

PICTURE = Path(__file__).parents[2] / "docs" / "semax-card.svg"


def test_the_picture_in_the_documentation_is_fresh(tmp_path: Path) -> None:
    build_vault(sample_vault(), tmp_path / "out")
    drawn = to_svg(read_card(open_graph(tmp_path / "out"), "semax"))
    if os.environ.get("CLAIMGRAPH_UPDATE"):
        PICTURE.write_text(drawn, encoding="utf-8")
    assert PICTURE.read_text(encoding="utf-8") == drawn
