"""What was found at an address, in a folder or in a file, as words, before it is followed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, QRectF
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from clashreader.ui.dates import short_date
from clashreader.ui.language import plural
from clashreader.ui.theme import interface_font
from clashreader.ui.tips import plain_tip
from clashreader.ui.widgets import ElidedLabel, quiet_label

if TYPE_CHECKING:
    from clashreader.sync.preview import Preview

_MIDDLE = " \N{MIDDLE DOT} "


def facts_of(preview: Preview) -> str:
    """Return kind, number, newest date and language in one line."""
    from clashreader.sync.preview import What

    translate = QCoreApplication.translate
    names = {
        What.FEED: translate("PreviewCard", "Feed"),
        What.PAGE: translate("PreviewCard", "Page"),
        What.FOLDER: translate("PreviewCard", "Folder"),
        What.ARTICLE: translate("PreviewCard", "Article"),
        What.LIST: translate("PreviewCard", "List of feeds"),
    }
    parts = [names[preview.what]]
    if preview.what in (What.PAGE, What.LIST):
        parts.append(plural("PreviewCard", "%Ln feed", "%Ln feeds", preview.count))
    elif preview.what is not What.ARTICLE:
        parts.append(plural("PreviewCard", "%Ln article", "%Ln articles", preview.count))
    if preview.known:
        words = plural("PreviewCard", "%Ln followed already", "%Ln followed already", preview.known)
        parts.append(words)
    if preview.newest is not None:
        when = short_date(preview.newest, time.time())
        alone = preview.what is What.ARTICLE
        parts.append(when if alone else translate("PreviewCard", "newest {0}").format(when))
    language = language_name(preview.language)
    if language:
        parts.append(language)
    return _MIDDLE.join(parts)


def language_name(tag: str | None) -> str:
    """Return the name of a language (BCP 47) in the reader's own; "" for what is none."""
    if not tag:
        return ""
    locale = QLocale(tag.replace("-", "_"))
    if locale.language() in (QLocale.Language.C, QLocale.Language.AnyLanguage):
        return ""
    return QLocale.languageToString(locale.language())


class PreviewCard(QWidget):
    """Title, facts, the newest headlines, and the address, on a ground of their own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("previewCard")
        self.title = QLabel()
        self.title.setObjectName("previewTitle")
        self.title.setWordWrap(True)
        self.title.setFont(interface_font(16, QFont.Weight.DemiBold))
        self.facts = quiet_label()
        self.facts.setObjectName("previewFacts")
        self.facts.setWordWrap(True)
        self.place = ElidedLabel()
        self.place.setFont(interface_font(12))
        self.place.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(4)
        box.addWidget(self.title)
        box.addWidget(self.facts)
        self._titles = [ElidedLabel() for _ in range(3)]
        box.addSpacing(4)
        for label in self._titles:
            label.setFont(interface_font(13))
            box.addWidget(label)
        box.addSpacing(4)
        box.addWidget(self.place)

    def show_preview(self, preview: Preview) -> None:
        """Show what was found; all of it is text, whatever a feed has put into it."""
        from PySide6.QtCore import Qt

        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setText(_short(preview.title))
        self.facts.setText(facts_of(preview))
        shown = [*preview.titles, "", "", ""]
        for label, title in zip(self._titles, shown, strict=False):
            label.setText(title)
            label.setToolTip(plain_tip(title))
            label.setVisible(bool(title))
        self.place.setText(preview.place)
        self.place.setToolTip(plain_tip(preview.place))
        spoken = ". ".join((preview.title, self.facts.text(), *preview.titles))
        self.setAccessibleName(spoken)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A quiet ground with a hairline around it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Midlight), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.end()


def _short(title: str) -> str:
    """A title as long as a book would push the buttons off the screen."""
    return title if len(title) <= 160 else f"{title[:159].rstrip()}…"
