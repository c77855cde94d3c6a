"""The page of the settings where commands get their keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from clashreader.ui.key_choice import (
    keys_of,
    owner,
    standard,
    with_key,
    with_own_keys,
    without_keys,
    written,
)
from clashreader.ui.keys import COMMANDS, Command, group_title
from clashreader.ui.theme import ThinScrollBar
from clashreader.ui.widgets import Field, FlatButton

_COMMAND = int(Qt.ItemDataRole.UserRole)
_MODIFIERS = {
    int(key)
    for key in (
        Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr,
        Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_unknown, 0,
    )
}  # fmt: skip
_ALT_GR = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
"""What AltGr is on Windows; the sign that it brings is the key, as with Shift."""


class KeyField(Field):
    """Takes the next key that is pressed, instead of writing it."""

    pressed = Signal(str)
    """The key, as settings keep it; "" for one that no command may have."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def event(self, event: QEvent) -> bool:
        """No shortcut of the window while a key is awaited; Tab and Esc still leave."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell which key it was."""
        if event.key() in _MODIFIERS:
            return
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            event.ignore()  # closes the window, as everywhere
            return
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        sign = event.text()
        if modifiers == _ALT_GR and sign.isprintable() and sign and not sign.isalpha():
            modifiers = Qt.KeyboardModifier.NoModifier
        if modifiers == Qt.KeyboardModifier.ShiftModifier and sign and not sign.isalpha():
            modifiers = Qt.KeyboardModifier.NoModifier  # “?” is the key, wherever it lies
            if sign == " ":
                modifiers = Qt.KeyboardModifier.ShiftModifier
        combined = QKeySequence(modifiers.value | event.key())
        self.pressed.emit(standard(combined.toString(QKeySequence.SequenceFormat.PortableText)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say what is awaited."""
        super().focusInEvent(event)
        self.setText(self.tr("Press the new key …"))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nothing is awaited any more."""
        super().focusOutEvent(event)
        self.clear()


class KeyEditor(QWidget):
    """Every command with its keys; a field that waits for a key; what is in the way is named."""

    def __init__(
        self,
        chosen: Callable[[], Mapping[str, str]],
        choose: Callable[[dict[str, str]], None],
        parent: QWidget | None = None,
    ) -> None:
        """`chosen` gives the reader's keys of now, `choose` keeps others."""
        super().__init__(parent)
        self._chosen = chosen
        self._choose = choose
        self._waiting: tuple[Command, str] | None = None
        self._build()
        self.fill()

    def _build(self) -> None:
        self.field = KeyField()
        self.tree = QTreeWidget()
        self.tree.setObjectName("keysTree")
        self.tree.setAccessibleName(self.tr("Commands and their keys"))
        self.tree.setHeaderLabels([self.tr("Command"), self.tr("Keys")])
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(0)
        self.tree.setMinimumHeight(300)
        self.tree.setHeaderHidden(True)
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self.tree.setVerticalScrollBar(ThinScrollBar())
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setStretchLastSection(False)
        self.tree.currentItemChanged.connect(lambda *_: self._show_choice())
        self.tree.itemActivated.connect(lambda *_: self.field.setFocus())
        self.field.setObjectName("keyField")
        self.field.setPlaceholderText(self.tr("A new key"))
        self.field.setAccessibleName(self.tr("A new key for the chosen command"))
        self.field.pressed.connect(self._pressed)
        self.none = FlatButton(self.tr("No key"))
        self.none.setObjectName("noKey")
        self.none.clicked.connect(self._take_away)
        self.own = FlatButton(self.tr("As at first"))
        self.own.setObjectName("ownKey")
        self.own.clicked.connect(self._take_back)
        self.message = QLabel()
        self.message.setObjectName("keyMessage")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.take = FlatButton(self.tr("Take it from there"))
        self.take.setObjectName("takeKey")
        self.take.clicked.connect(self._take_over)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.none)
        row.addWidget(self.own)
        words = QHBoxLayout()
        words.addWidget(self.message, 1)
        words.addWidget(self.take)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.tree, 1)
        box.addLayout(row)
        box.addLayout(words)

    # --- what is shown ---

    def fill(self) -> None:
        """Show the commands and keys of now; the chosen one stays chosen."""
        current = self._command()
        chosen = self._chosen()
        self.tree.clear()
        group = ""
        for command in COMMANDS:
            if command.group != group:
                group = command.group
                head = QTreeWidgetItem([group_title(group)])
                head.setFlags(Qt.ItemFlag.ItemIsEnabled)
                font = self.font()
                font.setBold(True)
                head.setFont(0, font)
                head.setSizeHint(0, QSize(0, 34))
                self.tree.addTopLevelItem(head)
            item = QTreeWidgetItem([command.label, written(keys_of(command, chosen))])
            item.setData(0, _COMMAND, command.name)
            if command.name in chosen:
                font = self.font()
                font.setItalic(True)
                item.setFont(1, font)
                item.setToolTip(1, self.tr("Chosen by you"))
            item.setSizeHint(0, QSize(0, 26))
            self.tree.addTopLevelItem(item)
            if current is not None and command.name == current.name:
                self.tree.setCurrentItem(item)
        first = self.tree.topLevelItem(1)
        if current is None and first is not None:
            self.tree.setCurrentItem(first)
        self._show_choice()

    def filter(self, wanted: Callable[[str], bool]) -> bool:
        """Show the commands of which name or keys are `wanted`; return whether there are any."""
        found = False
        head: QTreeWidgetItem | None = None
        for number in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(number)
            assert item is not None
            if item.data(0, _COMMAND) is None:
                head = item
                head.setHidden(True)
                continue
            shown = wanted(f"{item.text(0)} {item.text(1)}")
            item.setHidden(not shown)
            if shown and head is not None:
                head.setHidden(False)
            found = found or shown
        return found

    def _command(self) -> Command | None:
        item = self.tree.currentItem()
        name = item.data(0, _COMMAND) if item is not None else None
        return next((command for command in COMMANDS if command.name == name), None)

    def _show_choice(self) -> None:
        command = self._command()
        self._waiting = None
        self.take.hide()
        self.message.setText("")
        for widget in (self.field, self.none, self.own):
            widget.setEnabled(command is not None)
        if command is not None:
            chosen = self._chosen()
            self.none.setEnabled(bool(keys_of(command, chosen)))
            self.own.setEnabled(command.name in chosen)

    # --- what is done ---

    def _pressed(self, key: str) -> None:
        command = self._command()
        if command is None:
            return
        self._waiting = None
        self.take.hide()
        if not key:
            self.message.setText(
                self.tr("Tab, Enter and Esc are the window’s own. Choose another key.")
            )
            return
        other = owner(key, self._chosen(), but=command.name)
        if other is not None:
            words = self.tr("{0} belongs to “{1}”.")
            self.message.setText(words.format(written((key,)), other.label))
            self._waiting = command, key
            self.take.show()
            self.take.setFocus()
            return
        self._give(command, key)

    def _give(self, command: Command, key: str) -> None:
        self._choose(with_key(command, key, self._chosen()))
        self.fill()
        words = self.tr("“{0}” has the key {1} now.")
        self.message.setText(words.format(command.label, written((key,))))
        self.tree.setFocus()

    def _take_over(self) -> None:
        if self._waiting is not None:
            self._give(*self._waiting)

    def _take_away(self) -> None:
        command = self._command()
        if command is not None:
            self._choose(without_keys(command, self._chosen()))
            self.fill()

    def _take_back(self) -> None:
        command = self._command()
        if command is not None:
            self._choose(with_own_keys(command, self._chosen()))
            self.fill()
