"""Claims that running text states: a lexicon of triggers, and a strict reader of the clauses around them."""

from claimgraph.extract.relations.context import organism_names, read_organism, statement_words
from claimgraph.extract.relations.names import name_forms
from claimgraph.extract.relations.prose import extract_prose_claims
from claimgraph.extract.relations.subjects import Pattern

__all__ = [
    "Pattern",
    "extract_prose_claims",
    "name_forms",
    "organism_names",
    "read_organism",
    "statement_words",
]
