"""The dialog in which a rule is written: its name, which articles, what is done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QCompleter,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from clashreader.errors import QueryError, ReaderError
from clashreader.model import Rule, RuleActions
from clashreader.ui.controls import CheckBox
from clashreader.ui.language import sentence
from clashreader.ui.natural import natural_key
from clashreader.ui.rules.query_field import QueryField
from clashreader.ui.rules.tag_field import TagField, soften
from clashreader.ui.rules.trial import Trial
from clashreader.ui.speaking import say
from clashreader.ui.theme import interface_font
from clashreader.ui.widgets import Field, FlatButton, at_the_end, quiet_label

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.ui.main_window import MainWindow

_WIDTH = 560


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be kept of a rule."""

    name: str
    query: str
    actions: RuleActions


Keep = Callable[[Draft, Callable[[], None], Callable[[ReaderError], None]], None]
"""Keeps a draft, then calls the second, or the third with what is wrong with it."""


class RuleEditor(QDialog):
    """Nothing is kept until Save; what is wrong is said beside it, and nothing is lost."""

    article_wanted = Signal(int)
    """The reader wants to see an article that the rule finds."""

    def __init__(
        self,
        window: MainWindow,
        library: Library,
        keep: Keep,
        *,
        rule: Rule | None = None,
        draft: Draft | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`rule` is the one to change; without one a new one is made, of `draft`."""
        super().__init__(parent or window)
        self._keep = keep
        self._window = window
        self._left = False
        """Whether the dialog has been closed: what is still under way is not said here."""
        self.finished.connect(self._leave)
        self.setObjectName("ruleEditor")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = self.tr("New rule") if rule is None else self.tr("Change the rule")
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH)
        tags = [tag.name for tag in window.overview.tags] if window.overview else []
        sections = [s.name for s in window.overview.sections if s.name] if window.overview else []
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        head = QLabel(title)
        head.setFont(interface_font(16, QFont.Weight.DemiBold))
        box.addWidget(head)
        self.query = QueryField(window.listing, self)
        box.addLayout(self._naming())
        box.addSpacing(4)
        label = quiet_label(self.tr("What is done with them"))
        box.addWidget(label)
        box.addLayout(self._doing(sorted(tags, key=natural_key), sorted(sections, key=natural_key)))
        box.addSpacing(4)
        self.trial = Trial(library, window.jobs)
        self.trial.wanted.connect(self.article_wanted)
        box.addWidget(self.trial)
        self.message = QLabel()
        self.message.setObjectName("ruleMessage")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.hide()
        box.addWidget(self.message)
        box.addLayout(self._buttons())
        self.query.asks.connect(self.trial.try_later)
        self.query.refused.connect(self._no_trial)
        self._fill(rule, draft or Draft("", "", RuleActions()))

    # --- building ---

    def _naming(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        self.name = Field()
        self.name.setObjectName("ruleName")
        self.name.setMaxLength(200)
        self.query.setObjectName("ruleQuery")
        self.query.setPlaceholderText(self.tr("Every new article"))
        texts = (self.tr("&Name"), self.tr("&Which articles"))
        for row, (text, field) in enumerate(zip(texts, (self.name, self.query), strict=True)):
            label = quiet_label(text)
            label.setTextFormat(Qt.TextFormat.AutoText)
            label.setBuddy(field)
            field.setAccessibleName(text.replace("&", ""))
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        return grid

    def _doing(self, tags: Sequence[str], sections: Sequence[str]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        self.tag = CheckBox(self.tr("&Tag them"))
        self.tags = TagField(tags)
        self.tags.setObjectName("ruleTags")
        self.tags.setAccessibleName(self.tr("Tags"))
        self.tags.setPlaceholderText(self.tr("Tags, with commas between them"))
        self.move_there = CheckBox(self.tr("&Put them into a section"))
        self.section = Field()
        self.section.setObjectName("ruleSection")
        self.section.setAccessibleName(self.tr("Section"))
        self.section.setPlaceholderText(self.tr("A section, old or new"))
        completer = QCompleter(list(sections), self)
        soften(completer)
        self.section.setCompleter(completer)
        pairs: tuple[tuple[CheckBox, Field], ...] = (
            (self.tag, self.tags), (self.move_there, self.section),
        )  # fmt: skip
        for row, (check, field) in enumerate(pairs):
            grid.addWidget(check, row, 0)
            grid.addWidget(field, row, 1)
            # Whoever writes a tag means it: the box follows the field, and leads back to it.
            field.textEdited.connect(lambda text, box=check: box.setChecked(bool(text.strip())))
            check.clicked.connect(lambda on, field=field: field.setFocus() if on else None)
        self.bookmark = CheckBox(self.tr("&Bookmark them"))
        self.read = CheckBox(self.tr("&Mark them as read"))
        self.hide_them = CheckBox(self.tr("&Hide them"))
        self.hide_them.setToolTip(self.tr("They are in no view but “Hidden”, and can be found."))
        self.notify = CheckBox(self.tr("&Announce them"))
        self.notify.setToolTip(
            self.tr(
                "The status bar says that there are new ones; a notification, if you want those."
            )
        )
        for place, check in enumerate((self.bookmark, self.read, self.notify, self.hide_them)):
            grid.addWidget(check, 2 + place // 2, place % 2)
        return grid

    def _buttons(self) -> QHBoxLayout:
        cancel = FlatButton(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self.save = FlatButton(self.tr("Save"), primary=True)
        self.save.setObjectName("saveRule")
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)
        return at_the_end(cancel, self.save)

    def _fill(self, rule: Rule | None, draft: Draft) -> None:
        kept = draft if rule is None else Draft(rule.name, rule.query, rule.actions)
        actions = kept.actions
        self.name.setText(kept.name)
        self.query.setText(kept.query)
        self.query.setCursorPosition(0)
        self.tag.setChecked(bool(actions.tags))
        self.tags.show_tags(actions.tags)
        self.move_there.setChecked(actions.section is not None)
        self.section.setText(actions.section or "")
        self.bookmark.setChecked(actions.bookmark)
        self.read.setChecked(actions.read)
        self.hide_them.setChecked(actions.hide)
        self.notify.setChecked(actions.notify)
        if rule is not None and rule.error:
            self._say(sentence(rule.error))
        if self.query.error is None:
            self.trial.try_now(kept.query)
        self.name.setFocus()
        self.name.selectAll()

    def _no_trial(self) -> None:
        self.trial.show_nothing(self.tr("What it finds is shown here once it can be read."))

    def _leave(self, _: int) -> None:
        self._left = True
        self.trial.stop()
        self.query.completer_list.close()

    # --- keeping ---

    @property
    def draft(self) -> Draft:
        """The rule as it is written; a box without its tags or its section does nothing."""
        section = " ".join(self.section.text().split())
        return Draft(
            " ".join(self.name.text().split()),
            self.query.text().strip(),
            RuleActions(
                tags=self.tags.tags if self.tag.isChecked() else (),
                bookmark=self.bookmark.isChecked(),
                read=self.read.isChecked(),
                section=section if section and self.move_there.isChecked() else None,
                hide=self.hide_them.isChecked(),
                notify=self.notify.isChecked(),
            ),
        )

    def _save(self) -> None:
        draft = self.draft
        if not draft.name:
            self._ask_for(self.name, self.tr("A rule needs a name."))
        elif self.query.error is not None:
            self.query.insist()
        elif self.tag.isChecked() and not draft.actions.tags:
            self._ask_for(self.tags, self.tr("Say which tags, or take the check away."))
        elif self.move_there.isChecked() and draft.actions.section is None:
            self._ask_for(self.section, self.tr("Say which section, or take the check away."))
        elif draft.actions == RuleActions():
            self._ask_for(
                self.tag, self.tr("Say what the rule shall do with the articles it finds.")
            )
        else:
            self.message.hide()
            self.save.setEnabled(False)
            self._keep(draft, self._kept, self._refused)

    def _ask_for(self, control: QWidget, words: str) -> None:
        self._say(words)
        control.setFocus()

    def _kept(self) -> None:
        if not self._left:
            self.accept()

    def _refused(self, error: ReaderError) -> None:
        if self._left:
            self._window.report(error)  # Cancel came while the write waited for its turn
            return
        self.save.setEnabled(True)
        self._say(sentence(error.message))
        (self.query if isinstance(error, QueryError) else self.name).setFocus()

    def _say(self, words: str) -> None:
        self.message.setText(words)
        self.message.show()
        say(self.message, words, urgent=True)
