"""``Document`` → ``PageValues``: what a page states, one module a construct.

``extract_page`` runs the ordered table of extractors in ``page``.
"""

from claimgraph.extract.page import EXTRACTORS, extract_page

__all__ = ["EXTRACTORS", "extract_page"]
