"""Write the releases of CHANGELOG.md into the AppStream metainfo.

    .venv/bin/python tools/metainfo.py

The rest of that file is written by hand. What is not released yet stays out of it.
"""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
CHANGELOG = ROOT / "CHANGELOG.md"
METAINFO = ROOT / "packaging" / "desktop" / "io.github.clashreader.clashreader.metainfo.xml"
_RELEASE = re.compile(r"^## \[(\d[^\]]*)\] - (\d{4}-\d\d-\d\d)$", re.MULTILINE)
_BLOCK = re.compile(r"(?<=  <releases>\n).*?(?=  </releases>\n)", re.DOTALL)
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")


def releases(changelog: str) -> Iterator[tuple[str, str, list[str]]]:
    """Yield version, date and what is new of each release, newest first, as plain sentences."""
    parts = _RELEASE.split(changelog)
    for version, date, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        text = text.partition("\n## ")[0]
        items = re.findall(r"^- (.*(?:\n  .*)*)", text, re.MULTILINE)
        yield version, date, [_plain(item) for item in items]


def _plain(item: str) -> str:
    return re.sub(r"[`*]", "", _LINK.sub(r"\1", " ".join(item.split())))


def with_releases(metainfo: str, changelog: str) -> str:
    """Return `metainfo` with the releases of `changelog` in the place of those it has."""
    lines = []
    for version, date, items in releases(changelog):
        lines += [
            f'    <release version="{version}" date="{date}" type="stable">',
            "      <description>",
            "        <ul>",
            *(f"          <li>{escape(item)}</li>" for item in items),
            "        </ul>",
            "      </description>",
            "    </release>",
        ]
    return _BLOCK.sub(lambda _: "".join(f"{line}\n" for line in lines), metainfo)


def text() -> str:
    """Return the metainfo as it should be now."""
    return with_releases(
        METAINFO.read_text(encoding="utf-8"), CHANGELOG.read_text(encoding="utf-8")
    )


def main() -> int:
    """Bring the file up to date."""
    new = text()
    ET.fromstring(new)  # no file that cannot be read
    METAINFO.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
