"""The files that an article came with, below its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.ui.reader.makers import article, body, shown_text, stored, text

from clashreader.content.blocks import Figure
from clashreader.model import Enclosure

if TYPE_CHECKING:
    from tests.ui.reader.makers import Show

SITE = "https://gazette.example/up/"


def test_a_picture_that_is_shown_is_no_file_besides(show: Show) -> None:
    files = (
        Enclosure(f"{SITE}a.jpg", "image/jpeg", 1),
        Enclosure(f"{SITE}b.jpg", "image/jpeg", 9000),
        Enclosure(f"{SITE}notice.pdf", "application/pdf", 9000),
    )
    images = (stored(f"{SITE}a.jpg", None, 800, 600), stored(f"{SITE}c.jpg", None, 800, 600))
    shown = article(enclosures=files, images=images, lead_image=f"{SITE}a.jpg")
    words = shown_text(show(shown, body(text("The quay."))))
    assert "a.jpg" not in words
    assert "b.jpg" in words
    assert "notice.pdf" in words
    in_the_text = body(text("The quay."), Figure(f"{SITE}b-300x200.webp"))
    words = shown_text(show(shown, in_the_text))
    assert "b.jpg" not in words
    assert "notice.pdf" in words
    words = shown_text(show(article(enclosures=files[:1], images=images), in_the_text))
    assert "a.jpg" in words
