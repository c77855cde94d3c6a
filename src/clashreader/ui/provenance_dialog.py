"""Where each version of the article comes from, what it is known by, and whether it still is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from clashreader.model import Finding, Provenance, Unlike, Verified
from clashreader.ui.controls import ChoiceBox
from clashreader.ui.dates import long_date
from clashreader.ui.dialog_room import breadth
from clashreader.ui.language import plural, sentence
from clashreader.ui.theme import interface_font
from clashreader.ui.widgets import FlatButton, LinkButton, hairline, quiet_label

if TYPE_CHECKING:
    from clashreader.errors import ReaderError
    from clashreader.library.library import Library
    from clashreader.library.stopping import Stop
    from clashreader.ui.jobs import Job
    from clashreader.ui.main_window import MainWindow

_WIDTH = 740
"""With a hash in one line."""
_ROW = 26
"""Height of a fact of one line, which a button to copy fits into."""
_NAMED = 6
"""Differences that are named; the others are counted."""


class ProvenanceDialog(QDialog):
    """One sheet of facts for each version, to be read, copied and verified."""

    def __init__(self, window: MainWindow, library: Library, article: int, version: int) -> None:
        super().__init__(window)
        self.setObjectName("provenanceDialog")
        self.setWindowTitle(self.tr("Provenance"))
        self.setMinimumWidth(breadth(window, _WIDTH))
        self._window = window
        self._library = library
        self._article = article
        self._first = version
        self._found: tuple[Provenance, ...] = ()
        self._job: Job | None = None
        self._build()
        window.jobs.submit(
            lambda _: library.provenance(article), self._show_found, self._failed, key="provenance"
        )

    # --- building ---

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        self._head = QLabel()
        self._head.setObjectName("provenanceTitle")
        self._head.setTextFormat(Qt.TextFormat.PlainText)
        self._head.setWordWrap(True)
        self._head.setFont(interface_font(18, QFont.Weight.DemiBold))
        box.addWidget(self._head)
        self.choice = ChoiceBox()
        self.choice.setObjectName("provenanceVersion")
        self.choice.setAccessibleName(self.tr("Version"))
        self.choice.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self.choice.setMinimumWidth(min(340, breadth(self._window, _WIDTH) - 64))
        self.choice.currentIndexChanged.connect(self._show_version)
        box.addWidget(self.choice, 0, Qt.AlignmentFlag.AlignLeading)
        box.addSpacing(4)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        box.addLayout(self._grid)
        self._values: dict[str, QLabel] = {}
        self._labels: dict[str, QLabel] = {}
        self._copies: dict[str, LinkButton] = {}
        for name, words in self._facts().items():
            self._add_fact(name, words)
        box.addSpacing(4)
        box.addWidget(hairline())
        box.addSpacing(4)
        self.verdict = QLabel()
        self.verdict.setObjectName("provenanceResult")
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.verdict.setWordWrap(True)
        self.verdict.hide()
        box.addWidget(self.verdict)
        honest = quiet_label(
            self.tr(
                "A hash that fits proves that this copy has not changed since it was taken. "
                "It proves nothing about what the site published."
            )
        )
        honest.setWordWrap(True)
        box.addWidget(honest)
        box.addSpacing(8)
        box.addLayout(self._buttons())

    def _facts(self) -> dict[str, str]:
        return {
            "seen": self.tr("First seen"),
            "asked": self.tr("Address asked"),
            "reached": self.tr("Address reached"),
            "at": self.tr("Asked at"),
            "status": self.tr("Answer"),
            "etag": self.tr("ETag"),
            "last_modified": self.tr("Last-Modified"),
            "extractor": self.tr("Read by"),
            "bytes_hash": self.tr("SHA-256 of the answer"),
            "body_hash": self.tr("SHA-256 of the body"),
            "text_hash": self.tr("SHA-256 of the text"),
            "hashed": self.tr("Hashes taken"),
        }

    def _add_fact(self, name: str, words: str) -> None:
        row = len(self._values)
        label = quiet_label(words, 13)
        value = QLabel()
        value.setObjectName(f"provenance-{name}")
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setWordWrap(True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for one in (label, value):
            one.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
            one.setContentsMargins(0, 4, 0, 4)
        self._labels[name], self._values[name] = label, value
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(value, row, 1)
        if name not in ("asked", "reached", "bytes_hash", "body_hash", "text_hash"):
            return
        if name.endswith("_hash"):
            font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
            font.setPixelSize(12)
            value.setFont(font)
        copy = LinkButton(self.tr("Copy"))
        copy.setObjectName(f"copy-{name}")
        copy.setFixedHeight(_ROW)
        copy.setAccessibleName(self.tr("Copy: {0}").format(words))
        copy.clicked.connect(lambda _=False, name=name: self._copy(name))
        self._copies[name] = copy
        self._grid.addWidget(copy, row, 2, Qt.AlignmentFlag.AlignTop)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.verify = FlatButton(self.tr("Verify this article"))
        self.verify.setObjectName("verifyArticle")
        self.verify.setToolTip(self.tr("Compute the hashes of all its versions and pictures anew"))
        self.verify.clicked.connect(self._verify)
        self.verify.setEnabled(False)
        close = FlatButton(self.tr("Close"), primary=True)
        close.setDefault(True)
        close.clicked.connect(self.reject)
        row.addWidget(self.verify)
        row.addStretch()
        row.addWidget(close)
        return row

    # --- showing ---

    def _show_found(self, found: tuple[Provenance, ...]) -> None:
        self._found = found
        for one in reversed(found):  # the newest first, as in the view of changes
            words = self.tr("Version {0}, {1}")
            self.choice.addItem(words.format(one.version, long_date(one.seen)), one.version)
        self.choice.setCurrentIndex(max(self.choice.findData(self._first), 0))
        self.choice.setVisible(len(found) > 1)
        self.verify.setEnabled(True)
        self._show_version()

    def _show_version(self) -> None:
        number = self.choice.currentData()
        found = next((one for one in self._found if one.version == number), None)
        if found is None:
            return
        self._head.setText(found.title)
        told = self._told(found)
        for name, value in self._values.items():
            text = told[name]
            there = bool(text)
            for widget in (self._labels[name], value, self._copies.get(name)):
                if widget is not None:
                    widget.setVisible(there)
            value.setText(_fit_to_break(name, text))
        for name, fallback in self._unknown(found).items():
            self._labels[name].show()
            self._values[name].setText(fallback)
            self._values[name].show()
        self._settle()

    def _told(self, found: Provenance) -> dict[str, str]:
        reached = found.reached if found.reached != found.asked else None
        by = ", ".join(filter(None, (found.extractor, found.program)))
        later = found.hashed is not None and found.hashed != found.seen
        return {
            "seen": long_date(found.seen),
            "asked": found.asked or "",
            "reached": reached or "",
            "at": long_date(found.at) if found.at is not None and found.at != found.seen else "",
            "status": self._answer(found.status),
            "etag": found.etag or "",
            "last_modified": found.last_modified or "",
            "extractor": by,
            "bytes_hash": found.bytes_hash or "",
            "body_hash": found.body_hash or "",
            "text_hash": found.text_hash or "",
            "hashed": long_date(found.hashed) if later and found.hashed is not None else "",
        }

    def _answer(self, status: int | None) -> str:
        return "" if status is None else self.tr("HTTP status {0}").format(status)

    def _unknown(self, found: Provenance) -> dict[str, str]:
        """What is said where something that matters is not known."""
        told = {}
        if found.asked is None:
            told["asked"] = self.tr("Not recorded")
        if found.body_hash is None:
            told["body_hash"] = self.tr("Taken before hashes were recorded: it cannot be proven")
        return told

    def _copy(self, name: str) -> None:
        found = next(one for one in self._found if one.version == self.choice.currentData())
        QGuiApplication.clipboard().setText(getattr(found, name) or "")

    # --- verifying ---

    def _verify(self) -> None:
        if self._job is not None:
            return
        library, article = self._library, self._article

        def work(cancel: Stop) -> tuple[Verified, list[Finding]]:
            found: list[Finding] = []
            return library.verify([article], found=found.append, stop=cancel.is_set), found

        self.verify.setEnabled(False)
        self._say(self.tr("Verifying …"))
        self._job = self._window.jobs.submit(work, self._verified, self._failed)

    def _verified(self, answer: tuple[Verified, list[Finding]]) -> None:
        tally, found = answer
        self._end()
        lines = [self._line(one) for one in found[:_NAMED]]
        if len(found) > _NAMED:
            more = len(found) - _NAMED
            lines.append(plural("ProvenanceDialog", "And %Ln more.", "And %Ln more.", more))
        if not found:
            intact = tally.intact
            lines.append(
                plural(
                    "ProvenanceDialog", "Intact: %Ln version is as it was taken.",
                    "Intact: %Ln versions are as they were taken.", intact,
                )
                if intact
                else ""
            )  # fmt: skip
        if tally.unproven:
            lines.append(
                plural(
                    "ProvenanceDialog",
                    "%Ln version was taken before hashes were recorded, and cannot be proven.",
                    "%Ln versions were taken before hashes were recorded, and cannot be proven.",
                    tally.unproven,
                )
            )
        if tally.pictures_intact:
            lines.append(
                plural(
                    "ProvenanceDialog", "%Ln picture is intact.", "%Ln pictures are intact.",
                    tally.pictures_intact,
                )
            )  # fmt: skip
        self._say("\n".join(filter(None, lines)))

    def _line(self, finding: Finding) -> str:
        words = {
            Unlike.BODY: self.tr("Altered: version {0}, the body as received has other bytes."),
            Unlike.TEXT: self.tr("Altered: version {0}, the headline or the text was changed."),
            Unlike.UNREADABLE: self.tr("Altered: version {0}, it cannot be read any more."),
            Unlike.PICTURE: self.tr("Altered: the file of the picture {1} has other bytes."),
            Unlike.GONE: self.tr("Missing: the file of the picture {1} is not there."),
            Unlike.MISSING: self.tr("Missing: version {0} is not there any more."),
            Unlike.UNHASHED: self.tr("Altered: the hashes of version {0} were taken away."),
            Unlike.HEADLINE: self.tr("Altered: the list shows another headline than version {0}."),
            Unlike.UNLISTED_PICTURE: self.tr(
                "Altered: what was known of a picture in version {0} is not there."
            ),
        }
        number = "" if finding.version is None else self.locale().toString(finding.version)
        return words[finding.unlike].format(number, _breakable(finding.url or ""))

    def _say(self, words: str) -> None:
        self.verdict.setText(words)
        self.verdict.setVisible(bool(words))
        self._settle()

    def _settle(self) -> None:
        """As high as what is shown needs; not where the sheet scrolls, on a low screen."""
        layout = self.layout()
        if layout is not None and self._grid.parentWidget() is self:
            layout.activate()
            width = max(self.width(), layout.totalMinimumSize().width())
            height = layout.totalHeightForWidth(width)
            self.resize(width, height if height > 0 else layout.totalSizeHint().height())

    def _failed(self, error: ReaderError) -> None:
        self._end()
        self._say(sentence(error.message))

    def _end(self) -> None:
        self._job = None
        self.verify.setEnabled(bool(self._found))

    def reject(self) -> None:
        """Leaving stops what is under way."""
        if self._job is not None:
            self._job.cancel.set()
            self._job.done = self._job.failed = None
            self._job = None
        super().reject()


def _fit_to_break(name: str, text: str) -> str:
    if name.endswith("_hash"):
        return _parted(text)
    return _breakable(text) if name in ("asked", "reached", "etag") else text


def _parted(hash_: str) -> str:
    """Let a line end within a hash, after each eight of its characters."""
    return "\u200b".join(hash_[start : start + 8] for start in range(0, len(hash_), 8))


def _breakable(address: str) -> str:
    """Let a line end within a long address, which has no blank: behind its strokes."""
    for sign in "/?&=-_.":
        address = address.replace(sign, f"{sign}\u200b")
    return address
