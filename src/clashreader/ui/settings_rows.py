"""The rows of the settings window: a control for each setting, which shows and keeps its value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from clashreader.settings import Settings
from clashreader.ui.controls import CheckBox, ChoiceBox, Slider
from clashreader.ui.widgets import FlatButton, LinkButton, quiet_label

Keep = Callable[[str, Any], None]
"""Keeps the new value of the setting called so."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A setting with a few values, each with its name."""

    name: str
    text: str
    values: Sequence[tuple[Any, str]]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Switch:
    """A setting that is on or off."""

    name: str
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """A number between two limits. The slider counts in steps of `unit`."""

    name: str
    text: str
    limits: tuple[float, float]
    unit: float
    words: Callable[[float], str]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of the reader's choice; empty is the program's own, which is called `own`."""

    name: str
    text: str
    own: str
    hint: str = ""


Spec = Choice | Switch | Range | Folder


class Row(QWidget):
    """The name of a setting, its control, and a hint below in small letters."""

    def __init__(self, spec: Spec, keep: Keep) -> None:
        super().__init__()
        self.spec = spec
        self.setObjectName(f"row-{spec.name}")
        self._keep = keep
        self._showing = False
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 4, 0, 4)
        box.setSpacing(2)
        line = QHBoxLayout()
        line.setSpacing(16)
        box.addLayout(line)
        self._value: QLabel | None = None
        self.control = self._make(line)
        self.control.setObjectName(spec.name)
        self.control.setAccessibleName(spec.text)
        if spec.hint:
            self.control.setAccessibleDescription(spec.hint)
            hint = quiet_label(spec.hint)
            hint.setWordWrap(True)
            box.addWidget(hint)

    @property
    def text(self) -> str:
        """What a search for settings looks at."""
        values = [name for _, name in self.spec.values] if isinstance(self.spec, Choice) else []
        return " ".join([self.spec.text, self.spec.hint, *values])

    def _make(self, line: QHBoxLayout) -> QWidget:
        spec = self.spec
        if isinstance(spec, Switch):
            check = CheckBox(spec.text)
            check.toggled.connect(self._take)
            line.addWidget(check, 1)
            return check
        label = QLabel(spec.text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        line.addWidget(label, 1)
        control: QWidget
        if isinstance(spec, Choice):
            box = ChoiceBox()
            box.setMinimumWidth(220)
            for value, name in spec.values:
                box.addItem(name, value)
            box.currentIndexChanged.connect(lambda _: self._take(box.currentData()))
            control = box
        elif isinstance(spec, Folder):
            chooser = FolderChoice(spec)
            chooser.chosen.connect(self._take)
            line.addWidget(chooser.back)
            control = chooser
        else:
            slider = Slider()
            slider.setMinimumWidth(220)
            slider.setRange(*(round(limit / spec.unit) for limit in spec.limits))
            slider.valueChanged.connect(lambda steps: self._take(steps * spec.unit))
            self._value = quiet_label()
            self._value.setMinimumWidth(64)
            self._value.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            line.addWidget(self._value)
            control = slider
        label.setBuddy(control)
        line.addWidget(control)
        return control

    def show_value(self, settings: Settings) -> None:
        """Show the value that `settings` have, without keeping it again."""
        value = getattr(settings, self.spec.name)
        self._showing = True
        try:
            if isinstance(self.control, CheckBox):
                self.control.setChecked(value)
            elif isinstance(self.control, ChoiceBox):
                place = self.control.findData(value)
                if place < 0:
                    self.control.addItem(str(value), value)
                    place = self.control.count() - 1
                self.control.setCurrentIndex(place)
            elif isinstance(self.control, FolderChoice):
                self.control.show_folder(value)
            elif isinstance(self.control, Slider) and isinstance(self.spec, Range):
                self.control.setValue(round(value / self.spec.unit))
                self._describe(value)
        finally:
            self._showing = False

    def _take(self, value: Any) -> None:
        if isinstance(self.spec, Range):
            self._describe(value)
        if not self._showing:
            self._keep(self.spec.name, value)

    def _describe(self, value: float) -> None:
        if self._value is not None and isinstance(self.spec, Range):
            self._value.setText(self.spec.words(value))


class FolderChoice(FlatButton):
    """Names the folder and asks for another; `back`, beside it, goes back to our own."""

    chosen = Signal(str)

    def __init__(self, spec: Folder) -> None:
        super().__init__("")
        self._spec = spec
        self._folder = ""
        self.setMinimumWidth(220)
        self.clicked.connect(self._ask)
        self.back = LinkButton(spec.own)
        self.back.setAccessibleDescription(spec.text)
        self.back.clicked.connect(lambda: self.chosen.emit(""))

    def show_folder(self, folder: str) -> None:
        """Name the folder, in the middle of which a long path is cut."""
        self._folder = folder
        words = folder or self._spec.own
        elided = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, 190)
        self.setText(elided.replace("&", "&&"))
        self.setToolTip(folder)
        self.setAccessibleName(f"{self._spec.text}: {words}")
        self.back.setVisible(bool(folder))

    def _ask(self) -> None:
        dialog = QFileDialog(self, self._spec.text, self._folder)
        dialog.setObjectName("chooseFolder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.chosen)
        dialog.open()


def percent(value: float) -> str:
    """Return ``120 %`` as the locale writes it."""
    return f"{QLocale().toString(round(value))}\N{NO-BREAK SPACE}%"


def plain(value: float) -> str:
    """Return a whole number."""
    return QLocale().toString(round(value))


def two_places(value: float) -> str:
    """Return ``1.61``."""
    return QLocale().toString(value, "f", 2)
