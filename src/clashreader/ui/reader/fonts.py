"""The faces articles are set in: ours from the dependencies, the system's for other scripts."""

from __future__ import annotations

import importlib.util
import logging
import struct
from functools import lru_cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QRawFont

log = logging.getLogger(__name__)

SERIF = "Source Serif Pro"
SANS = "Source Sans Pro"

_PACKAGES = {
    "font_source_serif_pro": (
        "SourceSerifPro-Regular",
        "SourceSerifPro-It",
        "SourceSerifPro-Bold",
        "SourceSerifPro-BoldIt",
    ),
    "font_source_sans_pro": (
        "SourceSansPro-Regular",
        "SourceSansPro-It",
        "SourceSansPro-Semibold",
        "SourceSansPro-Bold",
    ),
}
"""Packages that carry fonts below ``files/``, and the faces that we set in."""

# What follows ours, in the order in which it is asked for a character. Those of Windows, macOS
# and Linux stand side by side; the ones a system lacks are left out before Qt sees the list.
_SERIF_FALLBACKS = (
    "Charter", "Georgia", "Noto Serif", "Liberation Serif", "DejaVu Serif", "Times New Roman",
)  # fmt: skip
_SANS_FALLBACKS = (
    "Segoe UI", "Helvetica Neue", "Noto Sans", "Liberation Sans", "DejaVu Sans", "Arial",
)  # fmt: skip
_MONO = (
    "Source Code Pro", "Cascadia Mono", "SF Mono", "Menlo", "Consolas", "Noto Sans Mono",
    "DejaVu Sans Mono", "Liberation Mono", "Courier New",
)  # fmt: skip
_SCRIPTS_SERIF = (
    "Noto Naskh Arabic", "Geeza Pro", "Traditional Arabic",
    "Noto Serif Hebrew", "New Peninim MT", "David",
    "Noto Serif Devanagari", "Noto Serif Bengali", "Noto Serif Thai", "Noto Serif Georgian",
    "Noto Serif Armenian",
)  # fmt: skip
_SCRIPTS_SANS = (
    "Noto Sans Arabic", "Noto Kufi Arabic", "Geeza Pro", "Noto Sans Hebrew", "Arial Hebrew",
    "Noto Sans Devanagari", "Noto Sans Bengali", "Noto Sans Thai", "Noto Sans Georgian",
    "Noto Sans Armenian",
)  # fmt: skip
# Chinese, Japanese and Korean share code points whose shapes differ: the language decides.
_EAST_ASIAN = {
    "zh": (
        ("Noto Serif CJK SC", "Songti SC", "SimSun"),
        ("Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei"),
    ),
    "zh-tw": (
        ("Noto Serif CJK TC", "Songti TC", "PMingLiU"),
        ("Noto Sans CJK TC", "PingFang TC", "Microsoft JhengHei"),
    ),
    "ja": (
        ("Noto Serif CJK JP", "Hiragino Mincho ProN", "Yu Mincho"),
        ("Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic"),
    ),
    "ko": (
        ("Noto Serif CJK KR", "AppleMyungjo", "Batang"),
        ("Noto Sans CJK KR", "Apple SD Gothic Neo", "Malgun Gothic"),
    ),
}
_TRADITIONAL = ("zh-tw", "zh-hk", "zh-mo", "zh-hant")


@lru_cache(maxsize=1)
def load() -> bool:
    """Make the fonts of the dependencies known to Qt; once, a few milliseconds.

    Returns whether all of them are there. Where they are not, the system's serif serves: a
    reader must never be kept from an article by a missing font.
    """
    complete = True
    for package, faces in _PACKAGES.items():
        spec = importlib.util.find_spec(package)
        places = list(spec.submodule_search_locations or ()) if spec else []
        for face in faces:
            # CFF outlines ask for less hinting than the TrueType ones: truer shapes on Linux.
            path = Path(places[0], "files", f"{face}.otf") if places else None
            if path is None or QFontDatabase.addApplicationFont(str(path)) < 0:
                complete = False
    if not complete:
        log.info("The fonts of the reading pane are not installed; the system's are used.")
    for known in (_installed, families, is_usable, features):
        known.cache_clear()
    return complete


@lru_cache(maxsize=1)
def _installed() -> frozenset[str]:
    names = QFontDatabase.families()
    # Where two foundries have a face of one name, Qt lists it as "Name [foundry]", twice.
    return frozenset(names) | {name.partition(" [")[0] for name in names}


def installed() -> frozenset[str]:
    """Return the families that Qt knows, ours among them."""
    load()
    return _installed()


@lru_cache(maxsize=256)
def is_usable(family: str) -> bool:
    """Tell whether text can be set in the installed `family`.

    Fonts of signs and emoji would put their pictures in the place of letters or figures, and
    those of fixed sizes cannot be zoomed.
    """
    if family not in _installed() or not QFontDatabase.isSmoothlyScalable(family):
        return False
    systems = set(QFontDatabase.writingSystems(family))
    if QFontDatabase.WritingSystem.Symbol in systems and len(systems) < 3:
        return False  # such as a font of dingbats, which says that they are Latin
    return bool(systems)


def choices() -> list[str]:
    """Return the families that text can be set in, besides ours, in the order of their names."""
    load()
    return sorted(
        (name for name in _installed() if name not in {SERIF, SANS} and _is_offered(name)),
        key=str.casefold,
    )


def _is_offered(family: str) -> bool:
    return not family.startswith((".", "@")) and " [" not in family and is_usable(family)


def body_family(chosen: str) -> str:
    """Return the family that text is really set in for the choice `chosen`: see `families`."""
    return families(chosen if chosen in {"serif", "sans"} else "serif", chosen=chosen)[0]


@lru_cache(maxsize=64)
def features(family: str) -> frozenset[str]:
    """Return the tags of the OpenType features that the regular face of `family` has.

    They are the substitutions of its table ``GSUB`` (OpenType 1.9, chapter 2).
    """
    data = QRawFont.fromFont(QFont(family)).fontTable("GSUB").data()
    try:
        (start,) = struct.unpack_from(">H", data, 6)
        (count,) = struct.unpack_from(">H", data, start)
        tags = (struct.unpack_from(">4s", data, start + 2 + 6 * i)[0] for i in range(count))
        return frozenset(tag.decode("latin-1") for tag in tags)
    except struct.error:
        return frozenset()


@lru_cache(maxsize=64)
def families(kind: str, language: str | None = None, chosen: str = "serif") -> tuple[str, ...]:
    """Return the font families for `kind` ("serif", "sans" or "mono"), best first.

    `language` (BCP 47) decides which shapes of the Chinese, Japanese and Korean characters win.
    `chosen` is what the reader wants in the place of our serif: ``serif``, ``sans`` or a family;
    one that is not there, or that letters cannot be read in, is passed over.
    """
    if kind == "serif" and chosen == "sans":
        kind = "sans"
    serif = kind == "serif"
    wanted: list[str] = []
    if kind == "mono":
        wanted += _MONO
    elif serif:
        if chosen != "serif" and is_usable(chosen):
            wanted.append(chosen)
        wanted += _order(SERIF, _SERIF_FALLBACKS, _SCRIPTS_SERIF)
    else:
        wanted += _order(SANS, _SANS_FALLBACKS, _SCRIPTS_SANS)
    for key in _east_asian_order(language):
        wanted += _EAST_ASIAN[key][0 if serif else 1]
    there = _installed()
    found = tuple(dict.fromkeys(name for name in wanted if name in there))
    return found or (QFont().defaultFamily(),)


def _order(ours: str, latin: tuple[str, ...], scripts: tuple[str, ...]) -> tuple[str, ...]:
    """Put the faces made for a script before those that merely have its letters.

    They have Latin letters too, though, which must not win where ours is missing.
    """
    return (ours, *scripts, *latin) if ours in _installed() else (*latin, *scripts)


def _east_asian_order(language: str | None) -> list[str]:
    tag = (language or "").lower().replace("_", "-")
    first = "zh-tw" if tag.startswith(_TRADITIONAL) else tag.split("-", 1)[0]
    rest = [key for key in _EAST_ASIAN if key != first]
    return [first, *rest] if first in _EAST_ASIAN else rest
