"""The column of the text: how wide it is in the window, and the margins that centre it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Slot

from clashreader.ui.reader.built import BIG, NEAR
from clashreader.ui.reader.typography import MIN_MARGIN, Role

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

    from clashreader.ui.reader.objects import Setting
    from clashreader.ui.reader.sheet import Sheet
    from clashreader.ui.reader.view import ArticleView

RESIZE_DELAY_MS: Final = 50
TOP_MARGIN: Final = 44
NARROW: Final = 480
"""Width of a pane, in pixels, up to which the margins are halved."""
LEAST_COLUMN: Final = 120.0


class Column:
    """Fits documents to the width of a view. All measures are pixels."""

    def __init__(self, view: ArticleView) -> None:
        self._view = view

    @property
    def room(self) -> int:
        """The width of the view, margins included."""
        return max(1, self._view.viewport().width())

    def width(self, setting: Setting) -> float:
        """Return how wide the column is in the window of now."""
        room = self._view.viewport().width()
        least = MIN_MARGIN if room > NARROW else MIN_MARGIN / 2
        return min(setting.typography.column(), max(LEAST_COLUMN, room - 2 * least))

    def is_fit(self, document: QTextDocument, setting: Setting) -> bool:
        """Tell whether `document` was laid out for the width of now."""
        return document.textWidth() == self.room and setting.column == self.width(setting)

    def fit(self, document: QTextDocument, setting: Setting) -> bool:
        """Set the margins of `document`; returns whether anything changed."""
        room, column = self.room, self.width(setting)
        margin = max(0, (room - column) // 2)
        frame = document.rootFrame()
        shape = frame.frameFormat()
        if (
            shape.leftMargin() == margin
            and setting.column == column
            and document.textWidth() == room
        ):
            return False
        setting.column = column
        shape.setTopMargin(setting.typography.px(TOP_MARGIN))
        shape.setLeftMargin(margin)
        shape.setRightMargin(max(0, room - column - margin))
        frame.setFrameFormat(shape)
        document.setTextWidth(room)
        return True

    def take(self) -> None:
        """Have the view wrap its lines at the width of now."""
        self._view.setLineWrapColumnOrWidth(self.room)


class WidthFollower(QObject):
    """Keeps the text of a sheet as wide as the window lets it be; the reader keeps the place."""

    def __init__(self, view: ArticleView, sheet: Sheet, column: Column) -> None:
        super().__init__(sheet)
        self._view = view
        self._sheet = sheet
        self._column = column
        self._resized = QTimer(self)
        self._resized.setSingleShot(True)
        self._resized.setInterval(RESIZE_DELAY_MS)
        self._resized.timeout.connect(self.fit)
        view.viewport().installEventFilter(self)

    def stop(self) -> None:
        """Forget a change of width that waits."""
        self._resized.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the width of the viewport."""
        built = self._sheet.built
        if event.type() == QEvent.Type.Resize and built is not None:
            wait = built.writer.has_tables or built.length > BIG
            if wait and self._view.isVisible():
                self._resized.start()
            else:
                self.fit()
        return super().eventFilter(watched, event)

    @Slot()
    def fit(self) -> None:
        """Centre the column in the window of now."""
        sheet, column = self._sheet, self._column
        shown, coming = sheet.built, sheet.coming
        built = coming or shown
        if shown is None or built is None or column.is_fit(built.document, built.setting):
            return
        before, now = built.setting.column, column.width(built.setting)
        justifies = built.setting.typography.justifies
        if (
            # The widths of a table's columns, and whether it fits at all, hang on the column.
            (built.writer.has_tables and now != before)
            # A long text is written anew in less time at a stretch than it is laid out in.
            or coming is not None
            or shown.length > NEAR
            or justifies(Role.BODY, now) != justifies(Role.BODY, before)
        ):
            sheet.rebuild()
            return
        anchor = sheet.top()
        if column.fit(built.document, built.setting):
            column.take()
            sheet.return_to(anchor)
