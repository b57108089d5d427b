"""Resolution across the vault: links → pages, citations → sources, with what is wrong about either."""

from claimgraph.resolve.links import LinkIndex, resolve_links
from claimgraph.resolve.memory import Memory
from claimgraph.resolve.resolver import VaultResolver
from claimgraph.resolve.sources import resolve_sources
from claimgraph.resolve.vault import resolve_vault

__all__ = ["LinkIndex", "Memory", "VaultResolver", "resolve_links", "resolve_sources", "resolve_vault"]
