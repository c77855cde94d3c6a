"""Follow something new: whatever it is, it is looked at first and shown before it is added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from clashreader.errors import CancelledError, FollowedError, ReaderError, UsageError
from clashreader.ui.add_form import AddForm
from clashreader.ui.following import Followed, Following, Wish
from clashreader.ui.jobs import Job
from clashreader.ui.language import plural, sentence
from clashreader.ui.looking import Looking, clipboard_address
from clashreader.ui.sync_controller import SyncController
from clashreader.ui.views import View, ViewKind

if TYPE_CHECKING:
    from clashreader.sync.preview import Preview

_TYPED_PATH_AFTER = 400
"""Milliseconds after the last key from which a path that is there is looked at."""


class AddDialog(AddForm):
    """The work is done off the UI thread and can be stopped; errors are a sentence in here."""

    added = Signal(object)
    """The `View` of what was added."""

    def __init__(
        self, syncing: SyncController, sections: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(syncing.jobs, sections, parent)
        self._following = Following(syncing, self)
        self._job: Job | None = None
        self._library = syncing.library
        self._guessed = ""
        self.looking = Looking(self._following, self)
        self._typed = QTimer(self, singleShot=True, interval=_TYPED_PATH_AFTER)
        self._connect()
        self._changed()
        self._offer_clipboard()

    def _connect(self) -> None:
        self.target.changed.connect(self._changed)
        self.target.submitted.connect(self.start)
        self.target.brought.connect(lambda: self.look(trusted=True))
        self._folder.clicked.connect(self._choose_folder)
        self._file.clicked.connect(self._choose_file)
        self._suggest.clicked.connect(self.suggest)
        self._known.clicked.connect(self._show_known)
        self.login.refused.connect(self._say)
        self.choices.ticked.connect(self._count_ticks)
        self.choices.submitted.connect(self.start)
        self._anyway_button.clicked.connect(self._add_anyway)
        self._cancel.clicked.connect(self.reject)
        self._add.clicked.connect(self.start)
        self.looking.arrived.connect(self._show_row)
        self._typed.timeout.connect(self._look_at_path)

    # --- what is in the field ---

    def fill_in(self, target: str) -> None:
        """Put something from outside into the field, and look at it.

        It need not be what the reader wanted: it is followed into a private network only if the
        reader says so here.
        """
        self.target.setText(target)
        self.look(trusted=False)

    def _bring(self, target: str) -> None:
        self.target.setText(target)
        self.look(trusted=True)

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("A folder of articles"))
        if folder:
            self._bring(folder)

    def _choose_file(self) -> None:
        kinds = "*.md *.markdown *.html *.htm *.txt *.opml *.xml *.rss *.atom *.json"
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("An article, a saved page, or a list of feeds"),
            "",
            self.tr("Articles and lists ({0});;All (*)").format(kinds),
        )
        if name:
            self._bring(name)

    def _offer_clipboard(self) -> None:
        """An address that was copied is offered, but nothing is asked of it yet."""
        address = clipboard_address(QGuiApplication.clipboard().text())
        if address:
            self.target.setText(address)
            self.target.selectAll()
            self.message.setText(self.tr("From the clipboard."))
            self.message.show()

    def _changed(self) -> None:
        """Other words are in the field: what was found before is no answer to them."""
        self.looking.stop()
        self._hide_findings()
        self._set_button(self.tr("Look"), bool(self.target.targets))
        self._line.set_share(None)
        self._typed.start()
        self._room()

    def _look_at_path(self) -> None:
        """What is typed is looked at on Return, but for a path: that asks nobody."""
        if not self.looking.rows and self.looking.is_path(self.target.targets):
            self.look(trusted=True)

    # --- looking ---

    def look(self, *, trusted: bool) -> None:
        """See what the field names; nothing is stored."""
        self._changed()
        self._typed.stop()
        targets = self.target.targets
        if not targets:
            return
        self.looking.begin(targets, trusted=trusted)
        self._wait(self.tr("Looking …"))
        if len(targets) > 1:
            self._show_list()

    def _show_row(self, number: int) -> None:
        """One of the targets was looked at."""
        rows = self.looking.rows
        if not self.looking.busy:
            self._calm()
        if len(rows) > 1 or (rows and rows[0].is_page):
            if rows[0].is_page or self.choices.isHidden():
                self._show_list()
            else:
                self.choices.change(number, rows[number].tick)
                self._count_ticks()
            if not self.looking.busy:
                self._all_arrived()
        elif rows[0].preview is not None:
            self._show_preview(rows[0].preview)
        elif rows[0].error is not None:
            self._failed(rows[0].error)
        self._room()

    def _all_arrived(self) -> None:
        """What failed stands first, as the list is longer than what is seen of it."""
        if self.looking.failed:
            self.looking.put_failed_first(self.choices.checked)
            self._show_list(focus=False)
        self._say_words(self.looking.question())

    def _show_preview(self, preview: Preview) -> None:
        from clashreader.sync.preview import What

        self.card.show_preview(preview)
        self.card.show()
        self.login.hide()
        feed = preview.what is What.FEED
        self.message.hide()
        self._note.setVisible(preview.summaries)
        self.whole.setVisible(feed)
        self.whole.setChecked(preview.summaries)
        self._options.setVisible(preview.what is not What.LIST)
        if self.section.text() in ("", self._guessed):
            self._guessed = "" if preview.section else self._likely_section(preview.title)
            self.section.setText(self._guessed)
        own = self.tr("As the articles say")
        shown = self.tr("As the articles say: {0}").format(preview.section)
        self.section.setPlaceholderText(shown if preview.section else own)
        something = feed or preview.count > preview.known
        if not something:
            self._say_words(self.tr("You follow all of these already."))
        self._set_button(self.tr("Add"), something)
        (self._add if something else self.target).setFocus()

    def _show_list(self, *, focus: bool = True) -> None:
        self.choices.setAccessibleName(self.looking.question())
        self.choices.show()
        self._options.setVisible(any(row.is_page for row in self.looking.rows))
        self.whole.show()
        self._note.hide()
        self.choices.show_rows([row.tick for row in self.looking.rows])
        if focus:
            self.choices.setFocus()

    def suggest(self) -> None:
        """Offer a few sources to begin with."""
        self.target.setText("")
        self._typed.stop()
        self.looking.suggest(self._library.sources())
        self._show_list()
        self._options.hide()
        self.message.setText(self.looking.question())
        self.message.show()
        self._count_ticks()
        self._room()

    def _count_ticks(self) -> None:
        count = len(self.looking.wishes(self.choices.checked))
        words = plural("AddDialog", "Follow %Ln source", "Follow %Ln sources", count)
        free = self._job is None and not self.looking.busy
        waiting = bool(self.looking.waiting_targets)
        nothing = self.tr("Go on") if waiting else self.tr("Follow")
        self._set_button(words if count else nothing, free and (count > 0 or waiting))

    # --- adding ---

    def start(self) -> None:
        """Look at what is in the field; where that was done, follow it."""
        if self._job is not None or self.looking.busy:
            return
        several = not self.choices.isHidden()
        rows = self.looking.rows
        if not rows or (not several and rows[0].error is not None):
            self._look_again()
            return
        section, whole = self.section.text().strip() or None, self.whole.isChecked()
        wishes = self.looking.wishes(
            self.choices.checked if several else [0],
            section=section if not self._options.isHidden() else None,
            full_text=whole and not self._options.isHidden(),
        )
        if several and not wishes and self.looking.waiting_targets:
            self._go_on_with(self.looking.waiting_targets)  # nothing of this part is wanted
            return
        self._follow(wishes)

    def _look_again(self) -> None:
        try:
            login = None if self.login.isHidden() else self.login.given
        except ReaderError as error:
            self._say(error)
            return
        self._typed.stop()
        if len(self.looking.rows) == 1 and not self.login.isHidden():
            self.looking.begin(self.target.targets, trusted=True, login=login)
            self._wait(self.tr("Looking …"))
        else:
            self.look(trusted=True)

    def _add_anyway(self) -> None:
        section = self.section.text().strip() or None
        self._follow(self.looking.anyway(section, self.whole.isChecked()))

    def _follow(self, wishes: Sequence[Wish]) -> None:
        if not wishes:
            return
        self._wait(self.tr("Adding …"))
        self._cancel.setFocus()  # before the field that has the focus is disabled
        self._set_open(False)
        self._job = self._following.follow(wishes, self._done, self._failed)

    def _done(self, followed: Followed) -> None:
        self._end_job()
        self._calm()
        reports = [one for one in followed.imported if one.added or not followed.sources]
        sources = followed.all_sources
        if sources:
            alone = len(sources) == 1
            self.added.emit(View(ViewKind.SOURCE, str(sources[0].id)) if alone else View())
        if followed.failed and not sources:
            self._failed(followed.failed[0][1])
            return
        waiting = self.looking.waiting_targets
        if sources and waiting:
            self._go_on_with(waiting)
        elif sources:
            self.accept()
        else:
            self.message.hide()
        self._report(followed, reports)

    def _go_on_with(self, targets: Sequence[str]) -> None:
        """A long list is looked at part by part: what is followed leaves the field."""
        trusted = self.looking.trusted
        self.target.setText("\n".join(targets))
        self.look(trusted=trusted)

    def _report(self, followed: Followed, imported: Sequence[object]) -> None:
        from clashreader.ui.import_report import ImportReport

        parent = self.parentWidget() if followed.all_sources else self
        for one in followed.imported:
            if one in imported and ImportReport.is_wanted(one):
                ImportReport(one, parent).open()
                return
        if followed.failed:
            self._following.tell_failures(followed)

    def _end_job(self) -> None:
        self._job = None
        self._set_open(True)

    # --- what went wrong ---

    def _failed(self, error: ReaderError) -> None:
        self._end_job()
        self._calm()
        mistaken = isinstance(error, UsageError)  # what is in the field, not what is there
        if self.choices.isHidden():
            words = self.tr("Look") if mistaken else self.tr("Look again")
            self._set_button(words, bool(self.target.targets))
        else:
            self._count_ticks()
        if isinstance(error, CancelledError):
            self._say_words(self.tr("Stopped."))
            return
        inner = self.looking.inner_host
        if inner:
            self._ask_to_look_inside(inner)
            return
        self._say(error)
        self._known.setVisible(isinstance(error, FollowedError))
        self._anyway_button.setVisible(self.looking.can_anyway)
        self._options.setVisible(self.looking.can_anyway and self.choices.isHidden())
        self.whole.show()
        self._note.hide()
        if self.looking.asks_for_password:
            self._ask_for_login()
        elif not self.login.hasFocus():
            (self._known if isinstance(error, FollowedError) else self.target).setFocus()
            if mistaken:
                self.target.selectAll()  # what is typed now takes its place
        self._room()

    def _ask_to_look_inside(self, host: str) -> None:
        """It was handed over, by a page perhaps: what is at home is asked by the reader only."""
        words = self.tr("{0} is in your own network, or is this computer. Look anyway?")
        self._say_words(words.format(host))
        self._set_button(self.tr("Look anyway"), True)
        self._add.setFocus()

    def _ask_for_login(self) -> None:
        self._options.hide()
        if self.login.isHidden() or self.login.given is None:
            self._say_words(self.tr("The server asks for a name and a password."))
            self.login.show()
            self.login.open()
        else:
            self._say_words(self.tr("The server does not take this name and password."))
            self.login.password.setFocus()
            self.login.password.selectAll()

    def _say(self, error: ReaderError) -> None:
        self._say_words(sentence(error.message))

    def _show_known(self) -> None:
        error = self.looking.rows[0].error if self.looking.rows else None
        if isinstance(error, FollowedError):
            self.added.emit(View(ViewKind.SOURCE, str(error.source_id)))
            self.accept()

    # --- the end ---

    def _stop(self) -> bool:
        job, self._job = self._job, None
        if job is not None:
            self._following.stop(self._tell_stopped)
        looked = self.looking.busy
        self.looking.stop()
        return looked or job is not None

    def _tell_stopped(self, followed: Followed) -> None:
        """What was followed until then stays: say how much that is."""
        count = len(followed.all_sources)
        if not isValid(self) or not self.isVisible() or self._job or self.looking.rows or not count:
            return
        added = plural("AddDialog", "%Ln source was added.", "%Ln sources were added.", count)
        self._say_words(f"{self.tr('Stopped.')} {added}")

    def reject(self) -> None:
        """Cancel stops the work first; a second press closes."""
        if self._stop():
            self._set_open(True)
            self._changed()
            self._typed.stop()  # a path would be looked at again at once
            self._calm()
            self._say_words(self.tr("Stopped."))
            self.target.setFocus()
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leaving stops the work."""
        self._stop()
        super().closeEvent(event)
