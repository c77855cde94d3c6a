"""The rows of the settings window for what goes on in the background."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clashreader.autostart import Autostart
from clashreader.errors import SettingsError
from clashreader.settings import Settings
from clashreader.ui.background import tray
from clashreader.ui.background.hours import clock_words
from clashreader.ui.controls import CheckBox
from clashreader.ui.language import sentence
from clashreader.ui.settings_rows import Choice, Range, Row, Spec, Switch
from clashreader.ui.widgets import quiet_label

_LAST = 1425
"""The last quarter of an hour that a day's hours can be set to."""


def _minutes(value: float) -> str:
    return clock_words(round(value))


def background_rows() -> tuple[Spec, ...]:
    """Return the rows for the rhythm of syncs and the tray."""
    tr = QCoreApplication.translate
    here = tray.is_there()
    hint = tr("Background", "It shows how many articles are unread.")
    return (
        Switch(
            "sync_on_schedule",
            tr("Background", "Fetch what is due while Clash Reader runs"),
            tr("Background", "Each source has a rhythm of its own. The menu has a pause."),
        ),
        Switch(
            "sync_metered",
            tr("Background", "Also on a network that is paid by the amount"),
        ),
        Switch(
            "tray",
            tr("Background", "An icon in the system’s tray"),
            hint if here else tr("Background", "This desktop has no tray at the moment."),
        ),
        Switch(
            "close_to_tray",
            tr("Background", "Closing the window leaves Clash Reader in the tray"),
            tr("Background", "Without a tray, and with Quit, it always ends."),
        ),
        Switch("start_in_tray", tr("Background", "Start in the tray, without the window")),
    )


def notification_rows() -> tuple[Spec, ...]:
    """Return the rows for notifications."""
    tr = QCoreApplication.translate
    return (
        Choice(
            "notifications",
            tr("Background", "Tell of new articles"),
            (
                ("off", tr("Background", "No")),
                ("announced", tr("Background", "Those that a rule announces")),
                ("all", tr("Background", "All")),
            ),
            tr(
                "Background",
                "At most one notification a section and sync, none while the window is in front.",
            ),
        ),
        Switch(
            "quiet_hours",
            tr("Background", "Quiet hours"),
            tr("Background", "Syncing goes on; nothing is said of it."),
        ),
        Range("quiet_from", tr("Background", "From"), (0, _LAST), 15, _minutes),
        Range("quiet_to", tr("Background", "To"), (0, _LAST), 15, _minutes),
    )


def settle(rows: Sequence[Row], settings: Settings) -> None:
    """Let only those rows be changed that have an effect."""
    told = settings.notifications != "off"
    enabled = {
        "sync_metered": settings.sync_on_schedule or settings.sync_on_start,
        "close_to_tray": settings.tray,
        "start_in_tray": settings.tray,
        "quiet_hours": told,
        "quiet_from": told and settings.quiet_hours,
        "quiet_to": told and settings.quiet_hours,
    }
    for row in rows:
        row.setEnabled(enabled.get(row.spec.name, True))


class AutostartRow(QWidget):
    """Whether the program starts with the session; shows what holds, whoever changed it."""

    def __init__(self, autostart: Autostart) -> None:
        super().__init__()
        self._autostart = autostart
        tr = QCoreApplication.translate
        self.box = CheckBox(tr("Background", "Start with the session"))
        self.box.setObjectName("autostart")
        self.box.setAccessibleName(self.box.text())
        self.text = self.box.text()
        self._trouble = quiet_label()
        self._trouble.setWordWrap(True)
        self._trouble.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(2)
        line = QHBoxLayout()
        line.addWidget(self.box, 1)
        column.addLayout(line)
        column.addWidget(self._trouble)
        self.look()
        self.box.toggled.connect(self._switch)

    def look(self) -> None:
        """Show what the system has now."""
        self.box.blockSignals(True)
        self.box.setChecked(self._autostart.on)
        self.box.blockSignals(False)

    def _switch(self, on: bool) -> None:
        words = ""
        try:
            self._autostart.switch(on)
        except SettingsError as error:
            words = sentence(error.message)
        self._trouble.setText(words)
        self._trouble.setVisible(bool(words))
        self.look()
