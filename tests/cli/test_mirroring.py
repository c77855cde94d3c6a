"""The mirror on the command line: out, back, and out again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from tests.export.test_mirror import tree

if TYPE_CHECKING:
    from tests.cli.conftest import Run

ARTICLE = "---\ntitle: Lanterns\ndate: 2025-06-02\ncategory: Europe\ntags: [light]\n---\nLit.\n"


def test_a_mirror_goes_out_and_back_on_the_command_line(run: Run, tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "a.md").write_text(ARTICLE)
    run("add", str(articles))
    run("mark", "1", "--bookmarked")
    first, second = str(tmp_path / "one"), str(tmp_path / "two")
    done = run("export", "", "--format", "markdown", "--to", first, "--json")
    assert (done.code, done.err) == (0, "")
    assert {name: done.json[name] for name in ("articles", "written", "conflicts")} == {
        "articles": 1, "written": 1, "conflicts": [],
    }  # fmt: skip
    assert (tmp_path / "one/Europe/2025-06/lanterns.md").exists()
    other = ("--home", str(tmp_path / "other"))
    dry = run("import", first, "--dry-run", "--json", *other)
    assert dry.json == {"format": "mirror", "dry_run": True, "articles": 1, "added": 1}
    back = run("import", first, "--json", *other)
    assert {name: back.json[name] for name in ("format", "added", "known", "refused")} == {
        "format": "mirror", "added": 1, "known": 0, "refused": [],
    }  # fmt: skip
    run("export", "--format", "markdown", "--to", second, *other)
    assert tree(tmp_path / "two") == tree(tmp_path / "one")
    shown = [run("list", "--json", *home).json["articles"][0] for home in ((), other)]
    assert shown[0] == shown[1]
    shutil.copytree(first, tmp_path / "three")
    (tmp_path / "three/Europe/2025-06/lanterns.md").unlink()
    lost = run("import", str(tmp_path / "three"), "--home", str(tmp_path / "empty"))
    assert (lost.code, "lanterns.md: it is missing" in lost.err) == (1, True)
    path = tmp_path / "two/Europe/2025-06/lanterns.md"
    path.write_text(path.read_text("utf-8").replace("Lit.", "Unlit."), "utf-8")
    told = run("export", "--format", "markdown", "--to", second, *other)
    assert (told.code, told.out.strip()[-11:]) == (0, "1 conflict.")
    assert "Somebody changed its text" in told.err
    refused = run("export", "--format", "markdown", "--to", str(articles))
    assert (refused.code, "not empty" in refused.err) == (2, True)
