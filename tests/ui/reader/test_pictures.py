"""Pictures: decoded to the size that is wanted, cached, painted, enlarged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QBuffer, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from tests.ui.reader.makers import article, body, paint_png, stored, text

from clashreader.content.blocks import Cell, Figure, Paragraph, Span, Table
from clashreader.ui.reader.enlarge import Enlargement
from clashreader.ui.reader.fulltable import FullTable
from clashreader.ui.reader.objects import PictureObject, Setting
from clashreader.ui.reader.pictures import PictureLoader, decode
from clashreader.ui.reader.typography import Typography
from clashreader.ui.theme import THEMES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot
    from tests.ui.reader.makers import Show

    from clashreader.ui.reader.pane import ReaderPane

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def loader(qapp: QApplication, tmp_path: Path) -> Iterator[PictureLoader]:
    """A loader of the files in `tmp_path`."""
    made = PictureLoader(lambda name: tmp_path / name)
    yield made
    made.close()


def colours(pane: QWidget) -> set[str]:
    image = pane.grab().toImage()
    return {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 5)
        for y in range(0, image.height(), 5)
    }


# --- decoding ---


def test_a_large_picture_is_made_smaller_and_a_small_one_left(tmp_path: Path) -> None:
    paint_png(tmp_path / "large", 1200, 600)
    large = decode(tmp_path / "large", QSize(300, 300))
    small = decode(tmp_path / "large", QSize(5000, 5000))
    assert large is not None
    assert small is not None
    assert (large.image.width(), large.image.height()) == (300, 150)
    assert (small.image.width(), small.image.height()) == (1200, 600)
    assert large.brightness is None


@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"x" * 90, b"\0" * 9])
def test_what_is_no_picture_is_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "file").write_bytes(data)
    assert decode(tmp_path / "file", QSize(100, 100)) is None
    assert decode(tmp_path / "nothing here", QSize(100, 100)) is None


def test_a_drawing_is_shown_but_not_one_that_refers_to_files(tmp_path: Path) -> None:
    canary = tmp_path / "canary.png"
    paint_png(canary, 10, 10, "#00ff00")
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
    harmless = f'{head}<rect width="20" height="20" fill="#ff0000"/></svg>'
    (tmp_path / "svg").write_text(harmless)
    found = decode(tmp_path / "svg", QSize(100, 100))
    assert found is not None
    assert found.image.pixelColor(10, 10) == QColor("#ff0000")
    for hostile in (
        f'{head}<image href="{canary}" width="20" height="20"/></svg>',
        f'{head}<x:image xmlns:x="http://www.w3.org/2000/svg" href="{canary.as_uri()}"/></svg>',
        f'<!DOCTYPE svg [<!ENTITY a SYSTEM "{canary.as_uri()}">]>{head}&a;</svg>',
    ):
        (tmp_path / "svg").write_text(hostile)
        assert decode(tmp_path / "svg", QSize(100, 100)) is None


def test_a_photograph_is_turned_upright(tmp_path: Path) -> None:
    image = QImage(80, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "JPEG")
    plain = bytes(buffer.data().data())
    # An Exif block with nothing but orientation 6: turn by 90 degrees.
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    marker = b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    (tmp_path / "turned").write_bytes(plain[:2] + marker + plain[2:])
    found = decode(tmp_path / "turned", QSize(20, 40))
    assert found is not None
    assert (found.image.width(), found.image.height()) == (20, 40)


def test_strokes_on_nothing_tell_how_bright_they_are(tmp_path: Path) -> None:
    image = QImage(40, 40, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    for x in range(40):
        for y in range(10, 20):
            image.setPixelColor(x, y, QColor("#101010"))
    image.save(str(tmp_path / "logo"), "PNG")
    found = decode(tmp_path / "logo", QSize(100, 100))
    assert found is not None
    assert found.brightness is not None
    assert found.brightness < 40


# --- loading ---


def test_pixels_come_once_and_stay(loader: PictureLoader, tmp_path: Path, qtbot: QtBot) -> None:
    paint_png(tmp_path / "a", 100, 50)
    with qtbot.waitSignal(loader.arrived) as caught:
        assert loader.picture("a", QSize(60, 30)) is None
        assert loader.picture("a", QSize(60, 30)) is None
    assert caught.args == ["a"]
    found = loader.picture("a", QSize(60, 30))
    assert found is not None
    assert found.pixmap.width() == 60
    assert not loader.is_unreadable("a")


def test_a_missing_file_is_tried_once_until_told_otherwise(
    loader: PictureLoader, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(loader.arrived):
        loader.picture("late", QSize(10, 10))
    assert loader.is_unreadable("late")
    assert loader.picture("late", QSize(10, 10)) is None
    paint_png(tmp_path / "late", 10, 10)
    loader.forget_failures()
    with qtbot.waitSignal(loader.arrived):
        loader.picture("late", QSize(10, 10))
    assert loader.picture("late", QSize(10, 10)) is not None


def test_the_cache_is_bounded(
    loader: PictureLoader, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clashreader.ui.reader.pictures.CACHE_BYTES", 30_000)
    for name in "abcd":
        paint_png(tmp_path / name, 50, 50)
        with qtbot.waitSignal(loader.arrived):
            loader.picture(name, QSize(50, 50))
    assert loader.picture("d", QSize(50, 50)) is not None
    with qtbot.waitSignal(loader.arrived):
        assert loader.picture("a", QSize(50, 50)) is None


# --- sizes ---


@pytest.mark.parametrize(
    ("width", "height", "hint", "expected"),
    [
        (1600, 900, (None, None), (560, 315)),
        (200, 100, (None, None), (200, 100)),
        (200, 100, (800, 400), (200, 100)),
        (1600, 900, (320, None), (320, 180)),
        (400, 4000, (None, None), (70, 700)),
        (100_000, 1, (None, None), (560, 1)),
        (0, 0, (400, 250), (400, 250)),
        (0, 0, (None, None), (560, 132)),
    ],
)
def test_a_picture_fits_the_column_and_is_never_blown_up(
    loader: PictureLoader,
    width: int,
    height: int,
    hint: tuple[int | None, int | None],
    expected: tuple[int, int],
) -> None:
    content_hash = "hash" if width else None
    picture = stored("https://x.example/", content_hash, width, height)
    item = PictureObject(loader, picture, hint=hint)
    size = item.size(Setting(THEMES["light"], Typography(), 560.0))
    assert (size.width(), size.height()) == expected


# --- in the pane ---


def test_pixels_arrive_where_their_place_was(show: Show, tmp_path: Path, qtbot: QtBot) -> None:
    paint_png(tmp_path / "hash", 1200, 600, "#ff00ff")
    image = stored("https://x.example/1.png", "hash", 1200, 600)
    pane = show(article(images=(image,)), body(Figure(image.url, "alt"), text("After.")))
    height = pane.view.document().size().height()
    pane.grab()
    assert pane.busy
    qtbot.waitUntil(lambda: not pane.busy)
    assert "#ff00ff" in colours(pane)
    assert pane.view.document().size().height() == height


def test_a_lead_image_is_shown_unless_the_body_has_it(
    show: Show, tmp_path: Path, qtbot: QtBot
) -> None:
    paint_png(tmp_path / "hash", 300, 200, "#ff00ff")
    lead = stored("https://x.example/lead.png?w=300", "hash", 300, 200)
    same = stored("https://x.example/other-name.png", "hash", 300, 200)
    shown = article(images=(lead, same), lead_image=lead.url)

    def pictures(pane: ReaderPane) -> int:
        return pane.view.toPlainText().count("\ufffc")

    pane = show(shown, body(text("Body.")))
    assert pictures(pane) == 1
    qtbot.waitUntil(lambda: "#ff00ff" in colours(pane))
    assert pictures(show(shown, body(text("Body."), Figure(same.url)))) == 1
    resized = Figure("https://x.example/lead.png?w=900")
    assert pictures(show(shown, body(text("Body."), resized))) == 1
    assert pictures(show(article(lead_image="https://x.example/unknown.png"), body())) == 0


def test_a_missing_picture_says_what_it_would_show(show: Show) -> None:
    missing = Figure("https://x.example/gone.png", "A chart of vessels turned back", ())
    pane = show(article(), body(missing))
    ground = colours(pane)
    other = show(article(), body(text("Body.")))
    assert ground - colours(other)  # the calm ground of the placeholder


def test_an_inline_picture_is_as_high_as_the_text(show: Show, tmp_path: Path) -> None:
    paint_png(tmp_path / "hash", 64, 64)
    image = stored("https://x.example/smile.png", "hash", 64, 64)
    spans = (Span("Before "), Span(":-)", image=image.url), Span(" after"))
    pane = show(article(images=(image,)), body(Paragraph(spans)))
    block = pane.view.document().find("Before").block()
    assert block.layout().boundingRect().height() <= 32
    without = show(article(), body(Paragraph(spans)))
    assert "Before :-) after" in without.view.toPlainText()


# --- enlarged ---


@pytest.fixture
def enlarged(show: Show, tmp_path: Path, qtbot: QtBot) -> Enlargement:
    """A picture enlarged by a click on it."""
    paint_png(tmp_path / "hash", 400, 200, "#ff00ff")
    image = stored("https://x.example/1.png", "hash", 400, 200)
    pane = show(article(images=(image,)), body(Figure(image.url, "A ferry"), text("After.")))
    view = pane.view
    cursor = view.document().find("\ufffc")
    point = view.cursorRect(cursor).center() - QPoint(100, 60)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    found = pane.findChild(Enlargement)
    assert isinstance(found, Enlargement)
    qtbot.waitUntil(lambda: not found.image().isNull())
    return found


def test_a_click_enlarges_a_picture_and_esc_closes_it(enlarged: Enlargement, qtbot: QtBot) -> None:
    window = enlarged.parentWidget()
    assert enlarged.geometry() == window.rect()
    assert enlarged.accessibleName() == "A ferry"
    assert "#ff00ff" in colours(enlarged)
    assert enlarged.scale == 1.0  # no larger than it is
    window.resize(300, 300)
    qtbot.waitUntil(lambda: enlarged.size() == window.size())
    assert enlarged.scale < 1.0
    with qtbot.waitSignal(enlarged.destroyed):
        qtbot.keyClick(enlarged, Qt.Key.Key_Escape)


def test_an_enlarged_picture_is_zoomed_around_the_pointer_and_fitted(
    enlarged: Enlargement, qtbot: QtBot
) -> None:
    point = QPointF(500, 300)
    for _ in range(3):
        turned = QWheelEvent(
            point, enlarged.mapToGlobal(point), QPoint(), QPoint(0, 120),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(enlarged, turned)
    assert enlarged.scale == pytest.approx(1.2**3)
    qtbot.keyClick(enlarged, Qt.Key.Key_0)
    assert enlarged.scale == 1.0


def test_an_enlarged_picture_can_be_copied(enlarged: Enlargement, qtbot: QtBot) -> None:
    qtbot.keyClick(enlarged, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().image()
    assert (copied.width(), copied.height()) == (400, 200)


def test_a_wide_table_is_enlarged_to_its_full_size(show: Show, qtbot: QtBot) -> None:
    cells = tuple(Cell((text(f"Unbreakablecolumn{n}"),)) for n in range(9))
    pane = show(article(), body(Table((cells, cells)), text("After.")))
    found = pane.view.document().find("Show the table at")
    point = pane.view.cursorRect(found).center() - QPoint(20, 0)
    qtbot.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    shown = pane.findChild(FullTable)
    assert isinstance(shown, FullTable)
    assert shown.scale == 1.0
    assert shown._text.boundingRect().width() > 900
    qtbot.keyClick(shown._view, Qt.Key.Key_Plus)
    assert shown.scale == pytest.approx(1.2)
    qtbot.keyClick(shown._view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(shown._view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert copied.split() == [f"Unbreakablecolumn{n}" for n in range(9)] * 2
    assert "Unbreakablecolumn8" in shown._view.accessibleDescription()
    with qtbot.waitSignal(shown.destroyed):
        qtbot.keyClick(shown._view, Qt.Key.Key_Escape)
    assert pane.view.hasFocus()
