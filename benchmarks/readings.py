"""Where a hostile text may stand, and the public function that reads it there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from html import escape
from typing import Any

from clashreader import quotations
from clashreader.content import Body, digest, plain, to_document, to_html, to_markdown, to_text
from clashreader.content.comparing import compare
from clashreader.content.diff import diff
from clashreader.content.fulltext import article_html
from clashreader.errors import ReaderError
from clashreader.library.folding import fold, text_hash
from clashreader.library.grammar import parse_query
from clashreader.library.keys import url_key
from clashreader.library.snippets import snippet
from clashreader.model import MediaType, Term
from clashreader.parse import (
    decode_text,
    find_feeds,
    parse_date,
    parse_feed,
    parse_file,
    parse_opml,
    parse_page,
    sniff,
)
from clashreader.parse.paging import feed_paging
from clashreader.sync import addresses, better, identity, imageinfo, imagewhole
from clashreader.sync.decide import pick_news
from clashreader.sync.sources import prepare
from clashreader.sync.wording import max_age_seconds, retry_after_seconds

Target = Callable[[str], object]
_URL = "https://a.example/feed"
_WORDS = "The quay of Marrow was closed on Monday, the harbour master said. " * 12
_PARAGRAPHS = "".join(f"<p>{_WORDS}</p>" for _ in range(4))
_SAFE = str.maketrans("", "", "\0\x1b")


def _feed(before: str, after: str = "", *, quote: bool = False) -> Target:
    """Return what reads a feed with the text between `before` and `after`, and stores its items."""

    def read(text: str) -> None:
        middle = escape(text.translate(_SAFE)) if quote else text
        with suppress(ReaderError):
            feed = parse_feed(f"{before}{middle}{after}".encode(), url=_URL)
            news, _ = pick_news({}, feed.articles[:200])
            for article, hash_now in news:
                prepare(article, hash_now)

    return read


def _item(start: str, end: str, *, quote: bool = True) -> Target:
    head = '<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>'
    return _feed(
        f"{head}<item><title>A</title><guid>1</guid>{start}",
        f"{end}</item></channel></rss>",
        quote=quote,
    )


def _json(name: str) -> Target:
    import json

    def read(text: str) -> None:
        item = {"id": "1", "title": "A", "content_html": "<p>x</p>", name: text}
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [item]}
        with suppress(ReaderError):
            for article in parse_feed(json.dumps(feed).encode(), url=_URL).articles:
                prepare(article, "x")

    return read


def _page(before: str = "", after: str = "", *, quote: bool = False) -> Target:
    def read(text: str) -> None:
        middle = escape(text) if quote else text
        data = f"{before}{middle}{after}".encode()
        with suppress(ReaderError):
            prepare(parse_page(data, url=_URL), "x")

    return read


def _file(path: str, before: str = "", after: str = "") -> Target:
    def read(text: str) -> None:
        data = f"{before}{text}{after}".encode()
        with suppress(ReaderError):
            article = parse_file(data, path=path, base_url="file:///a/", modified=0)
            prepare(article, "x")

    return read


def _body(work: Callable[[Body], object], kind: MediaType) -> Target:
    return lambda text: work(Body(text, kind, _URL, title="The quay is closed"))


def _versions(kind: MediaType) -> Target:
    """Return what compares two versions, the second one with a word more here and there."""

    def read(text: str) -> None:
        half = len(text) // 2
        other = f"New. {text[:half]} word {text[half:]}"
        old, new = (to_document(Body(one, kind, _URL)) for one in (text, other))
        compare(old, new, old_title=text[:1000], new_title=other[:1000])

    return read


def _texts(text: str) -> None:
    half = len(text) // 2
    diff(text, f"New {text[:half]} word {text[half:]}")


def _reversed(text: str) -> None:
    diff(text, text[::-1])


def _judged(text: str) -> None:
    now = better.Text("The quay is closed", _WORDS, 100)
    better.judge(now, better.Text(text[:2000], text, max(1, len(text) // 6)))
    better.judge(better.Text(text[:2000], text, 1000), better.Text("A", text + "x", 2000))
    better.is_bare_error(text)


def _asked(text: str) -> None:
    for part in (text, text[:20_000], text[:2_000]):
        with suppress(ReaderError):
            parse_query(part)


def _quoted(text: str) -> None:
    middle = len(text) // 2
    found = quotations.quote(text, middle, middle + 200)
    quotations.find_all(text, [found, quotations.Quotation("x"), quotations.Quotation("quay")])
    quotations.find_every(text, text[:3])


def _located(text: str) -> None:
    for function in (
        addresses.feed_address, addresses.same_feed_key, addresses.same_item_key,
        addresses.without_credentials, addresses.read_address, url_key,
    ):  # fmt: skip
        with suppress(ReaderError):
            function(text)
        with suppress(ReaderError):
            function("https://a.example/" + text)
    with suppress(ReaderError):
        addresses.join("https://a.example/", text)


def _bytes_of_pictures(text: str) -> None:
    for start in (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"GIF89a", b"RIFF\0\0\0\0WEBP", b"<svg>"):
        data = start + text.encode()
        imageinfo.image_info(data)
        imageinfo.looks_like_svg(data)
        imagewhole.is_cut_off(data)


def _found(pattern_of: Callable[..., Any]) -> Target:
    def read(text: str) -> None:
        for wanted in ("quay", text[:500], "x x", "x"):
            made = pattern_of(wanted, whole=True)
            if made is not None:
                sum(1 for _ in made.finditer(text))

    return read


def _in_files(text: str) -> None:
    from clashreader.content.filenames import file_name

    file_name(text, ".pdf")


def _linked(text: str) -> None:
    with suppress(ReaderError):
        find_feeds(text.encode(), url=_URL)


def _listed(text: str) -> None:
    with suppress(ReaderError):
        parse_opml(text.encode())
    with suppress(ReaderError):
        parse_opml(f'<opml version="2.0"><body>{text}</body></opml>'.encode())


def _targets() -> dict[str, Target]:
    from clashreader.ui.reader.patterns import pattern

    html = "<!DOCTYPE html><html><head>{}</head><body>{}</body></html>"
    head, tail = html.format("<title>T</title>", _PARAGRAPHS + "\0").split("\0")
    found: dict[str, Target] = {
        "feed: whole": _feed(""),
        "feed: start": _feed("", '<rss version="2.0"><channel><item><title>A</title></item></rss>'),
        "feed: channel": _feed('<rss version="2.0"><channel><title>T</title>', "</channel></rss>"),
        "feed: open channel": _feed('<rss version="2.0"><channel>'),
        "feed: item": _item("", "", quote=False),
        "feed: description": _item("<description>", "</description>"),
        "feed: raw description": _item("<description>", "</description>", quote=False),
        "feed: section": _item("<description><![CDATA[", "]]></description>", quote=False),
        "feed: title": _item("<title>", "</title>"),
        "feed: link": _item("<link>", "</link>"),
        "feed: guid": _item("<guid>", "</guid>"),
        "feed: date": _item("<pubDate>", "</pubDate>"),
        "feed: author": _item("<author>", "</author>"),
        "feed: category": _item("<category>", "</category>"),
        "feed: attribute": _item('<enclosure url="http://a.example/', '" type="image/png"/>'),
        "feed: type": _feed("<!DOCTYPE rss [", "]><rss><channel><title>T</title></channel></rss>"),
        "feed: Atom": _feed(
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>1</id>'
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">',
            "</div></content></entry></feed>",
        ),
        "feed: JSON": _feed('{"version":"https://jsonfeed.org/version/1","items":', "}"),
        "feed: JSON text": _json("content_html"),
        "feed: JSON title": _json("title"),
        "feed: JSON date": _json("date_published"),
        "feed: paging": lambda text: feed_paging(text.encode(), url=_URL),
        "page": _page("<!DOCTYPE html>"),
        "page: head": _page("<!DOCTYPE html><html><head>", f"</head><body>{_PARAGRAPHS}"),
        "page: title": _page("<!DOCTYPE html><title>", f"</title>{_PARAGRAPHS}", quote=True),
        "page: meta": _page(
            '<!DOCTYPE html><meta property="og:title" content="', f'">{_PARAGRAPHS}', quote=True
        ),
        "page: time": _page(
            '<!DOCTYPE html><meta property="article:published_time" content="',
            f'">{_PARAGRAPHS}',
            quote=True,
        ),
        "page: JSON-LD": _page(
            '<!DOCTYPE html><script type="application/ld+json">', f"</script>{_PARAGRAPHS}"
        ),
        "page: article body": _page(
            '<!DOCTYPE html><script type="application/ld+json">{"@type":"NewsArticle",'
            '"headline":"T","articleBody":"',
            '"}</script><div id="root"></div>',
        ),
        "page: script": _page("<!DOCTYPE html><script>", "</script><div id=root></div>"),
        "page: article": _page(head + "<article>", "</article>" + tail),
        "page: paragraph": _page(head + "<p>", "</p>" + tail),
        "page: chosen": lambda text: article_html(f"{head}{text}{tail}", _URL, "T"),
        "file: Markdown": _file("a/b.md"),
        "file: front matter": _file("a/b.md", "---\ntitle: T\n", "\n---\nText.\n"),
        "file: front value": _file("a/b.md", "---\ntitle: ", "\n---\nText.\n"),
        "file: TOML": _file("a/b.md", "+++\ntitle = 'T'\n", "\n+++\nText.\n"),
        "file: text": _file("a/b.txt"),
        "file: saved text": _file("a/b.txt", "March 04, 2026Harbour Gazette\nText.\n"),
        "file: HTML": _file("a/b.html"),
        "feeds of a page": _linked,
        "OPML": _listed,
        "date": parse_date,
        "bytes: UTF-8": lambda text: decode_text(text.encode()),
        "bytes: Latin": lambda text: decode_text(text.encode("latin-1", "replace") + b"\xe9"),
        "bytes: UTF-16": lambda text: decode_text(text.encode("utf-16")),
        "sniff": lambda text: sniff(text.encode()),
        "plain": plain,
        "diff": _texts,
        "diff reversed": _reversed,
        "better": _judged,
        "is like": lambda text: identity.is_like("A", _WORDS, text[:100_000], text),
        "query": _asked,
        "fold": lambda text: (fold(text), text_hash(text, text)),
        "snippet": lambda text: snippet(text, [Term("quay"), Term(text[:50])]),
        "quotation": _quoted,
        "addresses": _located,
        "fields": lambda text: (max_age_seconds(text), retry_after_seconds(text)),
        "picture": _bytes_of_pictures,
        "find": _found(pattern),
        "file name": _in_files,
    }
    for kind in MediaType:
        for name, work in (
            ("digest", digest),
            ("document", to_document),
            ("HTML", to_html),
            ("text", to_text),
            ("Markdown", to_markdown),
        ):
            found[f"{kind.value}: {name}"] = _body(work, kind)
        found[f"{kind.value}: versions"] = _versions(kind)
    return found


TARGETS = _targets()
