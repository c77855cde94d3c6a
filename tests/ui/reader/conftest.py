"""A pane on a screen nobody sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clashreader.content.blocks import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot
    from tests.ui.reader.makers import Show

    from clashreader.model import Article, ArticleRow
    from clashreader.ui.reader.pane import ReaderPane


@pytest.fixture
def show(qtbot: QtBot, tmp_path: Path) -> Show:
    """Return a function that shows an article with a document in a pane of 800 x 600."""
    from clashreader.ui.reader.furniture import Further
    from clashreader.ui.reader.pane import ReaderPane
    from clashreader.ui.theme import THEMES

    panes: list[ReaderPane] = []  # qtbot keeps weak references only

    def make(
        shown: Article | None,
        document: Document | None = None,
        related: Sequence[ArticleRow] = (),
        same_story: bool = True,
        size: tuple[int, int] = (800, 600),
        read: Callable[[Article], Document] | None = None,
    ) -> ReaderPane:
        pane = ReaderPane(
            THEMES["light"],
            lambda name: tmp_path / name,
            body=read or (lambda _: document or Document()),
        )
        panes.append(pane)
        qtbot.addWidget(pane, before_close_func=lambda closed: closed.shutdown())
        pane.resize(*size)
        pane.show()
        pane.show_article(shown, Further(related, same_story))
        return pane

    return make
