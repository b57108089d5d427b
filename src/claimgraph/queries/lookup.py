"""From what a user writes to the node that is meant: entities, pages and sources by name.

Steps go from exact to loose, and the first that finds anything decides. Two things at one step are
ambiguous, and the user is shown both; nothing is picked silently.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from pyoxigraph import Literal, NamedNode

from claimgraph.errors import UsageError
from claimgraph.namespaces import PREFIXES
from claimgraph.store import GraphStore, to_text

_PREFIX = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("cg", "rdfs", "skos"))

# Everything that a page's entity can be called by. Terms without a page come only where no page fits.
_PAGES = (
    _PREFIX
    + """SELECT ?page ?entity ?path WHERE {
  ?page a cg:Page ; cg:path ?path . OPTIONAL { ?page cg:about ?entity }
}"""
)
_NAMES = (
    _PREFIX
    + """SELECT ?entity ?name WHERE {
  ?page a cg:Page ; cg:about ?entity .
  { ?entity rdfs:label ?name } UNION { ?entity skos:altLabel ?name }
}"""
)
_TERMS = (
    _PREFIX + "SELECT ?entity ?name WHERE { ?entity a cg:UnlinkedEntity ; rdfs:label|skos:altLabel ?name }"
)
# Exact names are looked up one by one in the index; only a loose name makes us read them all.
_TITLED = _PREFIX + "SELECT DISTINCT ?entity WHERE { ?entity rdfs:label ?name . ?page cg:about ?entity }"
_ALIASED = _PREFIX + "SELECT DISTINCT ?entity WHERE { ?entity skos:altLabel ?name . ?page cg:about ?entity }"
_IDENTIFIED = tuple(
    _PREFIX + f"SELECT DISTINCT ?source WHERE {{ ?node {scheme} ?identifier . {role} }}"
    for scheme in ("cg:doi", "cg:pmid", "cg:pmcid", "cg:nct")
    for role in ("?node a cg:Source . BIND(?node AS ?source)", "?node cg:source ?source")
)
_KEYS = (
    _PREFIX + "SELECT DISTINCT ?source WHERE { ?citation a cg:Citation ; cg:key ?key ; cg:source ?source }"
)
_LABELS = _PREFIX + "SELECT ?source ?label WHERE { ?source a cg:Source ; rdfs:label ?label }"
_STUDY_PAGES = _PREFIX + "SELECT DISTINCT ?source WHERE { ?source a cg:Source ; cg:studyPage ?page }"
_KNOWN = "ASK { ?node ?predicate ?value }"

_RESOLVERS = re.compile(
    r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*|https?://pubmed\.ncbi\.nlm\.nih\.gov/|pmid:?\s*|pmcid:?\s*)",
    re.IGNORECASE,
)


def fold_name(text: str) -> str:
    """The form in which names are compared loosely: ``MAPK/ERK pathway`` and ``mapk-erk-pathway`` meet."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def find_entity(store: GraphStore, text: str, name: str = "entity") -> NamedNode:
    """The entity with this IRI, page path, page name, title or alias; last a thing without a page.

    Raises:
        UsageError: nothing or more than one thing is called so.
    """
    if re.match(r"https?://|urn:", text):
        return _known_iri(store, text, name)
    paths = {
        to_text(path): entity
        for _, entity, path in store.select(_PAGES, trusted=True).rows
        if isinstance(entity, NamedNode)
    }
    found = _by_path(paths, text)
    if found:
        return _single(found, text, name, paths)
    for query in (_TITLED, _ALIASED):
        step = _nodes(store, query, "name", Literal(text))
        if step:
            return _single(step, text, name, paths)
    loose: dict[str, set[NamedNode]] = {}
    names: list[str] = []
    for entity, label in store.select(_NAMES, trusted=True).rows:
        if not isinstance(entity, NamedNode):
            continue
        written = to_text(label)
        names.append(written)
        loose.setdefault(fold_name(written), set()).add(entity)
    for path, entity in paths.items():
        loose.setdefault(fold_name(path.rsplit("/", 1)[-1].removesuffix(".md")), set()).add(entity)
    if fold_name(text) in loose:
        return _single(loose[fold_name(text)], text, name, paths)
    terms: dict[str, set[NamedNode]] = {}
    for entity, label in store.select(_TERMS, trusted=True).rows:
        if isinstance(entity, NamedNode):
            names.append(to_text(label))
            terms.setdefault(fold_name(to_text(label)), set()).add(entity)
    if fold_name(text) in terms:
        return _single(terms[fold_name(text)], text, name, paths)
    raise _unknown(text, name, "thing", names)


def find_page(store: GraphStore, text: str, name: str = "page") -> NamedNode:
    """The page with this IRI, path or name, or the page about the thing that is called so.

    Raises:
        UsageError: nothing or more than one page is called so.
    """
    if re.match(r"https?://|urn:", text):
        return _known_iri(store, text, name)
    rows = store.select(_PAGES, trusted=True).rows
    paths = {to_text(path): page for page, _, path in rows if isinstance(page, NamedNode)}
    found = _by_path(paths, text)
    if found:
        return _single(found, text, name, paths)
    entity = find_entity(store, text, name)
    about = {page for page, about, _ in rows if about == entity and isinstance(page, NamedNode)}
    if not about:
        raise UsageError(f"{name}: {text!r} is named on pages but has no page of its own")
    return _single(about, text, name, paths)


def find_source(store: GraphStore, text: str, name: str = "source") -> NamedNode:
    """The source with this IRI, DOI, PMID, PMCID, trial number, study page, footnote key or short label.

    Raises:
        UsageError: nothing or more than one source is called so.
    """
    identifier = _RESOLVERS.sub("", text).strip().rstrip("/")
    if re.match(r"https?://|urn:", identifier):
        return _known_iri(store, identifier, name)
    written = dict.fromkeys((identifier, identifier.lower(), identifier.upper()))
    for candidate in written:
        found = {
            node for query in _IDENTIFIED for node in _nodes(store, query, "identifier", Literal(candidate))
        }
        if found:
            return _single(found, text, name, {})
    rows = store.select(_PAGES, trusted=True).rows
    pages = _by_path({to_text(path): page for page, _, path in rows if isinstance(page, NamedNode)}, text)
    for page in sorted(pages, key=str):
        found = _nodes(store, _STUDY_PAGES, "page", page)
        if found:
            return _single(found, text, name, {})
    found = _nodes(store, _KEYS, "key", Literal(text.strip("[]^ ")))
    if found:
        return _single(found, text, name, {})
    labels: dict[str, set[NamedNode]] = {}
    for source, label in store.select(_LABELS, trusted=True).rows:
        if isinstance(source, NamedNode):
            labels.setdefault(fold_name(to_text(label)), set()).add(source)
    if fold_name(text) in labels:
        return _single(labels[fold_name(text)], text, name, {})
    raise _unknown(text, name, "source", [])


def _by_path(paths: dict[str, NamedNode], text: str) -> set[NamedNode]:
    """Page paths that are ``text``, else end in it, else have it as their file name."""
    wanted = text.strip("/").removesuffix(".md")
    stems = {path.removesuffix(".md"): node for path, node in paths.items()}
    if wanted in stems:
        return {stems[wanted]}
    return {node for stem, node in stems.items() if stem.endswith("/" + wanted)}


def _nodes(store: GraphStore, query: str, variable: str, term: NamedNode | Literal) -> set[NamedNode]:
    return {
        node
        for (node,) in store.select(query, {variable: term}, trusted=True).rows
        if isinstance(node, NamedNode)
    }


def _known_iri(store: GraphStore, text: str, name: str) -> NamedNode:
    try:
        node = NamedNode(text)
    except ValueError as error:
        raise UsageError(f"{name}: {text!r} is no IRI: {error}") from error
    if not store.ask(_KNOWN, {"node": node}, trusted=True):
        raise UsageError(f"{name}: nothing in this graph has the IRI {text}")
    return node


def _single(found: set[NamedNode], text: str, name: str, paths: dict[str, NamedNode]) -> NamedNode:
    if len(found) == 1:
        return next(iter(found))
    where = {node: path for path, node in sorted(paths.items(), reverse=True)}
    candidates = sorted(where.get(node, node.value) for node in found)
    shown = ", ".join(candidates[:8]) + (f" and {len(candidates) - 8} more" if len(candidates) > 8 else "")
    raise UsageError(f"{name}: {text!r} can mean {len(candidates)} things", remedy=f"say which one: {shown}")


def _unknown(text: str, name: str, kind: str, names: list[str]) -> UsageError:
    folded = {fold_name(written): written for written in sorted(names)}
    close = [folded[match] for match in get_close_matches(fold_name(text), folded, n=3, cutoff=0.6)]
    remedy = (
        f"did you mean {' or '.join(close)}?"
        if close
        else "name it as a page, title or alias of the wiki does"
    )
    if kind == "source":
        remedy = "give a DOI, a PMID or a footnote key that the wiki has"
    return UsageError(f"{name}: no {kind} in this graph is called {text!r}", remedy=remedy)
