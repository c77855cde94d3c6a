"""Where everything that the program writes lives; the only user of appdirs."""

from __future__ import annotations

import os
from pathlib import Path

from clashreader.errors import UsageError
from clashreader.values import dataclass

HOME_VARIABLE = "CLASHREADER_HOME"


@dataclass(frozen=True, slots=True)
class Home:
    """The places of one reader's data.

    By default data, settings and logs go where the desktop expects them; with an explicit home
    everything lies under that one folder.
    """

    data: Path
    config: Path
    log: Path
    named: Path | None = None
    """The folder that was named, where it is not the desktop's own choice."""

    @property
    def library(self) -> Path:
        """The SQLite file."""
        return self.data / "library.sqlite3"

    @property
    def images(self) -> Path:
        """Pictures by content hash, two levels deep."""
        return self.data / "images"

    @property
    def settings(self) -> Path:
        """The settings, TOML."""
        return self.config / "settings.toml"

    @property
    def state(self) -> Path:
        """What the window remembers between two starts (sizes, view, zoom), INI."""
        return self.config / "window.ini"

    @property
    def places(self) -> Path:
        """Where the reader stopped in each article, JSON lines."""
        return self.data / "places.jsonl"

    @property
    def beside_library(self) -> dict[str, Path]:
        """What else goes into a backup, by its name there."""
        return {one.name: one for one in (self.settings, self.state, self.places)}

    @property
    def log_file(self) -> Path:
        """The log."""
        return self.log / "clashreader.log"

    @property
    def crash_file(self) -> Path:
        """What a run that crashed leaves for the next one; not there after one that ended."""
        return self.log / "crash.txt"


def find_home(explicit: str | os.PathLike[str] | None = None) -> Home:
    """Return the home given by `explicit`, else by CLASHREADER_HOME, else the desktop's own.

    Raises `UsageError` for an explicit one that is empty (it would be the reader's real library),
    or that names a user who does not exist.
    """
    if explicit is not None and not os.fspath(explicit):
        raise UsageError("--home needs the name of a folder.")
    chosen = explicit or os.environ.get(HOME_VARIABLE)
    if chosen:
        try:
            root = Path(chosen).expanduser().absolute()
        except RuntimeError as error:
            raise UsageError(f"There is no such user: {os.fspath(chosen)}.") from error
        return Home(root, root, root / "logs", root)
    import appdirs

    data = Path(appdirs.user_data_dir("clashreader", appauthor=False))
    return Home(
        data,
        Path(appdirs.user_config_dir("clashreader", appauthor=False)),
        data / "logs",
    )


def resources() -> Path:
    """Return the folder of our own icons, welcome articles and translations.

    In an installed wheel it lies inside the package, in a checkout at the project's root.
    """
    inside = Path(__file__).parent / "resources"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "resources"


def guide() -> Path:
    """Return the folder of the user guide: Markdown, and the pictures in ``images``.

    In an installed wheel it lies among the resources, in a checkout in ``docs``.
    """
    inside = Path(__file__).parent / "resources" / "guide"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "docs" / "guide"


def desktop_files() -> Path:
    """Return the folder of the desktop entry, its icons, the manual page and the completions.

    It lies beside `resources` in an installed wheel, and in packaging/ in a checkout.
    """
    inside = resources() / "desktop"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "packaging" / "desktop"
