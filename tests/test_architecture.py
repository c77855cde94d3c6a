"""What holds for the project as a whole, whatever part one looks at."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from tests.fakes import feed, prepared

import clashreader
from clashreader.library.library import Library
from clashreader.model import Insert
from clashreader.paths import Home, desktop_files

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
HEAVY = {
    *("PySide6", "appdirs", "charset_normalizer", "feedparser", "lxml", "markdown", "nh3"),
    *("sqlalchemy", "tomli_w", "trafilatura", "truststore", "watchfiles", "yaml"),
}


def run_python(code: str, timeout: float = 50) -> str:
    """Run `code` in a Python of its own; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        cwd=ROOT / "src",
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def loaded_after(statement: str) -> set[str]:
    """Return which of the heavy packages `statement` loads."""
    printed = run_python(
        f"import sys; {statement}; print(*({{m.partition('.')[0] for m in sys.modules}}))"
    )
    return set(printed.split()) & HEAVY


# --- start-up ----------------------------------------------------------------------------------


def test_the_command_line_loads_nothing_heavy() -> None:
    assert loaded_after("import clashreader.cli") == set()


def test_the_window_loads_qt_and_nothing_else_that_is_heavy() -> None:
    assert loaded_after("import clashreader.app") <= {"PySide6"}


def test_reading_in_a_library_does_without_what_writing_needs(home: Home) -> None:
    with Library.open(home.library, home.images) as library:
        library.apply(library.add_source(feed()).id, [Insert(prepared())])
    code = (
        "from pathlib import Path; from clashreader.library.library import Library; "
        "from clashreader.model import ArticleQuery; "
        f"library = Library.open(Path({str(home.library)!r}), Path({str(home.images)!r})); "
        "library.article(1); library.rows([1]); library.overview(day_start=0); library.sources(); "
        "library.related(1); library.search(ArticleQuery()); library.close()"
    )
    assert loaded_after(code) == set()


def test_reading_the_contract_of_parsing_and_content_is_light() -> None:
    assert loaded_after("import clashreader.parse, clashreader.content") == set()


def test_void_calls_into_qt_keep_none_alive() -> None:
    """PySide6 6.12.0 on Python 3.11 loses a reference to None at each, and aborts at 5,000."""
    lost = run_python(
        "import sys\n"
        "from PySide6.QtCore import QObject\n"
        "thing = QObject()\n"
        "before = sys.getrefcount(None)\n"
        "for _ in range(20_000):\n"
        "    thing.blockSignals(False)\n"
        "    thing.setObjectName('x')\n"
        "print(before - sys.getrefcount(None))\n"
    )
    assert int(lost) < 100


# --- files -------------------------------------------------------------------------------------


def kept_files() -> list[Path]:
    """Return the files under version control, or all of a source archive's."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    names = [name for name in listed.stdout.decode().split("\0") if name]
    if listed.returncode or not names:
        pytest.skip("not a git checkout")
    return [path for name in names if (path := ROOT / name).is_file()]


def test_no_file_names_a_machine_or_a_registry() -> None:
    # Put together here, so that this file does not hold what it looks for.
    places = "(?:work|root|home)"
    registries = "|".join(("pypi" + r"\.org", "pythonhosted" + r"\.org", "npmjs" + r"\.org"))
    forbidden = re.compile(rf"(?<![\w./:~*$}}>-])/{places}/\w|(?:{registries})")
    found = []
    for path in kept_files():
        data = path.read_bytes()
        if b"\0" in data[:4096]:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            if match := forbidden.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match[0]}")
    assert found == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_the_lock_holds_hashes_and_no_addresses() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert not re.search(r"^\s*--(index|extra|find|trusted)", lock, re.MULTILINE)
    entries = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]
    assert len(entries) > 50
    for entry in entries:
        assert "--hash=sha256:" in entry, entry[:80]


def test_the_lock_covers_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    names = {re.match(r"[\w-]+", line)[0].lower().replace("_", "-") for line in wanted}  # type: ignore[index]
    assert names - locked == set()


# --- the package -------------------------------------------------------------------------------


def test_one_version_everywhere() -> None:
    version = clashreader.__version__
    assert importlib.metadata.version("clashreader") == version
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.findall(r"^## \[(\d[^\]]*)\] - \d{4}-\d\d-\d\d$", changelog, re.MULTILINE)
    assert releases[0] == version
    for metainfo in (ROOT / "packaging").rglob("*.metainfo.xml"):
        text = metainfo.read_text(encoding="utf-8")
        assert re.search(r'<release\b[^>]*\bversion="([^"]+)"', text)[1] == version  # type: ignore[index]


def test_the_wheel_is_whole(tmp_path: Path) -> None:
    built = run_python(
        "import os; os.chdir('..')\n"
        "from hatchling.build import build_wheel\n"
        f"print(build_wheel({str(tmp_path)!r}))"
    )
    with zipfile.ZipFile(tmp_path / built.split()[-1]) as wheel:
        names = set(wheel.namelist())
        entries = next(name for name in names if name.endswith("entry_points.txt"))
        doors = wheel.read(entries).decode()
    assert {
        "clashreader/__init__.py",
        "clashreader/py.typed",
        "clashreader/resources/icons/clashreader.svg",
    } <= names
    resources = {
        f"clashreader/resources/{path.relative_to(ROOT / 'resources').as_posix()}"
        for path in (ROOT / "resources").rglob("*")
        if path.is_file()
    }
    resources |= {
        f"clashreader/resources/desktop/{path.relative_to(desktop_files()).as_posix()}"
        for path in desktop_files().rglob("*")
        if path.is_file()
    }
    assert len(resources) > 80
    assert resources <= names
    assert not any(name.startswith(("tests/", "src/", "tools/")) for name in names)
    assert "[console_scripts]\nclashreader = clashreader.cli:main" in doors
    assert "[gui_scripts]\nclashreader-window = clashreader.cli:main" in doors
