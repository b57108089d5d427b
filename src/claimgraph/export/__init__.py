"""Writers of other programs' formats: one module a format, and the table of all of them."""

from claimgraph.export.formats import FORMATS, export_graph
from claimgraph.export.result import ExportResult

__all__ = ["FORMATS", "ExportResult", "export_graph"]
