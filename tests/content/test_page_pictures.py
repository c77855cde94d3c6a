"""The pictures within a page's article stay with it, those around it do not."""

from __future__ import annotations

import pytest

from clashreader.content import Body, to_document
from clashreader.content.document import pictures
from clashreader.model import MediaType

FIRST = "<p>First paragraph of the saved page, with a fair number of words so that it counts.</p>"
SECOND = "<p>Second paragraph of the saved page, and it has a fair number of words in it too.</p>"
LONG = "".join(
    f"<p>Paragraph {n}: the ferry sailed with tide {n}, and {n} hundred people saw it leave.</p>"
    for n in range(12)
)


@pytest.mark.parametrize(
    ("article", "names"),
    [
        (f'{FIRST}{SECOND}<img src="pic.png">', ["pic"]),
        (f'{FIRST}<img src="a.png" width="240" height="200" alt="A">{SECOND}<img src="b.png">',
         ["a", "b"]),
        (f'{FIRST}{SECOND}<p><img src="pic.png"></p>', ["pic"]),
        (f'{LONG}<img src="pic.png">', ["pic"]),
        (f'{LONG}<p><img src="pic.png"></p>', ["pic"]),
        (f'<img src="top.png">{LONG}<div><img src="pic.png"></div>', ["top", "pic"]),
        (f'{LONG}<div class="related"><img src="other.png"></div>', []),
        (f'{LONG}<p>More</p><a href="/o"><img src="other.png"></a>', []),
    ],
)  # fmt: skip
def test_pictures_within_the_article_stay(article: str, names: list[str]) -> None:
    page = (
        "<html><head><title>T</title></head><body><nav>Home | News</nav><article><h1>T</h1>"
        f"{article}</article><footer>Copyright <img src='logo.png'></footer></body></html>"
    )
    found = pictures(to_document(Body(page, MediaType.PAGE, "https://x.org/a/", title="T")))
    assert found == [f"https://x.org/a/{name}.png" for name in names]
