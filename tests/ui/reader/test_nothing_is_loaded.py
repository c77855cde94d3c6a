"""The pane reads nothing but pictures of the library: tried with a real server and a real file."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QByteArray, Qt, QUrl
from PySide6.QtGui import QTextDocument
from tests.ui.reader.makers import article, body, paint_png, stored, text

from clashreader.content.blocks import Document, Embed, Figure, Paragraph, Span
from clashreader.model import MediaType
from clashreader.ui.reader.pdf import write_pdf
from clashreader.ui.theme import THEMES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot
    from tests.ui.reader.makers import Show


class Trap:
    """A server that remembers who knocked."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self.port = self._socket.getsockname()[1]
        self.visits = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while not self._stop.is_set():
            try:
                visitor, _ = self._socket.accept()
            except TimeoutError:
                continue
            self.visits += 1
            visitor.close()

    def close(self) -> None:
        """Stop listening."""
        self._stop.set()
        self._thread.join()
        self._socket.close()


@pytest.fixture
def trap() -> Iterator[Trap]:
    """A server on this machine that nobody may visit."""
    server = Trap()
    yield server
    server.close()


def test_the_trap_works(trap: Trap) -> None:
    socket.create_connection(("127.0.0.1", trap.port)).close()
    for _ in range(100):
        if trap.visits:
            break
        threading.Event().wait(0.02)
    assert trap.visits == 1


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A picture outside of the library, of a colour that is nowhere else."""
    path = tmp_path / "canary.png"
    paint_png(path, 60, 60, "#00ff00")
    return path


def shows_canary(pane: object) -> bool:
    image = pane.grab().toImage()  # type: ignore[attr-defined]
    return any(
        image.pixelColor(x, y).name() == "#00ff00"
        for x in range(0, image.width(), 7)
        for y in range(0, image.height(), 7)
    )


def test_addresses_in_blocks_are_never_followed(
    show: Show, qtbot: QtBot, trap: Trap, canary: Path
) -> None:
    addresses = [
        canary.as_uri(),
        str(canary),
        f"http://127.0.0.1:{trap.port}/picture.png",
        f"//127.0.0.1:{trap.port}/x.png",
        "qrc:/qt-project.org/styles/commonstyle/images/up-32.png",
    ]
    blocks = [
        part
        for address in addresses
        for part in (
            Figure(address, "alt", (Span("caption"),), 60, 60, link=address),
            Paragraph((Span("inline", image=address), Span("link", link=address))),
            Embed(address, "embed", "site"),
        )
    ]
    pane = show(article(lead_image=addresses[0]), Document(tuple(blocks)), size=(800, 3000))
    qtbot.wait(80)
    assert not shows_canary(pane)
    for address in addresses:
        loaded = pane.view.loadResource(
            QTextDocument.ResourceType.ImageResource.value, QUrl(address)
        )
        assert loaded == QByteArray()
        found = pane.view.document().resource(
            QTextDocument.ResourceType.ImageResource.value, QUrl(address)
        )
        assert not found
        pane.view.setSource(QUrl(address))
    qtbot.wait(80)
    assert trap.visits == 0
    assert not shows_canary(pane)


def test_a_hostile_page_is_read_without_a_knock(
    qtbot: QtBot, tmp_path: Path, trap: Trap, canary: Path
) -> None:
    from clashreader.ui.reader.pane import ReaderPane

    here = f"http://127.0.0.1:{trap.port}"
    page = f"""
        <link rel="preconnect" href="{here}"><link rel="stylesheet" href="{here}/a.css">
        <style>body {{ background: url({here}/b.png) }} @import "{here}/c.css";</style>
        <p style="background-image: url('{canary.as_uri()}')">Words of the page.</p>
        <img src="{canary.as_uri()}"><img src="{here}/d.png" srcset="{here}/e.png 2x">
        <video src="{here}/f.mp4" poster="{here}/g.png"></video><iframe src="{here}/h"></iframe>
        <object data="{canary.as_uri()}"></object><svg><image href="{here}/i.png"/></svg>
        <table background="{here}/j.png"><tr><td>cell</td></tr></table>
        <script src="{here}/k.js"></script><p>The last words.</p>"""
    asked: list[str] = []

    def path_of(name: str) -> Path:
        asked.append(name)
        return tmp_path / name

    pane = ReaderPane(THEMES["light"], path_of)
    qtbot.addWidget(pane, before_close_func=lambda closed: closed.shutdown())
    pane.resize(800, 2000)
    pane.show()
    shown = article(body=page, media_type=MediaType.HTML, base_url=f"{here}/", url=f"{here}/")
    pane.show_article(shown)
    qtbot.wait(120)
    assert "Words of the page." in pane.view.toPlainText()
    assert "The last words." in pane.view.toPlainText()
    assert not shows_canary(pane)
    assert trap.visits == 0
    assert asked == []


HOSTILE = (
    '<img src="{0}"><img srcset="{0} 1x, {0}#2 2x"><picture><source srcset="{0}"><img></picture>',
    '<img data-src="{0}" src="data:,x"><input type="image" src="{0}"><image href="{0}">',
    '<video src="{0}" poster="{0}"><source src="{0}"><track src="{0}"></video><audio src="{0}">',
    '<table background="{0}"><tr background="{0}"><td background="{0}">cell<th>x</table>',
    '<body background="{0}"><p style="background:url({0})">one</p><li style="list-style:url({0})">',
    '<style>@import "{0}"; p {{ background: url("{0}"); cursor: url({0}) }}</style>',
    '<link rel="preload" as="image" href="{0}"><link rel="icon" href="{0}"><base href="{0}">',
    '<svg><image href="{0}" xlink:href="{0}"/><use href="{0}#a"/></svg><iframe src="{0}"></iframe>',
    '<object data="{0}"><embed src="{0}"></object><frame src="{0}"><applet code="{0}">',
    '<math href="{0}"></math><blockquote cite="{0}">q</blockquote><form action="{0}"><button>b',
    '<meta http-equiv="refresh" content="0;url={0}"><script src="{0}"></script><a href="{0}">a</a>',
    "![x]({0}) [![y]({0})]({0}) <{0}>",
)


@pytest.mark.parametrize("kind", [MediaType.HTML, MediaType.MARKDOWN, MediaType.PAGE])
def test_no_way_leads_out(
    kind: MediaType, qtbot: QtBot, tmp_path: Path, trap: Trap, canary: Path
) -> None:
    from clashreader.ui.reader.pane import ReaderPane

    here = f"127.0.0.1:{trap.port}"
    addresses = [
        f"http://{here}/x.png", f"//{here}/x.png", canary.as_uri(), str(canary),
        f"file://localhost{canary}", f"\\\\{here}\\share\\x.png", f"file://{here}/share/x.png",
    ]  # fmt: skip
    filler = "<p>Words enough of an article, so that it is taken for one by whoever looks.</p>" * 5
    page = filler + "\n\n".join(form.format(a) for form in HOSTILE for a in addresses)
    if kind is MediaType.PAGE:
        page = f"<html><body><article>{page}</article></body></html>"
    asked: list[str] = []

    def path_of(name: str) -> Path:
        asked.append(name)
        return tmp_path / name

    pane = ReaderPane(THEMES["light"], path_of)
    qtbot.addWidget(pane, before_close_func=lambda closed: closed.shutdown())
    pane.resize(800, 1500)
    pane.show()
    shown = article(
        body=page, media_type=kind, base_url=canary.as_uri(), lead_image=canary.as_uri()
    )
    pane.show_article(shown)
    qtbot.wait(30)
    pane.find("Words")
    pane.view.selectAll()
    pane.view.copy()
    assert pane.selected_text()
    for number, _ in enumerate(pane._sheet.built.writer.handler.objects):  # type: ignore[union-attr]
        pane._pictures.activate(number)  # a missing picture is asked for, not fetched here
    for _ in range(30):
        qtbot.keyClick(pane.view, Qt.Key.Key_Tab)
        if not pane.view.hasFocus():
            break
    pane.set_theme(THEMES["dark"])
    pane.set_zoom(150)
    qtbot.wait(60)
    assert write_pdf(shown, tmp_path / "printed.pdf", path_of) >= 1
    assert not shows_canary(pane)
    assert trap.visits == 0
    assert asked == []


def test_only_stored_pictures_are_asked_for_by_their_hash(qtbot: QtBot, tmp_path: Path) -> None:
    from clashreader.ui.reader.pane import ReaderPane

    paint_png(tmp_path / "abc", 60, 60, "#00ff00")
    asked: list[str] = []

    def path_of(name: str) -> Path:
        asked.append(name)
        return tmp_path / name

    images = (
        stored("https://x.example/there.png", "abc", 60, 60),
        stored("https://x.example/missing.png", None, 60, 60),
    )
    document = body(text("Words."), *(Figure(image.url, "alt") for image in images))
    pane = ReaderPane(THEMES["light"], path_of, body=lambda _: document)
    qtbot.addWidget(pane, before_close_func=lambda closed: closed.shutdown())
    pane.resize(800, 800)
    pane.show()
    pane.show_article(article(images=images))
    qtbot.waitUntil(lambda: shows_canary(pane))
    assert set(asked) == {"abc"}
