"""Modules that are loaded when something of them is first used.

For modules with many doors of which a program goes through few: a sync that finds nothing new needs
a tenth of what `Library` can do. Type checkers, and the import walls, are shown plain imports:

    if TYPE_CHECKING:
        from clashreader.library import marks, names
    else:
        globals().update(later("clashreader.library", "marks names"))
"""

from __future__ import annotations

from importlib import import_module


def later(package: str, names: str) -> dict[str, _Later]:
    """Return a stand-in for each of the modules `names` of a package, by name; "" is no package."""
    return {name: _Later(f"{package}.{name}" if package else name) for name in names.split()}


class _Later:
    """Looks up each attribute in its module, loaded by then."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> object:
        return getattr(import_module(self._name), attribute)
