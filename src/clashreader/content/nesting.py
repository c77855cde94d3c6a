"""What ends what in HTML: the elements whose end tags may be left out, and the walls between."""

from __future__ import annotations

WALLS = frozenset({"td", "th", "caption", "table"})
TABLE_PARTS = frozenset({"caption", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"})
SECTIONS = frozenset({"tbody", "tfoot", "thead"})
ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol"}) | WALLS),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"}) | WALLS),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"}) | WALLS),
    "td": (frozenset({"td", "th"}), frozenset({"table"})),
    "th": (frozenset({"td", "th"}), frozenset({"table"})),
    "tr": (frozenset({"tr", "caption", "colgroup"}), frozenset({"table"})),
    **dict.fromkeys(
        (*SECTIONS, "colgroup"),
        (SECTIONS | {"tr", "caption", "colgroup"}, frozenset({"table"})),
    ),
}
"""A start tag ends open elements of the first set, unless one of the second lies between."""
