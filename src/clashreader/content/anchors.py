"""Quotations anchored in the text that is shown: made from a selection, found again later.

What is compared how is said in `clashreader.quotations`, by which the library, too, tells whether a
version still has a quotation.
"""

from __future__ import annotations

from clashreader.quotations import CONTEXT, Quotation, count_earlier, find, find_all, quote

__all__ = ["CONTEXT", "Quotation", "count_earlier", "find", "find_all", "quote"]
