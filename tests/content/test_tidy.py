# ruff: noqa: E501
"""What is tidied away around an article, and what never is: each rule with both."""

from __future__ import annotations

import pytest

from clashreader.content import Body, digest, to_document, to_text
from clashreader.content.blocks import Figure
from clashreader.content.samepicture import same_picture, same_shot
from clashreader.model import MediaType

PAGE = "https://gazette.example/world/harbour?id=7"
TITLE = "The harbour is closed"
TEXT = "<p>The cranes stood idle.</p><p>Nobody knows until when.</p>"
PLAIN = "The cranes stood idle.\n\nNobody knows until when."


def tidied(html: str, **more: str) -> str:
    """Return the text that is shown; what is indexed has the very same words."""
    body = Body(html, MediaType.HTML, PAGE, title=TITLE, **more)  # type: ignore[arg-type]
    shown = to_text(body)
    marks = str.maketrans("", "", "•>")
    assert digest(body).text.split() == shown.translate(marks).split()
    return shown


@pytest.mark.parametrize(
    "junk",
    [
        "<p>\u200b\ufeff</p>",
        "<p>&nbsp;</p>",
        "<p>Share on X</p>",
        "<p>Share this article on Facebook, X and WhatsApp</p>",
        "<h3>Share this:</h3><ul><li>Facebook</li><li>X</li><li>Print</li></ul>",
        "<p>Share this story<br>Email<br>Copy link</p>",
        "<ul><li>Click to share on Facebook (Opens in new window)</li><li>Click to share on X (Opens in new window)</li></ul>",
        '<p>Follow us on <a href="https://x.example/g">X</a> and <a href="https://t.example/g">Telegram</a>.</p>',
        "<p>Join our Telegram channel</p>",
        "<p>Follow @gazette on X for breaking news.</p>",
        "<p>Sign up for our free daily newsletter</p>",
        "<p>12 comments</p>",
        "<p>Leave a comment</p>",
        "<p>Comments are off for this post.</p>",
        "<p>Advertisement</p>",
        "<p>— ADVERTISEMENT —</p>",
        "<p>Story continues below advertisement</p>",
        "<p>Реклама</p>",
        '<p>The post <a href="https://gazette.example/world/harbour">The harbour is closed</a> appeared first on <a href="https://gazette.example">Harbour Gazette</a>.</p>',
        "<p>The post The harbour is closed first appeared on Harbour Gazette.</p>",
        '<p>Der Beitrag <a href="/world/harbour">The harbour is closed</a> erschien zuerst auf <a href="/">Harbour Gazette</a>.</p>',
        '<p><a href="https://www.gazette.example/world/harbour/?utm_source=rss">Read more</a></p>',
        '<p><a href="/world/harbour">Continue reading →</a></p>',
        '<p><a href="/world/harbour">[Read the full article here]</a></p>',
        '<img src="https://pixel.example/x.gif" width="1" height="1">',
    ],
)
def test_junk_around_an_article_is_left_out(junk: str) -> None:
    assert tidied(TEXT + junk) == PLAIN


@pytest.mark.parametrize("junk", ["<p>Advertisement</p>", "<p>\u200b</p>"])
def test_adverts_and_empty_lines_go_from_anywhere(junk: str) -> None:
    middle = "<p>One.</p>" * 12
    assert "dvert" not in tidied(middle + junk + middle)


@pytest.mark.parametrize(
    "text",
    [
        "<p>Advertisement spending fell by a third.</p>",
        "<h2>Advertisement</h2>",
        "<p>Share prices fell on Tuesday.</p>",
        "<p>Share this burden, she said, or lose the port.</p>",
        "<p>They told us to share on Facebook what we saw, and we did.</p>",
        "<p>“Follow us on Telegram”, the forged letter said.</p>",
        "<p>Follow us on foot through the old port.</p>",
        "<p>Sign up for our newsletter, the fraudsters wrote, and thousands did.</p>",
        "<p>12 comments were removed by the court.</p>",
        "<p>No comments were made by either side.</p>",
        "<p>The post office appeared first on maps in 1840.</p>",
        "<p>The post he held appeared first on a list of sinecures.</p>",
        '<p><a href="https://other.example/report">Read more</a></p>',
        '<p><a href="https://gazette.example/world/another">Continue reading</a></p>',
        "<p>Read more slowly, the teacher said.</p>",
        "<p>Four networks were banned:</p><ul><li>Facebook</li><li>X</li><li>WhatsApp</li></ul>",
        "<p>Telegram</p>",
        "<blockquote><p>Share on X</p></blockquote>",
        "<pre>Share on X</pre>",
        "<p>×</p>",
        "<p>*</p>",
    ],
)
def test_what_only_resembles_junk_is_kept(text: str) -> None:
    whole = tidied(TEXT + text)
    assert whole.startswith(PLAIN)
    assert len(whole) > len(PLAIN)


def test_such_a_line_within_a_long_article_is_kept() -> None:
    middle = "<p>One.</p>" * 12
    for line in ("Share on X", "12 comments", "Follow us on X"):
        assert line in tidied(f"{middle}<p>{line}</p>{middle}")


def test_an_article_of_nothing_else_is_kept() -> None:
    assert tidied("<p>Share on X</p>") == "Share on X"
    assert tidied("<p>Advertisement</p>") == "Advertisement"


def test_other_kinds_of_bodies_are_tidied_alike() -> None:
    for kind in (MediaType.TEXT, MediaType.MARKDOWN):
        body = Body("The cranes stood idle.\n\nNobody knows.\n\nShare on X\n", kind)
        assert to_text(body) == "The cranes stood idle.\n\nNobody knows."
        assert digest(body).text == "The cranes stood idle.\nNobody knows."


# --- the title once more ---


@pytest.mark.parametrize(
    "again",
    [
        f"<h1>{TITLE}</h1>",
        f"<p>{TITLE}</p>",
        f"<p><strong>{TITLE}.</strong></p>",
        f'<figure><img src="/a.jpg"></figure><p><b>{TITLE}</b></p>',
        f'<p><a href="/world/harbour">{TITLE}</a></p>',
        f"<h1>{TITLE} - Gazette</h1>",
        f"<h2>{TITLE} | The Harbour Gazette</h2>",
    ],
)
def test_the_title_is_not_said_twice(again: str) -> None:
    assert tidied(again + TEXT) == PLAIN


def test_a_main_heading_says_it_below_a_few_lines_too() -> None:
    lines = "<p>World</p><p>30 June 2025</p><p>By Marta Lindqvist</p>"
    assert TITLE not in tidied(f"{lines}<h1>{TITLE}</h1>{TEXT}")
    body = Body(f"<h1>{TITLE}</h1>{TEXT}", MediaType.HTML, PAGE, title=f"{TITLE} – Gazette")
    assert to_text(body) == digest(body).text.replace("\n", "\n\n") == PLAIN


@pytest.mark.parametrize(
    "text",
    [
        f"<p>{TITLE}, and so is the bridge.</p>",
        f"<p>{TITLE}<br>By Marta Lindqvist</p>",
        f"<h1>{TITLE} - Part two</h1>",
        f"<h1>{TITLE} | Analysis</h1>",
        f'<p><a href="https://port.example/notice">{TITLE}</a></p>',
        f"<p>Said the sign:</p><p>{TITLE}</p>",
        f"<blockquote><p>{TITLE}</p></blockquote>",
        f"<ul><li>{TITLE}</li></ul>",
        "<p>World</p>" * 3 + f"<h2>{TITLE}</h2>",
        "<p>World</p>" * 9 + f"<h1>{TITLE}</h1>",
        f"<ul>{'<li>World</li>' * 20}</ul><h1>{TITLE}</h1>",
    ],
)
def test_what_says_more_than_the_title_is_kept(text: str) -> None:
    shown = " ".join(tidied(text + TEXT).split())
    assert TITLE in shown
    assert shown.count(" ") > PLAIN.count(" ") + TITLE.count(" ")


def test_a_title_that_is_all_there_is_is_kept() -> None:
    assert tidied(f"<p>{TITLE}</p>") == TITLE
    assert TITLE in tidied(f'<p>{TITLE}</p><img src="/a.jpg">')


def test_other_kinds_of_bodies_do_not_say_it_twice_either() -> None:
    for kind in (MediaType.TEXT, MediaType.MARKDOWN):
        body = Body(f"{TITLE}\n\nThe cranes stood idle.\n", kind, title=TITLE)
        assert to_text(body) == digest(body).text == "The cranes stood idle."


# --- the same picture twice ---


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.example/a.jpg", "http://x.example/a.jpg?w=300&h=200"),
        ("https://x.example/a-800x600.jpg", "https://x.example/a-scaled.jpg"),
        ("https://x.example/a_640x480.JPG", "https://x.example/a.JPG"),
        ("https://x.example/a@2x.png", "https://x.example/a.png"),
        ("https://i0.wp.com/x.example/up/a.jpg?resize=300", "https://i2.wp.com/x.example/up/a.jpg"),
        ("https://i0.wp.com/x.example/up/a.jpg?ssl=1", "https://x.example/up/a-300x200.jpg"),
        (
            "https://res.example/shop/image/upload/w_800,h_600,c_fill/v12/a.jpg",
            "https://res.example/shop/image/upload/f_auto,q_auto/v12/a.jpg",
        ),
        (
            "https://x.example/cdn-cgi/image/width=800,quality=75/up/a.jpg",
            "https://x.example/up/a.jpg",
        ),
        (
            "https://x.example/_next/image?url=https%3A%2F%2Fy.example%2Fa.jpg&w=640&q=75",
            "https://y.example/a.jpg?w=1200",
        ),
        ("https://x.example/resize/800x600/up/a.jpg", "https://x.example/resize/400x/up/a.jpg"),
        (
            "https://up.example/w/commons/thumb/a/ab/Quay.jpg/800px-Quay.jpg",
            "https://up.example/w/commons/a/ab/Quay.jpg",
        ),
        ("https://ichef.bbci.co.uk/news/800/p/a.jpg", "https://ichef.bbci.co.uk/news/1024/p/a.jpg"),
        ("https://x.example/picture?id=7&w=300", "https://x.example/picture?id=7&w=900"),
    ],
)
def test_one_picture_in_two_sizes(one: str, other: str) -> None:
    assert same_picture(one, other)
    assert same_picture(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.example/a-1.jpg", "https://x.example/a-2.jpg"),
        ("https://x.example/2025/06/a.jpg", "https://x.example/2025/07/a.jpg"),
        ("https://x.example/800/a.jpg", "https://x.example/1024/a.jpg"),
        ("https://x.example/picture?id=7", "https://x.example/picture?id=8"),
        ("https://x.example/a.jpg", "https://y.example/a.jpg"),
        ("https://x.example/crop/a.jpg", "https://x.example/crop/b.jpg"),
        ("https://x.example/a.jpg", "https://x.example/a.png"),
        (
            "https://x.example/_next/image?url=https%3A%2F%2Fy.example%2Fa.jpg",
            "https://x.example/_next/image?url=https%3A%2F%2Fy.example%2Fb.jpg",
        ),
        ("https://[bad/a.jpg", "https://[bad/b.jpg"),
        (None, None),
    ],
)
def test_two_pictures_that_look_alike(one: str | None, other: str | None) -> None:
    assert not same_picture(one, other)


def figures(html: str, lead: str | None = None) -> list[Figure]:
    document = to_document(Body(html, MediaType.HTML, PAGE, lead_image=lead))
    shown = [block for block in document.blocks if isinstance(block, Figure)]
    return [document.lead, *shown] if document.lead else shown


def test_a_picture_that_follows_itself_is_shown_once() -> None:
    small = '<figure><img src="/a-300x200.jpg"></figure>'
    large = '<figure><img src="/a.jpg"><figcaption>The quay</figcaption></figure>'
    for html in (small + large, large + small):
        (only,) = figures(html + TEXT)
        assert only.caption
    (lead,) = figures(small + large + TEXT, "https://gazette.example/a-1024x768.jpg")
    assert lead.caption
    other = '<figure><img src="/a.jpg"><figcaption>At dawn</figcaption></figure>'
    assert len(figures(large + other + TEXT)) == 2
    assert len(figures(f"{large}<p>Later:</p>{small}{TEXT}")) == 2


def test_a_lead_picture_in_another_format_is_shown_once() -> None:
    body = Body(
        f'<p>The quay.</p><img src="/up/a-800x600.webp">{TEXT}',
        MediaType.HTML, PAGE, lead_image="https://gazette.example/up/a.jpg",
    )  # fmt: skip
    document = to_document(body)
    assert document.lead is not None
    assert not any(isinstance(block, Figure) for block in document.blocks)
    assert digest(body).images == ("https://gazette.example/up/a-800x600.webp",)


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("a.webp", True), ("a.avif", True), ("a.jpg.webp", True), ("A.JPG", False),
        ("a.png", False), ("b.webp", False), ("a.gif", False), ("more/a.webp", False),
    ],
)  # fmt: skip
def test_what_was_converted_is_one_picture(name: str, same: bool) -> None:
    address = "https://x.example/up/"
    assert same_shot(f"{address}a.jpg", address + name) is same
    assert same_shot(address + name, f"{address}a.jpg") is same
    assert not same_shot(None, address)


# --- buttons for sharing ---

FACEBOOK = "https://www.facebook.com/sharer.php?u=https://gazette.example/world/harbour"
ON_X = "https://x.com/intent/tweet?url=https://gazette.example/world/harbour"
PIN = "https://www.pinterest.com/pin/create/button/?media=https%3A%2F%2Fgazette.example%2Fq.jpg"


@pytest.mark.parametrize(
    "buttons",
    [
        f'<p><a href="{FACEBOOK}"><img src="/i/1.png" alt="fb"></a> <a href="{ON_X}"><img src="/i/2.png"></a></p>',
        f'<a href="{FACEBOOK}"><img src="/i/facebook.png"></a>',
        f'<p>Share: <a href="{ON_X}"><img src="/i/1.png" width="64" height="64"></a></p>',
        f'<p><a href="{FACEBOOK}"><img src="/1.png" width="24" height="24"></a> <a href="{ON_X}"><img src="/2.png" height="24" alt="x"></a></p>',
        f'<a href="{FACEBOOK}"><img src="/1.png" alt="Share this story with your friends on Facebook"></a>',
    ],
)
def test_buttons_for_sharing_are_no_pictures_of_the_article(buttons: str) -> None:
    for html in (buttons + TEXT, TEXT + buttons):
        assert tidied(html) == PLAIN
        assert not figures(html)
        assert digest(Body(html, MediaType.HTML, PAGE)).images == ()


@pytest.mark.parametrize(
    "picture",
    [
        f'<a href="{FACEBOOK}"><img src="/quay.jpg" width="800" height="600"></a>',
        f'<a href="{FACEBOOK}"><img src="/quay.jpg" alt="A crane lifts a container at dawn"></a>',
        f'<a href="{FACEBOOK}"><img src="/quay.jpg"></a>',
        f'<figure><a href="{ON_X}"><img src="/quay.jpg"></a><figcaption>The quay</figcaption></figure>',
        f'<a href="{PIN}"><img src="/q.jpg"></a><a href="{PIN}&amp;url=x"><img src="/q.jpg?w=30"></a>',
        '<a href="https://www.facebook.com/photo?fbid=7"><img src="/fb.jpg"></a>',
        '<img src="/facebook.png">',
    ],
)
def test_pictures_of_the_article_stay_whatever_is_around_them(picture: str) -> None:
    assert figures(TEXT + picture)
