"""Page text → frozen ``Document``, no interpretation: blocks, sentences, links, footnotes, tables, tags."""

from claimgraph.document.document import PASSES, Pass, parse_document

__all__ = ["PASSES", "Pass", "parse_document"]
