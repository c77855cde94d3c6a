"""The reader's language: how numbers are written, and in which words the window speaks."""

from __future__ import annotations

import json
import re
from functools import cache

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QGuiApplication

from clashreader.paths import resources

_SENTENCES = "Sentences"  # a context: not shown
_GAP = re.compile(r"\{(\d)\}")


def settle_locale() -> None:
    """Write numbers and dates in English where the locale is C, which knows no writing of them."""
    if QLocale().language() == QLocale.Language.C:
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))


def translate(app: QCoreApplication) -> None:
    """Speak the desktop's language, where there is a translation, from the side it is read from."""
    folder = resources() / "translations"
    own = QTranslator(app)
    if not folder.is_dir() or not own.load(QLocale(), "clashreader", "_", str(folder)):
        return
    app.installTranslator(own)
    qt = QTranslator(app)
    if qt.load(
        QLocale(), "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    ):
        app.installTranslator(qt)
    if QLocale().textDirection() == Qt.LayoutDirection.RightToLeft:
        QGuiApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)


def plural(context: str, one: str, many: str, number: int) -> str:
    """Return how many there are: ``%Ln`` in the text is the number as the locale writes it.

    A translation has as many forms as its language (Qt Linguist); it is looked up under `many`.
    English, which has no file of its own, takes `one` for one thing.
    """
    written = QLocale().toString(number)
    text = QCoreApplication.translate(context, many, None, number)
    if number == 1 and text in (many, many.replace("%Ln", written)):
        text = one
    return text.replace("%Ln", written)


def sentence(text: str) -> str:
    """Return a sentence of the layers below in the reader's language.

    These know no Qt: their sentences are English, with names and numbers in them. Where there is a
    translation, the fixed parts of the sentence say which one it is, and what stands between them
    goes into its gaps, translated likewise where it is a sentence itself. A sentence
    that nobody translated stays as it is.
    """
    whole = QCoreApplication.translate(_SENTENCES, text)
    if whole != text:
        return whole
    for pattern, template in _templates():
        found = pattern.fullmatch(text)
        if found is None:
            continue
        translated = QCoreApplication.translate(_SENTENCES, template)
        if translated != template:
            parts = [sentence(part) if part else "" for part in found.groups()]
            pieces = enumerate(_GAP.split(translated))
            return "".join(parts[int(piece)] if odd % 2 else piece for odd, piece in pieces)
    return text


@cache
def _templates() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The sentences with gaps, those of the longest fixed parts first; none without a file."""
    path = resources() / "translations" / "sentences.json"
    if not path.is_file():
        return ()
    return patterns(json.loads(path.read_text(encoding="utf-8")))


def patterns(templates: list[str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return each template that has gaps (``{0}``) with a pattern that finds what is in them."""
    parts = {text: re.split(r"\{\d\}", text) for text in templates}
    ordered = sorted(parts, key=lambda text: -sum(map(len, parts[text])))
    return tuple(
        (re.compile("(.*?)".join(map(re.escape, parts[text])), re.DOTALL), text)
        for text in ordered
        if len(parts[text]) > 1
    )
