"""Bodies turned into blocks: short ones at once, long ones in a worker."""

from __future__ import annotations

import contextlib
import logging
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from clashreader.content.blocks import Document
from clashreader.errors import ReaderError
from clashreader.model import MediaType
from clashreader.ui.reader.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from clashreader.model import Article
    from clashreader.ui.reader.returning import Place

log = logging.getLogger(__name__)

LONG: Final = 250_000
"""Characters of a body from which reading it takes longer than a window may stand still."""

OPENING: Final = 16_000
"""Characters of a long body that are shown while the rest is still being read."""
PAINT_FIRST_MS: Final = 30


def opening_of(article: Article) -> Article | None:
    """Return `article` with the beginning of its body alone, or None where that says nothing.

    In a whole page the article has to be found first.
    """
    if article.media_type is MediaType.PAGE:
        return None
    start, end = article.body_span or (0, len(article.body))
    text = article.body[start : min(end, start + OPENING)]
    paragraph = "</p>" if article.media_type is MediaType.HTML else "\n\n"
    cut = text.rfind(paragraph)
    if cut <= 0:
        return None
    return replace(article, body=text[: cut + len(paragraph)], body_span=None)


def document_of(article: Article) -> Document:
    """Return the body of `article`, cleaned, as blocks."""
    from clashreader.content import Body, to_document

    return to_document(
        Body(
            article.body,
            article.media_type,
            article.base_url,
            article.body_span,
            article.title,
            article.lead_image,
        )
    )


class BodyReader(QObject):
    """Reads the body of one long article at a time, off the UI thread."""

    ready = Signal(object, object)
    """The article that was asked for, and its `Document`."""

    _done = Signal(object, object)

    def __init__(self, read: Callable[[Article], Document], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read = read
        self._pool: ThreadPoolExecutor | None = None
        self._last: Future[None] | None = None
        self._done.connect(self.ready, Qt.ConnectionType.QueuedConnection)

    def start(self, article: Article) -> None:
        """Set out to read `article`; what waits from before is dropped."""
        self.cancel()
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="bodies")
        self._last = self._pool.submit(self._work, article)

    def cancel(self) -> None:
        """Drop what has not been begun."""
        if self._last is not None:
            self._last.cancel()
            self._last = None

    def close(self) -> None:
        """Stop and join the worker."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _work(self, article: Article) -> None:
        try:
            document = self._read(article)
        except Exception as error:
            if isinstance(error, ReaderError):  # said in words: no bug to be traced
                log.warning("the body of article %d: %s", article.id, error.message)
            else:
                log.exception("The body of article %d could not be read", article.id)
            document = Document(notices=(tr("The text of this article could not be read."),))
        # The window may be gone by now, and with it the C++ half of this object.
        with contextlib.suppress(RuntimeError):
            self._done.emit(article, document)


class LongBody(QObject):
    """The body of a long article that is on its way; its opening is shown meanwhile.

    Where the reader is to be in it is kept until then.
    """

    ready = Signal(object, object)
    """The article that is waited for, and its `Document`."""

    def __init__(self, read: Callable[[Article], Document], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._article: Article | None = None
        self.place: Place | None = None
        """Where to go in it."""
        self.fraction: float | None = None
        """How far to scroll in it, 0 to 1."""
        self._bodies = BodyReader(read, self)
        self._bodies.ready.connect(self._take)
        # After the opening is painted: a worker that reads takes its share of the interpreter.
        self._begin = QTimer(self, singleShot=True, interval=PAINT_FIRST_MS)
        self._begin.timeout.connect(self._read)

    @property
    def waiting(self) -> bool:
        """Whether a body is still to come."""
        return self._article is not None

    def expect(self, article: Article) -> None:
        """Have the body of `article` read, soon."""
        self._article = article
        self._begin.start()

    def renew(self, article: Article) -> None:
        """Take over what is new about the article that is waited for."""
        old = self._article
        if old is None:
            return
        self._article = article
        if article.body != old.body:
            self._begin.start()

    def forget(self) -> None:
        """Wait for no body, and for no place in it."""
        self._article = self.place = self.fraction = None
        self._begin.stop()
        self._bodies.cancel()

    def close(self) -> None:
        """Stop and join the worker."""
        self._begin.stop()
        self._bodies.close()

    @Slot()
    def _read(self) -> None:
        if self._article is not None:
            self._bodies.start(self._article)

    @Slot(object, object)
    def _take(self, article: Article, document: Document) -> None:
        if self._article is not None:
            self.ready.emit(article, document)
