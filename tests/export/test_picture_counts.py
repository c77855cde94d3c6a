"""Every document counts its pictures alike: those in it, those the library lacks, and the rest."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from tests.export.conftest import png
from tests.fakes import NOON, feed, prepared

from clashreader.errors import WriteError
from clashreader.export import Kind, Options, Written, write
from clashreader.export.dossier import Dossier, Form
from clashreader.export.dossier import write as write_dossier
from clashreader.library.library import Library
from clashreader.model import Insert
from clashreader.ui.reader.dossierbook import write_pdf_dossier
from clashreader.ui.reader.pdfbook import BookOptions, write_pdf_book

pytestmark = pytest.mark.usefixtures("qapp")

HOST = "https://quay.example"
UNFIT = ("1 picture could not be taken along: of a format that the document cannot hold, too "
         "large, or damaged.",)  # fmt: skip


@pytest.fixture
def shown(library: Library) -> Library:
    """One article: a good picture twice, one of another format, two that are not there."""
    source = library.add_source(feed()).id
    body = "<p>The quay.</p>" + "".join(
        f'<figure><img src="{HOST}/{name}" alt="({name})"><figcaption>Here</figcaption></figure>'
        f'<p>Then.</p><p><img src="{HOST}/{name}" alt="{name}" width="300" height="200"></p>'
        for name in ("good.png", "odd.avif", "lost.png", "never-listed.png")
    )
    images = tuple(f"{HOST}/{name}" for name in ("good.png", "odd.avif", "lost.png"))
    library.apply(source, [Insert(prepared("a", "The quay.", title="Quay", body=body,
                                           images=images, published=NOON))])  # fmt: skip
    wanted = {image.url: image.id for image in library.wanted_images(10)}
    library.store_images([
        (wanted[f"{HOST}/good.png"], png(), "image/png", 3, 2),
        (wanted[f"{HOST}/odd.avif"], b"\0\0\0 ftypavif", "image/avif", 300, 200),
    ])  # fmt: skip
    return library


def _counts(written: Written) -> tuple[int, int, tuple[str, ...]]:
    return written.pictures, written.pictures_missing, written.remarks


def test_documents_agree_about_their_pictures(shown: Library, tmp_path: Path) -> None:
    for kind, found in ((Kind.HTML, (2, 2, ())), (Kind.EPUB, (1, 2, UNFIT))):
        assert _counts(write(shown, [1], kind, tmp_path / f"a{kind.ending}")) == found
    assert _counts(write_pdf_book(shown, [1], tmp_path / "a.pdf")) == (1, 2, UNFIT)
    bare = BookOptions(pictures=False)
    assert _counts(write_pdf_book(shown, [1], tmp_path / "b.pdf", options=bare)) == (0, 0, ())
    pdf = write_pdf_dossier(
        shown, [1], tmp_path / "c.pdf", Options(), Dossier(lists=False), lambda _: None,
        lambda: False, replace=False,
    )  # fmt: skip
    assert _counts(pdf) == (1, 2, UNFIT)
    page = write_dossier(shown, [1], Form.HTML, tmp_path / "c.html", dossier=Dossier(lists=False))
    assert _counts(page) == (2, 2, ())


def test_markdown_has_its_pictures_beside_it(
    shown: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = tmp_path / "At sea (#1).md"
    folder = tmp_path / "At sea (#1)-pictures"

    def again(library: Library = shown) -> Written:
        return write_dossier(library, [1], Form.MARKDOWN, to, replace=True)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:  # as late as can be
        patch.setattr("clashreader.export.together._publish", fail)
        with pytest.raises(WriteError, match="full"):
            again()
    assert list(tmp_path.glob("*sea*")) == []
    assert _counts(again()) == (2, 2, ())
    text = to.read_text(encoding="utf-8")
    places = set(re.findall(r"At%20sea%20%28%231%29-pictures/[0-9a-f]{32}\.(?:png|avif)", text))
    assert {(tmp_path / unquote(place)).is_file() for place in places} == {True}
    assert {path.name for path in folder.iterdir()} == {one.split("/")[1] for one in places}
    assert f"{HOST}/good.png" not in text
    assert f'<img src="{HOST}/lost.png"' in text
    assert f"]({HOST}/never-listed.png)" in text
    good = next(folder.glob("*.png"))
    good.write_bytes(b"the reader's own")
    told = again()
    assert (told.pictures, told.pictures_missing) == (1, 2)
    assert good.read_bytes() == b"the reader's own"
    bare = write_dossier(
        shown, [1], Form.MARKDOWN, tmp_path / "bare.md", options=Options(pictures=False)
    )
    assert _counts(bare) == (0, 0, ())
    assert not (tmp_path / "bare-pictures").exists()
