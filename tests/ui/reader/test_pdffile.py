"""Whether a PDF file is whole, seen from the file alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF

from clashreader.ui.reader.paper import page_layout
from clashreader.ui.reader.pdffile import PdfFile, is_whole

pytestmark = pytest.mark.usefixtures("qapp")


def test_a_file_with_something_missing_is_not_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.touch()
    file = PdfFile(path, page_layout(), "Three pages")
    for number in range(3):
        file.painter.drawText(QPointF(1000, 1000), f"Page {number}")
        file.writer.newPage()
    assert not is_whole(path)
    file.finish()
    file.close()
    data = path.read_bytes()
    assert is_whole(path)
    for cut in (data[:-7], data[: len(data) // 2], data[:300] + data[400:], b"", b"startxref"):
        path.write_bytes(cut)
        assert not is_whole(path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_the_reason_of_the_system_is_told() -> None:
    file = PdfFile(Path("/dev/full"), page_layout(), "Nothing fits")
    try:
        for _ in range(60):
            file.painter.drawText(QPointF(1000, 1000), "Page")
            file.writer.newPage()
        with pytest.raises(OSError, match="No space left"):
            file.finish()
    finally:
        file.close()
