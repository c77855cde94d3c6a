"""A language that nobody speaks: it shows which words of the window are translated, and which not.

Each text comes out with other letters, a third longer, and between brackets: “[Söürçè … ~~]”. What
is still plain English in a picture was not marked; what is cut off has too little room for German.
"""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QCoreApplication, QTranslator

_LETTERS: Final = str.maketrans("aceinosuyzACEINOSUYZ", "áçéïñöšüýžÁÇÉÏÑÖŠÜÝŽ")
_KEPT: Final = re.compile(r"(%L?n|\{\d*\}|<[^>]*>|&\w+;|[dMyHhms]{1,4}(?![a-z])|https?://\S+)")
_CONTEXTS_OF_PATTERNS: Final = re.compile(r"[dMyHhms :,./-]+")


def pseudo(text: str) -> str:
    """Return `text` in the language that nobody speaks; gaps, markup and date patterns stay."""
    if not text.strip() or _CONTEXTS_OF_PATTERNS.fullmatch(text):
        return text
    parts = _KEPT.split(text)
    letters = "".join(
        part if place % 2 else part.translate(_LETTERS) for place, part in enumerate(parts)
    )
    return f"[{letters}{' ~' * max(1, len(text) // 6)}]"


class PseudoLanguage(QTranslator):
    """Translates everything it is asked for."""

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, number: int = -1
    ) -> str:
        """Return `source` as `pseudo` has it."""
        return pseudo(source)

    def isEmpty(self) -> bool:  # noqa: N802
        """Qt leaves out a translator that says it is empty."""
        return False


def speak() -> PseudoLanguage:
    """Let the whole program speak it; take it back with `QCoreApplication.removeTranslator`."""
    app = QCoreApplication.instance()
    assert app is not None
    language = PseudoLanguage(app)
    QCoreApplication.installTranslator(language)
    return language
