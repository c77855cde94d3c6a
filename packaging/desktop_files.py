"""Where a system keeps what a desktop shows of a program: the layout below /usr/share."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ID = "io.github.clashreader.clashreader"


def places() -> Iterator[tuple[Path, str]]:
    """Yield each file of ours, and its name below /usr/share.

    Completions lie where packages put them, which is not where users do.
    """
    desktop = ROOT / "packaging" / "desktop"
    yield desktop / f"{ID}.desktop", f"applications/{ID}.desktop"
    yield desktop / f"{ID}.metainfo.xml", f"metainfo/{ID}.metainfo.xml"
    icons = "icons/hicolor"
    yield ROOT / "resources" / "icons" / "clashreader.svg", f"{icons}/scalable/apps/{ID}.svg"
    for picture in sorted((desktop / "icons").glob("*.png")):
        yield picture, f"{icons}/{picture.stem}x{picture.stem}/apps/{ID}.png"
    yield desktop / "man" / "clashreader.1", "man/man1/clashreader.1"
    completions = desktop / "completions"
    yield completions / "clashreader.bash", "bash-completion/completions/clashreader"
    yield completions / "_clashreader", "zsh/vendor-completions/_clashreader"
    yield completions / "clashreader.fish", "fish/vendor_completions.d/clashreader.fish"


def gather(target: Path) -> None:
    """Copy everything below `target` as below /usr/share; manual pages are compressed."""
    for source, name in places():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.startswith("man/"):
            # Without a time in it: the same bytes each time.
            packed = gzip.compress(source.read_bytes(), mtime=0)
            path.with_name(path.name + ".gz").write_bytes(packed)
        else:
            shutil.copyfile(source, path)
