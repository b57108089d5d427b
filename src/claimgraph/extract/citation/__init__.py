"""The footnote grammar: what one footnote says of its source.

``parse_citation`` is the only entrance. One module a construct: identifiers, authors, publication,
designs, organisms, samples, access, statistics, validity; ``segments`` cuts, ``table`` recognises,
``lexicon`` holds the words of the SKOS schemes.
"""

from claimgraph.extract.citation.grammar import parse_citation

__all__ = ["parse_citation"]
