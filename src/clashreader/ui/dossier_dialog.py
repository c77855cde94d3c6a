"""A dossier of chosen articles: which, in what order, what is in it, as what, and where to."""

from __future__ import annotations

import time
from array import array
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QFont
from PySide6.QtWidgets import QDialog, QFileDialog, QGridLayout, QLabel, QVBoxLayout

from clashreader.content.filenames import file_name
from clashreader.errors import ReaderError
from clashreader.export import Options, Step, Written
from clashreader.export.dossier import Dossier, DossierWords, Form, write
from clashreader.library.grammar import parse_query
from clashreader.model import AnyOf, ArticleQuery, Sort, Term
from clashreader.ui.controls import CheckBox, ChoiceBox, give_way
from clashreader.ui.converting import convert, draw
from clashreader.ui.converting import words as document_words
from clashreader.ui.dialog_room import breadth
from clashreader.ui.jobs import Job
from clashreader.ui.language import plural, sentence
from clashreader.ui.paper_deeds import Slices
from clashreader.ui.theme import interface_font
from clashreader.ui.widgets import Field, FlatButton, ProgressLine, at_the_end, quiet_label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clashreader.library.library import Library
    from clashreader.library.stopping import Stop
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.reader.dossierbook import DossierBook

_WIDTH = 560
_PDF: Final = "pdf"
_EVERY: Final = 5
"""Articles after which the line moves on."""


_ANNOTATED: Final = AnyOf((Term("note", "has"), Term("highlight", "has")))


def tr(text: str) -> str:
    """Translate a word of a dossier."""
    return QCoreApplication.translate("Dossier", text)


def words() -> DossierWords:
    """Return what a dossier says in the reader's language."""
    return DossierWords(
        title=tr("Dossier"),
        made=tr("Made on {0}"),
        outlet=tr("Outlet"),
        author=tr("Author"),
        published=tr("Published"),
        updated=tr("Updated"),
        first_seen=tr("First seen"),
        address=tr("Address"),
        version=tr("Version"),
        version_of=tr("{0} of {1}, taken {2}"),
        text_hash=tr("SHA-256 of headline and text"),
        key=tr("Citation key"),
        quotations=tr("Quotations and notes"),
        note=tr("Note on the article"),
        text=tr("Text"),
        bibliography=tr("Bibliography"),
        copy_taken=tr("copy taken {0}, version {1} of {2}"),
        colours=(tr("yellow"), tr("green"), tr("blue"), tr("red")),
    )


def show(folder: QUrl) -> None:
    """Open a folder in the system's own window."""
    QDesktopServices.openUrl(folder)


class DossierDialog(QDialog):
    """Opens on the selected articles; *Write* asks where to, and writes in the background."""

    def __init__(self, window: MainWindow, library: Library) -> None:
        super().__init__(window)
        self.setObjectName("dossierDialog")
        self.setWindowTitle(self.tr("Dossier"))
        self.setFixedWidth(breadth(window, _WIDTH))
        self._window = window
        self._library = library
        self._selected = window.articles.selected_ids
        if not self._selected and window.reading.article is not None:
            self._selected = array("q", [window.reading.article.id])
        self._view = window.listing.query
        self._job: Job | None = None
        self._slices: Slices | None = None
        self.ids: Sequence[int] = ()
        """The articles that are meant, in their order."""
        self._build()
        self.finished.connect(self._leave)
        self._count()

    # --- building ---

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        head = QLabel(self.tr("Dossier"))
        head.setFont(interface_font(20, QFont.Weight.DemiBold))
        box.addWidget(head)
        told = quiet_label(
            self.tr(
                "Articles as one document: each with outlet, author, dates, version and hash, your "
                "quotations and notes before its text, and a bibliography at the end."
            ),
            13,
        )
        told.setWordWrap(True)
        box.addWidget(told)
        box.addSpacing(8)
        box.addLayout(self._fields())
        box.addSpacing(4)
        self.texts = self._check(self.tr("The texts of the articles"), "dossierTexts")
        self.notes = self._check(self.tr("Quotations and notes"), "dossierNotes")
        self.pictures = self._check(self.tr("Pictures"), "dossierPictures")
        self.lists = self._check(
            self.tr("A bibliography beside it (BibTeX, CSL-JSON)"), "dossierLists"
        )
        for check in (self.texts, self.notes, self.pictures, self.lists):
            box.addWidget(check)
        box.addSpacing(4)
        self.message = QLabel()
        self.message.setObjectName("dossierMessage")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.setMinimumHeight(34)
        box.addWidget(self.message)
        self._line = ProgressLine()
        box.addWidget(self._line)
        box.addSpacing(8)
        self.go = FlatButton(self.tr("Write …"), primary=True)
        self.go.setObjectName("dossierWrite")
        self.go.setDefault(True)
        self.go.clicked.connect(self.ask)
        cancel = FlatButton(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        box.addLayout(at_the_end(cancel, self.go))

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        self.which = ChoiceBox()
        self.which.setObjectName("dossierWhich")
        if self._selected:
            count = len(self._selected)
            name = plural(
                "DossierDialog", "The selected article", "The %Ln selected articles", count
            )
            self.which.addItem(name, "selected")
        self.which.addItem(self.tr("What the list shows"), "view")
        self.which.addItem(self.tr("What I bookmarked"), "is:bookmarked")
        self.which.addItem(self.tr("What I made notes on or highlighted"), _ANNOTATED)
        for tag in self._window.listing.overview.tags if self._window.listing.overview else ():
            self.which.addItem(self.tr("Tag: {0}").format(tag.name), Term(tag.name, "tag"))
        self.which.currentIndexChanged.connect(lambda _: self._count())
        self.title = Field()
        self.title.setObjectName("dossierTitle")
        self.title.setPlaceholderText(self.tr("Dossier"))
        self.order = ChoiceBox()
        self.order.setObjectName("dossierOrder")
        for name, sort in (
            (self.tr("As listed"), None), (self.tr("Oldest first"), Sort.OLDEST),
            (self.tr("Newest first"), Sort.NEWEST), (self.tr("By title"), Sort.TITLE),
        ):  # fmt: skip
            self.order.addItem(name, sort)
        self.order.currentIndexChanged.connect(lambda _: self._count())
        self.form = ChoiceBox()
        self.form.setObjectName("dossierForm")
        for name, form in (
            (self.tr("Web page (HTML)"), Form.HTML), (self.tr("Book (EPUB)"), Form.EPUB),
            (self.tr("Paper (PDF)"), _PDF), (self.tr("Text (Markdown)"), Form.MARKDOWN),
            (self.tr("Bibliography alone (BibTeX)"), Form.BIBTEX),
            (self.tr("Bibliography alone (CSL-JSON)"), Form.CSL_JSON),
        ):  # fmt: skip
            self.form.addItem(name, str(form))
        self.form.currentIndexChanged.connect(lambda _: self._form_changed())
        rows = (
            (self.tr("Articles"), self.which), (self.tr("Title"), self.title),
            (self.tr("Order"), self.order), (self.tr("Format"), self.form),
        )  # fmt: skip
        for row, (name, control) in enumerate(rows):
            label = quiet_label(name, 13)
            label.setBuddy(control)
            control.setAccessibleName(name)
            if isinstance(control, ChoiceBox):
                control.give_way()
            grid.addWidget(label, row, 0)
            grid.addWidget(control, row, 1)
        return grid

    def _check(self, name: str, called: str) -> CheckBox:
        check = CheckBox(name)
        check.setObjectName(called)
        check.setChecked(True)
        give_way(check)
        return check

    def _form_changed(self) -> None:
        alone = self.form.currentData() in (str(Form.BIBTEX), str(Form.CSL_JSON))
        for check in (self.texts, self.notes, self.pictures, self.lists):
            check.setEnabled(not alone)

    # --- what is in it ---

    def _count(self) -> None:
        """Find the articles that are meant, in their order, in the background."""
        chosen, order = self.which.currentData(), self.order.currentData()
        sort = Sort(order) if order else None  # Qt keeps no more of it than its text
        selected, view, library = self._selected, self._view, self._library

        def work(stop: Stop) -> Sequence[int]:
            if chosen == "selected":
                if sort is None:
                    return selected
                return library.in_order(selected, sort, stop=stop)
            if chosen == "view":
                return library.ids(ArticleQuery(view.where, sort or view.sort), stop=stop)
            where = chosen if isinstance(chosen, Term | AnyOf) else parse_query(str(chosen))
            return library.ids(ArticleQuery(where, sort or Sort.NEWEST), stop=stop)

        self.go.setEnabled(False)
        self._job = self._window.jobs.submit(work, self._counted, self._failed, key="dossier")

    def _counted(self, ids: Sequence[int]) -> None:
        self._job = None
        self.ids = ids
        count = len(ids)
        nothing = self.tr("There is no such article.")
        found = plural("DossierDialog", "%Ln article", "%Ln articles", count)
        self.message.setText(found if count else nothing)
        self.go.setEnabled(bool(count))

    def _failed(self, error: ReaderError) -> None:
        self._job, self._slices = None, None
        self._line.set_share(None)
        self.go.setEnabled(bool(len(self.ids)))
        self.message.setText(sentence(error.message))

    # --- writing ---

    def ask(self) -> None:
        """Ask where to write."""
        form = str(self.form.currentData())
        ending = ".pdf" if form == _PDF else Form(form).ending
        title = self.title.text().strip() or self.tr("Dossier")
        dialog = QFileDialog(self, self.tr("Write the dossier"))
        dialog.setObjectName("dossierFileDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{self.form.currentText()} (*{ending})")
        place = QStandardPaths.StandardLocation.DocumentsLocation
        dialog.setDirectory(QStandardPaths.writableLocation(place))
        dialog.selectFile(file_name(title, ending, otherwise=self.tr("Dossier")))
        # The dialog has asked already, where there is a file of that name.
        dialog.fileSelected.connect(lambda name: self.write(Path(name), replace=True))
        dialog.open()

    def write(self, path: Path, *, replace: bool = False) -> None:
        """Write it to `path`, in the background; closing the dialog stops that."""
        form = str(self.form.currentData())
        options = Options(
            title=self.title.text().strip() or self.tr("Dossier"),
            pictures=self.pictures.isChecked(),
            annotations=self.notes.isChecked(),
            words=document_words(),
            convert=convert,
            draw=draw,
        )
        dossier = Dossier(
            texts=self.texts.isChecked(), lists=self.lists.isChecked(), now=int(time.time()),
            words=words(),
        )  # fmt: skip
        self.go.setEnabled(False)
        self.message.setText(self.tr("Writing … Closing this stops it."))
        self._line.set_share(0.0)
        if form == _PDF:
            self._write_pdf(path, options, dossier, replace=replace)
        else:
            self._write(Form(form), path, options, dossier, replace=replace)

    def _write(
        self, form: Form, path: Path, options: Options, dossier: Dossier, *, replace: bool
    ) -> None:
        library, ids, tell = self._library, self.ids, self._teller()

        def work(stop: Stop) -> Written:
            return write(
                library, ids, form, path, options=options, dossier=dossier, progress=tell,
                stop=stop.is_set, replace=replace,
            )  # fmt: skip

        self._job = self._window.jobs.submit(work, self._written, self._failed)

    def _write_pdf(self, path: Path, options: Options, dossier: Dossier, *, replace: bool) -> None:
        """Pages are laid out in this thread, a few milliseconds at a time."""
        from clashreader.export.dossier.records import records
        from clashreader.ui.reader import fonts
        from clashreader.ui.reader.dossierbook import DossierBook

        library, ids = self._library, self.ids

        def work(stop: Stop) -> DossierBook:
            found = list(records(library, ids, stop.is_set))
            return DossierBook(
                library, found, path, options, dossier, replace=replace, tell=self._advance
            )

        def begin(book: DossierBook) -> None:
            self._job = None
            fonts.load()
            self._slices = Slices(book.steps(), lambda: self._finish_pdf(book), self._refused, self)

        self._job = self._window.jobs.submit(work, begin, self._failed)

    def _finish_pdf(self, book: DossierBook) -> None:
        self._slices = None
        self._written(book.written)

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, ReaderError):
            raise error
        self._failed(error)

    def _teller(self) -> Callable[[Step], None]:
        post = self._window.jobs.post

        def tell(step: Step) -> None:
            if step.done % _EVERY == 0:
                post(lambda: self._advance(step))

        return tell

    def _advance(self, step: Step) -> None:
        if self._job is not None or self._slices is not None:
            self._line.set_share(step.done / max(step.total, 1))

    def _written(self, written: Written | None) -> None:
        self._job = None
        self._line.set_share(None)
        if written is None:
            return
        said = plural(
            "DossierDialog", "%Ln article written to {0}.", "%Ln articles written to {0}.",
            written.articles,
        )  # fmt: skip
        folder = QUrl.fromLocalFile(str(written.path.parent))
        self._window.status.notice(
            " ".join((said.format(written.path.name), *written.remarks)),
            self.tr("Show in folder"),
            lambda: show(folder),
        )
        self.accept()

    def _leave(self) -> None:
        job, self._job = self._job, None
        slices, self._slices = self._slices, None
        if job is not None:
            job.done = None
            job.failed = None
            job.cancel.set()
        if slices is not None:
            slices.stop()
