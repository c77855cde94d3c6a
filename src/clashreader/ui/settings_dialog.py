"""The settings: pages for reading, looks, sync, storage and keys, a search over all, a reset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from clashreader.autostart import Autostart, command
from clashreader.settings import Settings
from clashreader.ui.background.rows import (
    AutostartRow,
    background_rows,
    notification_rows,
    settle,
)
from clashreader.ui.key_editor import KeyEditor
from clashreader.ui.language import plural
from clashreader.ui.reader import fonts
from clashreader.ui.settings_rows import (
    Choice,
    Folder,
    Range,
    Row,
    Spec,
    Switch,
    percent,
    plain,
    two_places,
)
from clashreader.ui.theme import ThinScrollBar, interface_font
from clashreader.ui.widgets import ElidedLabel, Field, FlatButton, LinkButton, quiet_label

if TYPE_CHECKING:
    from clashreader.ui.main_window import MainWindow

_KEEP_MS = 600
"""Pause after which a change is written: a slider that is dragged makes one with every pixel."""
KEYS = "keys"


class SettingsDialog(QDialog):
    """What is chosen holds at once, and is written a moment later."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._looks = window.looks
        self._before: Settings | None = None
        self._filling = False
        self.setObjectName("settingsDialog")
        self.setWindowTitle(self.tr("Settings"))
        self._timer = QTimer(self, singleShot=True, interval=_KEEP_MS)
        self._timer.timeout.connect(self._write)
        self._heads: dict[str, QLabel] = {}
        self._rows: dict[str, list[Row]] = {}
        self._extras: dict[str, QWidget] = {}
        self._build()
        self._fill(self._looks.settings)
        self._looks.settings_changed.connect(self._fill)
        room = window.screen().availableGeometry()
        self.resize(min(760, room.width() - 40), min(600, room.height() - 60))
        self.search.setFocus()

    # --- building ---

    def _build(self) -> None:
        self.search = Field()
        self.search.setObjectName("settingsSearch")
        self.search.setPlaceholderText(self.tr("Search the settings"))
        self.search.setAccessibleName(self.tr("Search the settings"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _: self._choose())
        self.pages = QListWidget()
        self.pages.setObjectName("settingsPages")
        self.pages.setAccessibleName(self.tr("Groups of settings"))
        self.pages.setFixedWidth(160)
        self.pages.setFrameShape(QFrame.Shape.NoFrame)
        self.pages.setVerticalScrollBar(ThinScrollBar())
        self._body = QVBoxLayout()
        self._body.setContentsMargins(24, 0, 24, 16)
        self._body.setSpacing(4)
        for name, title in self._titles().items():
            item = QListWidgetItem(title)
            item.setSizeHint(QSize(0, 30))
            self.pages.addItem(item)
            self._add_page(name, title)
        self._nothing = quiet_label(self.tr("No setting is called so."), 13)
        self._body.addWidget(self._nothing)
        self._body.addStretch(1)
        inside = QWidget()
        inside.setLayout(self._body)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setVerticalScrollBar(ThinScrollBar())
        self._area = area
        self.pages.setCurrentRow(0)
        self.pages.currentRowChanged.connect(self._page_chosen)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.pages)
        middle.addWidget(area, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 16, 0, 16)
        box.setSpacing(12)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 16, 0)
        top.addWidget(self.search)
        box.addLayout(top)
        box.addLayout(middle, 1)
        box.addLayout(self._foot())
        self._choose()

    def _titles(self) -> dict[str, str]:
        return {
            "reading": self.tr("Reading"),
            "appearance": self.tr("Appearance"),
            "sync": self.tr("Sync"),
            "background": self.tr("Background"),
            "notifications": self.tr("Notifications"),
            "storage": self.tr("Storage"),
            KEYS: self.tr("Keys"),
        }

    def _add_page(self, name: str, title: str) -> None:
        head = QLabel(title)
        head.setFont(interface_font(16))
        head.setContentsMargins(0, 8, 0, 8)
        self._heads[name] = head
        self._body.addWidget(head)
        self._rows[name] = []
        for spec in self._specs(name):
            row = Row(spec, self._keep)
            self._rows[name].append(row)
            self._body.addWidget(row)
        extra = self._extra(name)
        if extra is not None:
            self._extras[name] = extra
            self._body.addWidget(extra, 100 if name == KEYS else 0)

    def _specs(self, page: str) -> tuple[Spec, ...]:
        if page == "reading":
            return self._reading()
        if page == "appearance":
            return self._appearance()
        if page == "sync":
            return (
                Switch("sync_on_start", self.tr("Sync when the window opens")),
                Switch(
                    "images",
                    self.tr("Keep pictures, to read without a network"),
                    self.tr("Each source can be asked for its texts only."),
                ),
                Switch(
                    "mark_edited_unread",
                    self.tr("An article that its source edits is unread again"),
                ),
            )
        if page == "background":
            return background_rows()
        if page == "notifications":
            return notification_rows()
        if page == "storage":
            return (
                Switch(
                    "backups",
                    self.tr("Back the library up by itself"),
                    self.tr("Where something has changed since; each backup is checked."),
                ),
                Choice(
                    "backup_every",
                    self.tr("How often"),
                    (("daily", self.tr("Once a day")), ("weekly", self.tr("Once a week"))),
                ),
                Range(
                    "backups_kept",
                    self.tr("Backups that are kept"),
                    (1, 30),
                    1,
                    plain,
                    self.tr("The oldest one goes when there are more."),
                ),
                Switch(
                    "backup_pictures",
                    self.tr("With the pictures"),
                    self.tr("Each backup is one file then, as large as all of it."),
                ),
                Folder(
                    "backup_folder",
                    self.tr("Folder of the backups"),
                    self.tr("Beside the library"),
                    self.tr("On another disk they outlive this one."),
                ),
                Switch(
                    "mirror",
                    self.tr("Keep the mirror in a folder up to date"),
                    self.tr("Which folder: “Mirror to folder…” in the menu says."),
                ),
            )
        return ()

    def _reading(self) -> tuple[Spec, ...]:
        return (
            Choice(
                "mark_read",
                self.tr("An article counts as read"),
                (
                    ("delay", self.tr("After a moment")),
                    ("at-once", self.tr("At once")),
                    ("never", self.tr("When I say so")),
                ),
                self.tr("Whoever moves on before the moment is over leaves it unread."),
            ),
            Range(
                "mark_read_delay",
                self.tr("The moment"),
                (0.2, 10),
                0.1,
                lambda value: self.tr("{0} s").format(self.locale().toString(value, "f", 1)),
            ),
            Switch(
                "hide_duplicates",
                self.tr("Fold reports of one text into one row"),
                self.tr("The row says how many other sources have it, and unfolds."),
            ),
        )

    def _appearance(self) -> tuple[Spec, ...]:
        own = [
            ("serif", self.tr("Serif (Source Serif)")),
            ("sans", self.tr("Sans serif (Source Sans)")),
        ]
        return (
            Choice(
                "theme",
                self.tr("Theme"),
                (
                    ("system", self.tr("As the system")),
                    ("light", self.tr("Light")),
                    ("sepia", self.tr("Sepia")),
                    ("dark", self.tr("Dark")),
                    ("high-contrast", self.tr("High contrast")),
                    ("high-contrast-dark", self.tr("High contrast, dark")),
                ),
            ),
            Range(
                "text_size",
                self.tr("Size of the window’s text"),
                (100, 200),
                5,
                percent,
                self.tr("And of all that is around it. It holds from the next start on."),
            ),
            Choice(
                "rows",
                self.tr("Rows of the article list"),
                (
                    ("comfortable", self.tr("Comfortable: with a summary")),
                    ("compact", self.tr("Compact: two lines")),
                ),
            ),
            Switch("thumbnails", self.tr("Small pictures in the list")),
            Switch("day_headers", self.tr("A head above each day of the list")),
            Choice("font", self.tr("Font of articles"), (*own, *((n, n) for n in fonts.choices()))),
            Range("zoom", self.tr("Size of articles"), (50, 300), 10, percent),
            Range("line_height", self.tr("Distance of lines"), (1.2, 2.2), 0.01, two_places),
            Range(
                "column",
                self.tr("Width of the text"),
                (50, 100),
                1,
                lambda v: plural("SettingsDialog", "%Ln letter", "%Ln letters", round(v)),
            ),
            Switch("justify", self.tr("Justified: lines equally long")),
            Switch("hyphenate", self.tr("Hyphens at the ends of lines")),
            Choice(
                "figures",
                self.tr("Figures"),
                (
                    ("lining", self.tr("Lining, as high as capitals")),
                    ("old-style", self.tr("Old-style, like small letters")),
                ),
            ),
        )

    def _extra(self, page: str) -> QWidget | None:
        if page == KEYS:
            self.keys = KeyEditor(lambda: self._looks.settings.keys, self._keep_keys)
            return self.keys
        if page == "background":
            self.autostart = AutostartRow(Autostart(command(self._window.home.named)))
            return self.autostart
        if page != "storage":
            return None
        place = QWidget()
        line = QHBoxLayout(place)
        line.setContentsMargins(0, 8, 0, 8)
        path = ElidedLabel(str(self._window.home.data))
        path.setToolTip(str(self._window.home.data))
        line.addWidget(path, 1)
        show = FlatButton(self.tr("Open the folder"))
        folder = QUrl.fromLocalFile(str(self._window.home.data))
        show.clicked.connect(lambda: QDesktopServices.openUrl(folder))
        line.addWidget(show)
        return place

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 16, 0)
        foot.setSpacing(8)
        self.reset = FlatButton("")
        self.reset.setObjectName("resetPage")
        self.reset.clicked.connect(self._reset_page)
        self.reset_all = FlatButton(self.tr("Reset everything"))
        self.reset_all.setObjectName("resetAll")
        self.reset_all.clicked.connect(lambda: self._put(Settings()))
        self.message = quiet_label()
        self.undo = LinkButton(self.tr("Undo"))
        self.undo.setObjectName("undoReset")
        self.undo.clicked.connect(self._undo)
        close = FlatButton(self.tr("Close"), primary=True)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot.addWidget(self.reset)
        foot.addWidget(self.reset_all)
        foot.addWidget(self.message, 1)
        foot.addWidget(self.undo)
        foot.addWidget(close)
        self.undo.hide()
        return foot

    # --- what is shown ---

    @property
    def page(self) -> str:
        """The name of the page that is chosen."""
        return list(self._titles())[max(0, self.pages.currentRow())]

    def _page_chosen(self) -> None:
        if self.search.text():
            self.search.clear()  # shows the page
        else:
            self._choose()

    def _choose(self) -> None:
        """Show the rows of the page; of all pages those that have the words looked for."""
        words = self.search.text().casefold().split()

        def wanted(text: str) -> bool:
            text = text.casefold()
            return all(word in text for word in words)

        some = False
        for name, title in self._titles().items():
            whole = wanted(title) if words else name == self.page
            shown = False
            for row in self._rows[name]:
                here = whole or (bool(words) and wanted(f"{title} {row.text}"))
                row.setVisible(here)
                shown = shown or here
            extra = self._extras.get(name)
            if extra is self.keys:
                found = self.keys.filter(lambda text: not words or wanted(text))
                here = name == self.page if not words else found
                if words and whole:
                    here = self.keys.filter(lambda _: True)
            elif extra is self.autostart:
                here = whole or (bool(words) and wanted(f"{title} {self.autostart.text}"))
            else:
                here = whole
            if extra is not None:
                extra.setVisible(here)
                shown = shown or here
            self._heads[name].setVisible(shown)
            some = some or shown
        self._nothing.setVisible(not some)
        self.reset.setText(self.tr("Reset “{0}”").format(self._titles()[self.page]))
        self.reset.setVisible(not words)
        self._area.verticalScrollBar().setValue(0)

    def _fill(self, settings: Settings) -> None:
        """Show what holds now: it may have been chosen elsewhere, by the keys for the zoom."""
        if self._filling:
            return
        self._filling = True
        try:
            for rows in self._rows.values():
                for row in rows:
                    row.show_value(settings)
        finally:
            self._filling = False
        delay = next(row for row in self._rows["reading"] if row.spec.name == "mark_read_delay")
        delay.setEnabled(settings.mark_read == "delay")
        for row in self._rows["storage"]:
            if row.spec.name.startswith("backup") and row.spec.name != "backups":
                row.setEnabled(settings.backups)
        settle([*self._rows["background"], *self._rows["notifications"]], settings)

    # --- what is chosen ---

    def _keep(self, name: str, value: Any) -> None:
        if self._filling:
            return
        self._forget_undo()
        if name == "theme":
            self._looks.choose(value)
            return
        self._looks.show_settings(replace(self._looks.settings, **{name: value}))
        self._fill(self._looks.settings)
        self._timer.start()

    def _keep_keys(self, keys: Mapping[str, str]) -> None:
        self._forget_undo()
        self._looks.keep(replace(self._looks.settings, keys=dict(keys)))

    def _reset_page(self) -> None:
        own = Settings()
        names = [row.spec.name for row in self._rows[self.page]]
        names += [KEYS] if self.page == KEYS else []
        changed: dict[str, Any] = {name: getattr(own, name) for name in names}
        self._put(replace(self._looks.settings, **changed))

    def _put(self, settings: Settings) -> None:
        before = self._looks.settings
        if settings == before:
            self.message.setText(self.tr("Everything is as at first."))
            return
        self._take(settings)
        self._before = before
        self.message.setText(self.tr("As at first again."))
        self.undo.show()

    def _undo(self) -> None:
        before = self._before
        self._forget_undo()
        if before is not None:
            self._take(before)

    def _take(self, settings: Settings) -> None:
        self._looks.keep(settings)
        if settings.theme != self._looks.name:
            self._looks.choose(settings.theme)
        self.keys.fill()
        self._choose()

    def _forget_undo(self) -> None:
        self._before = None
        self.undo.hide()
        self.message.setText("")

    def _write(self) -> None:
        self._looks.keep(self._looks.settings)

    # --- the window ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return in the search closes nothing."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.search.hasFocus():
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Write what has been chosen and not been written."""
        if self._timer.isActive():
            self._timer.stop()
            self._write()
        super().hideEvent(event)
