"""Draw the program's icon in the sizes that desktops ask for, into packaging/desktop/icons.

    .venv/bin/python tools/icons.py

The small sizes have drawings of their own in packaging/drawings, laid on their pixels: scaled down,
the large one is a blur there. All others come from resources/icons/clashreader.svg.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

ROOT = Path(__file__).resolve().parents[1]
LARGE = ROOT / "resources" / "icons" / "clashreader.svg"
DRAWINGS = ROOT / "packaging" / "drawings"
ICONS = ROOT / "packaging" / "desktop" / "icons"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256)


def drawing(size: int) -> Path:
    """Return the drawing for an icon of `size` pixels."""
    own = DRAWINGS / f"clashreader-{size}.svg"
    return own if own.exists() else LARGE


def render(size: int) -> QImage:
    """Return the icon in `size` by `size` pixels. Needs a QGuiApplication."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QIcon, QImage, QPainter

    picture = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QIcon(str(drawing(size))).paint(painter, picture.rect())
    painter.end()
    return picture


def main() -> int:
    """Write every size."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QGuiApplication

    app = QGuiApplication([])
    ICONS.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        picture = render(size)
        if not picture.save(str(ICONS / f"{size}.png")):
            print(f"{size}.png cannot be written.", file=sys.stderr)
            return 1
    del app
    return 0


if __name__ == "__main__":
    sys.exit(main())
