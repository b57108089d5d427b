"""What has changed since a git revision, and which findings that touches.

Only git's plumbing is called, without a shell: the revision is resolved to a commit id first, so that
nothing a user or a CI variable names can be taken for an option or a path.
"""

from __future__ import annotations

import os
import re
import subprocess
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

import msgspec

from claimgraph.diagnostics import Diagnostic
from claimgraph.errors import EngineError, InputError, UsageError

_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPES = {"a": 7, "b": 8, "t": 9, "n": 10, "v": 11, "f": 12, "r": 13, '"': 34, "\\": 92}


_OF_A_HOOK = frozenset(
    ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE")
)


class Changes(msgspec.Struct, frozen=True):
    """What differs from a revision, in paths of the vault.

    Attributes:
        commit: the revision's full id.
        lines: changed file → ranges of 1-based lines (first, last), in order. Where lines were only
            taken out, the lines above and below the gap count as changed.
        whole: files that are new, untracked or renamed: all their lines count.
        removed: files that are gone, or that have another name now.
    """

    commit: str
    lines: dict[str, tuple[tuple[int, int], ...]]
    whole: frozenset[str]
    removed: frozenset[str]

    def touches(self, path: str, line: int, end_line: int) -> bool:
        """Whether a place lies on changed lines."""
        if path in self.whole:
            return True
        return any(first <= end_line and line <= last for first, last in self.lines.get(path, ()))

    def is_changed(self, path: str) -> bool:
        """Whether anything of a file changed."""
        return path in self.whole or path in self.lines


def read_changes(root: Path, revision: str, *, staged: bool = False) -> Changes:
    """What has changed below ``root`` between a revision and the files on disk, untracked ones included.

    With ``staged`` what git's index holds counts instead of the files, and untracked files do not.

    Raises:
        UsageError: ``root`` is in no git repository, or there is no such revision.
        EngineError: git is missing or failed.
    """
    inside = _git(root, "rev-parse", "--is-inside-work-tree", check=False)
    if inside.returncode != 0 or inside.stdout.strip() != b"true":
        raise UsageError(
            "the folder is in no git repository, so nothing can be said about changes",
            path=str(root),
            remedy=_hint(inside.stderr) or "leave --changed-since out, or use --baseline",
        )
    commit = _commit(root, revision)
    where = ("--cached",) if staged else ()
    limits = (
        *where,
        "--find-renames",
        "--relative",
        "--no-ext-diff",
        "--ignore-submodules",
        commit,
        "--",
        ".",
    )
    names = _git(root, "diff", "--name-status", "-z", *limits).stdout
    patch = _git(
        root, "-c", "core.quotePath=false", "-c", "diff.noprefix=false", "-c", "diff.mnemonicPrefix=false",
        "diff", "--unified=0", "--inter-hunk-context=0", "--no-color", "--no-textconv", "--text",
        "--src-prefix=a/", "--dst-prefix=b/", *limits,
    ).stdout  # fmt: skip
    whole, removed = parse_names(names)
    if not staged:
        untracked = _git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", ".").stdout
        whole |= {_path(name) for name in untracked.split(b"\0") if name}
    return Changes(commit, parse_patch(patch), frozenset(whole), frozenset(removed))


def _commit(root: Path, revision: str) -> str:
    # --end-of-options: a revision that begins with a dash stays a revision.
    if "\0" not in revision and revision.strip():
        words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        found = _git(root, *words, check=False)
        commit = found.stdout.decode("ascii", "replace").strip()
        if found.returncode == 0 and re.fullmatch(r"[0-9a-f]{40,64}", commit):
            return commit
        if revision == "HEAD":  # before the first commit everything is new: compare with the empty tree
            return _git(root, "hash-object", "-t", "tree", "--stdin").stdout.decode("ascii").strip()
    raise UsageError(
        f"there is no revision {revision!r}",
        path=str(root),
        remedy="name a commit, branch or tag; in CI fetch enough history (fetch-depth: 0)",
    )


def _git(root: Path, *words: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
    if not root.is_dir():
        raise InputError("there is no such folder", path=str(root), remedy="name the folder of a wiki")
    # A hook runs with its repository's GIT_DIR and index; here the vault decides which one is meant.
    environment = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    environment |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_PAGER": "cat"}
    command = ["git", "-C", str(root.resolve()), *words]
    try:
        done = subprocess.run(command, input=b"", capture_output=True, check=False, env=environment)
    except FileNotFoundError as error:
        raise EngineError("git is not installed", remedy="install git, or use --baseline") from error
    if check and done.returncode != 0:
        message = done.stderr.decode("utf-8", "replace").strip()
        raise EngineError(f"git {words[0]} failed: {message}", path=str(root), remedy="see git's message")
    return done


def _hint(stderr: bytes) -> str | None:
    """Git's own remedy where it refuses a repository of another owner."""
    if b"safe.directory" in stderr:
        return "git distrusts the folder's owner: git config --global --add safe.directory FOLDER"
    return None


def _path(name: bytes) -> str:
    """A file's name as git gives it, as the vault spells it: NFC, undecodable bytes replaced."""
    text = unicodedata.normalize("NFC", name.decode("utf-8", "surrogateescape"))
    return text.encode("utf-8", "replace").decode("utf-8")


def _unquote(name: bytes) -> bytes:
    """A name in a patch header; git quotes those with control characters, quotes or backslashes as C does."""
    name = name.rstrip(b"\r\n").removesuffix(b"\t")
    if not (name.startswith(b'"') and name.endswith(b'"')):
        return name
    out = bytearray()
    body, at = name[1:-1], 0
    while at < len(body):
        if body[at : at + 1] != b"\\":
            out.append(body[at])
            at += 1
        elif body[at + 1 : at + 4].isdigit():
            out.append(int(body[at + 1 : at + 4], 8))
            at += 4
        else:
            out.append(_ESCAPES[chr(body[at + 1])])
            at += 2
    return bytes(out)


def parse_names(names: bytes) -> tuple[set[str], set[str]]:
    """Files that are new or renamed, and files that are gone, from ``git diff --name-status -z``."""
    whole: set[str] = set()
    removed: set[str] = set()
    words = iter(names.split(b"\0"))
    for status in words:
        if status[:1] in (b"R", b"C"):
            removed |= {_path(next(words))} if status[:1] == b"R" else set()
            whole.add(_path(next(words)))
        elif status:
            path = _path(next(words))
            if status[:1] == b"D":
                removed.add(path)
            elif status[:1] != b"M":  # added, another type of file, or unmerged: every line may matter
                whole.add(path)
    return whole, removed


def parse_patch(patch: bytes) -> dict[str, tuple[tuple[int, int], ...]]:
    """Changed lines by file, from a patch without context."""
    ranges: dict[str, list[tuple[int, int]]] = {}
    new = b""
    for kind, value in _records(patch):
        if kind == "new":
            new = value
            continue
        match = _HUNK.match(value)
        if match is not None and new != b"/dev/null":
            first, count = int(match[2]), int(match[3] or b"1")
            touched = (first, first + count - 1) if count else (max(first, 1), first + 1)
            ranges.setdefault(_path(new.removeprefix(b"b/")), []).append(touched)
    return {path: tuple(found) for path, found in ranges.items()}


def _records(patch: bytes) -> Iterator[tuple[str, bytes]]:
    """The lines of a patch that are not content; a hunk's header says how many lines of content follow."""
    content = 0
    for line in patch.split(b"\n"):
        if line.startswith(b"\\"):  # "\ No newline at end of file"
            continue
        if content > 0:
            content -= 1
        elif line.startswith(b"@@ "):
            match = _HUNK.match(line)
            if match is not None:
                content = int(match[1] or b"1") + int(match[3] or b"1")
            yield "hunk", line
        elif line.startswith(b"+++ "):
            yield "new", _unquote(line[4:])


def select_changed(
    findings: Sequence[Diagnostic],
    changes: Changes,
    *,
    whole_pages: bool = False,
    head: Callable[[str], int] = lambda _path: 1,
) -> tuple[Diagnostic, ...]:
    """The findings that a change can have caused.

    These stand on changed lines; or are about a page as a whole (they stand on its first line) and its
    front matter changed; or have such a place among their related ones; or name a page that was removed or
    renamed. With ``whole_pages`` all findings of changed pages, and those with a related place on one.

    Args:
        head: the last line of a page's front matter.
    """
    gone = {PurePosixPath(path).stem.casefold(): path for path in changes.removed}

    def touched(path: str, line: int, end_line: int) -> bool:
        if whole_pages and changes.is_changed(path):
            return True
        return changes.touches(path, line, head(path) if line == 1 else end_line)

    return tuple(finding for finding in findings if _is_touched(finding, touched, gone))


def _is_touched(
    finding: Diagnostic, touched: Callable[[str, int, int], bool], gone: Mapping[str, str]
) -> bool:
    if touched(finding.path, finding.line, finding.end_line):
        return True
    if any(touched(place.path, place.line, place.end_line) for place in finding.related):
        return True
    if not gone or not finding.value:
        return False
    named = finding.value.strip("[]").partition("|")[0].partition("#")[0].strip()
    stem = PurePosixPath(named.replace("\\", "/")).name.removesuffix(".md").casefold()
    return stem in gone
