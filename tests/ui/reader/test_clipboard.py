"""What was copied may outlive the program's interpreter, and must not bring it down."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from clashreader.ui.reader.view import ArticleView

app = QApplication([])
view = ArticleView()
view.setPlainText("Ships leave the har\\u00adbour")
view.selectAll()
view.copy()
data = QGuiApplication.clipboard().mimeData()
print(data.text(), data.hasHtml())
"""


@pytest.mark.slow
def test_leaving_after_a_copy_ends_in_order() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=50, check=False
    )
    assert done.stdout.strip() == "Ships leave the harbour False", done.stderr
    assert done.returncode == 0, done.stderr
