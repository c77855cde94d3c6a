"""HTML pages: what they say of themselves, and the feeds that they offer.

The body stays the whole page; finding the article in it is the business of `content`. What the
page says is asked in this order: JSON-LD, OpenGraph, ``meta name``, ``time``, ``title``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from clashreader.model import FeedLink, MediaType, ParsedArticle
from clashreader.parse.dates import parse_date
from clashreader.parse.encoding import Decoded, declared_charset, decode_text
from clashreader.parse.feedtools import MAX_TAGS, TAG_LENGTH, absolute, join_authors
from clashreader.parse.folders import name_of, section_of
from clashreader.parse.jsonld import Facts, read_json_ld
from clashreader.parse.mending import legal_references
from clashreader.parse.words import clean, derived_title, first_paragraph, plain, scrub

_LONGEST = 8_000_000
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
# Such a tag holds a picture as a data address, or thousands of attributes, which take a time that
# grows with their square; neither says anything about the article.
_HUGE_TAG = re.compile(r"<[^<>]{20000,}>?")
_FEED_TYPES = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json",
     "application/json", "text/rss+xml", "text/atom+xml", "application/x.atom+xml",
     "application/xml", "text/xml", "application/rss", "application/atom")
)  # fmt: skip
_MOST = 0.4
"""Of a page's title, that its heading has at least where the rest is the site's."""
_FRONT = re.compile(r"(?:https?://[^/]*)?/?", re.IGNORECASE)
_DASH = re.compile(r"\s+[|·•–—»:-]+\s+")
_SPACE_TAGS = frozenset(
    ("script", "style", "template", "noscript", "head", "nav", "header", "footer")
)

_TITLE = ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "headline")
_PUBLISHED = ("article:published_time", "og:published_time", "article:published", "datepublished",
              "date", "pubdate", "publishdate", "publish-date", "publish_date", "dc.date.issued",
              "dc.date", "dcterms.issued", "dcterms.created", "dcterms.date", "parsely-pub-date",
              "sailthru.date", "citation_publication_date")  # fmt: skip
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified",
            "dc.date.modified", "dcterms.modified")  # fmt: skip
_AUTHOR = ("author", "article:author", "og:article:author", "dc.creator", "dcterms.creator",
           "parsely-author", "sailthru.author", "byl")  # fmt: skip
_SECTION = ("article:section", "og:article:section", "section", "parsely-section", "category")
_TAGS = ("article:tag", "og:article:tag", "keywords", "news_keywords", "dc.subject", "parsely-tags")
_SUMMARY = ("og:description", "description", "twitter:description", "dc.description")
_IMAGE = (
    "og:image:secure_url",
    "og:image",
    "og:image:url",
    "twitter:image",
    "twitter:image:src",
    "thumbnail",
)
_SITE = ("og:site_name", "application-name", "dc.publisher", "twitter:site:name")


_ELSEWHERE = re.compile(r"/|#|\?|[a-zA-Z][a-zA-Z0-9+.-]*:")
"""What an address begins with that is not relative to the page's own folder."""


def parse_page(
    data: bytes,
    *,
    path: str,
    base_url: str,
    content_type: str | None = None,
    fetched: bool = False,
) -> ParsedArticle:
    """Read an HTML page or fragment; `fetched` from `base_url`, or else saved by somebody."""
    decoded = _decode(data, content_type)
    text = scrub(decoded.text)
    page = _Page(text)
    facts = page.facts
    outlet = clean(facts.publisher or page.meta(_SITE), 200) or None
    title = plain(facts.title or page.meta(_TITLE), 1000) or page.own_title(outlet)
    derived = False
    if not title:
        # A page nested too deeply for the parser still has words.
        words = page.first_text() or first_paragraph(text)
        title, derived = derived_title(words) or (name_of(path) if path else ""), True
    url = absolute(None, page.canonical() or page.meta(("og:url",)) or facts.url)
    published = _first_date([facts.published, *page.metas(_PUBLISHED), *page.times()])
    updated = _first_date([facts.updated, *page.metas(_UPDATED)])
    names = facts.authors or [n for n in page.metas(_AUTHOR) if "://" not in n]
    image = facts.image or page.meta(_IMAGE)
    return ParsedArticle(
        uid=path,
        title=title,
        body=text,
        media_type=MediaType.PAGE,
        url=url,
        base_url=page.base_within(
            url if url and not (fetched or page.saved_with_files) else base_url
        ),
        author=join_authors(names or page.bylines()),
        outlet=outlet,
        published=published,
        updated=updated if updated != published else None,
        section=clean(plain(facts.section or page.meta(_SECTION)), 100) or section_of(path),
        tags=_tags([*facts.tags, *page.metas(_TAGS)]),
        summary=plain(page.meta(_SUMMARY) or facts.summary, 1000) or None,
        # What a page calls its own address says nothing about where its pictures are.
        lead_image=_resolve(base_url if fetched else url, image),
        language=page.language() or facts.language,
        title_derived=derived,
        notices=decoded.notices,
    )


def feed_links(data: bytes, *, url: str, content_type: str | None) -> tuple[FeedLink, ...]:
    """Return the ``<link rel=alternate>`` feeds of a page, absolute, each once."""
    page = _Page(scrub(_decode(data, content_type).text))
    base = page.base_within(url)
    found: dict[str, FeedLink] = {}
    for attributes in page.links():
        rel = attributes.get("rel", "").lower().split()
        kind = attributes.get("type", "").partition(";")[0].strip().lower()
        if not ({"alternate", "feed"} & set(rel)) or "stylesheet" in rel:
            continue
        if kind not in _FEED_TYPES and "feed" not in rel:
            continue
        address = absolute(base, _without_feed_scheme(attributes.get("href", "")))
        if address is None or (kind == "application/json" and "/wp-json/" in address):
            continue
        title = plain(attributes.get("title", ""), 200)
        found.setdefault(address, FeedLink(address, title or address, site_url=url))
    return tuple(found.values())


def _without_feed_scheme(address: str) -> str:
    """``feed://h/x`` and ``feed:https://h/x`` are what programs that read feeds used to be sent."""
    match = re.match(r"\s*feed:(?=//|https?:)", address, re.IGNORECASE)
    return address[match.end() :] if match is not None else address


def _decode(data: bytes, content_type: str | None) -> Decoded:
    match = _CHARSET.search(content_type) if content_type else None
    return decode_text(data, match[1] if match else None, declared_charset(data))


def _resolve(url: str | None, image: str) -> str | None:
    """An absolute picture, or a path as it stands (it is relative to the base)."""
    image = clean(image)
    if not image or len(image) > 2000 or image[:5].lower() in ("data:", "java:"):
        return None
    resolved = absolute(url, image) if url else absolute(None, image)
    return resolved or (image if ":" not in image.split("/")[0] else None)


def _first_date(texts: Iterable[str]) -> int | None:
    return next((m for text in texts if text and (m := parse_date(clean(text))) is not None), None)


def _tags(names: Iterable[str]) -> tuple[str, ...]:
    unique: dict[str, str] = {}
    for name in names:
        for part in name[:2000].split(","):
            tag = clean(plain(part), TAG_LENGTH)
            if tag and "://" not in tag:
                unique.setdefault(tag.casefold(), tag)
    return tuple(unique.values())[:MAX_TAGS]


class _Page:
    """The parsed page, asked for its metadata. A page that cannot be parsed says nothing."""

    def __init__(self, text: str) -> None:
        self._root = _parse(text)
        self._metas: dict[str, list[str]] = {}
        self._links: list[dict[str, str]] = []
        self._base: str | None = None
        blocks: list[str] = []
        for element in self._elements("meta", "link", "base", "script"):
            attributes = {str(k).lower(): str(v) for k, v in element.attrib.items()}
            if element.tag == "meta":
                self._add_meta(attributes)
            elif element.tag == "link":
                self._links.append(attributes)
            elif element.tag == "base":
                self._base = self._base or attributes.get("href")
            elif "ld+json" in attributes.get("type", "").lower():
                blocks.append(element.text or "")
        self.facts: Facts = read_json_ld(blocks)

    def base_within(self, url: str) -> str:
        """Return what the page's addresses are relative to: its own address, or its ``<base>``.

        The first with an address counts, and may be relative itself (HTML, 4.2.3).
        """
        return absolute(url, self._base) or url

    @property
    def saved_with_files(self) -> bool:
        """Whether pictures lie beside the page: as a browser saves it, or as its author wrote it.

        On the web, pictures have whole addresses, or ones from the root of the site.
        """
        sources = (str(img.get("src", "")).strip() for img in self._elements("img"))
        return any(source and not _ELSEWHERE.match(source) for source in sources)

    def _elements(self, *tags: str) -> Iterable[Any]:
        return () if self._root is None else self._root.iter(*tags)

    def _add_meta(self, attributes: dict[str, str]) -> None:
        content = attributes.get("content", "").strip()
        if not content:
            return
        for key in ("property", "name", "itemprop", "http-equiv"):
            for name in attributes.get(key, "").lower().split()[:3]:
                self._metas.setdefault(name, []).append(content)

    def metas(self, names: Iterable[str]) -> list[str]:
        """All contents of the first of `names` that the page has, then of the others."""
        return [content for name in names for content in self._metas.get(name, ())]

    def meta(self, names: Iterable[str]) -> str:
        return next(iter(self.metas(names)), "")

    def links(self) -> list[dict[str, str]]:
        return self._links

    def canonical(self) -> str | None:
        for link in self._links:
            if "canonical" in link.get("rel", "").lower().split():
                return link.get("href")
        return None

    def language(self) -> str | None:
        for element in self._elements("html"):
            text = str(
                element.get("lang")
                or element.get("{http://www.w3.org/XML/1998/namespace}lang")
                or ""
            )
            tag = clean(text, 35).replace("_", "-")
            if tag:
                return tag
        return (
            clean(self.meta(("content-language", "og:locale", "dc.language")), 35).replace("_", "-")
            or None
        )

    def times(self) -> list[str]:
        """Dates of ``<time>``, those that call themselves published first."""
        found = []
        for element in self._elements("time"):
            text = str(element.get("datetime") or _text_of(element, 100))
            marks = f"{element.get('itemprop', '')} {element.get('class', '')}".lower()
            sure = "publish" in marks or element.get("pubdate") is not None
            found.append((not sure, text))
            if len(found) >= 50:
                break
        return [text for _, text in sorted(found, key=lambda pair: pair[0])]

    def bylines(self) -> list[str]:
        """Names in elements marked as author by microdata or ``rel=author``."""
        found = []
        for element in self._elements("a", "span", "div", "p", "address"):
            marked = (
                element.get("itemprop") == "author"
                or "author" in str(element.get("rel", "")).split()
            )
            if marked:
                name = _text_of(element, 100)
                found.append(re.sub(r"^by\s+", "", name, flags=re.IGNORECASE))
            if len(found) >= 5:
                break
        return found

    def own_title(self, outlet: str | None) -> str:
        """``<title>`` without the outlet's name behind or before it; else the first ``<h1>``."""
        title = ""
        for element in self._elements("title"):
            title = plain(_text_of(element, 2000), 1000)
            break
        if title and outlet:
            title = _without_outlet(title, outlet)
        if title:
            return next((one for one in self.headings() if _is_most_of(one, title)), title)
        return next(iter(self.headings()), "")

    def headings(self) -> list[str]:
        """The first ``<h1>``, but for the site's own name, which leads to its front page."""
        found = []
        for element in list(self._elements("h1"))[:3]:
            if any(_FRONT.fullmatch(str(link.get("href", ""))) for link in element.iter("a")):
                continue
            if heading := plain(_text_of(element, 2000), 1000):
                found.append(heading)
        return found

    def first_text(self) -> str:
        """The first paragraph with some text; for fragments without any, the text itself."""
        for element in self._elements("p", "li", "td", "blockquote"):
            text = _text_of(element, 2000)
            if len(text) > 20:
                return text
        return "" if self._root is None else _text_of(self._root, 2000)


def _without_outlet(title: str, outlet: str) -> str:
    parts = [(match.start(), match.end()) for match in _DASH.finditer(title)]
    folded = outlet.casefold()
    if parts and title[parts[-1][1] :].casefold() == folded:
        return title[: parts[-1][0]].strip()
    if parts and title[: parts[0][0]].casefold() == folded:
        return title[parts[0][1] :].strip()
    return title


def _is_most_of(heading: str, title: str) -> bool:
    """Whether a page's title is its heading, and behind it the names of site and section."""
    if not title.casefold().startswith(heading.casefold()):
        return False
    return _DASH.match(title, len(heading)) is not None and len(heading) >= _MOST * len(title)


def _text_of(element: Any, limit: int) -> str:
    """The visible text of an element, at most about `limit` characters, without recursion."""
    pieces: list[str] = []
    length = 0
    hidden = 0
    from lxml import etree

    for event, node in etree.iterwalk(element, events=("start", "end")):
        is_hidden = not isinstance(node.tag, str) or (
            node is not element and node.tag in _SPACE_TAGS
        )
        if event == "start":
            hidden += is_hidden
            piece = "" if hidden else node.text or ""
        else:
            hidden -= is_hidden
            piece = "" if hidden or node is element else node.tail or ""
        if piece:
            pieces.append(piece)
            length += len(piece)
            if length > limit:
                break
    return clean("".join(pieces)[: limit + 500], limit)


def _parse(text: str) -> Any:
    from lxml import etree

    if not text.strip():
        return None
    parser = etree.HTMLParser(
        recover=True, huge_tree=False, no_network=True, encoding="utf-8", remove_pis=True
    )
    try:
        text = _HUGE_TAG.sub("", text[:_LONGEST])
        return etree.fromstring(legal_references(text).encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None
