"""What a start loads: before the first rows are on the screen, and before the window is ready.

A list that one has to change is a question that one has to answer: is this needed so early?
`python -m tests.e2e.test_import_budget` prints what is loaded now, for the two lists beside.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from tests.e2e.test_start import environment
from tests.test_architecture import HEAVY
from tests.ui.conftest import store

from clashreader.library.library import Library
from clashreader.paths import Home, find_home

pytestmark = pytest.mark.slow

BUDGET = Path(__file__).parents[1] / "data" / "import_budget.json"
STANDARD_LIBRARY = 8
"""Modules of the standard library that a start may load beyond today's before one has to look."""
OURS = 12
"""The same of our own, for a window that is ready; before the first paint each one is named."""
_OF_THE_ENVIRONMENT = (
    *("_distutils_hack", "_virtualenv", "_editable"),
    *("shibokensupport", "signature_bootstrap"),  # PySide's own
)

SCRIPT = """
import json, sys
from PySide6.QtCore import QTimer
from clashreader import app
from clashreader.paths import find_home
found = {}
def note(when):
    found[when] = sorted(sys.modules)
painted, ready = app._Session._painted, app._Session._after_attach
def at_first_paint(self):
    note("painted")
    painted(self)
def when_ready(self, window, fresh):
    ready(self, window, fresh)
    def look():
        if window.jobs.busy:
            QTimer.singleShot(20, look)
            return
        note("ready")
        window.close()
        self._app.quit()
    QTimer.singleShot(300, look)
app._Session._painted, app._Session._after_attach = at_first_paint, when_ready
code = app.run_window(find_home(sys.argv[1]))
print(json.dumps(found))
sys.exit(code)
"""


def modules_of_a_start(home: Home) -> dict[str, list[str]]:
    """Return the names of what is loaded at the first paint, and when the window is ready."""
    home.settings.write_text("sync_on_start = false\nbackups = false\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(home.data)],
        env=environment(), capture_output=True, text=True, timeout=50, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert set(found) == {"painted", "ready"}
    return dict(found)


def budget_of(names: list[str]) -> dict[str, list[str]]:
    """Return what is ours, Qt's, of other packages, and of the standard library."""
    own = [name for name in names if name.startswith("clashreader")]
    others = [
        name for name in names
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not name.startswith(("clashreader", "__", *_OF_THE_ENVIRONMENT))
    ]  # fmt: skip
    qt = [name for name in others if name.startswith(("PySide6", "shiboken6"))]
    foreign = sorted({name.partition(".")[0] for name in others} - {"PySide6", "shiboken6"})
    return {
        "ours": own,
        "qt": sorted(name for name in qt if name.startswith("PySide6.Qt")),
        "others": foreign,
        "standard library": sorted(set(names) - set(own) - set(others)),
    }


LATER = (
    *("clashreader.export", "clashreader.ui.tray", "clashreader.ui.guide", "clashreader.licences"),
    *("clashreader.ui.add_dialog", "clashreader.ui.about_dialog", "clashreader.ui.dialogs"),
    *("clashreader.ui.settings_dialog", "clashreader.ui.deeds", "clashreader.ui.crash_dialog"),
    *("clashreader.ui.welcome_card", "clashreader.ui.following", "clashreader.cli.arguments"),
    *("clashreader.sync.http", "clashreader.sync.pipeline", "clashreader.sync.subscribe"),
    *("clashreader.parse.xmlfeed", "clashreader.parse.htmlpage", "clashreader.content.diff"),
)
"""What a reader asks for, or a sync does: none of it is loaded by a start."""


def test_a_start_loads_what_the_budget_names_and_no_more(home: Home, library: Library) -> None:
    store(library, 40)
    library.close()
    budget = json.loads(BUDGET.read_text(encoding="utf-8"))
    for when, names in modules_of_a_start(home).items():
        allowed, found = budget[when], budget_of(names)
        for kind in ("qt", "others"):
            more = sorted(set(found[kind]) - set(allowed[kind]))
            assert more == [], f"{when}: loaded though the budget does not name it"
        more = sorted(set(found["ours"]) - set(allowed["ours"]))
        spare = 0 if when == "painted" else OURS
        assert len(more) <= spare, f"{when}: ours beyond the budget: {more}"
        assert [name for name in found["ours"] if name.startswith(LATER)] == [], when
        count = len(found["standard library"])
        assert count <= len(allowed["standard library"]) + STANDARD_LIBRARY, when
        assert not HEAVY.intersection(found["others"]), when


def test_the_budget_itself_is_small() -> None:
    budget = json.loads(BUDGET.read_text(encoding="utf-8"))
    painted, ready = budget["painted"], budget["ready"]
    assert set(painted["qt"]) <= {f"PySide6.Qt{name}" for name in ("Core", "Gui", "Widgets", "Svg")}
    assert painted["others"] == ready["others"] == []
    assert len(painted["ours"]) <= 90
    assert len(ready["ours"]) <= 235
    for part in (painted, ready):
        assert [name for name in part["ours"] if name.startswith(LATER)] == []


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        place = find_home(folder)
        with Library.open(place.library, place.images) as made:
            store(made, 40)
        now = {when: budget_of(names) for when, names in modules_of_a_start(place).items()}
    BUDGET.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
