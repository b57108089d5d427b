"""Writers of other programs' formats: one module a format, and the table of all of them."""

from claimgraph.export.formats import FORMATS, ExportResult, export_graph

__all__ = ["FORMATS", "ExportResult", "export_graph"]
