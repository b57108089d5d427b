"""The evidence card: all that the graph knows of one thing, or of two, on one sheet.

``read_card`` gathers frozen values from any store; ``to_text``, ``to_markdown``, ``to_html`` and
``to_svg`` draw them. Nothing is scored: lines are ordered along the axes of evidence, strongest first.
"""

from claimgraph.card.drawing import to_svg
from claimgraph.card.markdown import to_markdown
from claimgraph.card.reading import read_card
from claimgraph.card.sheet import to_html
from claimgraph.card.terminal import to_text
from claimgraph.card.values import Card, Failing

__all__ = ["Card", "Failing", "read_card", "to_html", "to_markdown", "to_svg", "to_text"]
