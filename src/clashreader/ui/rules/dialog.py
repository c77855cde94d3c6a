"""The window of the rules: their list, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from clashreader.errors import ReaderError
from clashreader.library.stopping import Stop
from clashreader.model import Changes, Rule
from clashreader.ui.jobs import Job
from clashreader.ui.language import plural, sentence
from clashreader.ui.rules.rule_list import RuleList
from clashreader.ui.rules.words import does, quoted
from clashreader.ui.speaking import say
from clashreader.ui.theme import interface_font
from clashreader.ui.widgets import FlatButton, LinkButton, ProgressLine, quiet_label

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.rules.ruling import Ruling

_SIZE = (600, 520)


class RulesDialog(QDialog):
    """What is done here can be undone: by the link beside the words, or by Ctrl+Z."""

    def __init__(self, window: MainWindow, library: Library, ruling: Ruling) -> None:
        super().__init__(window)
        self._window = window
        self._library = library
        self._ruling = ruling
        self._job: Job | None = None
        self._left = False
        """Whether the dialog has been closed: what is still under way is said in the window."""
        self.finished.connect(self._leave)
        self.setObjectName("rulesDialog")
        self.setWindowTitle(self.tr("Rules"))
        for name in ("undoAction", "redoAction"):
            self.addAction(window.commands[name])  # its keys, while the window itself is barred
        self._build()
        self.refresh()
        window.applied.connect(self._look)
        room = window.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 40), min(_SIZE[1], room.height() - 60))
        self.list.setFocus()

    # --- building ---

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        head = QLabel(self.tr("Rules"))
        head.setFont(interface_font(20, QFont.Weight.DemiBold))
        box.addWidget(head)
        self.words = quiet_label("", 13)
        self.words.setWordWrap(True)
        box.addWidget(self.words)
        self.list = RuleList()
        self.list.currentRowChanged.connect(lambda _: self._enable())
        self.list.switched.connect(self._switch)
        self.list.ordered.connect(self._order)
        self.list.change_wanted.connect(self.change)
        self.list.delete_wanted.connect(self.delete)
        box.addWidget(self.list, 1)
        box.addLayout(self._saying())
        self._line = ProgressLine()
        box.addWidget(self._line)
        box.addLayout(self._tools())
        box.addSpacing(4)
        box.addLayout(self._foot())

    def _saying(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.message = quiet_label("", 13)
        self.message.setObjectName("rulesMessage")
        self.message.setWordWrap(True)
        self.undo = LinkButton(self.tr("Undo"))
        self.undo.setObjectName("undoRule")
        self.undo.clicked.connect(self._take_back)
        self.undo.hide()
        row.addWidget(self.message, 1)
        row.addWidget(self.undo)
        return row

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.new = self._button(self.tr("&New …"), "newRule", self.add)
        self.edit = self._button(self.tr("&Change …"), "changeRule", self.change)
        self.gone = self._button(self.tr("&Delete"), "deleteRule", self.delete)
        self.up = self._button(self.tr("&Earlier"), "ruleUp", lambda: self.list.step(-1))
        self.up.setToolTip(self.tr("Let it act before the one above it (Alt+Up)"))
        self.down = self._button(self.tr("&Later"), "ruleDown", lambda: self.list.step(1))
        self.down.setToolTip(self.tr("Let it act after the one below it (Alt+Down)"))
        for button in (self.new, self.edit, self.gone, self.up, self.down):
            row.addWidget(button)
        row.addStretch()
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.apply = self._button(
            self.tr("&Apply to the articles that are here …"), "applyRule", self.count
        )
        close = FlatButton(self.tr("Close"), primary=True)
        close.setObjectName("closeRules")
        close.setDefault(True)
        close.clicked.connect(self.reject)
        row.addWidget(self.apply)
        row.addStretch()
        row.addWidget(close)
        return row

    def _button(self, text: str, name: str, deed: Callable[[], object]) -> FlatButton:
        button = FlatButton(text)
        button.setObjectName(name)
        button.clicked.connect(lambda _=False: deed())
        return button

    # --- showing ---

    def refresh(self) -> None:
        """Show the rules as the library has them."""
        rules = self._ruling.all()
        self.list.show_rules(rules)
        self.words.setText(
            self.tr("They act on each new article, one after another.")
            if rules
            else self.tr(
                "A rule does something with each new article that a search would find: it tags it, "
                "bookmarks it, hides it. There is none yet."
            )
        )
        self._enable()

    def _look(self, changes: Changes) -> None:
        if changes.rules or changes.everything:
            self.refresh()

    def _enable(self) -> None:
        row, count = self.list.currentRow(), self.list.count()
        may = self._library.only_read is None and self._job is None
        self.new.setEnabled(may)
        for button in (self.edit, self.gone, self.apply):
            button.setEnabled(may and row >= 0)
        self.up.setEnabled(may and row > 0)
        self.down.setEnabled(may and 0 <= row < count - 1)

    def say(self, words: str, *, undo: bool = False) -> None:
        """Say what has been done, and offer to take it back."""
        if self._left:
            self._window.status.notice(words)
            return
        self.message.setText(words)
        say(self.message, words)
        self.undo.setVisible(undo)

    def _refused(self, error: ReaderError) -> None:
        if self._left:
            self._window.report(error)
            return
        self.say(sentence(error.message))
        self.refresh()

    def _take_back(self) -> None:
        self._window.deeds.undo_stack.undo()
        self.say("")

    # --- doing ---

    def add(self) -> None:
        """Write a new rule."""
        self._ruling.write_new(parent=self, done=self.list.choose)

    def change(self) -> None:
        """Change the chosen rule."""
        rule = self.list.current_rule
        if rule is not None and self.edit.isEnabled():
            self._ruling.change(rule, parent=self)

    def delete(self) -> None:
        """Forget the chosen rule; what it did stays."""
        rule = self.list.current_rule
        if rule is not None and self.gone.isEnabled():
            done = self.tr("The rule {0} is deleted. What it did stays.").format(quoted(rule.name))
            self._ruling.delete(rule, lambda: self.say(done, undo=True), self._refused)

    def _switch(self, number: int, enabled: bool) -> None:
        self._ruling.switch(number, enabled, self._refused)
        self.say("")

    def _order(self, numbers: list[int]) -> None:
        self._ruling.order(numbers, self._refused)
        self.say("")

    # --- applying ---

    def count(self) -> None:
        """Count what the chosen rule finds, then ask whether to go on."""
        rule = self.list.current_rule
        if rule is None or self._job is not None:
            return
        library = self._library

        def work(_: Stop) -> int:
            return library.try_rule(rule.query, 0).total

        self.say(self.tr("Counting …"))
        self._line.set_share(0.2)
        self._job = self._window.jobs.submit(
            work, lambda total: self._counted(rule, total), self._stumbled, key="rule-count"
        )
        self._enable()

    def _leave(self, _: int) -> None:
        self._left = True
        if self._job is not None:
            self._job.done = self._job.failed = None
            self._job = None

    def _stumbled(self, error: ReaderError) -> None:
        self._end()
        self._refused(error)

    def _end(self) -> None:
        self._job = None
        if self._left:
            return
        self._line.set_share(None)
        self._enable()

    def _counted(self, rule: Rule, total: int) -> None:
        self._end()
        if not total:
            self.say(self.tr("It finds none of the articles that are here."))
            return
        self.say("")
        asking = ApplyDialog(rule, total, self)
        asking.accepted.connect(lambda: self._carry_out(rule, total))
        asking.open()

    def _carry_out(self, rule: Rule, total: int) -> None:
        words = plural(
            "RulesDialog",
            "Applying {0} to %Ln article …",
            "Applying {0} to %Ln articles …",
            total,
        )
        self.say(words.format(quoted(rule.name)))
        self._line.set_share(0.5)
        self.apply.setEnabled(False)
        self._ruling.apply(rule, self._applied, self._stumbled)

    def _applied(self, changes: Changes) -> None:
        self._end()
        count = len(changes.articles)
        if not count:
            self.say(self.tr("All of them were like that already."))
            return
        words = plural("RulesDialog", "%Ln article changed.", "%Ln articles changed.", count)
        self.say(words, undo=True)


class ApplyDialog(QDialog):
    """Asks once more, with the number, and says what will be done."""

    def __init__(self, rule: Rule, total: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("applyRuleDialog")
        self.setWindowTitle(self.tr("Apply a rule"))
        self.setMinimumWidth(440)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        head = plural(
            "ApplyDialog",
            "Apply {0} to %Ln article?",
            "Apply {0} to %Ln articles?",
            total,
        )
        title = _paragraph(head.format(quoted(rule.name)))
        title.setFont(interface_font(16, QFont.Weight.DemiBold))
        box.addWidget(title)
        box.addWidget(_paragraph(self.tr("It will: {0}.").format(does(rule))))
        box.addWidget(_paragraph(self.tr("This can be undone. Nothing of it is announced.")))
        box.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        cancel = FlatButton(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        go = FlatButton(self.tr("Apply"), primary=True)
        go.setObjectName("reallyApply")
        go.setDefault(True)
        go.clicked.connect(self.accept)
        go.setFocus()
        row.addStretch()
        row.addWidget(cancel)
        row.addWidget(go)
        box.addLayout(row)


def _paragraph(words: str) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
