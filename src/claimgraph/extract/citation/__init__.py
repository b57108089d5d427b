"""The footnote grammar: what one footnote says of its source.

``parse_citation`` is the entrance; the others serve other text too. One module a construct:
identifiers, authors, publication, designs, organisms, samples, access, statistics, validity; ``segments``
cuts, ``table`` recognises, ``lexicon`` holds the words of the SKOS schemes.
"""

from claimgraph.extract.citation.grammar import parse_citation
from claimgraph.extract.citation.identifiers import Found, find_identifiers
from claimgraph.extract.citation.statistics import find_effects, find_p_values

__all__ = ["Found", "find_effects", "find_identifiers", "find_p_values", "parse_citation"]
