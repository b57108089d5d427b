"""The commit hook and the GitHub Action, on real git repositories."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

sys.path.append(str(Path(__file__).resolve().parent.parent / "review"))

from wikis import DRUG, DRUG_PATH, commit, git, write_wiki

ROOT = Path(__file__).resolve().parents[2]
BROKEN = DRUG.replace("[^smith2010].\n", "[^smith2010] [^nobody1999].\n")
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")


def _command(folder: Path) -> dict[str, str]:
    """An environment in which ``claimgraph`` is this checkout, as the installed command would be."""
    folder.mkdir(parents=True, exist_ok=True)
    script = folder / "claimgraph"
    script.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT / 'src')!r})\n"
        "from claimgraph.__main__ import main\nsys.exit(main())\n",
        encoding="utf-8",
    )
    script.chmod(0o755)
    path = os.pathsep.join([str(folder), str(Path(sys.executable).parent), os.environ["PATH"]])
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    return {**kept, "PATH": path, "GIT_CONFIG_GLOBAL": os.devnull, "PRE_COMMIT_HOME": str(folder / "home")}


def _hooks() -> list[dict[str, Any]]:
    hooks: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    return hooks


@needs_git
@pytest.mark.skipif(find_spec("pre_commit") is None, reason="pre-commit is not installed")
def test_the_hook_stops_a_commit_with_a_new_error_and_lets_old_ones_be(tmp_path: Path) -> None:
    repository = tmp_path / "repo"
    repository.mkdir()
    git(repository, "init", "--quiet")
    old = BROKEN.replace("nobody1999", "old1998")
    write_wiki(repository, {DRUG_PATH: old, "other.md": DRUG})
    environment = _command(tmp_path / "bin")
    hook = dict(_hooks()[0], language="system")  # as installed here, without a new environment
    config = {"repos": [{"repo": "local", "hooks": [hook]}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")
    commit(repository)

    def run() -> subprocess.CompletedProcess[str]:
        git(repository, "add", "--all")
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", "--color", "never"],
            cwd=repository, env=environment, capture_output=True, text=True, check=False, encoding="utf-8",
        )  # fmt: skip

    page = repository / "other.md"
    page.write_text(DRUG.replace("calms", "soothes"), "utf-8")
    passed = run()
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert "Passed" in passed.stdout
    page.write_text(BROKEN, "utf-8")
    stopped = run()
    assert stopped.returncode == 1, stopped.stdout + stopped.stderr
    assert "other.md:8:" in stopped.stdout
    assert "nobody1999" in stopped.stdout
    assert "old1998" not in stopped.stdout


def test_the_hooks_are_of_the_declared_form() -> None:
    assert [hook["id"] for hook in _hooks()] == ["claimgraph-check", "claimgraph-fix"]
    for hook in _hooks():
        assert hook["pass_filenames"] is False
        for name in ("a/größe x.md", "claimgraph.toml", "claimgraph-waivers.toml", "a/b.waivers.toml"):
            assert re.search(hook["files"], name)
        assert not re.search(hook["files"], "a.py")
    if find_spec("pre_commit") is not None:
        words = [
            sys.executable,
            "-m",
            "pre_commit",
            "validate-manifest",
            str(ROOT / ".pre-commit-hooks.yaml"),
        ]
        assert subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(find_spec("check_jsonschema") is None, reason="check-jsonschema is not installed")
def test_the_action_has_the_form_that_github_publishes() -> None:
    words = ["-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions", str(ROOT / "action.yml")]
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_input_of_the_action_is_text_of_a_script() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    steps = action["runs"]["steps"]
    assert action["runs"]["using"] == "composite"
    for step in steps:
        assert "${{" not in step.get("run", "")
        assert ("run" in step) == ("shell" in step)
    script = (ROOT / ".github/actions/check.sh").read_text("utf-8")
    check = next(step for step in steps if step.get("id") == "check")
    assert set(re.findall(r"\$\{?(INPUT_\w+)", script)) == {
        name for name in check["env"] if name.startswith("INPUT_")
    }


def _run_action(repository: Path, tmp_path: Path, **inputs: str) -> tuple[int, str, dict[str, str]]:
    """The check step as the runner runs it: defaults and inputs in the environment, outputs from a file."""
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    values = {name: str(about["default"]) for name, about in action["inputs"].items()} | inputs
    environment = _command(tmp_path / "bin")
    for name, value in values.items():
        environment[f"INPUT_{name.upper().replace('-', '_')}"] = value
    output = tmp_path / "outputs"
    output.write_text("", "utf-8")
    environment["GITHUB_OUTPUT"] = str(output)
    done = subprocess.run(
        ["bash", str(ROOT / ".github/actions/check.sh")],
        cwd=repository, env=environment, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    outputs = dict(line.split("=", 1) for line in output.read_text("utf-8").splitlines())
    return int(outputs["exit-code"]), done.stdout + done.stderr, outputs


@needs_git
@needs_bash
def test_the_action_on_a_repository(tmp_path: Path) -> None:
    repository = tmp_path / "repo"
    repository.mkdir()
    git(repository, "init", "--quiet")
    write_wiki(repository / "my wiki", {DRUG_PATH: BROKEN, "other.md": DRUG})
    commit(repository)
    code, log, outputs = _run_action(repository, tmp_path, vault="my wiki", html="report.html")
    assert (code, outputs["sarif"]) == (1, "claimgraph.sarif")
    assert "::error file=my wiki/molecules/compounds/drug.md,line=8," in log
    results = json.loads((repository / "claimgraph.sarif").read_text("utf-8"))["runs"][0]["results"]
    uris = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results}
    assert f"my%20wiki/{DRUG_PATH}" in uris
    assert (repository / "report.html").stat().st_size > 5000
    stolen = repository / "stolen"
    code, _, outputs = _run_action(
        repository, tmp_path, vault="my wiki", arguments=f"$(touch {stolen}) ; touch {stolen}"
    )
    assert (code, "sarif" in outputs, stolen.exists()) == (2, False, False)
