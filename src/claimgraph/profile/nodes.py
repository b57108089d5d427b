"""Strict reading of YAML nodes: every error knows its line; nothing is converted behind the author's back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import yaml

from claimgraph.errors import ConfigError

try:
    _LOADER: type = yaml.CSafeLoader
except AttributeError:  # PyYAML without libyaml: slower, same nodes
    _LOADER = yaml.SafeLoader

_T = TypeVar("_T")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_MAX_DEPTH = 12


def _line(node: yaml.Node) -> int:
    mark = node.start_mark
    return mark.line + 1 if mark is not None else 1


class Reader:
    """A YAML node of one file, with typed access that raises ``ConfigError`` with file and line."""

    __slots__ = ("node", "path", "where")

    def __init__(self, node: yaml.Node, path: str, where: str) -> None:
        self.node = node
        self.path = path
        self.where = where

    @property
    def line(self) -> int:
        """The 1-based line the node starts on."""
        return _line(self.node)

    def error(self, message: str, remedy: str | None = None) -> ConfigError:
        """An error about this node."""
        where = f"{self.where}: " if self.where else ""
        return ConfigError(f"{where}{message}", path=self.path, line=self.line, remedy=remedy)

    def entries(self, allowed: frozenset[str] | None = None) -> dict[str, Reader]:
        """The mapping's values by key, in order. Keys are unique and, where given, among ``allowed``."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error("must be a mapping of keys to values")
        found: dict[str, Reader] = {}
        for key_node, value_node in self.node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise Reader(key_node, self.path, self.where).error("a key must be plain text")
            key = str(key_node.value)
            where = f"{self.where}.{key}" if self.where else key
            if key in found:
                raise Reader(key_node, self.path, self.where).error(f"the key {key!r} stands here twice")
            if allowed is not None and key not in allowed:
                raise Reader(key_node, self.path, self.where).error(
                    f"unknown key {key!r}", remedy="known keys: " + ", ".join(sorted(allowed))
                )
            found[key] = Reader(value_node, self.path, where)
        return found

    def items(self) -> Iterator[Reader]:
        """The members of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.error("must be a list")
        for position, node in enumerate(self.node.value, 1):
            yield Reader(node, self.path, f"{self.where}[{position}]")

    def text(self) -> str:
        """A scalar as written, quotes resolved; never a number or boolean."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.error("must be text")
        if not self.node.style and self.node.value in _NULLS:
            raise self.error("must not be empty")
        return str(self.node.value)

    def words(self) -> tuple[str, ...]:
        """A list of texts without repetition. An empty text must be quoted."""
        words = tuple(item.text() for item in self.items())
        if len(set(words)) != len(words):
            raise self.error("names a value twice")
        return words

    def flag(self) -> bool:
        """``true`` or ``false``."""
        text = self.text()
        if text not in {"true", "false"}:
            raise self.error(f"must be true or false, not {text!r}")
        return text == "true"

    def whole(self, least: int) -> int:
        """A whole number, ``least`` or more."""
        text = self.text()
        if not (text.isascii() and text.isdigit() and int(text) >= least):
            raise self.error(f"must be a whole number from {least} on, not {text!r}")
        return int(text)

    def one_of(self, choices: tuple[str, ...] | frozenset[str]) -> str:
        """A text that is one of ``choices``."""
        text = self.text()
        if text not in choices:
            raise self.error(f"{text!r} is not known", remedy="one of: " + ", ".join(sorted(choices)))
        return text


def get(entries: dict[str, Reader], key: str, read: Callable[[Reader], _T], default: _T) -> _T:
    """The value of an optional key, read by ``read``."""
    reader = entries.get(key)
    return default if reader is None else read(reader)


def words_of(entries: dict[str, Reader], key: str) -> tuple[str, ...]:
    """The words of an optional list."""
    reader = entries.get(key)
    return reader.words() if reader is not None else ()


def entries_of(entries: dict[str, Reader], key: str) -> dict[str, Reader]:
    """The entries of an optional mapping."""
    reader = entries.get(key)
    return reader.entries() if reader is not None else {}


def compose(text: str, path: str) -> Reader:
    """The root node of a YAML text.

    Raises:
        ConfigError: it is not YAML, is empty, uses anchors or aliases, or nests deeper than 12 levels.
    """
    try:
        _check_events(text, path)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ConfigError(
            f"not valid YAML: {getattr(error, 'problem', None) or error}",
            path=path,
            line=mark.line + 1 if mark is not None else None,
        ) from error
    if node is None:
        raise ConfigError("the profile is empty", path=path, line=1)
    return Reader(node, path, "")


def _check_events(text: str, path: str) -> None:
    """Refuse what would make composing recurse or explode, before it is composed."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        mark = event.start_mark
        line = mark.line + 1 if mark is not None else None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ConfigError(
                "anchors and aliases are not used in profiles",
                path=path,
                line=line,
                remedy="use `like: <type>` to take over fields",
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MAX_DEPTH:
                raise ConfigError(f"nests deeper than {_MAX_DEPTH} levels", path=path, line=line)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
