"""A stored picture of a kind that cannot be shown: it is told, and there is a way out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.ui.reader.makers import article, body, stored

from clashreader.content.blocks import Figure
from clashreader.ui.reader.objects import PictureObject, damage
from clashreader.ui.reader.picture_deeds import PictureDeeds
from clashreader.ui.reader.sheet import Sheet

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot
    from tests.ui.reader.makers import Show

ADDRESS = "https://gazette.example/quay.avif"


@pytest.mark.parametrize(("kind", "outside"), [("image/x-foreign", True), ("image/png", False)])
def test_what_cannot_be_shown_is_opened_in_the_browser(
    show: Show, qtbot: QtBot, tmp_path: Path, kind: str, outside: bool
) -> None:
    (tmp_path / "quay").write_bytes(b"\0\0\0\x1cftypnobody" * 20)
    image = replace(stored(ADDRESS, "quay", 640, 480), media_type=kind)
    pane = show(article(images=(image,)), body(Figure(ADDRESS, "The quay")))
    sheet, deeds = pane.findChild(Sheet), pane.findChild(PictureDeeds)
    assert sheet is not None
    assert deeds is not None
    item = sheet.object(0)
    assert isinstance(item, PictureObject)
    qtbot.waitUntil(lambda: item.damaged)
    wanted = deeds.linkActivated if outside else deeds.fetchRequested
    with qtbot.waitSignal(wanted) as caught:
        deeds.activate(0)
    assert caught.args == [ADDRESS]
    assert ("X-FOREIGN" in damage(kind)) is outside
