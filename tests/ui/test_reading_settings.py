"""The popup "Text and theme": what is chosen in it shows at once, and is kept."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QMenu,
    QRadioButton,
    QSlider,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store

from clashreader.library.library import Library
from clashreader.paths import Home
from clashreader.settings import Settings, load
from clashreader.ui.main_window import MainWindow
from clashreader.ui.reader import fonts
from clashreader.ui.reading_settings import ReadingSettings
from clashreader.ui.theme import THEMES

Settle = Callable[[MainWindow], None]


def opened(window: MainWindow) -> ReadingSettings:
    """Open the popup by its command."""
    window.commands["typeAction"].trigger()
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, ReadingSettings)
    return popup


def close(popup: ReadingSettings, qtbot: QtBot) -> None:
    with qtbot.waitSignal(popup.destroyed):
        qtbot.keyClick(popup, Qt.Key.Key_Escape)


def slider(popup: QWidget, name: str) -> QSlider:
    found = popup.findChild(QSlider, f"{name}Slider")
    assert found is not None
    return found


def test_every_choice_shows_at_once_and_is_kept(
    library: Library, make_window: WindowMaker, home: Home, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 2)
    window = make_window()
    window.articles.select(ids[0])
    settle(window)
    popup = opened(window)
    fonts_list = popup.findChild(QComboBox, "fontList")
    assert fonts_list is not None
    fonts_list.setCurrentIndex(fonts_list.findData("sans"))
    slider(popup, "zoom").setValue(140)
    slider(popup, "line").setValue(180)
    slider(popup, "column").setValue(60)
    for name in ("justifyCheck", "hyphenateCheck"):
        box = popup.findChild(QCheckBox, name)
        assert box is not None
        box.click()
    old_style = popup.findChild(QRadioButton, "oldStyleFigures")
    assert old_style is not None
    assert old_style.isEnabled()
    old_style.click()
    pane = window.reader()
    qtbot.waitUntil(lambda: pane.zoom == 140 and pane.type_choice.figures == "old-style")
    choice = pane.type_choice
    assert (choice.font, choice.line_height, choice.justify) == ("sans", 1.8, True)
    close(popup, qtbot)
    kept = load(home.settings)
    assert kept == window.settings
    assert (kept.zoom, kept.column, kept.font, kept.line_height) == (140, 60, "sans", 1.8)
    assert (kept.justify, kept.hyphenate, kept.figures) == (True, True, "old-style")


def test_reset_takes_all_back_but_the_theme(
    library: Library, make_window: WindowMaker, home: Home, settle: Settle, qtbot: QtBot
) -> None:
    window = make_window(
        theme="sepia", zoom=150, column=90, font="sans", justify=True, line_height=2.0
    )
    popup = opened(window)
    reset = popup.findChild(QAbstractButton, "resetType")
    assert reset is not None
    assert reset.isEnabled()
    reset.click()
    assert not reset.isEnabled()
    assert slider(popup, "zoom").value() == 100
    close(popup, qtbot)
    assert window.settings == Settings(theme="sepia", sync_on_start=False, backups=False)
    assert window.reader().zoom == 100


def test_looking_and_leaving_changes_nothing(
    make_window: WindowMaker, home: Home, qtbot: QtBot
) -> None:
    window = make_window(line_height=1.37, zoom=95)
    before = window.settings
    close(opened(window), qtbot)
    assert window.settings == before
    assert not home.settings.exists()


def test_the_themes_are_chosen_by_arrow_keys_and_click(
    make_window: WindowMaker, qtbot: QtBot
) -> None:
    window = make_window(theme="light")
    popup = opened(window)
    light = popup.findChild(QAbstractButton, "theme-light")
    sepia = popup.findChild(QAbstractButton, "theme-sepia")
    contrast = popup.findChild(QAbstractButton, "theme-high-contrast-dark")
    assert light is not None
    assert sepia is not None
    assert contrast is not None
    assert light.isChecked()
    qtbot.keyClick(light, Qt.Key.Key_Right)
    assert window.theme is THEMES["sepia"]
    qtbot.mouseClick(contrast, Qt.MouseButton.LeftButton)
    assert window.theme is THEMES["high-contrast-dark"]
    assert contrast.isChecked()
    close(popup, qtbot)


def test_zooming_by_keys_meanwhile_is_followed(make_window: WindowMaker, qtbot: QtBot) -> None:
    window = make_window()
    popup = opened(window)
    window.commands["zoomInAction"].trigger()
    assert slider(popup, "zoom").value() == 110
    close(popup, qtbot)
    assert window.settings.zoom == 110


def test_a_font_that_is_not_there_is_said_and_kept(make_window: WindowMaker, qtbot: QtBot) -> None:
    window = make_window(font="No Such Type")
    assert "No Such Type" in window.status.text
    popup = opened(window)
    fonts_list = popup.findChild(QComboBox, "fontList")
    assert fonts_list is not None
    assert fonts_list.currentData() == "No Such Type"
    assert window.reader().typography().choice.font == "No Such Type"
    slider(popup, "zoom").setValue(120)
    close(popup, qtbot)
    assert window.settings.font == "No Such Type"


def test_figures_that_a_font_does_not_have_cannot_be_chosen(
    make_window: WindowMaker, qtbot: QtBot
) -> None:
    fonts.load()
    poor = [n for n in fonts.choices() if not {"onum", "lnum"} & fonts.features(n)]
    if not poor:
        pytest.skip("every font here has both")
    popup = opened(make_window(font=poor[0]))
    button = popup.findChild(QRadioButton, "oldStyleFigures")
    assert button is not None
    assert not button.isEnabled()
    assert poor[0] in button.toolTip()
    close(popup, qtbot)


def test_every_control_has_a_name_and_can_be_reached_by_tab(
    make_window: WindowMaker, qtbot: QtBot
) -> None:
    popup = opened(make_window(zoom=120))
    kinds = (QAbstractButton, QSlider, QComboBox)
    controls = {w for kind in kinds for w in popup.findChildren(kind) if w.isVisibleTo(popup)}
    controls = {w for w in controls if w.parent() is popup}
    assert len(controls) >= 14
    for control in controls:
        text = control.text() if isinstance(control, QAbstractButton) else ""
        assert control.accessibleName() or text, control.objectName()
        group = control.group() if isinstance(control, QAbstractButton) else None
        # Of a group Tab reaches the one that is chosen, the arrows the others.
        if group is None or group.checkedButton() is control:
            assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control.objectName()
    close(popup, qtbot)


def test_the_list_of_fonts_is_a_dozen_rows_high(make_window: WindowMaker, qtbot: QtBot) -> None:
    popup = opened(make_window())
    fonts_list = popup.findChild(QComboBox, "fontList")
    assert fonts_list is not None
    fonts_list.setFocus()
    fonts_list.showPopup()
    rows = fonts_list.view().viewport().height() / fonts_list.view().sizeHintForRow(0)
    assert rows <= fonts_list.maxVisibleItems() + 1
    fonts_list.hidePopup()
    close(popup, qtbot)


def test_a_click_on_the_slider_goes_there(make_window: WindowMaker, qtbot: QtBot) -> None:
    popup = opened(make_window())
    column = slider(popup, "column")
    y = column.height() // 2
    qtbot.mouseClick(column, Qt.MouseButton.LeftButton, pos=QPoint(column.width() - 2, y))
    assert column.value() == 100
    qtbot.mouseClick(column, Qt.MouseButton.LeftButton, pos=QPoint(2, y))
    assert column.value() == 50
    qtbot.keyClick(column, Qt.Key.Key_Right)
    assert column.value() == 52
    close(popup, qtbot)


def test_the_tools_of_a_narrow_window_do_not_overlap(make_window: WindowMaker) -> None:
    for width in (1200, 700, 460, 360):
        window = make_window(size=(width, 600))
        shown = [b for b in window.toolbar.findChildren(QToolButton) if b.isVisible()]
        places = sorted((b.mapTo(window, QPoint(0, 0)).x(), b.width()) for b in shown)
        assert window.toolbar.menu_button in shown
        for (left, size), (after, _) in pairwise(places):
            assert left + size <= after, width
        assert sum(places[-1]) <= width
        assert width > 360 or len(shown) < 9
        opened(window).close()
        window.close()


def test_the_menu_offers_it_and_every_theme(make_window: WindowMaker, qtbot: QtBot) -> None:
    window = make_window()
    menu = window.deeds.make_menu()
    assert any(window.commands["typeAction"] in one.actions() for one in menu.findChildren(QMenu))
    for name in THEMES:
        assert menu.findChild(QAction, f"theme-{name}") is not None
    assert isinstance(menu, QMenu)
    menu.deleteLater()
