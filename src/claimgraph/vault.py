"""Finds and reads the pages of a vault, and its ``claimgraph.toml``.

Nothing is interpreted here: a page is its path, its text exactly as on disk (no newline
translation) and the hash of its bytes. One unreadable page is a diagnostic, never the end.
"""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

from claimgraph.diagnostics import Diagnostic, Severity
from claimgraph.errors import ConfigError, InputError
from claimgraph.namespaces import DEFAULT_BASE

CONFIG_NAME = "claimgraph.toml"
WAIVERS_NAME = "claimgraph-waivers.toml"
DEFAULT_PROFILE = "evidence-wiki"


class RulesConfig(msgspec.Struct, frozen=True):
    """The table ``[rules]``. Rule ids may be prefixes: ``FN`` stands for every rule of that family.

    Attributes:
        select: the only rules that report; all of them where it is empty.
        ignore: rules that do not report.
        fail_on: ``error``, ``warning`` or ``info``: what ``check`` fails on by default.
        severity: rule id or prefix → ``error``, ``warning``, ``info`` or ``off``; the longest one decides.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    severity: dict[str, str] = {}


class WikiConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the wiki is, for those who get its graph: ``[wiki]`` in ``claimgraph.toml``. All optional.

    Attributes:
        title: else the heading of the front page (``README.md``).
        description: one or two sentences.
        licence: an SPDX id of a known licence or an IRI; else read from the wiki's licence file.
        homepage: an IRI.
        creators: names of people or groups.
        attribution: the words that the licence asks for, or where the content comes from.
    """

    title: str = ""
    description: str = ""
    licence: str = ""
    homepage: str = ""
    creators: tuple[str, ...] = ()
    attribution: str = ""


class VaultConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``claimgraph.toml`` in the vault's top folder may say. Every key is optional.

    Attributes:
        base: IRI that the graph's ids start with; ends in ``/`` or ``#``.
        profile: name of a profile in ``ontology/profiles`` or the path of a YAML file in the vault.
        ignore: glob patterns of page paths that are not read (``drafts/**``).
        severity: rule id → ``error``, ``warning``, ``info`` or ``off``; the same as in ``rules``.
        rules: which rules report, how severely, and what fails.
        waivers: the file of waivers, relative to the vault.
        baseline: a baseline that ``check`` uses when none is named, relative to the vault.
        wiki: what the wiki is.
    """

    base: str = DEFAULT_BASE
    profile: str = DEFAULT_PROFILE
    ignore: tuple[str, ...] = ()
    severity: dict[str, str] = {}
    rules: RulesConfig = RulesConfig()
    waivers: str = WAIVERS_NAME
    baseline: str | None = None
    wiki: WikiConfig = WikiConfig()


class PageFile(msgspec.Struct, frozen=True):
    """One page as read. ``path`` is relative to the vault, NFC, with ``/``; ``digest`` is SHA-256 hex."""

    path: str
    text: str
    digest: str
    diagnostics: tuple[Diagnostic, ...] = ()


class Vault(msgspec.Struct, frozen=True):
    """The pages of a vault, sorted by path; ``failed`` lists those that could not be read at all.

    ``licence`` is the IRI of the wiki's licence; None is unknown.
    ``files`` are the paths of what else lies there (pictures, tables), which links may name too.
    """

    root: Path
    config: VaultConfig
    pages: tuple[PageFile, ...]
    failed: tuple[Diagnostic, ...]
    licence: str | None = None
    files: tuple[str, ...] = ()


def read_config(root: Path) -> VaultConfig:
    """The vault's configuration; defaults where there is no file.

    Raises:
        ConfigError: the file is not TOML, or says something that is not known.
    """
    path = root / CONFIG_NAME
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return VaultConfig()
    except OSError as error:
        raise ConfigError(f"cannot read it: {error.strerror}", path=str(path)) from error
    try:
        table = tomllib.loads(raw.decode("utf-8"))
        if isinstance(table.get("rules"), dict):
            table["rules"] = _rules_table(table["rules"])
        config = msgspec.convert(table, VaultConfig)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        found = re.search(r"line (\d+)", str(error))
        raise ConfigError(
            f"not valid TOML: {error}", path=str(path), line=int(found[1]) if found else None
        ) from error
    except msgspec.ValidationError as error:
        raise ConfigError(
            str(error),
            path=str(path),
            remedy="keys: base, profile, ignore, severity, rules, waivers, baseline, wiki; see docs/cli.md",
        ) from error
    _check_wiki(config.wiki, path)
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*[/#]", config.base):
        raise ConfigError(
            f"base is not an IRI that ends in / or #: {config.base!r}",
            path=str(path),
            remedy='for example base = "https://example.org/wiki/"',
        )
    _check_words(config, path)
    return config


def _rules_table(table: dict[str, object]) -> dict[str, object]:
    """``[rules]`` as its value takes it: a key that is none of its own is a rule and its severity."""
    own: dict[str, object] = {}
    severity: dict[str, object] = {}
    for key, value in table.items():
        if key in {"select", "ignore"}:
            own[key] = [value] if isinstance(value, str) else value
        elif key == "fail-on":
            own["fail_on"] = value
        elif key == "severity" and isinstance(value, dict):
            severity |= value
        else:
            severity[key] = value
    return {**own, "severity": severity}


def _check_words(config: VaultConfig, path: Path) -> None:
    for rule, severity in (*config.severity.items(), *config.rules.severity.items()):
        if severity not in {"error", "warning", "info", "off"}:
            raise ConfigError(
                f"severity of {rule} is {severity!r}",
                path=str(path),
                remedy="use error, warning, info or off",
            )
    if config.rules.fail_on not in {None, "error", "warning", "info"}:
        raise ConfigError(
            f"fail-on is {config.rules.fail_on!r}", path=str(path), remedy="use error, warning or info"
        )


def _check_wiki(wiki: WikiConfig, path: Path) -> None:
    if wiki.licence and licence_iri(wiki.licence) is None:
        raise ConfigError(
            f"licence {wiki.licence!r} is neither an IRI nor one of {', '.join(_LICENCES)}",
            path=str(path),
            remedy='for example licence = "CC-BY-4.0"',
        )
    if wiki.homepage and not _IRI.fullmatch(wiki.homepage):
        raise ConfigError(f"homepage is no IRI: {wiki.homepage!r}", path=str(path))


_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_CC = "https://creativecommons.org/licenses/"
_LICENCES = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY-4.0": _CC + "by/4.0/",
    "CC-BY-SA-4.0": _CC + "by-sa/4.0/",
    "CC-BY-NC-4.0": _CC + "by-nc/4.0/",
    "CC-BY-ND-4.0": _CC + "by-nd/4.0/",
    "CC-BY-NC-SA-4.0": _CC + "by-nc-sa/4.0/",
    "CC-BY-NC-ND-4.0": _CC + "by-nc-nd/4.0/",
    "MIT": "https://spdx.org/licenses/MIT",
    "Apache-2.0": "https://spdx.org/licenses/Apache-2.0",
}
# How the licences call themselves at their beginning.
_LICENCE_TITLES = (
    (re.compile(r"CC0 1\.0 Universal"), "CC0-1.0"),
    (re.compile(r"Attribution-NonCommercial-ShareAlike 4\.0 International"), "CC-BY-NC-SA-4.0"),
    (re.compile(r"Attribution-NonCommercial-NoDerivatives 4\.0 International"), "CC-BY-NC-ND-4.0"),
    (re.compile(r"Attribution-NonCommercial 4\.0 International"), "CC-BY-NC-4.0"),
    (re.compile(r"Attribution-NoDerivatives 4\.0 International"), "CC-BY-ND-4.0"),
    (re.compile(r"Attribution-ShareAlike 4\.0 International"), "CC-BY-SA-4.0"),
    (re.compile(r"Attribution 4\.0 International"), "CC-BY-4.0"),
    (re.compile(r"MIT License"), "MIT"),
    (re.compile(r"Apache License\s+Version 2\.0"), "Apache-2.0"),
)
_LICENCE_FILE = re.compile(r"(?:licen[cs]e|copying)\b.*", re.IGNORECASE)
_LICENCE_HEAD = 1000


def licence_iri(name: str) -> str | None:
    """The IRI of a licence given as an SPDX id that we know or as an IRI; None for anything else."""
    if name in _LICENCES:
        return _LICENCES[name]
    return name if _IRI.fullmatch(name) else None


def read_licence(root: Path) -> str | None:
    """The licence that a file in the wiki's top folder gives in its own words; None where none is known."""
    for file in sorted(root.iterdir()):
        if not _LICENCE_FILE.fullmatch(file.name) or not file.is_file():
            continue
        try:
            with file.open(encoding="utf-8", errors="replace") as content:
                head = content.read(_LICENCE_HEAD)
        except OSError:
            continue  # that a licence cannot be read says nothing of the pages: it stays unknown
        for title, name in _LICENCE_TITLES:
            if title.search(head):
                return _LICENCES[name]
    return None


def _is_ignored(path: str, patterns: tuple[str, ...]) -> bool:
    return any(
        fnmatchcase(path, pattern) or path.startswith(pattern.removesuffix("**").rstrip("/") + "/")
        for pattern in patterns
    )


def find_pages(root: Path, ignore: tuple[str, ...] = ()) -> Iterator[tuple[str, Path]]:
    """The Markdown files below ``root`` as (vault path, file), unsorted.

    Folders whose name starts with a dot (``.git``, ``.obsidian``, ``.trash``) and symbolic links to
    folders are not entered: a link could lead out of the vault or round in a circle.
    """
    for path, file in find_files(root, ignore):
        if _is_page(path):
            yield path, file


def _is_page(path: str) -> bool:
    return path[-3:].lower() == ".md"


def find_files(root: Path, ignore: tuple[str, ...] = ()) -> Iterator[tuple[str, Path]]:
    """All files below ``root`` as (vault path, file), unsorted, but for hidden ones."""
    for folder, folders, files in os.walk(root, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith(".")]
        here = Path(folder)
        start = here.relative_to(root).as_posix()
        for name in files:
            if name.startswith("."):
                continue
            relative = unicodedata.normalize("NFC", name if start == "." else f"{start}/{name}")
            relative = relative.encode("utf-8", "replace").decode("utf-8")
            if not _is_ignored(relative, ignore):
                yield relative, here / name


def to_page(path: str, raw: bytes) -> PageFile:
    """A page from its bytes. Bytes that are not UTF-8 become U+FFFD, with a diagnostic that says where."""
    digest = hashlib.sha256(raw).hexdigest()
    try:
        return PageFile(path, raw.decode("utf-8"), digest)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        diagnostic = Diagnostic(
            rule="RD-01",
            severity=Severity.ERROR,
            message=f"not valid UTF-8: byte 0x{raw[error.start]:02x} at offset {error.start}",
            path=path,
            line=line,
            end_line=line,
            value=f"0x{raw[error.start]:02x}",
            help="save the page as UTF-8; bytes that are not are read as U+FFFD until then",
        )
        return PageFile(path, raw.decode("utf-8", "replace"), digest, (diagnostic,))


def _unread(path: str, message: str, help_: str) -> Diagnostic:
    return Diagnostic(
        rule="RD-00", severity=Severity.ERROR, message=message, path=path, line=1, end_line=1, help=help_
    )


def read_vault(root: Path) -> Vault:
    """Reads every page below ``root``.

    Raises:
        InputError: the folder is missing, is not a folder, or holds no page.
        ConfigError: its ``claimgraph.toml`` is malformed.
    """
    if not root.exists():
        raise InputError("there is no such folder", path=str(root), remedy="name the folder of a wiki")
    if not root.is_dir():
        raise InputError(
            "not a folder", path=str(root), remedy="name the folder of a wiki, not one of its pages"
        )
    config = read_config(root)
    pages: dict[str, PageFile] = {}
    failed: list[Diagnostic] = []
    # Sorted by the name on disk, so that of two names that Unicode holds equal the same one is kept.
    files: set[str] = set()
    for path, file in sorted(find_files(root, config.ignore)):
        if not _is_page(path):
            files.add(path)
            continue
        if path in pages:
            failed.append(
                _unread(path, "another file has the same name but for Unicode normalisation", "rename one")
            )
            continue
        try:
            pages[path] = to_page(path, file.read_bytes())
        except OSError as error:
            failed.append(
                _unread(
                    path,
                    f"the page cannot be read: {error.strerror or error}",
                    "check the file and its permissions; the rest of the wiki was read",
                )
            )
    if not pages and not failed:
        raise InputError(
            "no Markdown page below this folder", path=str(root), remedy="name the folder of a wiki"
        )
    licence = licence_iri(config.wiki.licence) if config.wiki.licence else read_licence(root)
    found = tuple(pages[path] for path in sorted(pages))
    return Vault(root, config, found, tuple(failed), licence, tuple(sorted(files)))
