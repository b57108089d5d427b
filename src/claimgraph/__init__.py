"""claimgraph: a compiler and type-checker for evidence wikis."""

__version__ = "0.1.0"
