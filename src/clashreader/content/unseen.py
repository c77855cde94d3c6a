"""Characters that nobody sees in a text, and that only mislead: left out on the way out."""

from __future__ import annotations

import re

# Controls but for white space; the two overrides, which set letters in another order than they are
# read in (marks, embeddings and isolates belong to texts in scripts that run right to left).
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202d\u202e\ufff9-\ufffb]+")

_SEPARATORS = re.compile("[\x0b\x0c\x1c-\x1f\x85]")
"""White space that no program shows as such."""


def has_unseen(text: str) -> bool:
    """Return whether there is any such character in `text`."""
    return _UNSEEN.search(text) is not None


def without_unseen(text: str) -> str:
    """Return `text` without them; controls that part words are blanks."""
    return _SEPARATORS.sub(" ", _UNSEEN.sub("", text))
