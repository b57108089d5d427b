"""Writers of other programs' formats: one module a format, and the table of all of them."""

from claimgraph.export.formats import FORMATS, Format, export_graph, find_format, load_graph, to_selection
from claimgraph.export.result import ExportResult

__all__ = ["FORMATS", "ExportResult", "Format", "export_graph", "find_format", "load_graph", "to_selection"]
