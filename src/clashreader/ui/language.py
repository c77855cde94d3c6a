"""The reader's language: how numbers are written, and in which words the window speaks."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from clashreader.paths import resources


def settle_locale() -> None:
    """Write numbers and dates in English where the locale is C, which knows no writing of them."""
    if QLocale().language() == QLocale.Language.C:
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))


def translate(app: QCoreApplication) -> None:
    """Speak the desktop's language, where there is a translation."""
    folder = resources() / "translations"
    if not folder.is_dir():
        return
    own = str(folder)
    for name, place in (
        ("clashreader", own),
        ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
    ):
        translator = QTranslator(app)
        if translator.load(QLocale(), name, "_", place):
            app.installTranslator(translator)
