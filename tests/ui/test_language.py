"""Every word through the translation: plurals, sentences of the layers below, dates, the check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from tests.ui.conftest import WindowMaker, store

import pseudo
import words
from clashreader.library.library import Library
from clashreader.ui import language
from clashreader.ui.dates import date_pattern
from clashreader.ui.keys import COMMANDS
from clashreader.ui.language import plural, sentence
from clashreader.ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]


class Ukrainian(QTranslator):
    """Three forms of one text, and one sentence with a name in it."""

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, number: int = -1
    ) -> str:
        if source == "%Ln boats":
            form = "човен" if number % 10 == 1 else "човни" if number % 10 < 5 else "човнів"
            return f"%Ln {form}"
        if context != "Sentences":
            return source
        return {
            "There is no section called {0}. {1}": "{1} Розділу {0} немає.",
            "Rename it.": "Перейменуйте.",
        }.get(source, source)

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def speak() -> Iterator[Callable[[QTranslator], None]]:
    """Install a translator until the test ends."""
    installed: list[QTranslator] = []

    def install(translator: QTranslator) -> None:
        QCoreApplication.installTranslator(translator)
        installed.append(translator)

    yield install
    for translator in installed:
        QCoreApplication.removeTranslator(translator)


def test_english_has_two_forms_and_writes_numbers_as_the_locale_does() -> None:
    forms = [plural("Harbour", "%Ln boat", "%Ln boats", number) for number in (0, 1, 2, 1234)]
    assert forms == ["0 boats", "1 boat", "2 boats", QLocale().toString(1234) + " boats"]


def test_another_language_has_its_own_forms(
    qapp: object, speak: Callable[[QTranslator], None]
) -> None:
    speak(Ukrainian())
    forms = [plural("Harbour", "%Ln boat", "%Ln boats", number) for number in (1, 3, 7, 21)]
    assert forms == ["1 човен", "3 човни", "7 човнів", "21 човен"]


def test_a_sentence_from_below_is_translated_with_its_names(
    qapp: object, speak: Callable[[QTranslator], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = language.patterns(["Rename it.", "There is no section called {0}. {1}"])
    monkeypatch.setattr(language, "_templates", lambda: known)
    said = "There is no section called 'A {1} (b*'. Rename it."
    assert sentence(said) == said
    speak(Ukrainian())
    assert sentence(said) == "Перейменуйте. Розділу 'A {1} (b*' немає."
    assert sentence("Nobody translated this.") == "Nobody translated this."


@pytest.mark.parametrize(
    ("name", "this_year", "bare"),
    [
        ("en_GB", "Mon 30 June", "30 June 2025"),
        ("en_US", "Mon, June 30", "June 30, 2025"),
        ("de_DE", "Mo., 30. Juni", "30. Juni 2025"),
        ("es_ES", "lun 30 de junio", "30 de junio de 2025"),
        ("ja_JP", "6月30日 月", "2025年6月30日"),
        ("hu_HU", "június 30., H", "2025. június 30."),
    ],
)
def test_dates_are_written_as_the_locale_writes_them(name: str, this_year: str, bare: str) -> None:
    locale, day = QLocale(name), QDate(2025, 6, 30)
    assert locale.toString(day, date_pattern(locale, year=False)) == this_year
    assert locale.toString(day, date_pattern(locale, weekday=False)) == bare


def test_everything_that_the_window_says_can_be_translated(
    qapp: object,
    library: Library,
    make_window: WindowMaker,
    settle: Settle,
    speak: Callable[[QTranslator], None],
) -> None:
    speak(pseudo.PseudoLanguage())
    ids = store(library, 3)
    window = make_window()
    window.articles.select(ids[0])
    settle(window)
    plain = [text for text in spoken(window) if not text.startswith("[") and english(text)]
    assert plain == []
    assert all(command.label.startswith("[") for command in COMMANDS)


def english(text: str) -> bool:
    """Words of ours: not a name or a number of the library's, not a sign."""
    ours = "".join(letter if letter.isalpha() else " " for letter in text)
    for name in ("Europe", "Asia", "Pacific", "Report", "harbour", "Example", "Harbour", "Gazette"):
        ours = ours.replace(name, "")
    return any(len(word) > 2 for word in ours.split() if word.isascii())


def spoken(window: QWidget) -> list[str]:
    """Every text, tip and accessible name in the window."""
    found: list[str] = []
    for part in [window, *window.findChildren(QWidget)]:
        found += [part.toolTip(), part.accessibleName(), part.accessibleDescription()]
        if isinstance(part, (QLabel, QAbstractButton)):
            found.append(part.text())
        if isinstance(part, QLineEdit):
            found.append(part.placeholderText())
    found += [action.text() for action in window.findChildren(QAction)]
    return [line.strip() for text in found for line in text.split("\n") if line.strip()]


def test_no_word_of_the_window_is_left_unmarked() -> None:
    texts, faults = words.read()
    assert faults == []
    assert {"Unread", "Undo"} <= {text.source for text in texts}


def test_the_check_finds_what_is_not_marked(tmp_path: Path) -> None:
    module = tmp_path / "odd.py"
    module.write_text(
        'class Box:\n    """Text of ours."""\n    def show(self):\n'
        '        self.label.setText("Nothing here yet")\n'
        '        self.label.setText(self.tr(f"Hello {name}"))\n'
        '        self.label.setText(self.tr("Marked well"))\n'
        '        log.warning("For us alone, in words")\n',
        encoding="utf-8",
    )
    reader = words.Reader(module, {})
    reader.visit(words.ast.parse(module.read_text(encoding="utf-8")))
    assert [fault.place.rsplit(":", 1)[1] for fault in reader.faults] == ["4", "5"]
    assert [(text.context, text.source) for text in reader.texts] == [("Box", "Marked well")]
