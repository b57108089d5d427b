"""Rules about one page's raw text: what the graph cannot hold, one file a subject.

``check_page`` runs them all on what the extractors left; each check yields diagnostics.
"""

from claimgraph.extract.checks.page import CheckedPage
from claimgraph.extract.checks.table import CHECKS, check_page

__all__ = ["CHECKS", "CheckedPage", "check_page"]
