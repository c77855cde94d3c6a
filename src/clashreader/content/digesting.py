"""What the library stores about a body; with a fast path for the thousands of a sync.

The fast path reads only markup whose text it gets exactly as the document builder would, and
leaves everything else to it. A test holds the two together.
"""

from __future__ import annotations

import re
from itertools import repeat

from clashreader.content import addresses
from clashreader.content.body import Body
from clashreader.content.junk import looks_like_junk
from clashreader.content.levelling import is_inline
from clashreader.content.markup import attributes
from clashreader.content.overlong import is_overlong, text_only
from clashreader.content.prepare import fragment
from clashreader.content.samepicture import picture_key, same_shot
from clashreader.content.tidy import SHARE_SIGNS
from clashreader.content.titles import folded, may_repeat
from clashreader.content.unseen import has_unseen, without_unseen
from clashreader.content.wording import cut, plain, words_and_language
from clashreader.model import Digest, MediaType
from clashreader.references import characters

MAX_IMAGES = 200
SUMMARY = 300
"""Characters of a summary that is taken from the text."""
MAX_SUMMARY = 1000

_SIMPLE_BLOCKS = (
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "figure",
    "figcaption", "section", "article", "hr", "br",
)  # fmt: skip
_SIMPLE_INLINE = ("a", "b", "strong", "em", "i", "u", "s", "small", "sub", "sup", "span", "cite",
                  "mark", "abbr")  # fmt: skip
_BREAK = "\x00"
_SEPARATORS: dict[str, str] = {
    f"{slash}{name}": separator
    for names, separator in ((_SIMPLE_BLOCKS, _BREAK), (_SIMPLE_INLINE, ""))
    for name in names
    for slash in ("", "/")
}
_TAG = re.compile(
    r"""<(/?[a-z][a-z0-9]*+)((?:\s++[a-zA-Z][^\s<>"'=/]*+(?:="[^"<>]*+"|='[^'<>]*+')?+)*+)\s*+/?>"""
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FIGURE = frozenset({"figure", "/figure"})
_IN_FIGURE = frozenset({"figcaption", "/figcaption", "br"})
_SIMPLE_ENDS = frozenset(_SEPARATORS) - {"br", *_SIMPLE_INLINE, *("/" + n for n in _SIMPLE_INLINE)}


def digest(body: Body, *, summary: str | None = None) -> Digest:
    """Return text, words, summary, pictures, language and first heading of a body."""
    lines, images, heading = _found(body)
    text = "\n".join(lines)
    lead = addresses.absolute(body.lead_image or "", body.base_url, picture=True)
    if lead is not None and not any(same_shot(lead, url) for url in images[:3]):
        images.insert(0, lead)
    short = plain(summary, MAX_SUMMARY) if summary else ""
    words, language = words_and_language(text)
    return Digest(
        text,
        words,
        short or _beginning(lines),
        tuple(images[:MAX_IMAGES]),
        lead or (images[0] if images else None),
        language,
        heading,
    )


_Found = tuple[list[str], list[str], str | None]
"""Lines of text, addresses of pictures, the first heading."""


def _found(body: Body) -> _Found:
    if is_overlong(body.article, body.media_type):
        return _of_simple(text_only(body.article, body.media_type), body)
    if body.media_type is MediaType.TEXT and not any(s in body.article for s in SHARE_SIGNS):
        lines = _plain_text(body)
        if not any(map(looks_like_junk, lines)) and not may_repeat(lines, body.title):
            return lines, [], None
    if body.media_type is MediaType.MARKDOWN:
        from clashreader.content.markdownlook import look

        looked = look(body.article, body.base_url, body.title)
        if looked is not None and not (_needs_tidying(looked) or any(map(has_unseen, looked[0]))):
            return looked
    html, base = fragment(body)
    if body.media_type is not MediaType.PAGE:
        found = _fast(html, base, body.title)
        if found is not None:
            return found
    return _thorough(html, base, body)


def _of_simple(html: str, body: Body) -> _Found:
    return _fast(html, body.base_url, body.title) or _thorough(html, body.base_url, body)


def _needs_tidying(found: _Found) -> bool:
    """Whether lines or pictures may be left out, by what stands around them."""
    lines, images, _ = found
    if len(images) > 1 and len(set(map(picture_key, images))) < len(images):
        return True
    return any(map(looks_like_junk, lines))


def _beginning(lines: list[str]) -> str:
    taken: list[str] = []
    length = 0
    for line in lines:
        taken.append(line)
        length += len(line) + 1
        if length > SUMMARY:
            break
    return cut(" ".join(taken), SUMMARY)


def _thorough(html: str, base: str | None, body: Body) -> _Found:
    from clashreader.content.blocks import Heading
    from clashreader.content.document import pictures, tidy_document, walk
    from clashreader.content.normalise import blocks_of
    from clashreader.content.sanitize import sanitise_marked
    from clashreader.content.styles import plain_text
    from clashreader.content.writing import lines_of

    blocks = blocks_of(sanitise_marked(html, base))
    headings = (plain_text(b.spans) for b in walk(blocks) if isinstance(b, Heading))
    heading = next((" ".join(h.split()) for h in headings), None)
    document = tidy_document(blocks, body)
    return lines_of(document), pictures(document), heading


def _plain_text(body: Body) -> list[str]:
    from clashreader.content.plaintext import paragraphs

    return paragraphs(body.article)


def _fast(html: str, base: str | None, title: str) -> _Found | None:
    """Return what is found in simple markup; None where a real parser has to look."""
    pieces = _TAG.split(html)
    if html.count("<") != len(pieces) // 3 or _BREAK in html:
        return None
    written = "".join(pieces[2::3])
    if any(map(written.__contains__, SHARE_SIGNS)):
        return None
    texts, names = pieces[::3], pieces[1::3]
    others = set(names) - _SEPARATORS.keys()
    if others - {"img"}:
        return None
    images: dict[str, None] = {}
    if others:
        for name, attributes_written in zip(names, pieces[2::3], strict=True):
            if name == "img" and not _take_picture(attributes_written, base, images):
                return None
    if "figure" in names and not _are_simple_figures(names):
        return None
    if "figcaption" in names and names.count("img") > len(images):
        return None  # one that follows itself is shown once, its caption included
    heading = None
    if not _HEADINGS.isdisjoint(names):
        heading = _heading(texts, names)
        if not heading or (title and folded(heading) == folded(title)):
            return None
    pieces[1::3], pieces[2::3] = map(_SEPARATORS.get, names, repeat("")), repeat("", len(names))
    found = _lines("".join(pieces)), list(images), heading
    return None if _needs_tidying(found) or may_repeat(found[0], title) else found


def _are_simple_figures(names: list[str]) -> bool:
    """Whether figures hold but pictures and captions: else a caption may be read out of turn."""
    inside = False
    for name in names:
        if name in _FIGURE:
            inside = name == "figure"
        elif inside and name not in _IN_FIGURE and _SEPARATORS.get(name):
            return False
    return True


def _heading(texts: list[str], names: list[str]) -> str | None:
    """Return the text of the first heading; None where it does not simply end."""
    first = next(index for index, name in enumerate(names) if name in _HEADINGS)
    end = next((i for i in range(first + 1, len(names)) if names[i] in _SIMPLE_ENDS), None)
    if end is None or names[end] != "/" + names[first]:
        return None
    parts = (texts[i] + (_BREAK if names[i] == "br" else "") for i in range(first + 1, end + 1))
    return " ".join(_lines("".join(parts)))


def _lines(joined: str) -> list[str]:
    if "&" in joined:
        joined = characters(joined)
    return [line for part in joined.split(_BREAK) if (line := _on_one_line(part))]


def _on_one_line(text: str) -> str:
    """Fold white space; a printable text has no other than blanks, and most have single ones."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(without_unseen(text).split())


def _take_picture(written: str, base: str | None, images: dict[str, None]) -> bool:
    """Note a picture; False where what becomes of it depends on what stands around it."""
    found = attributes(written)
    url = addresses.picture_address(found, base)
    if url is None:
        return "src" in found and not found["src"].startswith("data:")
    if not addresses.is_counter(found, url):
        if is_inline(found, addresses.pixels(found.get("height")), url):
            return False
        images[url] = None
    return True
