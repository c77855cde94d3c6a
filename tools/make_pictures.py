"""Paint the pictures of the welcome articles: `python tools/make_pictures.py [NAME ...]`.

They are our own work, made of shapes by this script, so that nothing in the program needs a
licence and each can be painted again in other colours. The output is committed beside it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from picture_kit import Sheet
from scenes_coast import harbour, lighthouse
from scenes_indoors import archive, library, press
from scenes_land import observatory, railway
from scenes_rain import teahouse
from scenes_town import market, rooftops

FOLDER = Path(__file__).parents[1] / "resources" / "welcome" / "pictures"
QUALITY = 68

SCENES: dict[str, Callable[[], Sheet]] = {
    "archive": archive,
    "harbour": harbour,
    "library": library,
    "lighthouse": lighthouse,
    "market": market,
    "observatory": observatory,
    "press": press,
    "railway": railway,
    "rooftops": rooftops,
    "teahouse": teahouse,
}


def main(names: list[str]) -> None:
    """Paint the pictures called `names`, or all of them."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in names or SCENES:
        target = FOLDER / f"{name}.jpg"
        SCENES[name]().save(target, QUALITY)
        print(f"{target.name}: {target.stat().st_size // 1024} KiB")
    application.quit()


if __name__ == "__main__":
    main(sys.argv[1:])
