"""The store: `Library` is the whole public API."""

from clashreader.library.library import Library

__all__ = ["Library"]
