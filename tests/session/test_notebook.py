"""The notebook in docs/ is executed, shows a picture, names no place of this machine; its cells run."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
NOTEBOOK = json.loads((DOCS / "session.ipynb").read_text(encoding="utf-8"))
CODE = [cell for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]


def texts(cell: dict[str, Any]) -> str:
    """What the notebook keeps of a cell's output as plain text."""
    found = []
    for output in cell["outputs"]:
        assert output["output_type"] != "error"
        found.append("".join(output.get("text") or output["data"]["text/plain"]))
    return "".join(found)


def run_cell(source: str, names: dict[str, Any]) -> str:
    """What a cell prints, and its last expression as text."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
            if value is not None:
                print(repr(value))
    return printed.getvalue()


def test_it_is_executed_and_shows_a_picture() -> None:
    assert [cell["execution_count"] for cell in CODE] == list(range(1, len(CODE) + 1))
    kinds = {kind for cell in CODE for output in cell["outputs"] for kind in output.get("data", {})}
    assert {"image/png", "text/html"} <= kinds
    text = json.dumps(NOTEBOOK)
    for place in ("/home/", "/root/", "/tmp/", "/Users/", "site-packages"):
        assert place not in text


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_its_cells_still_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    monkeypatch.chdir(DOCS)
    monkeypatch.setenv("CLAIMGRAPH_CACHE", str(tmp_path))
    names: dict[str, Any] = {}
    for cell in CODE:
        found = run_cell("".join(cell["source"]), names)
        # Counts change with the wiki; whether there is an answer does not.
        kept = re.sub(r"<Figure.*?>", "", texts(cell))
        assert bool(found.strip()) == bool(kept.strip())
    assert names["figure"].axes[0].texts
    assert "SERVICE is not allowed" in texts(CODE[6])
