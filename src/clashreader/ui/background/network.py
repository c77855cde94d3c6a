"""Whether the network is one to sync by: there, not one that is paid by the amount, no portal.

Qt asks the system (`QNetworkInformation`); where it cannot, the computer's own interfaces tell
whether there is any. What is not known counts as fine: a fetch that fails says so by itself.
"""

from __future__ import annotations

import enum
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtNetwork import QNetworkInformation


class Net(enum.Enum):
    """How things stand."""

    FINE = enum.auto()
    ABSENT = enum.auto()
    PORTAL = enum.auto()
    """A page wants to be signed first; whatever is asked for, it answers."""
    METERED = enum.auto()


def state_of(
    *, interface: bool, disconnected: bool, route: bool, portal: bool, metered: bool
) -> Net:
    """Return how things stand.

    `interface`: one is up that leads out of this computer. `disconnected` is what the system's
    manager of networks says, which may not be the one who manages them: a `route` disproves it.
    """
    if not interface or (disconnected and not route):
        return Net.ABSENT
    if portal:
        return Net.PORTAL
    return Net.METERED if metered else Net.FINE


class Network(QObject):
    """Follows the system's network; nothing of it is loaded before it is asked for."""

    changed = Signal()
    """Maybe it is there again, or gone."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked = False
        self._information: QNetworkInformation | None = None

    @property
    def state(self) -> Net:
        """How things stand now."""
        from PySide6.QtNetwork import QNetworkInformation

        about = self._about()
        gone = QNetworkInformation.Reachability.Disconnected
        return state_of(
            interface=_interface_is_up(),
            disconnected=about is not None and about.reachability() is gone,
            route=_has_route(),
            portal=about is not None and about.isBehindCaptivePortal(),
            metered=about is not None and about.isMetered(),
        )

    def _about(self) -> QNetworkInformation | None:
        if not self._asked:
            self._asked = True
            from PySide6.QtNetwork import QNetworkInformation

            if QNetworkInformation.loadDefaultBackend():
                self._information = about = QNetworkInformation.instance()
                for signal in (
                    about.reachabilityChanged,
                    about.isMeteredChanged,
                    about.isBehindCaptivePortalChanged,
                ):
                    signal.connect(self._moved)  # not a lambda: Qt's object outlives this one
        return self._information

    @Slot()
    def _moved(self) -> None:
        self.changed.emit()


def _interface_is_up() -> bool:
    from PySide6.QtNetwork import QNetworkInterface

    flag = QNetworkInterface.InterfaceFlag
    for one in QNetworkInterface.allInterfaces():
        flags = one.flags()
        out = flag.IsUp in flags and flag.IsRunning in flags and flag.IsLoopBack not in flags
        if out and any(not entry.ip().isLinkLocal() for entry in one.addressEntries()):
            return True
    return False


def _has_route() -> bool:
    """Whether the system has a way for what it knows no nearer one; read from Linux's tables."""
    if not sys.platform.startswith("linux"):
        return False
    for name, empty in (("route", "00000000"), ("ipv6_route", "0" * 32)):
        try:
            with open(f"/proc/net/{name}", encoding="ascii") as table:  # noqa: PTH123
                lines = [line.split() for line in table]
        except (OSError, ValueError):
            continue
        if name == "route" and any(row[1:2] == [empty] for row in lines[1:]):
            return True
        if name != "route" and any(row[:2] == [empty, "00"] and row[-1] != "lo" for row in lines):
            return True
    return False
