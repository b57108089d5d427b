"""The Python interface: ``claimgraph.open(...)`` gives a ``Session`` that answers questions."""

from claimgraph.session.answer import Answer
from claimgraph.session.place import Place, find_place
from claimgraph.session.session import Session, open_session

__all__ = ["Answer", "Place", "Session", "find_place", "open_session"]
