"""What the graph says of itself: DCAT and VoID of the wiki, a SPARQL service description, the saved queries.

One graph, ``graph/-/dataset``. It holds nothing that changes with the text of a page, so that a page
can be edited without it: counts stand in ``export void``. Queries take the form of SIB's catalogues,
their parameters as named nodes, because claimgraph writes no blank ones.
"""

from __future__ import annotations

import re

from claimgraph.graph import QuadNode, to_nodes
from claimgraph.graph.terms import TRUE, escaped, literal
from claimgraph.namespaces import CG, DCTERMS, PREFIXES, PROV, RDF, RDFS, SH, SKOS, XSD, Minter
from claimgraph.queries import SavedQuery
from claimgraph.store.lexing import parse_outline
from claimgraph.vault import Vault

DCAT = "http://www.w3.org/ns/dcat#"
VOID = "http://rdfs.org/ns/void#"
SD = "http://www.w3.org/ns/sparql-service-description#"
SCHEMA = "https://schema.org/"
FORMATS = "http://www.w3.org/ns/formats/"
QUERY = "https://w3id.org/claimgraph/query/"
PROGRAM = "https://w3id.org/claimgraph"

_H1 = re.compile(r"^#[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)
_FRONT_PAGES = ("README.md", "index.md", "Home.md")
_VOCABULARIES = ("cg", "rdfs", "skos", "dcterms", "prov", "fabio", "sepio")

Facts = dict[str, list[str]]


def wiki_title(vault: Vault) -> str:
    """The wiki's title: ``[wiki] title`` of ``claimgraph.toml``, else the front page's heading."""
    if vault.config.wiki.title:
        return vault.config.wiki.title
    texts = {page.path: page.text for page in vault.pages if page.path in _FRONT_PAGES}
    for name in _FRONT_PAGES:
        heading = _H1.search(texts.get(name, ""))
        if heading is not None:
            return heading[1]
    return "Evidence wiki"


def description_nodes(vault: Vault, queries: tuple[SavedQuery, ...]) -> list[QuadNode]:
    """The nodes of the graph ``dataset``."""
    minter = Minter(vault.config.base)
    facts: Facts = {}
    wiki, service = _iri(f"{minter.base}wiki"), _iri(f"{minter.base}wiki/service")
    _describe_wiki(facts, wiki, vault, minter)
    _describe_service(facts, service, wiki, minter)
    _declare_prefixes(facts)
    for query in queries:
        _describe_query(facts, query, wiki)
    return to_nodes(facts, minter.named_graph("dataset"))


def _describe_wiki(facts: Facts, wiki: str, vault: Vault, minter: Minter) -> None:
    about = vault.config.wiki
    say = facts.setdefault(wiki, [])
    say += [f"{_RDF_TYPE} {_iri(kind)}" for kind in (CG + "Wiki", DCAT + "Dataset", VOID + "Dataset")]
    say.append(f"{_iri(DCTERMS + 'title')} {literal(wiki_title(vault))}")
    if about.description:
        say.append(f"{_iri(DCTERMS + 'description')} {literal(about.description)}")
    if vault.licence:
        say.append(f"{_iri(DCTERMS + 'license')} {_iri(vault.licence)}")
    if about.attribution:
        say.append(f"{_iri(DCTERMS + 'rights')} {literal(about.attribution)}")
    if about.homepage:
        say.append(f"{_iri(DCAT + 'landingPage')} {_iri(about.homepage)}")
    say += [f"{_iri(DCTERMS + 'creator')} {literal(name)}" for name in about.creators]
    say += [f"{_iri(VOID + 'vocabulary')} {_iri(PREFIXES[prefix])}" for prefix in _VOCABULARIES]
    say.append(f"{_iri(VOID + 'uriSpace')} {literal(minter.base)}")
    say.append(f'{_iri(VOID + "documents")} "{len(vault.pages)}"^^{_iri(XSD + "integer")}')
    say += [f"{_iri(VOID + 'feature')} {_iri(FORMATS + name)}" for name in ("N-Quads", "TriG", "JSON-LD")]
    say.append(f"{_iri(PROV + 'wasGeneratedBy')} {_iri(PROGRAM)}")


def _describe_service(facts: Facts, service: str, wiki: str, minter: Minter) -> None:
    facts[service] = [
        f"{_RDF_TYPE} {_iri(SD + 'Service')}",
        f"{_iri(SD + 'supportedLanguage')} {_iri(SD + 'SPARQL11Query')}",
        f"{_iri(SD + 'feature')} {_iri(SD + 'UnionDefaultGraph')}",
        f"{_iri(SD + 'defaultDataset')} {wiki}",
        *(
            f"{_iri(SD + 'resultFormat')} {_iri(FORMATS + name)}"
            for name in ("SPARQL_Results_JSON", "SPARQL_Results_CSV", "N-Triples")
        ),
    ]
    facts[wiki].append(f"{_RDF_TYPE} {_iri(SD + 'Dataset')}")
    for name, meaning in _GRAPHS:
        graph = minter.named_graph(name)
        node = _iri(f"{minter.base}wiki/graph/{name}")
        facts[wiki].append(f"{_iri(SD + 'namedGraph')} {node}")
        facts[node] = [
            f"{_RDF_TYPE} {_iri(SD + 'NamedGraph')}",
            f"{_iri(SD + 'name')} {_iri(graph)}",
            f"{_iri(DCTERMS + 'description')} {literal(meaning)}",
        ]


def _declare_prefixes(facts: Facts) -> None:
    prefixes = _iri(CG + "prefixes")
    for name, iri in PREFIXES.items():
        node = _iri(f"{CG}prefix-{name}")
        facts.setdefault(prefixes, []).append(f"{_iri(SH + 'declare')} {node}")
        facts[node] = [
            f"{_iri(SH + 'prefix')} {literal(name)}",
            f'{_iri(SH + "namespace")} "{escaped(iri)}"^^{_iri(XSD + "anyURI")}',
        ]


def _describe_query(facts: Facts, query: SavedQuery, wiki: str) -> None:
    # Our own queries: a test holds that they are safe, so the full parser, which takes seconds, can rest.
    form = parse_outline(query.text).form
    node = _iri(QUERY + query.id)
    say = [
        f"{_RDF_TYPE} {_iri(SH + 'SPARQLExecutable')}",
        f"{_RDF_TYPE} {_iri(SH + f'SPARQL{form.capitalize()}Executable')}",
        f"{_iri(DCTERMS + 'identifier')} {literal(query.id)}",
        f"{_iri(RDFS + 'label')} {literal(query.summary)}@en",
        f"{_iri(RDFS + 'comment')} {literal(query.description)}@en",
        f"{_iri(SH + 'prefixes')} {_iri(CG + 'prefixes')}",
        f"{_iri(SH + form)} {literal(query.text)}",
        f"{_iri(SCHEMA + 'target')} {wiki}",
        *(f"{_iri(SCHEMA + 'keywords')} {literal(tag)}" for tag in query.tags),
    ]
    for parameter in query.params:
        own = _iri(f"{QUERY}{query.id}/{parameter.name}")
        say.append(f"{_iri(SH + 'parameter')} {own}")
        facts[own] = [
            f"{_iri(SH + 'name')} {literal(parameter.name)}",
            f"{_iri(SH + 'description')} {literal(parameter.description)}",
            f"{_iri(SKOS + 'example')} {literal(parameter.example)}",
        ]
        if parameter.optional or parameter.default is not None:
            facts[own].append(f"{_iri(SH + 'optional')} {TRUE}")
    facts[node] = say


def _iri(iri: str) -> str:
    return f"<{iri}>"


_RDF_TYPE = _iri(RDF + "type")

_GRAPHS = (
    ("sources", "papers, trials and reviews, each once, merged from the footnotes of all pages"),
    ("terms", "named things without a page"),
    ("derived", "edges between entities and what follows from them; no evidence is inferred"),
    ("facts", "what was computed of claims and sources: independence, access, age, conflicts"),
    ("ontology", "classes, properties, relations and concept schemes"),
    ("dataset", "this description and the saved queries"),
)
