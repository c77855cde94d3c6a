"""The popup "Text and theme": how articles are set. What is chosen shows in the open article."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QHideEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from clashreader.settings import THEMES, Settings
from clashreader.ui.controls import CheckBox, ChoiceBox, RadioButton, Slider
from clashreader.ui.reader import fonts
from clashreader.ui.reader.typography import Role, Typography
from clashreader.ui.text_choice import TEXT_FIELDS, missing_font, type_choice
from clashreader.ui.theme import THEMES as COLOURS
from clashreader.ui.widgets import FlatButton, PopupFrame, hairline, quiet_label

if TYPE_CHECKING:
    from clashreader.ui.looks import Looks

WIDTH: Final = 348
_SHOW_MS: Final = 40
"""Pause after which a change shows: a slider that is dragged makes one with every pixel."""
_KEEP_MS: Final = 600
"""Pause after which it is written."""


class ReadingSettings(PopupFrame):
    """Theme, font, size, lines, column, edges, hyphens and figures; reset."""

    def __init__(self, looks: Looks, parent: QWidget) -> None:
        super().__init__(parent)
        self._looks = looks
        self._settings = looks.settings
        self.setObjectName("readingSettings")
        self.setAccessibleName(self.tr("Text and theme"))
        self.setFixedWidth(WIDTH)
        self._show_timer = QTimer(self, singleShot=True, interval=_SHOW_MS)
        self._show_timer.timeout.connect(self._show_change)
        self._keep_timer = QTimer(self, singleShot=True, interval=_KEEP_MS)
        self._keep_timer.timeout.connect(self._keep_change)
        self._build()
        self._fill()
        looks.settings_changed.connect(self._follow)

    # --- building ---

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 16, 16, 12)
        box.setSpacing(12)
        box.addLayout(self._theme_row())
        box.addWidget(hairline())
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        self._font = self._font_list()
        label = self._label(grid, 0, self.tr("&Font"))
        label.setBuddy(self._font)
        grid.addWidget(self._font, 0, 1, 1, 2)
        self._size = self._slider(grid, 1, self.tr("&Size"), "zoom", (50, 300), 10)
        self._line = self._slider(grid, 2, self.tr("&Line height"), "line", (120, 220), 5)
        self._column = self._slider(grid, 3, self.tr("&Column"), "column", (50, 100), 2)
        box.addLayout(grid)
        self._justify = self._check("justify", self.tr("&Justified: lines equally long"))
        self._hyphenate = self._check("hyphenate", self.tr("&Hyphens at the ends of lines"))
        box.addWidget(self._justify)
        box.addWidget(self._hyphenate)
        box.addLayout(self._figures_row())
        box.addWidget(hairline())
        row = QHBoxLayout()
        self._hint = quiet_label(pixels=11)
        self._hint.setWordWrap(True)
        row.addWidget(self._hint, 1)
        self._reset = FlatButton(self.tr("&Reset"))
        self._reset.setObjectName("resetType")
        self._reset.setToolTip(self.tr("Set the text as at first; the theme stays"))
        self._reset.clicked.connect(self._take_back)
        row.addWidget(self._reset)
        box.addLayout(row)

    def _theme_row(self) -> QHBoxLayout:
        names = {
            "system": self.tr("As the system"),
            "light": self.tr("Light"),
            "sepia": self.tr("Sepia"),
            "dark": self.tr("Dark"),
            "high-contrast": self.tr("High contrast"),
            "high-contrast-dark": self.tr("High contrast, dark"),
        }
        row = QHBoxLayout()
        row.setSpacing(8)
        self._themes = QButtonGroup(self)
        self._themes.setExclusive(True)
        for number, name in enumerate(THEMES):
            button = ThemeButton(name, names[name])
            self._themes.addButton(button, number)
            row.addWidget(button)
        self._themes.idClicked.connect(lambda number: self._looks.choose(THEMES[number]))
        self._themes.idToggled.connect(self._choose_by_key)
        return row

    def _choose_by_key(self, number: int, checked: bool) -> None:
        """The arrow keys check the next theme without a click."""
        if checked and self._looks.name != THEMES[number]:
            self._looks.choose(THEMES[number])

    def _label(self, grid: QGridLayout, row: int, text: str) -> QLabel:
        label = quiet_label(text)
        grid.addWidget(label, row, 0)
        return label

    def _slider(
        self, grid: QGridLayout, row: int, text: str, name: str, limits: tuple[int, int], step: int
    ) -> Slider:
        label = self._label(grid, row, text)
        slider = Slider()
        slider.setObjectName(f"{name}Slider")
        slider.setRange(*limits)
        slider.setSingleStep(step)
        slider.setPageStep(step * 2)
        slider.setAccessibleName(text.replace("&", ""))
        label.setBuddy(slider)
        value = quiet_label()
        value.setObjectName(f"{name}Value")
        value.setMinimumWidth(44)
        value.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        slider.valueChanged.connect(lambda _: self._changed())
        grid.addWidget(slider, row, 1)
        grid.addWidget(value, row, 2)
        return slider

    def _check(self, name: str, text: str) -> CheckBox:
        box = CheckBox(text)
        box.setObjectName(f"{name}Check")
        box.toggled.connect(lambda _: self._changed())
        return box

    def _figures_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self._figures_label = quiet_label(self.tr("Figures"))
        row.addWidget(self._figures_label)
        self._lining = RadioButton("1984, 2025")
        self._lining.setObjectName("liningFigures")
        self._lining.setAccessibleName(self.tr("Lining figures, as high as capitals"))
        self._old_style = RadioButton("1984, 2025")
        self._old_style.setObjectName("oldStyleFigures")
        self._old_style.setAccessibleName(self.tr("Old-style figures, like small letters"))
        group = QButtonGroup(self)
        for button in (self._lining, self._old_style):
            group.addButton(button)
            row.addWidget(button)
        row.addStretch()
        self._old_style.toggled.connect(lambda _: self._changed())
        return row

    def _font_list(self) -> ChoiceBox:
        box = ChoiceBox()
        box.setObjectName("fontList")
        box.setAccessibleName(self.tr("Font"))
        # Asking each name for its width would load a hundred fonts.
        box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(16)
        box.setMaxVisibleItems(14)
        box.addItem(self.tr("Serif (Source Serif)"), "serif")
        box.addItem(self.tr("Sans serif (Source Sans)"), "sans")
        box.insertSeparator(2)
        for name in fonts.choices():
            box.addItem(name, name)
        chosen = self._settings.font
        if box.findData(chosen) < 0:
            box.addItem(self.tr("{0} (not here)").format(chosen), chosen)
        box.currentIndexChanged.connect(lambda _: self._changed())
        return box

    # --- what is chosen ---

    def _controls(self) -> tuple[QWidget, ...]:
        return (
            self._font, self._size, self._line, self._column, self._justify, self._hyphenate,
            self._lining, self._old_style,
        )  # fmt: skip

    def _fill(self) -> None:
        """Show the settings of now, without taking that for a choice of the reader's."""
        settings = self._settings
        for control in self._controls():
            control.blockSignals(True)
        self._font.setCurrentIndex(max(0, self._font.findData(settings.font)))
        self._size.setValue(settings.zoom)
        self._line.setValue(round(settings.line_height * 100))
        self._column.setValue(settings.column)
        self._justify.setChecked(settings.justify)
        self._hyphenate.setChecked(settings.hyphenate)
        (self._old_style if settings.figures == "old-style" else self._lining).setChecked(True)
        for control in self._controls():
            control.blockSignals(False)
        name = self._looks.name
        button = self._themes.button(THEMES.index(name) if name in THEMES else 0)
        if button is not None:
            button.setChecked(True)
        self._describe()

    def _describe(self) -> None:
        """Say what the controls stand at, and which of them the font has no use for."""
        settings = self._settings
        locale = self.locale()
        values = {
            "zoom": self.tr("{0} %").format(locale.toString(settings.zoom)),
            "line": locale.toString(settings.line_height, "f", 2),
            "column": locale.toString(settings.column),
        }
        for name, text in values.items():
            label = self.findChild(QLabel, f"{name}Value")
            if label is not None:
                label.setText(text)
        family = fonts.body_family(settings.font)
        offered = bool({"onum", "lnum"} & fonts.features(family))
        tip = "" if offered else self.tr("“{0}” has one kind of figures only.").format(family)
        for button, figures in ((self._lining, "lining"), (self._old_style, "old-style")):
            button.setEnabled(offered)
            button.setToolTip(tip or button.accessibleName())
            choice = replace(type_choice(settings), figures=figures)
            sample = QFont(Typography(choice=choice).font(Role.BODY))
            sample.setPixelSize(15)
            button.setFont(sample)
        self._figures_label.setToolTip(tip)
        self._hint.setText(missing_font(settings.font))
        plain = all(getattr(settings, name) == getattr(Settings(), name) for name in TEXT_FIELDS)
        self._reset.setEnabled(not plain)

    def _changed(self) -> None:
        line_height = self._line.value() / 100
        if abs(line_height - self._settings.line_height) < 0.005:
            line_height = self._settings.line_height
        self._take(
            replace(
                self._settings,
                font=self._font.currentData() or self._settings.font,
                zoom=self._size.value(),
                line_height=line_height,
                column=self._column.value(),
                justify=self._justify.isChecked(),
                hyphenate=self._hyphenate.isChecked(),
                figures="old-style" if self._old_style.isChecked() else "lining",
            )
        )

    def _take(self, settings: Settings) -> None:
        if settings == self._settings:
            return
        self._settings = settings
        self._describe()
        if not self._show_timer.isActive():
            self._show_timer.start()
        self._keep_timer.start()

    def _take_back(self) -> None:
        """Set the text as at first."""
        self._take(replace(self._settings, **{k: getattr(Settings(), k) for k in TEXT_FIELDS}))
        self._fill()

    def _merged(self) -> Settings:
        """What is chosen here, over what others have changed meanwhile."""
        chosen = {name: getattr(self._settings, name) for name in TEXT_FIELDS}
        return replace(self._looks.settings, **chosen)

    def _show_change(self) -> None:
        self._looks.show_settings(self._merged())

    def _keep_change(self) -> None:
        self._looks.keep(self._merged())

    def _follow(self, settings: Settings) -> None:
        """Something else changed the settings: the zoom, by its keys; the theme."""
        if not self._keep_timer.isActive() and settings != self._settings:
            self._settings = settings
            self._fill()

    def hideEvent(self, event: QHideEvent) -> None:
        """Write what has been chosen and not been written."""
        if self._keep_timer.isActive():
            self._keep_timer.stop()
            self._show_timer.stop()
            self._keep_change()
        super().hideEvent(event)

    def open_below(self, anchor: QWidget) -> None:
        """Show it below a widget, within the screen; the theme that is on has the focus."""
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(anchor.width() - self.width(), anchor.height() + 4))
        screen = anchor.screen().availableGeometry()
        corner.setX(max(screen.left() + 8, min(corner.x(), screen.right() - self.width() - 8)))
        corner.setY(max(screen.top(), min(corner.y(), screen.bottom() - self.height())))
        self.move(corner)
        self.show()
        checked = self._themes.checkedButton()
        if checked is not None:
            checked.setFocus(Qt.FocusReason.PopupFocusReason)


class ThemeButton(QAbstractButton):
    """Two letters on the page of a theme; a ring around the one that is on."""

    SIDE = 44

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setObjectName(f"theme-{name}")
        self.setCheckable(True)
        self.setAccessibleName(title)
        self.setToolTip(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(QSize(self.SIDE, self.SIDE))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the page; as the system: half of a light one, half of a dark one."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        page = QRectF(self.rect()).adjusted(4.5, 4.5, -4.5, -4.5)
        font = QFont(Typography().font(Role.BODY))
        font.setPixelSize(16)
        painter.setFont(font)
        halves = ("light", "dark") if self._name == "system" else (self._name,)
        width = self.width() / len(halves)
        for number, half in enumerate(halves):
            theme = COLOURS[half]
            painter.setClipRect(QRectF(number * width, 0, width, self.height()))
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Dark), 1))
            painter.setBrush(theme.page)
            painter.drawRoundedRect(page, 6, 6)
            painter.setPen(theme.text)
            painter.drawText(page, int(Qt.AlignmentFlag.AlignCenter), "Aa")
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.isChecked():
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Accent), 2))
            painter.drawRoundedRect(page.adjusted(-2.5, -2.5, 2.5, 2.5), 8, 8)
        if self.hasFocus():
            pen = QPen(palette.color(QPalette.ColorRole.Text), 1, Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.drawRoundedRect(page.adjusted(3, 3, -3, -3), 4, 4)
        painter.end()
