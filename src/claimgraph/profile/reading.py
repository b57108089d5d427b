"""Reads a vault profile: YAML → ``Profile``, checked against its own schema and the ontology."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path

import msgspec

from claimgraph.errors import ConfigError
from claimgraph.ontology import Ontology, read_ontology
from claimgraph.profile.nodes import Reader, compose, entries_of, get, words_of
from claimgraph.profile.study_columns import read_study_columns
from claimgraph.profile.values import (
    FIELD_KINDS,
    GAP_CLASSES,
    MATCHES,
    FieldRule,
    GapRule,
    PageType,
    Profile,
    Registry,
    SourceFields,
    VerificationFields,
)
from claimgraph.resources import ontology_dir

_CHECKS = frozenset({"cas"})
_DIRECTIONS = {1: "increase", -1: "decrease", 0: "unspecified"}
_TOP = frozenset(
    {
        "name",
        "title",
        "version",
        "type_field",
        "alias_fields",
        "verification",
        "literature_field",
        "non_entity",
        "manuals",
        "private",
        "study_folders",
        "study_tables",
        "reversing_words",
        "hedging_words",
        "null_words",
        "gaps",
        "registries",
        "shared",
        "types",
    }
)
_REGISTRY = frozenset({"prefix", "pattern", "iri", "match", "strip", "fold", "check"})
_FIELD = frozenset(
    {
        "kind",
        "many",
        "relation",
        "inverse",
        "reversed",
        "range",
        "values",
        "values_note",
        "separators",
        "registry",
        "secondary",
        "names_pages",
        "unit",
        "directory",
        "required",
        "documented",
    }
)
_TYPE = frozenset(
    {
        "class",
        "directories",
        "atomic",
        "overlay",
        "private",
        "documented",
        "like",
        "literature",
        "source",
        "fields",
    }
)
_SOURCE = frozenset(SourceFields.__struct_fields__)
# Which keys only make sense with which kind of field: a key elsewhere is a mistake, not a wish.
_ONLY_WITH = {
    "relation": {"link", "identifier"},
    "inverse": {"link", "identifier"},
    "reversed": {"link"},
    "range": {"link", "identifier"},
    "names_pages": {"link"},
    "values": {"enum"},
    "values_note": {"enum"},
    "directory": {"enum"},
    "registry": {"identifier"},
    "secondary": {"identifier"},
    "unit": {"number"},
    "separators": {"enum", "link"},
}


def read_profile(name_or_path: str | Path, root: Path | None = None) -> Profile:
    """Read a profile that ships with claimgraph, by name, or a file of the user, by path.

    A name has no suffix and no slash (``evidence-wiki``); a relative path is looked up below ``root``
    (the vault) first. Cached by path and time of last change.

    Raises:
        ConfigError: there is no such profile, or the file breaks the schema; with path and line.
    """
    path = _locate(name_or_path, root)
    try:
        stamp = path.stat().st_mtime_ns
    except OSError as error:
        raise ConfigError(f"cannot read the vault profile: {error.strerror}", path=str(path)) from error
    return _read(path, stamp)


@lru_cache(maxsize=8)
def _read(path: Path, _stamp: int) -> Profile:
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except OSError as error:
        raise ConfigError(f"cannot read the vault profile: {error.strerror}", path=str(path)) from error
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError("the vault profile is not UTF-8", path=str(path), line=line) from error
    return parse_profile(text, str(path))


def _locate(name_or_path: str | Path, root: Path | None) -> Path:
    given = Path(name_or_path)
    shipped = ontology_dir() / "profiles"
    if isinstance(name_or_path, str) and "/" not in name_or_path and not given.suffix:
        path = shipped / f"{name_or_path}.yaml"
        if path.is_file():
            return path
    elif given.is_absolute() or root is None:
        return given
    else:
        return root / given
    names = sorted(found.stem for found in shipped.glob("*.yaml"))
    raise ConfigError(
        f"there is no vault profile named {str(name_or_path)!r}",
        remedy="use one of: " + ", ".join(names) + "; or the path of a .yaml file",
    )


def parse_profile(text: str, path: str, ontology: Ontology | None = None) -> Profile:
    """A profile from its YAML text; ``path`` is for messages.

    Raises:
        ConfigError: the text breaks the schema, or names a relation or class that ``ontology`` (ours by
            default) does not have; with path and line.
    """
    known = ontology or read_ontology()
    root = compose(text, path)
    top = root.entries(_TOP)
    for key in ("name", "type_field", "types"):
        if key not in top:
            raise root.error(f"the key {key!r} is missing")
    registries = {name: _registry(name, reader) for name, reader in entries_of(top, "registries").items()}
    shared = {
        name: _field(name, reader, registries, known) for name, reader in entries_of(top, "shared").items()
    }
    types = _types(top["types"], shared, registries, known)
    if get(top, "version", lambda reader: reader.whole(1), 1) != 1:
        raise top["version"].error("this version of claimgraph reads profiles of version 1")
    kinds, rules, default, bare = _gaps(top.get("gaps"))
    return Profile(
        name=top["name"].text(),
        title=get(top, "title", Reader.text, top["name"].text()),
        digest=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        type_field=top["type_field"].text(),
        alias_fields=words_of(top, "alias_fields"),
        types=types,
        shared=shared,
        registries=registries,
        verification=get(top, "verification", _verification, None),
        literature_field=get(top, "literature_field", Reader.text, None),
        non_entity=words_of(top, "non_entity"),
        manuals=words_of(top, "manuals"),
        private=_folders(top, "private"),
        study_folders=_folders(top, "study_folders"),
        reversing_words=frozenset(words_of(top, "reversing_words")),
        hedging_words=frozenset(words_of(top, "hedging_words")),
        null_words=frozenset(words_of(top, "null_words")),
        gap_kinds=kinds,
        gap_rules=rules,
        gap_default=default,
        bare_gaps=bare,
        study_columns=get(top, "study_tables", read_study_columns, {}),
    )


def _folders(entries: dict[str, Reader], key: str) -> tuple[str, ...]:
    """Folders of the vault; "" is its top."""
    folders: list[str] = []
    for item in entries[key].items() if key in entries else ():
        folder = "" if item.node.value == "" else item.text()
        if folder.startswith("/") or folder.endswith("/") or "\\" in folder:
            raise item.error(f"{folder!r} is not a folder of the vault", remedy="write it as a/b")
        folders.append(folder)
    return tuple(folders)


def _verification(reader: Reader) -> VerificationFields | None:
    entries = reader.entries(frozenset({"verified", "date", "by", "scope"}))
    if "verified" not in entries:
        raise reader.error("the key 'verified' is missing")
    return VerificationFields(
        entries["verified"].text(),
        get(entries, "date", _optional, None),
        get(entries, "by", _optional, None),
        get(entries, "scope", _optional, None),
    )


def _optional(reader: Reader) -> str | None:
    return reader.text()


def _pattern(reader: Reader) -> str:
    text = reader.text()
    try:
        re.compile(text)
    except re.error as error:
        raise reader.error(f"not a regular expression: {error}") from error
    return text


def _registry(name: str, reader: Reader) -> Registry:
    entries = reader.entries(_REGISTRY)
    for key in ("prefix", "pattern", "iri"):
        if key not in entries:
            raise reader.error(f"the key {key!r} is missing")
    iri = entries["iri"].text()
    if iri.count("{id}") != 1 or not re.match(r"[a-z]+://", iri):
        raise entries["iri"].error("must be an IRI with {id} in it once")
    return Registry(
        name=name,
        prefix=entries["prefix"].text(),
        pattern=_pattern(entries["pattern"]),
        iri=iri,
        match=get(entries, "match", lambda found: found.one_of(MATCHES), "exact"),
        strip=words_of(entries, "strip"),
        fold=get(entries, "fold", Reader.flag, False),
        check=get(entries, "check", lambda found: found.one_of(_CHECKS), None),
    )


def _relation(reader: Reader, ontology: Ontology) -> str:
    name = reader.text()
    if name not in ontology.relations:
        raise reader.error(
            f"the ontology has no relation {name!r}", remedy="see ontology/relations, or declare it there"
        )
    return name


def _class(reader: Reader, ontology: Ontology) -> str:
    name = reader.text()
    # An ontology that declares no class at all (only relations) leaves nothing to compare with.
    if ontology.classes and name not in ontology.classes:
        raise reader.error(f"the ontology has no class {name!r}", remedy="see ontology/classes.ttl")
    return name


def _classes(entries: dict[str, Reader], ontology: Ontology) -> tuple[str, ...]:
    return tuple(_class(item, ontology) for item in entries["range"].items()) if "range" in entries else ()


def _field(name: str, reader: Reader, registries: dict[str, Registry], ontology: Ontology) -> FieldRule:
    entries = reader.entries(_FIELD)
    if "kind" not in entries:
        raise reader.error("the key 'kind' is missing", remedy="one of: " + ", ".join(FIELD_KINDS))
    kind = entries["kind"].one_of(FIELD_KINDS)
    for key, kinds in _ONLY_WITH.items():
        if key in entries and kind not in kinds:
            raise entries[key].error(f"{key!r} has no meaning for a field of kind {kind}")
    if kind == "enum" and "values" not in entries:
        raise reader.error("an enum needs 'values'")
    if kind == "identifier" and "registry" not in entries:
        raise reader.error("an identifier needs a 'registry'")
    for key in ("inverse", "reversed", "range"):
        if key in entries and "relation" not in entries:
            raise entries[key].error(f"{key!r} needs a 'relation'")
    relation = _relation(entries["relation"], ontology) if "relation" in entries else None
    sign = ontology.relations[relation].sign if relation else None
    registry = None
    if "registry" in entries:
        registry = registries[entries["registry"].one_of(frozenset(registries))]
    return FieldRule(
        name=name,
        kind=kind,
        many=get(entries, "many", Reader.flag, False),
        relation=relation,
        direction=_DIRECTIONS.get(sign) if sign is not None else None,
        inverse=get(entries, "inverse", Reader.flag, False),
        reversed_relation=_relation(entries["reversed"], ontology) if "reversed" in entries else None,
        range=_classes(entries, ontology),
        values=words_of(entries, "values"),
        values_note=get(entries, "values_note", _optional, None),
        separators=get(entries, "separators", Reader.text, ""),
        registry=registry,
        secondary=get(entries, "secondary", Reader.flag, False),
        names_pages=get(entries, "names_pages", Reader.flag, False),
        unit=get(entries, "unit", _optional, None),
        directory=get(entries, "directory", Reader.flag, False),
        required=get(entries, "required", Reader.flag, False),
        documented=get(entries, "documented", Reader.flag, True),
    )


def _types(
    reader: Reader, shared: dict[str, FieldRule], registries: dict[str, Registry], ontology: Ontology
) -> dict[str, PageType]:
    own: dict[str, dict[str, FieldRule]] = {}
    types: dict[str, PageType] = {}
    for name, type_reader in reader.entries().items():
        entries = type_reader.entries(_TYPE)
        fields = dict(shared)
        if "like" in entries:
            fields.update(own[entries["like"].one_of(frozenset(own))])
        given = {
            field: _field(field, found, registries, ontology)
            for field, found in entries_of(entries, "fields").items()
        }
        fields.update(given)
        own[name] = {field: rule for field, rule in fields.items() if shared.get(field) is not rule}
        literature = get(entries, "literature", _literature, None)
        types[name] = PageType(
            name=name,
            entity_class=_class(entries["class"], ontology) if "class" in entries else None,
            directories=_folders(entries, "directories"),
            atomic=get(entries, "atomic", Reader.flag, False),
            overlay=get(entries, "overlay", Reader.flag, False),
            private=get(entries, "private", Reader.flag, False),
            documented=get(entries, "documented", Reader.flag, True),
            fields=fields,
            literature_months=literature[0] if literature else None,
            literature_required=literature[1] if literature else False,
            source=_source(entries["source"], fields) if "source" in entries else None,
        )
        if types[name].atomic and types[name].overlay:
            raise entries["overlay"].error("a type is either atomic or an overlay")
    if not types:
        raise reader.error("declares no page type")
    return types


def _literature(reader: Reader) -> tuple[int, bool] | None:
    entries = reader.entries(frozenset({"months", "required"}))
    if "months" not in entries:
        raise reader.error("the key 'months' is missing")
    return entries["months"].whole(1), get(entries, "required", Reader.flag, False)


def _source(reader: Reader, fields: dict[str, FieldRule]) -> SourceFields:
    entries = reader.entries(_SOURCE)
    names: dict[str, str] = {}
    for role, found in entries.items():
        names[role] = found.text()
        if names[role] not in fields:
            raise found.error(f"the type has no field {names[role]!r}")
    return msgspec.convert(names, SourceFields)


def _gaps(
    reader: Reader | None,
) -> tuple[dict[str, str], tuple[GapRule, ...], str, tuple[str, ...]]:
    if reader is None:
        return {}, (), "evidence", ()
    entries = reader.entries(frozenset({"kinds", "rules", "default", "bare"}))
    kinds = {kind: found.one_of(GAP_CLASSES) for kind, found in entries_of(entries, "kinds").items()}
    rules: list[GapRule] = []
    if "rules" in entries:
        for item in entries["rules"].items():
            parts = item.entries(frozenset({"class", "pattern"}))
            if len(parts) != 2:
                raise item.error("needs 'class' and 'pattern'")
            rules.append(GapRule(_pattern(parts["pattern"]), parts["class"].one_of(GAP_CLASSES)))
    default = get(entries, "default", lambda found: found.one_of(GAP_CLASSES), "evidence")
    return kinds, tuple(rules), default, words_of(entries, "bare")
