"""Taking an article, or words of it, elsewhere: quotation with source, link, Markdown, text."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject
from PySide6.QtGui import QGuiApplication

from clashreader.content.citing import Source

if TYPE_CHECKING:
    from clashreader.content.blocks import Document
    from clashreader.model import Article
    from clashreader.ui.main_window import MainWindow


def source_of(article: Article) -> Source:
    """Return where `article` comes from, in the reader's words."""
    from clashreader.ui.reader.words import date_words, tr

    outlet = " ".join((article.outlet or article.source_title).split())
    version = ""
    if article.edits or article.version < article.versions:
        words = tr("Version %1 of %2")
        version = words.replace("%1", str(article.version)).replace("%2", str(article.versions))
    return Source(
        " ".join(article.title.split()) or tr("Untitled"),
        outlet,
        article.author or "",
        date_words(article.published) if article.published is not None else tr("Undated"),
        article.url or "",
        version,
    )


def quotation_marks() -> tuple[str, str]:
    """Return the quotation marks of the reader's language."""
    opening, _, closing = QLocale().quoteString("\x00").partition("\x00")
    if opening in ("", '"'):  # a language that nobody has said anything of
        return "“", "”"
    return opening, closing


class Copying(QObject):
    """What the commands that copy do, for the window's open article."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def with_source(self) -> None:
        """Copy the selected words with their source; where none are, the source alone."""
        from clashreader.content.citing import quoted

        article = self._window.reading.article
        if article is None:
            return
        words = self._window.reader().selected_text()
        if not words and self._window.annotations is not None:
            words = self._window.annotations.marked_words()
        self._take(quoted(words, source_of(article), quotation_marks()))
        self._say(
            self.tr("The quotation was copied with its source.")
            if words.strip()
            else self.tr("The source was copied. Select words to copy them with it.")
        )

    def link(self) -> None:
        """Copy the article's address."""
        article = self._window.reading.article
        if article is None:
            return
        if article.url:
            self._take(article.url)
            self._say(self.tr("The article's address was copied."))
        else:
            self._say(self.tr("This article has no address."))

    def markdown(self) -> None:
        """Copy the whole article as Markdown."""
        from clashreader.content.citing import whole_markdown

        self._whole(whole_markdown, self.tr("The article was copied as Markdown."))

    def text(self) -> None:
        """Copy the whole article as plain text."""
        from clashreader.content.citing import whole_text

        self._whole(whole_text, self.tr("The article was copied as plain text."))

    def _whole(self, write: Callable[[Document, Source], str], said: str) -> None:
        article = self._window.reading.article
        if article is None:
            return
        source = source_of(article)

        def work(cancel: threading.Event) -> str:
            from clashreader.ui.reader.bodies import document_of

            return write(document_of(article), source)

        def done(text: str) -> None:
            self._take(text)
            self._say(said)

        # A long article takes longer to be written than a window may stand still.
        self._window.jobs.submit(work, done, self._window.report, key="copy")

    def _take(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)

    def _say(self, words: str) -> None:
        self._window.status.notice(words)
