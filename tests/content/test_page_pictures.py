"""The pictures within a page's article stay with it, those around it do not."""

from __future__ import annotations

import pytest

from clashreader.content import Body, digest, to_document
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


@pytest.mark.parametrize(
    "picture",
    [
        "<img src=data:image/gif;base64,R0 data-src={}>",
        "<img src=/img/placeholder.png data-lazyload={}>",
        "<img data-cfsrc={} style=display:block>",
        "<img src=/1x1.gif data-src-set='/s.jpg 300w, {} 1200w, /l.jpg 4000w'>",
        "<picture><source data-srcset='{} 1x'><img src=data:image/gif;base64,R0></picture>",
        "<picture><source srcset='{} 1600w' type=image/webp><img></picture>",
        "<img class=lazy src=/blank.gif><noscript><img src={}></noscript>",
        "<amp-img src={} width=800 height=600></amp-img>",
        "<img src='' srcset='{}'>",
    ],
)
def test_a_picture_that_scripts_would_have_loaded_is_there_once(picture: str) -> None:
    html = f"<p>Sea.</p>{picture.replace('{}', '/sea.jpg')}<p>Wind.</p>"
    for tracker in (
        "<img src=/t.png width=1 height=1>",
        "<img src=https://pixel.x.example/p>",
        "<img src=/u.png style='display: none'>",
    ):
        body = Body(html + tracker, MediaType.HTML, "https://x.org/a")
        assert pictures(to_document(body)) == ["https://x.org/sea.jpg"]
        assert digest(body).images == ("https://x.org/sea.jpg",)
