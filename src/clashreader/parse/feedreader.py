"""feedparser, held on a short lead: its element handlers, driven and bounded by us.

feedparser knows hundreds of habits of feeds. What is replaced here: dates and authors stay as
written (its patterns for them take minutes on hostile input, and we read more dates), captions
of pictures do not pass for the text of an article, ids are not resolved like addresses, and the
number of attributes, elements and bytes is bounded. It is given text, never a path or an address,
both of which it would open.
"""

from __future__ import annotations

import io
import re
import xml.sax
import xml.sax.handler
import xml.sax.xmlreader
from itertools import islice
from typing import Any

import feedparser.api
from feedparser.sanitizer import replace_doctype

from clashreader.parse.endings import has_end
from clashreader.parse.feedtools import absolute
from clashreader.parse.mending import legal_characters, mend, without_sections
from clashreader.parse.openleaves import close_leaves
from clashreader.parse.rawfeed import MAX_ENTRIES, MAX_LABELS, RawFeed, pack_last
from clashreader.values import replace

_MAX_ATTRIBUTES = 200
"""An element with more is read as if it had none."""
_LOOSE_LIMIT = 12_000_000
_MAX_UNCLOSED = 50
_HUGE_TAG = re.compile(r"<[^<>]{20000}")
_UNCLOSED = re.compile(r"<[A-Za-z/!?][^<>]*(?=<)")
_SECTION = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.DOTALL)
_AMPERSAND = re.compile(
    r"&(?!(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)([A-Za-z]\w{0,30};)?"
)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class _TooMuchError(xml.sax.SAXException):
    """The feed has more items than are read."""


class _Params(dict[str, Any]):
    """What feedparser notes of the content it is in; copied for each element.

    Its own class looks every key up in a table of synonyms, and is copied by way of its attributes:
    an eighth of the time, for a handful of plain texts.
    """

    def __deepcopy__(self, memo: object) -> _Params:
        return _Params(self)


_NEEDLESS = ("guidislink", "guid", "comments", "author_detail", "media_credit", "rights_detail")
"""What feedparser collects for an item and nobody reads; worth a third of a large feed."""


_ADDRESSES = frozenset(("href", "src", "cite", "poster", "longdesc"))


class _Handlers:
    """Element handlers that go before those of feedparser in both of its parsers."""

    def strattrs(self: Any, attrs: list[tuple[str, str]]) -> str:
        """Write the attributes of an element of XHTML, seen from a base of its own if it has one:
        what becomes of the text knows but that of the whole.
        """
        base = self.baseuri
        if base and base != self.contentparams.get("base"):
            attrs = [(k, absolute(base, v) or v if k in _ADDRESSES else v) for k, v in attrs]
        return str(super().strattrs(attrs))  # type: ignore[misc]

    title_said = ""
    """The type that the title in hand names."""

    def push_content(self: Any, tag: str, attrs_d: dict[str, str], *rest: Any) -> None:
        if tag == "title":
            self.title_said = attrs_d.get("type", "")
        super().push_content(tag, attrs_d, *rest)  # type: ignore[misc]
        self.contentparams = _Params(self.contentparams)

    def _start_item(self: Any, attrs_d: dict[str, str]) -> None:
        if len(self.entries) >= MAX_ENTRIES:
            raise _TooMuchError("too many items")
        if self.entries:
            self.property_depth_map.clear()  # it would keep every item that ever was
            pack_last(self.entries)
        super()._start_item(attrs_d)  # type: ignore[misc]
        if about := self.entries[-1].get("id"):  # of RDF: what the item is about
            self.entries[-1]["about"] = about

    _start_entry = _start_item

    def _end_item(self: Any) -> None:
        super()._end_item()  # type: ignore[misc]
        if not self.entries:
            return
        entry = self.entries[-1]
        for key in _NEEDLESS:
            dict.pop(entry, key, None)
        if not (dict.get(entry, "title_detail") or {}).get("language"):
            dict.pop(entry, "title_detail", None)

    _end_entry = _end_item

    def _end_title(self: Any) -> None:
        kept = not -1 < self.title_depth <= self.depth  # a title further out goes before
        super()._end_title()  # type: ignore[misc]
        if kept and self.title_said:
            self._get_context()["title_type"] = self.title_said

    def _add_tag(self: Any, term: str | None, scheme: str | None, label: str | None) -> None:
        if len(self._get_context().get("tags", ())) < MAX_LABELS:
            super()._add_tag(term, scheme, label)  # type: ignore[misc]

    def _sync_author_detail(self: Any, key: str = "author") -> None:
        """Nothing: the pattern for mail addresses in it is quadratic and worse."""

    def _end_author(self: Any) -> None:
        value = self.pop("author")
        self.inauthor = 0
        authors = self._get_context().get("authors")
        if authors and value and not authors[-1]:
            authors[-1]["name"] = value

    def _start_managingeditor(self: Any, attrs_d: dict[str, str]) -> None:
        self.push("managingeditor", 1)  # of the site, and no author of its items

    def _end_managingeditor(self: Any) -> None:
        self.pop("managingeditor")

    _end_dc_author = _end_author
    _end_dc_creator = _end_author
    _end_itunes_author = _end_author

    def _end_published(self: Any) -> None:
        self.pop("published")

    _end_issued = _end_pubdate = _end_dcterms_issued = _end_published

    def _end_updated(self: Any) -> None:
        self.pop("updated")

    _end_modified = _end_lastbuilddate = _end_dcterms_modified = _end_updated

    def _end_created(self: Any) -> None:
        self.pop("created")

    _end_dcterms_created = _end_created

    def _end_expirationdate(self: Any) -> None:
        self.pop("expired")

    def _start_dc_date(self: Any, attrs_d: dict[str, str]) -> None:
        self.push("dc_date", 1)

    def _end_dc_date(self: Any) -> None:
        self.pop("dc_date")

    def _start_guid(self: Any, attrs_d: dict[str, str]) -> None:
        self.guidislink = attrs_d.get("ispermalink", "true").lower() == "true"
        self.push("guid", 1)  # not "id", which would be resolved against the base

    _start_id = _start_guid

    def _end_guid(self: Any) -> None:
        value = self.pop("guid")
        if self.guidislink and value[:8].lower().startswith(("http://", "https://")):
            self._save("link", value)

    _end_id = _end_guid

    def _start_itunes_summary(self: Any, attrs_d: dict[str, str]) -> None:
        self.push("itunes_summary", 1)  # which would pass for the text beside a description

    def _end_itunes_summary(self: Any) -> None:
        self.pop("itunes_summary")

    def _start_media_description(self: Any, attrs_d: dict[str, str]) -> None:
        self.push("media_description", 1)

    def _end_media_description(self: Any) -> None:
        self.pop("media_description")

    def _end_url(self: Any) -> None:
        value = self.pop("href")
        if self.inauthor:
            self._save_author("href", value)
        elif self.incontributor:
            self._save_contributor("href", value)
        elif self.inimage and self.inentry:
            self.entries[-1].setdefault("item_image", value)

    def _end_image(self: Any) -> None:
        value = self.pop("image")
        self.inimage = 0
        if value and self.inentry:
            self.entries[-1].setdefault("item_image", value)


_C1 = re.compile("[\x80-\x9f]")


class _Text(str):
    """Text that feedparser may translate from Windows' C1 characters at little cost.

    It maps every character of every text through a dictionary, a tenth of its time, though hardly
    any feed has one to be mapped.
    """

    __slots__ = ()

    def translate(self, table: Any, /) -> str:
        return super().translate(table) if _C1.search(self) else str(self)


class _Strict(_Handlers, feedparser.api.StrictFeedParser):  # type: ignore[misc]
    """For well-formed XML, on expat."""

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802
        if len(attrs) > _MAX_ATTRIBUTES:  # looking them up by name is quadratic
            attrs = xml.sax.xmlreader.AttributesNSImpl({}, {})
        super().startElementNS(name, qname, attrs)

    def decode_entities(self, element: str, data: str) -> str:
        return _Text(super().decode_entities(element, data))


class _Loose(_Handlers, feedparser.api.LooseFeedParser):  # type: ignore[misc]
    """For anything else, on a parser made for the tag soup of SGML."""

    def unknown_endtag(self: Any, tag: str) -> None:
        """Let the end of an item end what was left open in it, instead of becoming its text."""
        if self.incontent and self.inentry and tag in ("item", "entry"):
            while self.elementstack and self.elementstack[-1][0] != "item":
                self.pop(self.elementstack[-1][0])
            self.incontent = 0
            self.contentparams.clear()
        super().unknown_endtag(tag)


def read_xml(text: str, url: str = "") -> RawFeed:
    """Read a feed document without its declaration, mending what is broken as far as it can be.

    Relative bases are seen from its `url`.

    First as it is; if it is not well-formed, with stray ampersands, HTML entities and control
    characters mended; last as tag soup. The reading with the most items is taken.
    """
    base = url if "xml:base" in text else ""
    first = _strictly(text, base)
    if not first.broken:
        return first
    best = _read_broken(text, first, base)
    if best.halved and not has_end(text):
        # Half an item would become a false version of a good article, or an article under half a
        # name; the next fetch brings it whole.
        del best.entries[-1]
    return best


def _read_broken(text: str, best: RawFeed, base: str) -> RawFeed:
    """The best reading of what is not well-formed, given the one that ended at its first fault."""
    mended = mend(text)
    if mended != text:
        best = _better(best, _strictly(mended, base))
    # Strict readings of a broken document end at the first fault.
    if best.broken and (closed := close_leaves(mended)) != mended:
        best = _better(best, _strictly(closed, base))
        text = closed
    if best.broken:
        best = _better(best, _loosely(text, base))
    best.broken = True
    return best


def _better(one: RawFeed, other: RawFeed) -> RawFeed:
    """The reading with more items; at a draw the complete one, else the first."""
    if len(other.entries) == len(one.entries) and one.halved != other.halved:
        return other if one.halved else one
    if len(other.entries) != len(one.entries):
        return other if len(other.entries) > len(one.entries) else one
    if not one.entries and len(other.feed.get("link", "")) != len(one.feed.get("link", "")):
        return other if other.feed.get("link") else one
    return other if (one.broken and not other.broken) or not one.version else one


def _strictly(text: str, base: str = "") -> RawFeed:
    try:
        version, data, _ = replace_doctype(text.encode("utf-8", "replace"))
    except (ValueError, IndexError, RecursionError):
        return RawFeed(broken=True)
    handler = _Strict(base, None, "utf-8")
    handler.contentparams = _Params()
    handler.resolve_relative_uris = False
    handler.sanitize_html = False
    reader = xml.sax.make_parser()
    reader.setFeature(xml.sax.handler.feature_namespaces, 1)
    reader.setFeature(xml.sax.handler.feature_external_ges, 0)
    reader.setContentHandler(handler)
    reader.setErrorHandler(handler)
    source = xml.sax.xmlreader.InputSource()
    source.setEncoding("utf-8")
    source.setByteStream(io.BytesIO(data))
    broken = cut = False
    try:
        reader.parse(source)
    except _TooMuchError:
        cut = True
    except MemoryError:  # the end of the room is no end of the feed
        raise
    except Exception:  # noqa: BLE001 - expat, SAX and feedparser's handlers raise all sorts
        broken = True
    return replace(_raw(handler, version, broken), cut=cut)


def _loosely(text: str, base: str = "") -> RawFeed:
    """Read as tag soup, where that takes bounded time; an empty reading otherwise."""
    text = legal_characters(text[:_LOOSE_LIMIT])
    if _hostile(text):
        return RawFeed(broken=True)
    try:
        version, data, entities = replace_doctype(text.encode("utf-8", "replace"))
        handler = _Loose(base, None, "utf-8", entities)
        handler.resolve_relative_uris = False
        handler.sanitize_html = False
    except (ValueError, IndexError, RecursionError):
        return RawFeed(broken=True)
    cut = False
    try:
        handler.feed(data.decode("utf-8", "replace"))
        handler.close()
    except _TooMuchError:
        cut = True
    except MemoryError:  # the end of the room is no end of the feed
        raise
    except Exception:  # noqa: BLE001 - what was read until then is kept
        pass
    return replace(_raw(handler, version, True), cut=cut)


def _raw(handler: Any, version: str, broken: bool) -> RawFeed:
    """What a parser collected, without a last item that the end of a cut-off document cut off.

    Half an item would become a false version of a good article; the next fetch brings it whole.
    """
    entries = handler.entries
    halved = broken and bool(handler.inentry)
    if halved and len(entries) > 1:
        del entries[-1]
        halved = False
    return RawFeed(handler.feeddata, entries, version or handler.version, broken, halved)


def _hostile(text: str) -> bool:
    """Tell whether tags are so large, or so many of them unclosed, that tag soup takes hours."""
    if _HUGE_TAG.search(text) is not None:
        return True
    unclosed = _UNCLOSED.finditer(without_sections(text))
    return sum(1 for _ in islice(unclosed, _MAX_UNCLOSED)) == _MAX_UNCLOSED
