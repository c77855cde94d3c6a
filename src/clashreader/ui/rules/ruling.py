"""What the window does with rules; nothing of their dialogs is loaded before it is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from clashreader.errors import ReaderError
from clashreader.model import Announcement, Changes, Rule, RuleActions
from clashreader.ui.commands import LibraryCommand
from clashreader.ui.rules.signs import RuleSigns
from clashreader.ui.rules.words import quoted
from clashreader.ui.speaking import say
from clashreader.ui.views import View, ViewKind

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.rules.dialog import RulesDialog
    from clashreader.ui.rules.editor import Draft, RuleEditor

_SHOWN = 400
"""Announced articles that are shown at most, the newest: a query has its limits."""

Refuse = Callable[[ReaderError], None]


class Ruling(QObject):
    """Opens the dialogs, writes what they ask for, and follows what rules announce and refuse."""

    def __init__(self, window: MainWindow, library: Library) -> None:
        super().__init__(window)
        self._window = window
        self._library = library
        self._announced: dict[int, Announcement] = {}
        self.signs = RuleSigns()
        self.signs.announced_wanted.connect(self.show_announced)
        self.signs.rules_wanted.connect(window.commands["rulesAction"].trigger)
        window.status.add_sign(self.signs)
        window.applied.connect(self._follow)
        window.articles.rule_wanted.connect(self.make_of_search)
        self._look()

    def all(self) -> tuple[Rule, ...]:
        """Return the rules; none, with the reason said, where they cannot be read."""
        try:
            return self._library.rules()
        except ReaderError as error:
            self._window.report(error)
            return ()

    # --- what is announced, and what fails ---

    def _follow(self, changes: Changes) -> None:
        if changes.announced:
            for one in changes.announced:
                self._announced.setdefault(one.article_id, one)
            say(self.signs, self.signs.announce(self._counts()))
        if changes.rules or changes.everything:
            self._look()

    def _counts(self) -> Counter[str]:
        return Counter(one.rule for one in self._announced.values())

    def _look(self) -> None:
        library = self._library
        self._window.jobs.submit(
            lambda _: library.rules(), self._complain, self._window.report, key="rules"
        )

    def _complain(self, rules: Sequence[Rule]) -> None:
        before = self.signs.trouble.accessibleName()
        words = self.signs.complain([rule for rule in rules if rule.enabled and rule.error])
        if words != before:
            say(self.signs, words)

    def show_announced(self) -> None:
        """Show the articles that were announced; a single one is opened."""
        ids = list(self._announced)[-_SHOWN:]
        names = list(self._counts())
        self._announced.clear()
        self.signs.announce({})
        if not ids:
            return
        title = names[0] if len(names) == 1 else ""
        value = f"{','.join(map(str, ids))}\n{title}"
        select = ids[0] if len(ids) == 1 else None
        self._window.show_view(View(ViewKind.ANNOUNCED, value), select=select)
        self._window.articles.view.setFocus()

    # --- dialogs ---

    def make_dialog(self) -> RulesDialog:
        """Return the window of the rules."""
        from clashreader.ui.rules.dialog import RulesDialog

        return RulesDialog(self._window, self._library, self)

    def write_new(
        self,
        draft: Draft | None = None,
        *,
        parent: QWidget | None = None,
        done: Callable[[int], None] | None = None,
    ) -> RuleEditor:
        """Open the editor for a rule that is not there yet."""

        def keep(draft: Draft, kept: Callable[[], None], refuse: Refuse) -> None:
            self._add(draft, kept, refuse, done)

        return self._edit(keep, None, draft, parent)

    def change(self, rule: Rule, *, parent: QWidget | None = None) -> RuleEditor:
        """Open the editor for a rule."""
        library = self._library

        def keep(draft: Draft, kept: Callable[[], None], refuse: Refuse) -> None:
            values = {"name": draft.name, "query": draft.query, "actions": draft.actions}
            words = self.tr("change the rule {0}").format(quoted(rule.name))
            self._write(
                words,
                lambda: library.edit_rule(rule.id, **values),  # type: ignore[arg-type]
                refuse,
                lambda _: kept(),
            )

        return self._edit(keep, rule, None, parent)

    def _edit(
        self,
        keep: Callable[[Draft, Callable[[], None], Refuse], None],
        rule: Rule | None,
        draft: Draft | None,
        parent: QWidget | None,
    ) -> RuleEditor:
        from clashreader.ui.dialog_room import fit
        from clashreader.ui.rules.editor import RuleEditor

        editor = RuleEditor(
            self._window, self._library, keep, rule=rule, draft=draft, parent=parent
        )
        editor.article_wanted.connect(self._window.open_article)
        fit(editor)
        editor.open()
        return editor

    def make_of_search(self) -> RuleEditor | None:
        """Write a rule for what the search that is shown finds."""
        listing = self._window.listing
        if not listing.searching:
            words = self.tr("Search for something first: a rule can be made of it then.")
            self._window.status.notice(words)
            return None
        return self.make_of(listing.view.value[:60], listing.view.value)

    def make_of(self, name: str, query: str) -> RuleEditor:
        """Write a rule for what a query finds."""
        from clashreader.ui.rules.editor import Draft

        def said(_: int) -> None:
            words = self.tr("The rule acts on new articles from now on.")
            self._window.status.notice(
                words, self.tr("Rules …"), self._window.commands["rulesAction"].trigger
            )

        return self.write_new(Draft(name, query, RuleActions()), done=said)

    # --- writing ---

    def _write(
        self,
        words: str,
        write: Callable[[], Changes],
        refuse: Refuse,
        done: Callable[[Changes], None] | None = None,
        *,
        revert: Callable[[Changes], Changes] | None = None,
        behind: bool = False,
    ) -> None:
        """Write something that Ctrl+Z takes back; `done` hears of the first time only."""
        window, library = self._window, self._library
        waiting = [done] if done is not None else []

        def back(changes: Changes) -> Changes:
            return Changes() if changes.undo is None else library.undo(changes.undo)

        def announce(changes: Changes) -> None:
            window.apply_changes(changes)
            while waiting:
                waiting.pop()(changes)

        def report(error: ReaderError) -> None:
            refuse(error) if waiting or done is None else window.report(error)

        window.deeds.undo_stack.push(
            LibraryCommand(
                words,
                write,
                revert or back,
                announce=announce,
                report=report,
                carry=window.write_behind if behind else window.write,
            )
        )

    def _add(
        self,
        draft: Draft,
        kept: Callable[[], None],
        refuse: Refuse,
        done: Callable[[int], None] | None,
    ) -> None:
        library = self._library
        made: list[int] = []

        def write() -> Changes:
            made[:] = [library.add_rule(draft.name, draft.query, draft.actions).id]
            return Changes(rules=True, sections=draft.actions.section is not None)

        def finished(_: Changes) -> None:
            kept()
            if done is not None:
                done(made[0])

        self._write(
            self.tr("make the rule {0}").format(quoted(draft.name)),
            write,
            refuse,
            finished,
            revert=lambda _: library.delete_rule(made[0]),
        )

    def delete(self, rule: Rule, done: Callable[[], None], refuse: Refuse) -> None:
        """Forget a rule."""
        library = self._library
        words = self.tr("delete the rule {0}").format(quoted(rule.name))
        self._write(words, lambda: library.delete_rule(rule.id), refuse, lambda _: done())

    def switch(self, number: int, enabled: bool, refuse: Refuse) -> None:
        """Let a rule act, or not."""
        library = self._library
        words = self.tr("switch a rule on") if enabled else self.tr("switch a rule off")
        self._write(words, lambda: library.edit_rule(number, enabled=enabled), refuse)

    def order(self, numbers: Sequence[int], refuse: Refuse) -> None:
        """Let the rules act in this order."""
        library = self._library
        words = self.tr("order the rules")
        self._write(words, lambda: library.order_rules(numbers), refuse)

    def apply(self, rule: Rule, done: Callable[[Changes], None], refuse: Refuse) -> None:
        """Do what a rule does with every article that it finds, behind the window."""
        library = self._library
        words = self.tr("apply the rule {0}").format(quoted(rule.name))
        self._write(words, lambda: library.apply_rule(rule.id), refuse, done, behind=True)
