# ruff: noqa: E501
"""What leaves is harmless: the policy, tried with markup that is made to get around it."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from tests.content.markup_soup import soup

from clashreader.content import policy
from clashreader.content.sanitize import sanitise, sanitise_marked

BASE = "https://gazette.example/world/story"


class Audit(HTMLParser):
    """Collects what a browser could act on."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.addresses: list[str] = []
        self.depth = self.deepest = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add((tag, name))
            if name in ("href", "src"):
                self.addresses.append(value or "")
        if tag not in policy.VOID:
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag: str) -> None:
        if tag not in policy.VOID:
            self.depth -= 1


def assert_harmless(html: str) -> None:
    audit = Audit(html)
    assert audit.tags <= policy.TAGS
    for tag, name in audit.attributes:
        assert name in policy.ATTRIBUTES.get(tag, set()) | policy.ATTRIBUTES["*"], (tag, name)
    for address in audit.addresses:
        assert re.match(r"(https?://|mailto:)", address), address
        assert not re.search(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff]", address)
    assert audit.deepest <= policy.MAX_DEPTH
    lowered = html.lower()
    for sign in (
        "<script",
        "<style",
        "<svg",
        "<math",
        "<iframe",
        "<object",
        "<template",
        "srcset=",
    ):
        assert sign not in lowered


ATTACKS = [
    "<script>steal()</script>", "<SCRIPT/x>steal()</SCRIPT >", "<scr<script>ipt>steal()</script>",
    "<script", "<script src=//evil.example/x.js></script>", "<p onclick=steal()>x", "<p onclick\n=\nsteal()>x",
    "<img src=x onerror=steal()>", "<img/src=x/onerror=steal()>", "<img src=`x`onerror=steal()>",
    "<a href=javascript:steal()>x</a>", "<a href=' javascript:steal()'>x</a>",
    "<a href='java\tscript:steal()'>x</a>", "<a href='java\nscript:steal()'>x</a>",
    "<a href='java&#x0A;script:steal()'>x</a>", "<a href='&#106;avascript&#58;steal()'>x</a>",
    "<a href='&#x6A&#x61vascript:steal()'>x</a>", "<a href='\x01javascript:steal()'>x</a>",
    "<a href='JaVaScRiPt:steal()'>x</a>", "<a href='vbscript:steal()'>x</a>",
    "<a href='data:text/html,<script>steal()</script>'>x</a>", "<a href='feed:javascript:steal()'>x</a>",
    "<a href='javascript&colon;steal()'>x</a>", "<a href='\u200bjavascript:steal()'>x</a>",
    "<a href='\u3000javascript:steal()'>x</a>", "<a href='https://good.example\u202e/gpj'>x</a>",
    "<a href='file:///etc/passwd'>x</a>", "<a href='view-source:https://x.example'>x</a>",
    "<img src='data:image/svg+xml,<svg onload=steal()>'>", "<img src=file:///etc/passwd>",
    "<img srcset='javascript:steal() 2x, data:x 3x'>", "<img src=\\\\evil.example\\share\\x.png>",
    "<svg><a xlink:href=javascript:steal()><text>x</text></a></svg>",
    "<svg><style><img src=x onerror=steal()></style></svg>", "<svg/onload=steal()>",
    "<svg><p><style><!--</style><img src=x onerror=steal()>--></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=steal()&gt;'>",
    "<math><mi//xlink:href='data:x,<script>steal()</script>'>", "<math href=javascript:steal()>x</math>",
    "<form><form><input formaction=javascript:steal()></form></form>", "<form action=javascript:steal()><button>x",
    "<iframe src=javascript:steal()></iframe>", "<iframe srcdoc='<script>steal()</script>'></iframe>",
    "<iframe src='https://ok.example/v' onload=steal()></iframe>", "<object data=javascript:steal()></object>",
    "<embed src=javascript:steal()>", "<applet code=steal.class></applet>", "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:steal()'>", "<link rel=stylesheet href=javascript:steal()>",
    "<style>@import 'javascript:steal()'</style>", "<p style='background:url(javascript:steal())'>x",
    "<div style='width:expression(steal())'>x", "<table background=javascript:steal()><td>x</table>",
    "<noscript><p title='</noscript><img src=x onerror=steal()>'></noscript>",
    "<textarea><p title='</textarea><img src=x onerror=steal()>'>", "<title><p title='</title><img onerror=steal() src=x>'>",
    "<xmp><p title='</xmp><img src=x onerror=steal()>'></xmp>", "<plaintext><img src=x onerror=steal()>",
    "<template><img src=x onerror=steal()></template>", "<select><template><style><!--</style><a rel='--><img src onerror=steal()>'>",
    "<!--><img src=x onerror=steal()>-->", "<!-- --!><img src=x onerror=steal()> -->", "<![CDATA[<img src=x onerror=steal()>]]>",
    "<?xml <img src=x onerror=steal()>?>", "<a\x00 href=javascript:steal()>x", "<im\x00g src=x onerror=steal()>",
    "<video poster=javascript:steal()><source onerror=steal()></video>", "<audio src=x onerror=steal()>",
    "<details open ontoggle=steal()><summary>x</summary></details>", "<marquee onstart=steal()>x</marquee>",
    "<input autofocus onfocus=steal()>", "<body onload=steal()>", "<a href='https://x.example' target=_blank ping=//evil.example>x",
    "<p id=cookie>x", "<a name=getElementById>x</a>", "<blockquote cite=javascript:steal()>x</blockquote>",
    "<p data-clash=embed>x", "<code class='language-py other evil'>x</code>", "<p class=fixed>x",
    "<b><p><i></b><table><a href=javascript:x><tr></i><td><math><mi><style></table>", "\u2028<p>\ufeff</p>",
    "<a href=//evil.example>x</a>", "<a href='https:javascript:steal()'>x</a>", "<a href='https://[::1'>x</a>",
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("base", [None, BASE])
def test_attacks_leave_nothing_that_acts(attack: str, base: str | None) -> None:
    for html in (
        attack,
        f"<p>before {attack} after</p>",
        f"<table><tr><td>{attack}",
        f"<ul><li><b>{attack}",
    ):
        clean = sanitise(html, base)
        assert_harmless(clean)
        assert sanitise(clean, base) == clean


@given(soup)
def test_any_markup_becomes_harmless_and_stays_as_it_is(html: str) -> None:
    clean = sanitise(html, BASE)
    assert_harmless(clean)
    assert sanitise(clean, BASE) == clean


def test_own_marks_do_not_leave() -> None:
    html = '<p data-clash="at-1">x<iframe src="https://video.example/1" title="A film"></iframe>'
    assert policy.OWN not in sanitise(html)
    assert 'data-clash="embed"' in sanitise_marked(html)
    assert 'data-clash="at-1"' not in sanitise_marked(html)


def test_relative_addresses_need_a_base() -> None:
    html = '<a href="../b">x</a><img src="p.jpg" alt="A quay">'
    assert sanitise(html) == "<a>x</a>"
    clean = sanitise(html, BASE)
    assert '<a href="https://gazette.example/b">x</a>' in clean
    assert '<img src="https://gazette.example/world/p.jpg" alt="A quay">' in clean.replace(
        'alt="A quay" src="https://gazette.example/world/p.jpg"',
        'src="https://gazette.example/world/p.jpg" alt="A quay"',
    )


def test_files_are_pictures_of_a_folder_only() -> None:
    html = (
        '<a href="other.md">x</a><img src="../assets/p 1.png"><img src="file://server/share.png">'
    )
    assert sanitise(html, "file:///home/reader/news/a.md") == (
        '<a>x</a><img src="file:///home/reader/assets/p%201.png">'
    )
    assert sanitise('<img src="file:///home/reader/p.png">', BASE) == ""


def test_text_is_kept_whatever_the_depth() -> None:
    clean = sanitise("<div><i>" * 50_000 + "deep" + "</i></div>" * 50_000 + "<p>after</p>")
    assert_harmless(clean)
    assert re.search(r"deep.*<p>after</p>", clean, re.DOTALL)


def test_paragraphs_stay_apart_at_the_cap() -> None:
    clean = sanitise("<span>" * 300 + "<p>one</p><p>two</p>")
    assert re.search(r"one(<[^>]+>)+two", clean)


HEAVY = {
    "nested": "<div>", "inline": "<b>", "classes": "<p><b class={n}></p>", "open quotes": '<a x="',
    "open tags": "<a ", "comments": "<!--", "tables": "<table><tr><td>", "svg": "<svg>", "titles": "<title>",
    "lists": "<ul><li>x", "stray ends": "</p></div></b>", "lone": "<", "entities": "&lt;b&gt;&amp",
    "attributes": '<p class="x" ', "links": "<a href=/x>y<p>", "formats": "<b><i><p>x</b></i>",
    "quotes and ends": "<a x='><b \">", "noscript": "<noscript><img src=/a{n}.png>", "cdata": "<![CDATA[",
    "picture": "<picture><source srcset='/a 1x'>", "breaks": "x<br><br>", "anchors": "<a href=#x id=x>y</a>",
}  # fmt: skip


@pytest.mark.parametrize("name", HEAVY)
def test_time_grows_with_size_and_no_faster(name: str) -> None:
    def seconds(size: int) -> float:
        html = "".join(HEAVY[name].replace("{n}", str(n)) for n in range(size))
        start = time.process_time()
        sanitise(html, BASE)
        return time.process_time() - start

    small, large = seconds(1_500), seconds(15_000)
    assert large < 30 * small + 0.5


def test_huge_attributes_are_bounded() -> None:
    start = time.process_time()
    clean = sanitise(
        f"<a href='https://x.example/{'a' * 3_000_000}' title='{'b' * 3_000_000}'>x</a>"
    )
    many = sanitise("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x</p>")
    assert time.process_time() - start < 5
    assert len(clean) < 10_000
    assert many == "<p>x</p>"
