"""A check that stays in memory: after an edit of a page, the findings of a full check, much sooner."""

from claimgraph.live.checker import Checker, Update

__all__ = ["Checker", "Update"]
