"""The list's model, under Qt's own tester, over a real library."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from tests.ui.conftest import store

from clashreader.library.library import Library
from clashreader.model import ArticleQuery
from clashreader.ui.article_model import PAGE, ROW_ROLE, ArticleModel


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    statements: list[str] = []

    def count(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.upper().startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", count)


@pytest.fixture
def model(library: Library, qapp: object) -> ArticleModel:
    made = ArticleModel()
    made.attach(library.rows)
    return made


def test_it_passes_the_model_tester_through_all_its_changes(
    library: Library, model: ArticleModel, qtmodeltester: ModelTester
) -> None:
    store(library, 300)
    ids = library.ids(ArticleQuery())
    qtmodeltester.check(model, force_py=False)
    model.show(ids[:200])
    model.extend(ids[200:])
    model.refresh([ids[3]])
    model.refresh()
    assert model.rowCount() == 300
    model.show(array("q"))


def test_a_page_of_rows_costs_two_queries_and_scrolling_within_it_none(
    library: Library, model: ArticleModel
) -> None:
    store(library, PAGE + 10, tags=("one", "two"))
    model.show(library.ids(ArticleQuery()))
    with counted_statements() as statements:
        titles = [model.index(row, 0).data() for row in range(PAGE)]
    assert len(statements) <= 2
    assert titles[0] == "Report 0 on the harbour"
    with counted_statements() as statements:
        for row in range(PAGE):
            model.index(row, 0).data(ROW_ROLE)
    assert statements == []


def test_rows_follow_the_ids_in_order(library: Library, model: ArticleModel) -> None:
    store(library, 290)
    ids = library.ids(ArticleQuery())
    model.show(ids)
    assert [model.row_at(row).id for row in range(290)] == list(ids)  # type: ignore[union-attr]
    assert model.row_at(290) is None
    assert model.position(ids[289]) == 289
    assert model.position(-5) == -1


def test_an_id_is_found_by_its_bytes_and_never_across_two(model: ArticleModel) -> None:
    ids = array("q", [1, 256, 65_536, 1 << 40, 0, 7, 0, 3 << 56, 2])
    model.show(ids)
    assert [model.position(one) for one in ids] == [ids.index(one) for one in ids]
    for absent in (257, 1 << 8 << 8 << 8, 3, -1, 1 << 32):
        assert model.position(absent) == -1


def test_only_what_changed_is_fetched_again(library: Library, model: ArticleModel) -> None:
    ids = store(library, PAGE * 2)
    model.show(library.ids(ArticleQuery()))
    model.row_at(0)
    model.row_at(PAGE)
    library.set_bookmarked([ids[0]], True)
    with counted_statements() as statements:
        model.refresh([ids[0]])
        changed = model.row_at(0)
        model.row_at(PAGE)
    assert changed is not None
    assert changed.bookmarked
    assert len(statements) <= 2


def test_an_article_deleted_meanwhile_leaves_a_blank_row_not_an_error(
    library: Library, model: ArticleModel
) -> None:
    store(library, 3)
    ids = library.ids(ArticleQuery())
    model.show(array("q", [ids[0], 9_999, ids[1]]))
    assert model.row_at(1) is None
    assert model.index(1, 0).data() == ""
    assert model.index(2, 0).data() == "Report 1 on the harbour"


def test_rows_shown_before_the_library_is_open_stay_and_the_others_come(
    library: Library, qapp: object
) -> None:
    store(library, 40)
    ids = library.ids(ArticleQuery())
    model = ArticleModel()
    model.show(ids, library.rows(ids[:10]))
    assert model.index(9, 0).data() == "Report 9 on the harbour"
    assert model.row_at(10) is None
    model.attach(library.rows)
    assert model.index(39, 0).data() == "Report 39 on the harbour"


def test_a_row_speaks_its_state_title_outlet_and_date(
    library: Library, model: ArticleModel
) -> None:
    (article,) = store(library, 1, outlet="Harbour Gazette", published=1_751_241_600)
    library.set_bookmarked([article], True)
    model.show(library.ids(ArticleQuery()))
    spoken = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "unread, bookmarked, Report 0 on the harbour, Harbour Gazette, 30 June 2025"


def test_an_article_without_a_date_is_not_given_one(library: Library, model: ArticleModel) -> None:
    store(library, 1, published=None)
    model.show(library.ids(ArticleQuery()))
    row = model.row_at(0)
    assert row is not None
    assert model.date_text(row) == "undated"


def test_a_library_that_fails_is_reported_and_tried_again(
    library: Library, model: ArticleModel
) -> None:
    from clashreader.errors import LibraryError

    store(library, 2)
    ids = library.ids(ArticleQuery())
    heard: list[object] = []
    model.failed.connect(heard.append)
    failing = True

    def rows(wanted: Any) -> Any:
        if failing:
            raise LibraryError("The library is locked.")
        return library.rows(wanted)

    model.attach(rows)
    model.show(ids)
    assert model.row_at(0) is None
    assert len(heard) == 1
    failing = False
    assert model.row_at(0) is not None
