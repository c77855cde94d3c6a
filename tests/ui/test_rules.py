"""Rules in the window: written, tried, put in order, applied, announced, and taken back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot
from tests.fakes import prepared
from tests.ui.conftest import WindowMaker, store

from clashreader.library.library import Library
from clashreader.model import Announcement, Changes, Insert, RuleActions
from clashreader.ui.main_window import MainWindow
from clashreader.ui.rules.dialog import ApplyDialog, RulesDialog
from clashreader.ui.rules.editor import RuleEditor
from clashreader.ui.views import View, ViewKind

Settle = Callable[[MainWindow], None]


def rules_dialog(window: MainWindow) -> RulesDialog:
    window.deeds.do("rulesAction")
    dialog = window.findChild(RulesDialog)
    assert isinstance(dialog, RulesDialog)
    return dialog


def names(dialog: RulesDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


def test_a_rule_is_written_tried_and_kept(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 9)
    library.tag(ids[:1], add=["grain", "harbour"])
    window = make_window()
    settle(window)
    dialog = rules_dialog(window)
    assert "There is none yet" in dialog.words.text()
    assert not dialog.edit.isEnabled()
    assert not dialog.apply.isEnabled()
    dialog.new.click()
    editor = dialog.findChild(RuleEditor)
    assert isinstance(editor, RuleEditor)
    assert editor.focusWidget() is editor.name
    editor.save.click()
    assert editor.message.text() == "A rule needs a name."
    editor.name.setText("Grain deal")
    editor.save.click()
    assert "what the rule shall do" in editor.message.text()
    # a query that cannot be read is pointed at, and nothing is lost
    editor.query.setText("sction:Europe")
    editor.save.click()
    assert editor.isVisible()
    assert editor.query.error is not None
    assert editor.query._message.isVisible()
    assert "sction" in editor.query._message.text()
    editor.query._accept()
    assert editor.query.text() == "section:Europe"
    assert editor.query.error is None
    assert not editor.query._message.isVisible()
    editor.trial.try_now(editor.query.text())
    qtbot.waitUntil(lambda: editor.trial.found.count() == 3)
    assert "It finds 3 articles" in editor.trial.words.text()
    with qtbot.waitSignal(window.reading.opened):
        editor.trial.found.setCurrentRow(0)
        editor.trial.found.taken.emit()
    assert window.reading.article_id == ids[0]
    # the box follows the field
    QTest.keyClicks(editor.tags, "grain, Wheat ,grain")
    assert editor.tag.isChecked()
    assert editor.tags.tags == ("grain", "Wheat")
    editor.notify.setChecked(True)
    editor.move_there.setChecked(True)
    editor.save.click()
    assert "which section" in editor.message.text()
    QTest.keyClicks(editor.section, "Trade")
    editor.save.click()
    settle(window)
    (rule,) = library.rules()
    actions = RuleActions(tags=("grain", "Wheat"), section="Trade", notify=True)
    assert (rule.name, rule.query, rule.actions) == ("Grain deal", "section:Europe", actions)
    assert names(dialog) == ["Grain deal"]
    assert dialog.list.current_rule == rule
    spoken = dialog.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Grain deal. section:Europe. tag ")
    assert "announce" in spoken
    # a second one of that name is refused by the library, in a sentence
    dialog.new.click()
    (second,) = [e for e in dialog.findChildren(RuleEditor) if e.isVisible()]
    second.name.setText("grain deal")
    second.bookmark.setChecked(True)
    second.save.click()
    settle(window)
    assert "already" in second.message.text()
    assert second.isVisible()
    second.name.setText("Second")
    second.save.click()
    settle(window)
    assert names(dialog) == ["Grain deal", "Second"]
    window.deeds.do("undoAction")
    settle(window)
    assert names(dialog) == ["Grain deal"]
    window.deeds.do("redoAction")
    settle(window)
    assert names(dialog) == ["Grain deal", "Second"]
    dialog.close()


def test_tags_are_completed_behind_each_comma(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    ids = store(library, 1)
    library.tag(ids, add=["grain", "harbour"])
    window = make_window()
    settle(window)
    editor = window.rules.make_of("Some", "harbour")
    completer = editor.tags.completer()
    QTest.keyClicks(editor.tags, "wheat, har")
    assert completer.currentCompletion() == "wheat, harbour"
    QTest.keyClicks(editor.query, " sec")
    listed = window.findChildren(QListWidget, "completions")
    assert any(one.isVisible() for one in editor.findChildren(QListWidget, "completions")), listed
    QTest.keyClick(editor.query, Qt.Key.Key_Tab)
    assert editor.query.text().endswith("section:")
    editor.trial.try_now("harbour")
    editor.close()
    settle(window)


def test_rules_are_switched_moved_changed_and_deleted_and_it_is_taken_back(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    store(library, 3)
    for name in ("A", "B", "C"):
        library.add_rule(name, "harbour", RuleActions(bookmark=True))
    window = make_window()
    settle(window)
    dialog = rules_dialog(window)
    rules, stack = dialog.list, window.deeds.undo_stack
    assert dialog.focusWidget() is rules
    QTest.keyClick(rules, Qt.Key.Key_Space)
    settle(window)
    assert [rule.enabled for rule in library.rules()] == [False, True, True]
    assert stack.undoText() == "switch a rule off"
    corner = rules.visualItemRect(rules.item(0)).topLeft() + QPoint(18, 16)
    QTest.mouseClick(rules.viewport(), Qt.MouseButton.LeftButton, pos=corner)
    settle(window)
    assert [rule.enabled for rule in library.rules()] == [True, True, True]
    QTest.keyClick(rules, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    settle(window)
    assert names(dialog) == ["B", "A", "C"]
    assert rules.currentRow() == 1
    assert not rules.model().moveRow(QModelIndex(), 0, QModelIndex(), 0)
    rules.model().moveRow(QModelIndex(), 2, QModelIndex(), 0)  # as dragging does
    settle(window)
    assert [rule.name for rule in library.rules()] == ["C", "B", "A"]
    assert stack.undoText() == "order the rules"
    rules.setCurrentRow(1)
    QTest.keyClick(rules, Qt.Key.Key_Delete)
    settle(window)
    assert names(dialog) == ["C", "A"]
    assert "“B” is deleted" in dialog.message.text()
    dialog.undo.click()
    settle(window)
    assert names(dialog) == ["C", "B", "A"]
    rules.setCurrentRow(0)
    QTest.keyClick(rules, Qt.Key.Key_Return)
    editor = dialog.findChild(RuleEditor)
    assert isinstance(editor, RuleEditor)
    assert editor.name.text() == "C"
    assert editor.bookmark.isChecked()
    editor.read.setChecked(True)
    editor.save.click()
    settle(window)
    assert library.find_rule("C").actions == RuleActions(bookmark=True, read=True)
    window.deeds.do("undoAction")
    settle(window)
    assert library.find_rule("C").actions == RuleActions(bookmark=True)
    assert not dialog.up.isEnabled()
    assert dialog.down.isEnabled()
    dialog.down.click()
    settle(window)
    assert names(dialog) == ["B", "C", "A"]
    # its keys work while the window itself is barred
    dialog.activateWindow()
    assert window.commands["undoAction"] in dialog.actions()
    dialog.close()


def test_a_rule_is_applied_to_what_is_here_and_taken_back(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    store(library, 9)
    library.add_rule("Europe", "section:Europe", RuleActions(bookmark=True, tags=("kept",)))
    library.add_rule("Nothing", "title:nowhere", RuleActions(bookmark=True))
    window = make_window()
    settle(window)
    dialog = rules_dialog(window)
    dialog.list.setCurrentRow(1)
    dialog.apply.click()
    qtbot.waitUntil(lambda: "none of the articles" in dialog.message.text())
    dialog.list.setCurrentRow(0)
    dialog.apply.click()
    assert not dialog.apply.isEnabled()
    qtbot.waitUntil(lambda: dialog.findChild(ApplyDialog) is not None)
    asking = dialog.findChild(ApplyDialog)
    assert isinstance(asking, ApplyDialog)
    asking.accept()
    qtbot.waitUntil(lambda: dialog.message.text() == "3 articles changed.")
    assert dialog.undo.isVisible()
    settle(window)
    assert window.overview is not None
    assert window.overview.bookmarked == 3
    dialog.undo.click()
    settle(window)
    assert window.overview.bookmarked == 0
    assert window.deeds.undo_stack.redoText() == "apply the rule “Europe”"
    # a dialog that was closed hears of nothing any more
    dialog.list.setCurrentRow(0)
    dialog.apply.click()
    dialog.close()
    settle(window)


def test_new_articles_are_announced_in_the_status_bar_and_shown(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 2)
    library.add_rule("Grain deal", "grain", RuleActions(notify=True))
    window = make_window()
    settle(window)
    signs = window.rules.signs
    assert not signs.announced.isVisible()
    assert not signs.trouble.isVisible()
    source = library.sources()[0].id
    news = [Insert(prepared(f"n{i}", "Of grain.", title=f"Grain {i}")) for i in range(3)]
    assert window.syncing is not None
    for intent in news:
        window.syncing.changed.emit(library.apply(source, [intent]))
    settle(window)
    assert signs.announced.isVisible()
    assert signs.announced.accessibleName() == "3 new for “Grain deal”"
    with qtbot.waitSignal(window.listing.loaded):
        signs.announced.click()
    assert window.listing.view.kind is ViewKind.ANNOUNCED
    assert window.listing.view.title(window.overview) == "Grain deal"
    assert len(window.articles.model.ids) == 3
    assert not set(window.articles.model.ids) & set(ids)
    assert not signs.announced.isVisible()
    # several rules: both are named; the list is called after none of them
    two = (Announcement("A & B", ids[0]), Announcement("C", ids[1]))
    window.apply_changes(Changes(announced=two))
    assert signs.announced.accessibleName() == "1 new for “A & B”, 1 new for “C”"
    with qtbot.waitSignal(window.listing.loaded):
        signs.announced.click()
    assert window.listing.view.title(window.overview) == "Announced"
    assert View.from_key(window.listing.view.key).query(day_start=0).where is not None


def test_a_rule_that_fails_is_marked_and_named_until_it_is_mended(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    store(library, 1)
    library.add_rule("Trade & rest", "", RuleActions(section="Trade"))
    with library._connections.write(durable=False) as connection:  # as another program leaves it
        connection.exec_driver_sql("DELETE FROM sections WHERE name = 'Trade'")
    window = make_window()
    settle(window)
    signs = window.rules.signs
    source = library.sources()[0].id
    window.apply_changes(library.apply(source, [Insert(prepared("n1", "Words.", title="New"))]))
    settle(window)
    assert library.rules()[0].error is not None
    assert signs.trouble.isVisible()
    assert signs.trouble.accessibleName() == "The rule “Trade & rest” cannot act"
    assert "Trade" in signs.trouble.toolTip()
    signs.trouble.click()
    dialog = window.findChild(RulesDialog)
    assert isinstance(dialog, RulesDialog)
    assert "no section called" in dialog.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)  # off: then there is nothing to be said
    settle(window)
    assert not signs.trouble.isVisible()
    dialog.close()


def test_a_rule_is_made_of_a_search_that_is_shown_and_of_a_saved_one(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    store(library, 3)
    saved = library.add_search("The harbour", "harbour section:Europe")
    window = make_window()
    settle(window)
    assert window.rules.make_of_search() is None
    assert "Search for something" in window.status.text
    with qtbot.waitSignal(window.listing.loaded):
        window.listing.search("section:Europe")
    assert window.deeds.make_menu().findChild(QAction, "ruleOfSearch") is not None
    assert window.articles._rule_button.isVisible() is (window.articles.width() >= 370)
    window.articles._rule_button.click()
    editor = window.findChild(RuleEditor)
    assert isinstance(editor, RuleEditor)
    assert editor.query.text() == editor.name.text() == "section:Europe"
    editor.bookmark.setChecked(True)
    editor.save.click()
    settle(window)
    assert [rule.query for rule in library.rules()] == ["section:Europe"]
    assert "from now on" in window.status.text
    menu = window.searches.make_menu(saved.id)
    assert menu is not None
    (action,) = [one for one in menu.actions() if "rule" in one.text()]
    action.trigger()
    editors = [one for one in window.findChildren(RuleEditor) if one.isVisible()]
    assert [one.query.text() for one in editors] == ["harbour section:Europe"]
    assert editors[0].name.text() == "The harbour"
    editors[0].trial.try_now("harbour")  # what is asked for is not waited for by a closed dialog
    editors[0].reject()
    settle(window)
