"""Names and passwords in the window: asked for where they are wanted, kept in the keyring only."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytest_httpserver import HTTPServer
from pytestqt.qtbot import QtBot
from tests.fakes import feed
from tests.sync.conftest import FakeRing
from tests.ui.conftest import WindowMaker
from tests.ui.test_bringing_in import dialog_of, feed_text, look, take
from werkzeug import Request, Response

from clashreader.library.library import Library
from clashreader.model import FetchRecord, NewSource, SourceKind
from clashreader.sync import logins
from clashreader.ui.source_dialog import UnsubscribeDialog

RIGHT = "Basic " + base64.b64encode(b"me:hush").decode()


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> FakeRing:
    made = FakeRing()
    monkeypatch.setitem(sys.modules, "keyring", made)
    return made


@pytest.fixture
def guarded(httpserver: HTTPServer) -> str:
    def answer(request: Request) -> Response:
        right = request.headers.get("Authorization") == RIGHT
        return Response(feed_text(2), content_type="text/xml") if right else Response("", 401)

    httpserver.expect_request("/f").respond_with_handler(answer)
    return httpserver.url_for("/f")


def _button(parent: object, name: str) -> QAbstractButton:
    found = parent.findChild(QAbstractButton, name)  # type: ignore[attr-defined]
    assert found is not None
    return found  # type: ignore[no-any-return]


def test_adding_asks_for_a_password_and_takes_the_right_one(
    library: Library, make_window: WindowMaker, guarded: str, ring: FakeRing, qtbot: QtBot
) -> None:
    dialog = dialog_of(make_window(), guarded)
    assert not dialog.login.isVisible()
    look(dialog, qtbot)
    qtbot.waitUntil(lambda: dialog.login.opened, timeout=10_000)
    assert "asks for" in dialog.message.text()
    assert dialog.login.password.echoMode() is QLineEdit.EchoMode.Password
    dialog.login.password.setText("wrong")
    dialog.start()
    assert "needs a name" in dialog.message.text()
    dialog.login.name.setText("me")
    dialog.start()
    qtbot.waitUntil(lambda: "does not take" in dialog.message.text(), timeout=10_000)
    assert (library.sources(), ring.kept) == ((), {})
    dialog.login.password.setText("hush")
    take(dialog, qtbot)
    [source] = library.sources()
    assert (source.url, source.login, source.articles) == (guarded, True, 2)
    assert ring.kept == {(logins.SERVICE, guarded): "me:hush"}


def test_without_a_keyring_it_says_what_to_install(
    make_window: WindowMaker, guarded: str, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    dialog = dialog_of(make_window(), guarded)
    look(dialog, qtbot)
    qtbot.waitUntil(lambda: "secrets" in dialog.message.text(), timeout=10_000)
    assert not dialog.login.opened


def test_the_dialog_of_a_source_gives_and_takes_away_a_password(
    library: Library, make_window: WindowMaker, guarded: str, ring: FakeRing, qtbot: QtBot,
    settle: Callable[..., None],
) -> None:  # fmt: skip
    library.add_source(NewSource(SourceKind.FEED, guarded, "Harbour"))
    library.record_fetch(1, FetchRecord(9, guarded, status=401, error="It asks for a password."))
    window = make_window()
    dialog = window.sources.open(1)
    assert dialog is not None
    settle(window)
    _button(dialog, "openLogin").click()
    qtbot.waitUntil(lambda: dialog.login.opened)
    assert dialog.login.forget.isHidden()
    dialog.login.name.setText("me")
    dialog.login.password.setText("hush")
    dialog.save.click()
    # Whether it is the right one is tried at once.
    qtbot.waitUntil(lambda: library.source(1).articles == 2, timeout=10_000)
    settle(window)
    assert ring.kept == {(logins.SERVICE, guarded): "me:hush"}
    again = window.sources.open(1)
    assert again is not None
    settle(window)
    assert (again.login.name.text(), again.login.opened) == ("", False)
    again.save.click()  # nothing was typed, so it stays
    settle(window)
    assert library.source(1).login
    last = window.sources.open(1)
    assert last is not None
    settle(window)
    _button(last, "forgetLogin").click()
    settle(window)
    assert (library.source(1).login, ring.kept) == (False, {})
    assert last.login.forget.isHidden()


@pytest.mark.parametrize("way", ["leave", "move"])
def test_a_password_goes_with_its_source(
    library: Library, make_window: WindowMaker, ring: FakeRing, settle: Callable[..., None],
    way: str,
) -> None:  # fmt: skip
    source = library.add_source(feed())
    logins.give(library, source, "me", "hush")
    window = make_window()
    dialog = window.sources.open(1)
    assert dialog is not None
    settle(window)
    if way == "leave":
        _button(dialog, "unsubscribe").click()
        asking = dialog.findChild(UnsubscribeDialog)
        assert asking is not None
        _button(asking, "keepArticles").click()
    else:
        dialog.address.setText("https://example.com/other.xml")
        dialog.save.click()
    settle(window)
    assert ring.kept == {}
    assert not any(one.login for one in library.sources())


def test_a_folder_is_asked_for_none(
    library: Library, make_window: WindowMaker, settle: Callable[..., None]
) -> None:
    library.add_source(NewSource(SourceKind.FOLDER, "/nowhere/at/all", "Folder"))
    window = make_window()
    dialog = window.sources.open(1)
    assert dialog is not None
    settle(window)
    assert dialog.login.isHidden()
