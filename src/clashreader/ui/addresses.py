"""Opening addresses outside of the program."""

from __future__ import annotations

import logging

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

log = logging.getLogger(__name__)

SCHEMES = ("http", "https", "mailto")


def open_address(address: str) -> None:
    """Open a link in the browser or mail program; other schemes are refused.

    An article must not be able to start programs or to open files of this computer.
    """
    url = QUrl(address)
    if url.scheme().lower() in SCHEMES:
        QDesktopServices.openUrl(url)
    else:
        log.warning("Not opened: %r", address)
