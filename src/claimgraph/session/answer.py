"""An answer as notebooks want it: rows, a data frame, an rdflib result, an HTML table."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, NamedNode, Triple

from claimgraph.errors import EngineError, UsageError
from claimgraph.namespaces import XSD
from claimgraph.report.answers import Value, answer_rows
from claimgraph.report.tables import plain, to_csv, to_table
from claimgraph.store import Table, Term

if TYPE_CHECKING:
    import pandas
    from rdflib.query import Result
    from rdflib.term import Node

_SHOWN_ROWS = 60
_SHOWN_CHARACTERS = 200


def to_rdflib_term(term: Term) -> Node:
    """A term as rdflib's, with the lexical form that it has."""
    from rdflib import BNode, Literal, URIRef

    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if isinstance(term, Triple):
        raise EngineError("the answer holds a quoted triple, which RDF 1.1 does not have")
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = None if term.datatype.value == XSD + "string" else URIRef(term.datatype.value)
    return Literal(term.value, datatype=datatype, normalize=False)


class Answer:
    """The rows of a question, in order.

    ``len``, iteration and indexing go over ``rows``: dictionaries from column to value, with numbers and
    truth values as such, everything else as text, and ``None`` where nothing is known. ``table`` holds
    the RDF terms themselves.
    """

    __slots__ = ("_rows", "question", "table")

    def __init__(self, table: Table, question: str = "") -> None:
        self.table = table
        self.question = question
        self._rows: list[dict[str, Value]] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return self.table.columns

    @property
    def rows(self) -> list[dict[str, Value]]:
        """One dictionary a row."""
        if self._rows is None:
            self._rows = answer_rows(self.table)
        return self._rows

    def __len__(self) -> int:
        return len(self.table)

    def __bool__(self) -> bool:
        return bool(self.table.rows)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        return iter(self.rows)

    def __getitem__(self, at: int) -> dict[str, Value]:
        return self.rows[at]

    def to_pandas(self) -> pandas.DataFrame:
        """A data frame with nullable columns: what is not known is ``<NA>``, never 0 or False.

        Raises:
            UsageError: pandas is not installed.
        """
        try:
            import pandas
        except ImportError:
            raise UsageError(
                "a data frame needs pandas, which is not installed",
                remedy="pip install 'claimgraph[pandas]'; .rows and .to_csv() need nothing more",
            ) from None
        return pandas.DataFrame(self.rows, columns=list(self.columns)).convert_dtypes()

    @property
    def df(self) -> pandas.DataFrame:
        """The same as ``to_pandas()``."""
        return self.to_pandas()

    def to_rdflib(self) -> Result:
        """An rdflib result, as a query of an rdflib graph gives it."""
        from rdflib import Variable
        from rdflib.query import Result

        names = [Variable(column) for column in self.columns]
        result = Result("SELECT")
        result.vars = names
        bindings: Any = [
            {name: to_rdflib_term(term) for name, term in zip(names, row, strict=True) if term is not None}
            for row in self.table.rows
        ]
        result.bindings = bindings
        return result

    def to_csv(self) -> str:
        """The rows as CSV, as ``claimgraph ask --format csv`` prints them."""
        return to_csv(self.columns, self.table.texts())

    def __repr__(self) -> str:
        shown = [row for _, row in zip(range(_SHOWN_ROWS), self.table.texts(), strict=False)]
        return f"{to_table(self.columns, shown)}\n\n{self._count()}"

    def _count(self) -> str:
        count = len(self)
        rows = f"{count} row{'' if count == 1 else 's'}"
        return rows if count <= _SHOWN_ROWS else f"the first {_SHOWN_ROWS} of {rows}"

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(column)}</th>" for column in self.columns)
        shown = self.table.rows[:_SHOWN_ROWS]
        body = "\n".join(
            "<tr>" + "".join(f"<td>{_html(term)}</td>" for term in row) + "</tr>" for row in shown
        )
        title = f"<caption>{escape(self.question)}</caption>" if self.question else ""
        return (
            f"<table>{title}\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>"
            f"\n<p>{self._count()}</p>"
        )


def _html(term: Term | None) -> str:
    """A cell; the text of pages is text here, and never markup or a script."""
    if term is None:
        return ""
    text: Any = term.value if not isinstance(term, Triple) else str(term)
    shown = plain(text)
    if len(shown) > _SHOWN_CHARACTERS:
        shown = shown[: _SHOWN_CHARACTERS - 1] + "…"
    if isinstance(term, NamedNode) and text.startswith(("http://", "https://")):
        return f'<a href="{escape(text)}">{escape(shown)}</a>'
    if text.startswith("doi:10.") and " " not in text:
        return f'<a href="https://doi.org/{escape(text[4:])}">{escape(shown)}</a>'
    return escape(shown)
