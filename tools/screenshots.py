"""Take the pictures of docs/images: the real window, on the welcome articles and a few changes.

    .venv/bin/python tools/screenshots.py [NAME ...] [--list]

Uses a home of its own in a temporary folder, no screen, no network, and a clock that stands still:
the same pictures every time, as far as the fonts of the system are the same.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from clashreader.library.library import Library
    from clashreader.paths import Home
    from clashreader.ui.main_window import MainWindow

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
GUIDE = IMAGES.parent / "guide" / "images"
"""The pictures that the user guide shows, and the program with it: small files."""

IN_GUIDE = frozenset((
    "window-light", "first-start", "highlights-dark", "changes", "search", "month", "rules",
    "add-source", "export", "provenance", "storage",
))  # fmt: skip
QUALITY = 82
NOW = 1_795_284_000.0  # 2026-11-21T18:00:00Z

BULLETIN = """---
title: The lock at Marrow Bridge {verb} for good
author: Ines Calloway
outlet: The Harbour Gazette
date: 2026-11-19T08:30:00Z
section: Europe
tags: [sample, canals]
lang: en
---

The lock at Marrow Bridge, through which every barge to the upper valley has passed since 1871,
will {deed} on {day}. The canal office says that the gates are {state}, and that {number} boats
a year no longer pay for a keeper.

Its keeper, Oda Fenn, {answer}. “A gate does not know how many boats went through it,” she says.
“It only knows whether somebody leaned on the beam this morning.”

{end}
"""
BEFORE = BULLETIN.format(
    verb="closes", deed="close", day="the first of March", state="beyond repair", number="sixty",
    answer="has not been asked", end="The valley council has not said whether it will object.",
)  # fmt: skip
AFTER = BULLETIN.format(
    verb="stays open", deed="stay open", day="two days a week", state="in fair order",
    number="six hundred", answer="was asked after all",
    end="The valley council has lent the office a painter, a ladder and forty litres of green.",
)  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """One picture: the article that is open (words of its title), the looks, and what is done."""

    name: str
    article: str = "ferry that learned"
    theme: str = "light"
    size: tuple[int, int] = (1400, 900)
    act: Callable[[MainWindow], None] | None = None
    fresh: bool = False
    """Whether there is nothing yet but what comes with the program."""
    dialog: str = ""
    """The name of the window to take instead: one that the act has opened."""
    compact: bool = False
    mirrored: bool = False
    """Whether the window speaks the language that nobody speaks, from right to left."""


# --- what is done before the picture ---


def scroll_to(words: str) -> Callable[[MainWindow], None]:
    """Return what puts the line with `words` a little below the window's upper edge."""

    def act(window: MainWindow) -> None:
        pane = window.reader()
        found = pane.view.document().find(words)
        if found.isNull():
            sys.exit(f"No article says “{words}”.")
        layout = pane.view.document().documentLayout()
        block = pane.view.document().findBlock(found.selectionStart())
        top = layout.blockBoundingRect(block).top()
        pane.view.lay_out()
        pane.view.verticalScrollBar().setValue(round(top - 90))

    return act


def do(*names: str) -> Callable[[MainWindow], None]:
    """Return what carries out commands of the window."""

    def act(window: MainWindow) -> None:
        for name in names:
            window.deeds.do(name)

    return act


def show_view(kind: str, value: str = "", *, month: str = "") -> Callable[[MainWindow], None]:
    """Return what shows a view of the list."""

    def act(window: MainWindow) -> None:
        from clashreader.ui.views import View, ViewKind

        window.reading.show_nothing()
        window.show_view(View(ViewKind(kind), value, month))

    return act


def search(words: str) -> Callable[[MainWindow], None]:
    """Return what looks for `words`."""

    def act(window: MainWindow) -> None:
        window.reading.show_nothing()
        window.toolbar.search.setText(words)
        window.toolbar.search.returnPressed.emit()

    return act


def highlight(window: MainWindow) -> None:
    """Open the panel of notes and highlights."""
    do("annotationsAction")(window)


SCENES = (
    Scene("window-light"),
    Scene("window-sepia", theme="sepia"),
    Scene("window-dark", theme="dark"),
    Scene("window-high-contrast", theme="high-contrast"),
    Scene("window-high-contrast-dark", theme="high-contrast-dark"),
    Scene("right-to-left", "سوق"),
    Scene("pseudo-language", "سوق", mirrored=True),
    Scene("right-to-left-dark", "سوق", "dark", act=scroll_to("قواعد السوق")),
    Scene("japanese", "雨の日"),
    Scene("figure", "Nachtzug", "sepia"),
    Scene("table", act=scroll_to("The arithmetic belongs")),
    Scene("code", "telescope", act=scroll_to("One line of code")),
    Scene("quotes", "telescope", "dark", act=scroll_to("The village turns round")),
    Scene("changes", "Marrow Bridge", act=do("changesAction")),
    Scene("changes-dark", "Marrow Bridge", "dark", act=do("changesAction")),
    Scene("highlights", "keeper’s ledger", act=highlight),
    Scene("highlights-dark", "keeper’s ledger", "dark", act=highlight),
    Scene("narrow", size=(420, 820), act=lambda window: window.panes.show_reader(True)),
    Scene("narrow-list", size=(420, 820)),
    Scene("wide", size=(2560, 1300)),
    Scene("first-start", "Start here", fresh=True),
    Scene("empty-bookmarks", "", act=show_view("bookmarks")),
    Scene("empty-search", "", act=search("zeppelin")),
    Scene("search", act=search("ferry")),
    Scene("month", act=show_view("all", month="2026-11")),
    Scene("compact-dark", theme="dark", compact=True),
    Scene("settings", act=do("settingsAction"), dialog="settingsDialog"),
    Scene("rules", act=do("rulesAction"), dialog="rulesDialog"),
    Scene("add-source", act=do("addAction"), dialog="addDialog"),
    Scene("export", "keeper’s ledger", act=do("exportAction"), dialog="exportDialog"),
    Scene("provenance", "Marrow Bridge", act=do("provenanceAction"), dialog="provenanceDialog"),
    Scene("storage", act=do("storageAction"), dialog="storageDialog"),
)


# --- the library ---


def make_library(home: Home, folder: Path | None) -> None:
    """Store the welcome articles and, with a `folder`, one that was edited and a reader's marks."""
    from clashreader.library.library import Library
    from clashreader.model import RuleActions
    from clashreader.paths import resources
    from clashreader.sync.pipeline import Syncer
    from clashreader.sync.subscribe import add, add_welcome

    with Library.open(home.library, home.images, clock=time.time) as library:
        add_welcome(library, resources() / "welcome", clock=time.time)
        if folder is None:
            return
        file = folder / "lock.md"
        file.write_text(BEFORE, encoding="utf-8")
        add(library, str(folder), clock=time.time)
        file.write_text(AFTER, encoding="utf-8")
        Syncer(library, clock=time.time).run(force=True)
        ledger = find(library, "keeper’s ledger")
        for colour, (exact, note) in enumerate(quotations(library, ledger)):
            library.add_highlight(ledger, exact, colour=colour, note=note)
        library.set_note(ledger, "Ask Oda whether the ledger of 1911 is still there.")
        library.add_search("Ports and ferries", "harbour OR ferry OR lock")
        library.add_search("Unread on Europe", "section:Europe is:unread")
        library.add_rule("Water", "lock OR canal", RuleActions(tags=("canals",), bookmark=True))
        library.add_rule("Adverts", "title:advertisement", RuleActions(read=True, hide=True))


def quotations(library: Library, article_id: int) -> list[tuple[str, str | None]]:
    """Return the first sentences of four paragraphs, and what the reader noted at them."""
    from clashreader.content.blocks import Paragraph
    from clashreader.ui.reader.bodies import document_of

    texts = [
        "".join(span.text for span in block.spans)
        for block in document_of(library.article(article_id)).blocks
        if isinstance(block, Paragraph)
    ]
    notes = (None, "Compare with the tide tables.", None, "Worth quoting.")
    firsts = [text.split(". ")[0] for text in texts[:4]]
    return list(zip(firsts, notes, strict=False))


def find(library: Library, words: str) -> int:
    """Return the article whose title has `words`."""
    from clashreader.model import ArticleQuery

    for row in library.rows(library.ids(ArticleQuery())):
        if words in row.title:
            return row.id
    sys.exit(f"No article is called “{words}”.")


# --- the pictures ---


def take(app: QApplication, home: Home, scene: Scene, file: Path) -> None:
    """Take one picture, in the language and the direction of its scene."""
    if not scene.mirrored:
        take_plainly(app, home, scene, file)
        return
    from PySide6.QtCore import Qt

    from pseudo import speak

    language = speak()
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    take_plainly(app, home, scene, file)
    app.removeTranslator(language)
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def take_plainly(app: QApplication, home: Home, scene: Scene, file: Path) -> None:
    """Build the window, do what the scene does, and take its picture."""
    from PySide6.QtCore import QEventLoop, QTimer

    from clashreader.library.library import Library
    from clashreader.settings import Settings
    from clashreader.ui import theme as themes
    from clashreader.ui.first_start import FirstStart
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.picture import WhenSettled
    from clashreader.ui.window_state import WindowState

    state = WindowState(home.state, writes=False)
    state.welcomed = not scene.fresh
    settings = Settings(sync_on_start=False, rows="compact" if scene.compact else "comfortable")
    window = MainWindow(home, settings, state, theme_name=scene.theme)
    themes.apply(app, window.theme, follows=window.looks.follows)
    window.keeper.writes = window.looks.writes = False
    window.reading.marking = False
    window.resize(*scene.size)
    window.show()

    def settle() -> None:
        loop = QEventLoop()
        waits = WhenSettled(window, loop.quit)
        loop.exec()
        waits.deleteLater()

    library = Library.open(home.library, home.images, clock=time.time)
    window.attach(library)
    FirstStart(window).begin(False)
    settle()
    if scene.article:
        window.open_article(find(library, scene.article))
        settle()
    if "list" in scene.name:
        window.panes.show_reader(False)
    if scene.act is not None:
        scene.act(window)
        loop = QEventLoop()
        QTimer.singleShot(900, loop.quit)  # what opens has a way to go, and lists are read anew
        loop.exec()
    window.toolbar.forget_pointer()
    shown = [top for top in app.topLevelWidgets() if top.objectName() == scene.dialog]
    taken = shown[0] if scene.dialog and shown else window
    picture = taken.grab()
    for written in (file, *((GUIDE / f"{scene.name}.webp",) if scene.name in IN_GUIDE else ())):
        if not picture.save(str(written), quality=-1 if written is file else QUALITY):
            sys.exit(f"The picture cannot be written to {written}.")
    window.close()
    window.deleteLater()


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures that are asked for, or all."""
    names = [scene.name for scene in SCENES]
    parser = argparse.ArgumentParser(description="Take the pictures of docs/images.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="all of them, if none is named")
    parser.add_argument("--list", action="store_true", help="name the pictures, and take none")
    options = parser.parse_args(arguments)
    if options.list:
        print("\n".join(names))
        return 0
    unknown = set(options.names) - set(names)
    if unknown:
        parser.error(f"there is no picture {', '.join(sorted(unknown))}")
    os.environ.update(QT_QPA_PLATFORM="offscreen", TZ="UTC", LC_ALL="C.UTF-8")
    with suppress(AttributeError):
        time.tzset()
    time.time = lambda: NOW  # before anything of the program takes the clock
    for folder in (IMAGES, GUIDE):
        folder.mkdir(parents=True, exist_ok=True)
    from PySide6.QtCore import QLocale
    from PySide6.QtWidgets import QApplication

    from clashreader.paths import find_home

    QLocale.setDefault(QLocale("en_GB"))
    app = QApplication(["clashreader"])
    app.setStyle("Fusion")
    with tempfile.TemporaryDirectory() as scratch:
        articles = Path(scratch, "articles")
        articles.mkdir()
        home = find_home(str(Path(scratch, "home")))
        home.data.mkdir(parents=True, exist_ok=True)
        make_library(home, articles)
        fresh = find_home(str(Path(scratch, "fresh")))
        fresh.data.mkdir(parents=True, exist_ok=True)
        make_library(fresh, None)
        for scene in SCENES:
            if not options.names or scene.name in options.names:
                file = IMAGES / f"{scene.name}.png"
                take(app, fresh if scene.fresh else home, scene, file)
                print(file.relative_to(IMAGES.parents[1]), f"{file.stat().st_size // 1024} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
