"""The reader's settings: typed, with limits and defaults, kept as TOML.

A settings file is never a reason not to start: what cannot be read is set aside and the defaults
hold; a value that is out of bounds is brought within them; a key that this version does not know
is kept for the one that does.
"""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.errors import SettingsError
from clashreader.values import dataclass, field, fields

if TYPE_CHECKING:
    from clashreader.model import BackupPlan

log = logging.getLogger(__name__)

THEMES = ("system", "light", "sepia", "dark", "high-contrast", "high-contrast-dark")
MARK_READ = ("delay", "at-once", "never")
FIGURES = ("lining", "old-style")
ROWS = ("comfortable", "compact")
BACKUP_EVERY = ("daily", "weekly")
LINE_HEIGHT = 1.61
"""The text's own: 29 pixels to letters of 18."""

NOTIFICATIONS = ("off", "announced", "all")

_MOST_KEYS = 500
_LONGEST_PATH = 4096
_DAY = 24 * 3600
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "theme": THEMES,
    "mark_read": MARK_READ,
    "figures": FIGURES,
    "rows": ROWS,
    "notifications": NOTIFICATIONS,
    "backup_every": BACKUP_EVERY,
}
_LIMITS: Mapping[str, tuple[float, float]] = {
    "text_size": (100, 200),
    "zoom": (50, 300),
    "column": (50, 100),
    "line_height": (1.2, 2.2),
    "mark_read_delay": (0.2, 10.0),
    "backups_kept": (1, 30),
    "quiet_from": (0, 1439),
    "quiet_to": (0, 1439),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the reader can choose. Construct it with any values: each is brought within its limits.

    `text_size` is that of all that the window shows, in percent (100 to 200), from the next start
    on. `zoom` is that of articles, in percent (50 to 300), `column` the width of their text in
    characters (50 to 100).
    `font` is what articles are set in: ``serif`` or ``sans``, which come with the program, or the
    name of an installed family; `line_height` the distance of their lines as a multiple of the
    letters' size (1.2 to 2.2). `justify` makes lines equally long, `hyphenate` breaks words at
    their end, `figures` are ``lining``, as high as capitals, or ``old-style``.

    `mark_read` says when an article that is shown counts as read, after `mark_read_delay` seconds
    (0.2 to 10) for ``delay``; with `mark_edited_unread` one that its source edits is unread again.
    `sync_on_start` whether the window fetches what is due when it
    opens, `images` whether pictures are kept, `backups` whether the program backs the library up
    by itself, `backup_every` how often (``daily`` or ``weekly``), `backups_kept` how many of these
    backups stay (1 to 30), `backup_pictures` whether the pictures go along, `backup_folder` the
    folder where they are, empty for the one beside the library,
    `mirror` whether the mirror of the library is kept up to date, if there is one.

    `rows` of the article list are ``comfortable`` or ``compact``, with small pictures
    (`thumbnails`) and a head above each day (`day_headers`) or without; `hide_duplicates` folds
    reports of one text into one row.

    `sync_on_schedule` whether the window fetches what is due while it is open, `sync_metered`
    whether it does so on a network that is paid by the amount. `tray` puts an icon into the
    system's tray, where there is one; `close_to_tray` has the window close, `start_in_tray` begin,
    there. `notifications` are ``off``, for what rules announce (``announced``), or for ``all`` new
    articles; with `quiet_hours` there are none from `quiet_from` to `quiet_to`, minutes of the day
    (0 to 1439).

    `keys` maps the names of the window's commands to
    the keys that the reader gave them, written as Qt writes them, several with a space between; a
    command that is not in there has its own, one with an empty text none.
    """

    theme: str = "system"
    text_size: int = 100
    zoom: int = 100
    column: int = 70
    font: str = "serif"
    line_height: float = LINE_HEIGHT
    justify: bool = False
    hyphenate: bool = False
    figures: str = "lining"
    mark_read: str = "delay"
    mark_read_delay: float = 1.0
    mark_edited_unread: bool = False
    sync_on_start: bool = True
    images: bool = True
    backups: bool = True
    backup_every: str = "daily"
    backups_kept: int = 3
    mirror: bool = False
    backup_pictures: bool = False
    backup_folder: str = ""
    rows: str = "comfortable"
    thumbnails: bool = True
    day_headers: bool = True
    hide_duplicates: bool = True
    sync_on_schedule: bool = True
    sync_metered: bool = False
    tray: bool = False
    close_to_tray: bool = False
    start_in_tray: bool = False
    notifications: str = "off"
    quiet_hours: bool = False
    quiet_from: int = 22 * 60
    quiet_to: int = 7 * 60
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def backup_plan(self) -> BackupPlan:
        """How the library is backed up by itself, where it is."""
        from clashreader.model import BackupPlan

        every = 7 * _DAY if self.backup_every == "weekly" else _DAY
        return BackupPlan(every, self.backups_kept, self.backup_pictures, self.backup_folder)

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if each.name == "keys":
                value = _within_bounds(value)
            else:
                value = _within_limits(each.name, value, each.default)
            object.__setattr__(self, each.name, value)


def _within_limits(name: str, value: object, default: object) -> object:
    """Return `value` if it fits, the nearest limit if it is a number beyond, else `default`."""
    if name in _CHOICES:
        return value if value in _CHOICES[name] else default
    if name in _LIMITS:
        if not isinstance(value, int | float) or isinstance(value, bool):
            return default
        if isinstance(value, float) and not math.isfinite(value):
            return default  # not asked of an int, which may be too large for a float
        low, high = _LIMITS[name]
        bounded = min(max(value, low), high)
        return int(bounded) if isinstance(default, int) else float(bounded)
    if name == "backup_folder":
        fits = isinstance(value, str) and len(value) <= _LONGEST_PATH and "\0" not in value
        return value if fits and Path(str(value)).is_absolute() else default
    if isinstance(default, str):
        return value if isinstance(value, str) and _is_name(value) else default
    return value if isinstance(value, bool) else default


def _within_bounds(keys: object) -> dict[str, str]:
    """Return what of a table of keys can be one: names and short texts, not too many of them."""
    if not isinstance(keys, Mapping):
        return {}
    found = {
        name: value
        for name, value in keys.items()
        if isinstance(name, str)
        and isinstance(value, str)
        and len(name) <= 60
        and len(value) <= 100
        and f"{name}{value}".isprintable()
    }
    return dict(list(found.items())[:_MOST_KEYS])


def _is_name(text: str) -> bool:
    """Whether `text` may be the name of a font: what is not here may come back, so any may."""
    return 0 < len(text) <= 100 and text.isprintable() and text == text.strip()


def load(path: Path, notices: list[str] | None = None) -> Settings:
    """Return the settings of the file at `path`, or the defaults where there is none.

    A file that cannot be understood is renamed to ``settings.toml.broken-N``, so that nothing the
    reader wrote is lost, and a warning is logged. One that cannot be read is left alone.
    What the reader should know of either is added to `notices`, as sentences.
    """
    notices = [] if notices is None else notices
    try:
        values = _read(path)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        log.warning("The settings in %s cannot be read: %s", path, error)
        notices.append(f"The settings in {path} cannot be read; the program's own hold.")
        return Settings()
    except ValueError as error:
        notices.append(_set_aside(path, error))
        return Settings()
    known = {field.name: values[field.name] for field in fields(Settings) if field.name in values}
    return Settings(**known)  # type: ignore[arg-type]  # each value is checked there


def text_size(path: Path) -> int:
    """Return `Settings.text_size` of the file at `path`, for what has to know it before all else.

    Nothing is logged or set aside: `load` does that, which is called a moment later.
    """
    try:
        return Settings(text_size=_read(path)["text_size"]).text_size  # type: ignore[arg-type]
    except (OSError, ValueError, KeyError):
        return Settings().text_size


def save(path: Path, settings: Settings, *, make_folder: bool = True) -> None:
    """Write `settings` to `path`, all or nothing, and keep the keys that only others know.

    On return they are on the disk, not just on their way to it. `make_folder` off is for a folder
    that was there before: where it has gone, its disk with it, it is not made anew.
    Raises `SettingsError` where the file cannot be written; the old one is then untouched.
    """
    from dataclasses import asdict

    import tomli_w

    try:
        others = _read(path)
    except FileNotFoundError:
        others = {}
    except ValueError as error:
        _set_aside(path, error)
        others = {}
    except OSError as error:
        raise _unwritable(path, error) from error
    text = tomli_w.dumps({**others, **asdict(settings)})
    try:
        # Where a link leads: the new file has to be made on the same disk to take its place.
        real = path.resolve()
        if make_folder:
            real.parent.mkdir(parents=True, exist_ok=True)
        write_whole(real, text.encode())
    except OSError as error:
        raise _unwritable(path, error) from error


def _read(path: Path) -> dict[str, object]:
    """Read TOML. Raises OSError, or ValueError where it is not UTF-8 or not TOML."""
    data = path.read_bytes()
    import tomllib  # where there is a file

    try:
        # A byte-order mark is what some editors on Windows add.
        return tomllib.loads(data.decode("utf-8-sig"))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def write_whole(path: Path, data: bytes) -> None:
    """Write a new file beside the old one, then put it in its place: a crash leaves one whole.

    On return it is on the disk. Raises `OSError`.
    """
    import tempfile

    handle, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".new", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _set_aside(path: Path, error: ValueError) -> str:
    """Rename a file that cannot be understood; return what the reader is told."""
    number = 1
    while (aside := path.with_name(f"{path.name}.broken-{number}")).exists():
        number += 1
    try:
        path.rename(aside)
    except OSError as failure:
        log.warning("The settings in %s are broken and cannot be set aside: %s", path, failure)
        return f"The settings in {path} could not be understood; the program's own hold."
    log.warning("The settings in %s could not be understood (%s); kept as %s", path, error, aside)
    held = "The settings could not be understood; the program's own hold."
    return f"{held} The file is kept as {aside}."


def _unwritable(path: Path, error: OSError) -> SettingsError:
    reason = error.strerror or str(error)
    return SettingsError(f"The settings could not be written to {path}: {reason}.")
