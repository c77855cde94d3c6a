"""Documents on a disk that is full: a sentence, and what was there is as it was."""

from __future__ import annotations

import contextlib
import itertools
import signal
from typing import TYPE_CHECKING, Any

import pytest

from clashreader.cli.interrupts import Interrupts
from clashreader.export.dossier.writing import LISTS
from clashreader.ui.reader import pdfbook, portions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

resource = pytest.importorskip("resource", reason="no limits of a process on this system")
pytestmark = pytest.mark.usefixtures("qapp")


@contextlib.contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """Let no file grow beyond `size` bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_what_does_not_fit_is_not_there_and_the_old_stays(
    filled: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    old = out / "all.pdf"
    assert filled("export", "", "--to", str(old)).code == 0
    before = old.read_bytes()
    with files_up_to(len(before) - 900):  # only the very end does not fit
        cut = filled("export", "", "--to", str(old), "--overwrite", "--title", "Other")
    assert (cut.code, cut.out) == (3, "")
    assert f"“{old}” cannot be written: File too large." in cut.err
    assert old.read_bytes() == before
    assert list(out.iterdir()) == [old]
    for name in LISTS:  # a dossier's lists, larger than the document
        monkeypatch.setitem(LISTS, name, lambda _: iter(["x" * 2_000_000]))
    for ending in ("pdf", "html", "md"):
        with files_up_to(1_500_000):
            done = filled("export", "ferry", "--dossier", "--to", str(out / f"x.{ending}"))
        assert (done.code, done.out) == (3, "")
        assert "cannot be written: File too large." in done.err
        assert list(out.iterdir()) == [old]


def test_a_second_ctrl_c_does_not_break_into_painting() -> None:
    calm = Interrupts(insists=lambda: False)
    with calm as stop:
        for _ in range(3):
            signal.raise_signal(signal.SIGINT)
        assert stop.is_set()
    with Interrupts() as stop:
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_more_articles_than_a_file_holds(
    filled: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pypdf

    monkeypatch.setattr(pdfbook, "MOST", 3)
    out = tmp_path / "out"
    out.mkdir()
    done = filled("export", "", "--to", str(out / "all.pdf"), "--title", "All", "--json").json
    assert [path.name for path in sorted(out.iterdir())] == ["all-2.pdf", "all.pdf"]
    assert done["articles"] == 4
    assert done["bytes"] == sum(path.stat().st_size for path in out.iterdir())
    assert "2 files, “all.pdf” to “all-2.pdf”" in done["remarks"][0]
    texts = [
        "\n".join(page.extract_text() for page in pypdf.PdfReader(out / name).pages)
        for name in ("all.pdf", "all-2.pdf")
    ]
    assert [text.splitlines()[0] for text in texts] == ["All (1/2)", "All (2/2)"]
    titles = ("The ferry to Norrholm sails again", "A letter without a date")
    for title, (first, second) in itertools.product(titles, [texts]):
        assert (title in first) is not (title in second)
    monkeypatch.setattr(portions, "PORTION", 100)  # a long article: the head once, every word once
    assert filled("export", "ferry", "--to", str(tmp_path / "long.pdf")).code == 0
    pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "long.pdf").pages]
    words = " ".join(" ".join(pages).split())
    assert len(pages) > 1
    for text in ("The ferry to Norrholm sails again", "left the quay at dawn", "about two hundred"):
        assert words.lower().count(text.lower()) == 1
    for number, page in enumerate(pages, 1):
        assert f"{number}\u00a0/\u00a0{len(pages)}" in page
    (out / "all.pdf").unlink()
    assert filled("export", "", "--to", str(out / "all.pdf")).code == 2
    assert not (out / "all.pdf").exists()
