"""Windows on low and on narrow screens."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from clashreader.ui import dialog_room
from clashreader.ui.add_form import AddForm
from clashreader.ui.dialog_room import within
from clashreader.ui.dialogs import KeysSheet
from clashreader.ui.jobs import Jobs


class Screen:
    """A screen of another size than that of the tests."""

    def __init__(self, wide: int, high: int) -> None:
        self._free = QRect(0, 0, wide, high)

    def availableGeometry(self) -> QRect:
        return self._free


def test_a_window_leaves_room_for_its_frame() -> None:
    assert within(QSize(1400, 900), QSize(1366, 768)) == QSize(1342, 720)
    assert within(QSize(1400, 900), QSize(2560, 1440)) == QSize(1400, 900)


@pytest.mark.parametrize(("wide", "high"), [(683, 384), (420, 820), (1920, 1080)])
def test_the_form_that_adds_grows_no_higher_than_the_screen(
    wide: int, high: int, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AddForm, "screen", lambda _self: Screen(wide, high))
    form = AddForm(Jobs(), ["Europe"])
    form._hide_findings()
    assert not dialog_room.fit(form)
    form.show()
    form._room()
    empty = form.height()
    assert empty < 260
    form._options.show()
    form.login.show()
    form._say_words("A sentence that is rather long, as sentences about addresses are. " * 6)
    assert form.height() > empty + 60
    assert form.height() <= high - 48
    assert form.width() <= wide - 24
    for button in (form._add, form._cancel):
        assert form.rect().contains(button.mapTo(form, button.rect().bottomLeft()))
        assert form.rect().contains(button.mapTo(form, button.rect().topRight()))
    bar = form.findChild(QScrollArea).verticalScrollBar()
    assert (bar.maximum() > 0) == (high == 384)
    form.close()


def test_the_sheet_of_keys_is_not_wider_than_the_screen(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    widths = []
    for wide in (700, 1920):
        monkeypatch.setattr(KeysSheet, "screen", lambda _self, wide=wide: Screen(wide, 800))
        sheet = KeysSheet(window, {})
        dialog_room.fit(sheet)
        widths.append(sheet.width())
        sheet.show()
        [area] = sheet.findChildren(QScrollArea)
        assert area.horizontalScrollBar().maximum() == 0
    assert widths[0] <= 676 < widths[1]
