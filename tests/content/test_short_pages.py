"""Pages too short for anything clever still give their text, and not their frame."""

from __future__ import annotations

import pytest

from clashreader.content import Body, digest, to_text
from clashreader.model import MediaType


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (
            "<nav><a href=/>Home</a></nav><article><h1>T</h1><p>Rails over the pass.</p></article>"
            "<footer>Copyright</footer>",
            "Rails over the pass.",
        ),
        (
            "<nav><a href=/>Home</a></nav><div><h1>T</h1><p>A short one. It is here.</p></div>"
            "<aside>Related</aside><footer>Copyright</footer>",
            "A short one. It is here.",
        ),
        ("<p>Just one short text.</p>", "Just one short text."),
        (
            "<footer>All there is to read stands in here.</footer>",
            "All there is to read stands in here.",
        ),
        ("Bare words.", "Bare words."),
    ],
)
def test_a_short_page_gives_its_text_and_not_its_frame(page: str, text: str) -> None:
    body = Body(f"<html><body>{page}</body></html>", MediaType.PAGE, "https://x/", title="T")
    assert to_text(body).strip() == text


def test_a_file_beside_a_saved_page_comes_before_addresses_of_the_web() -> None:
    page = (
        "<article><p>One.</p><img src='page_files/a.png' data-src='https://x/a.png' "
        "srcset='https://x/a-400.png 400w, https://x/a-800.png 800w'><p>Two.</p></article>"
    )
    found = digest(Body(page, MediaType.HTML, "file:///library/page.html"))
    assert found.images == ("file:///library/page_files/a.png",)
    web = digest(Body(page, MediaType.HTML, "https://x/page.html"))
    assert web.images == ("https://x/a-800.png",)
