"""A text document from which nothing can be loaded."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QObject, QUrl
from PySide6.QtGui import QTextDocument, QTextOption


class SealedDocument(QTextDocument):
    """A QTextDocument that opens neither files nor addresses, whoever asks it for a resource.

    A plain one asks its parent, if that is a text widget, and else opens local files itself.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)

    def wrap(self, mode: QTextOption.WrapMode) -> None:
        """Break lines as `mode` says."""
        option = self.defaultTextOption()
        option.setWrapMode(mode)
        self.setDefaultTextOption(option)

    def loadResource(self, type: int, name: QUrl | str) -> object:  # noqa: A002
        """Return nothing at all: None would still mean "look elsewhere" to a text widget."""
        return QByteArray()
