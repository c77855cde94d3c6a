"""What stands around a body: the title block above it, related articles and files below."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from PySide6.QtCore import QLocale

from clashreader.ui.language import plural
from clashreader.ui.reader.decorations import Shape
from clashreader.ui.reader.links import Link, LinkKind, is_web_address
from clashreader.ui.reader.typography import Role
from clashreader.ui.reader.words import (
    date_words,
    day_words,
    exact_time,
    fit,
    has_right_to_left,
    is_right_to_left,
    label,
    month_of,
    reading_time,
    tr,
)
from clashreader.ui.tag_colours import tag_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clashreader.content.blocks import Document
    from clashreader.model import Article, ArticleRow, Enclosure, Related
    from clashreader.ui.reader.writer import Place, Writer

_NBSP = "\u00a0"
_PAD = _NBSP * 3
"""Room inside a chip, at either end."""
# A date in Latin figures within a line of Arabic falls apart unless it is isolated (UAX 9).
_ISOLATE = "\u2068"
_ISOLATE_END = "\u2069"
_UNBREAKABLE = 42
"""Parts of the meta line up to this many characters are kept on one line."""


_LONG_TITLE = 140
"""Characters from which a title is set smaller."""


_COMPANY = 20
"""Characters up to which the last two words of a title stay on one line."""


_SHORTENED = 150
"""Characters from which the title of a further article is cut: it is a signpost, no headline."""


@dataclass(frozen=True, slots=True)
class Further:
    """Articles of the library to read after one: of the same story, or just of its section."""

    rows: Sequence[ArticleRow] = ()
    same_story: bool = True


NOTHING: Final = Further()


def write_head(writer: Writer, article: Article, document: Document, place: Place) -> None:
    """Write section, title, meta line, chips and notices."""
    title = " ".join(article.title.split()) or tr("Untitled")
    rtl = is_right_to_left(title) or (document.rtl and not any(c.isalpha() for c in title))
    head = replace(place, rtl=rtl)
    top = 0.0
    if article.section:
        writer.start_block(Role.SECTION_HEAD, head, before=top)
        writer.text(
            article.section,
            Role.SECTION_HEAD,
            link=Link(LinkKind.SECTION, article.section),
            colour=writer.theme.accent,
        )
        top = 8.0
    # A title of three hundred characters at full size would push the article out of sight.
    role = Role.TITLE if len(title) <= _LONG_TITLE else Role.LONG_TITLE
    writer.start_block(role, head, before=top)
    first = writer.cursor.position()
    writer.text(_with_company(title), role)
    writer.title = first, writer.cursor.position()
    if article.title_derived:
        writer.start_block(Role.NOTICE, head, before=6)
        writer.text(tr("Title taken from the text"), Role.NOTICE)
    _write_meta(writer, article, head)
    _write_chips(writer, article, head)
    notices = tuple(dict.fromkeys((*article.notices, *document.notices)))
    if notices:
        writer.start_block(Role.NOTICE, head, before=10)
        writer.text(" ".join(notices), Role.NOTICE)
    first = writer.next_position()
    writer.start_block(Role.GAP, head, before=16, after=4)
    writer.decorate(Shape.HAIRLINE, first, head)


def _with_company(title: str) -> str:
    """Return `title` so that no short word is left alone on its last line."""
    words = title.rsplit(" ", 2)
    if len(words) < 3 or len(words[1]) + len(words[2]) > _COMPANY or len(title) < 2 * _COMPANY:
        return title
    return f"{words[0]} {words[1]}{_NBSP}{words[2]}"


def _write_meta(writer: Writer, article: Article, place: Place) -> None:
    outlet = (article.outlet or article.source_title).strip()
    parts = [(outlet, "")] if outlet else []
    if article.author and article.author.strip().casefold() != outlet.casefold():
        parts.append((article.author, ""))
    published = article.published
    date = date_words(published) if published is not None else tr("Undated")
    parts.append((date, _about_dates(article)))
    if article.words:
        count = plural("Reader", "%Ln word", "%Ln words", article.words)
        parts.append((reading_time(article.words, article.language), count))
    writer.start_block(Role.META, place, before=12)
    for index, (part, hint) in enumerate(parts):
        text = " ".join(part.split())
        if len(text) <= _UNBREAKABLE:
            text = text.replace(" ", _NBSP)
        text = _isolated(text, place)
        strong = index == 0 and bool(outlet)
        colour = writer.theme.text if strong else None
        writer.text(text, Role.META, bold=strong, colour=colour, hint=hint)
        if index + 1 < len(parts):
            writer.text(f"{_NBSP}· ", Role.META)


def _about_dates(article: Article) -> str:
    """Return what is known of the article's dates, to the second, a line each."""
    known = [
        (tr("Published: %1"), article.published),
        (tr("Changed, says the source: %1"), article.updated),
        (tr("First seen here: %1"), article.first_seen or None),
    ]
    lines = [words.replace("%1", exact_time(time)) for words, time in known if time is not None]
    if article.published is None:
        lines.insert(0, tr("The source gives no date."))
    return "\n".join(lines)


def describe(article: Article) -> str:
    """Return who published `article` and when, to the second: for those who do not see the page."""
    outlet = (article.outlet or article.source_title).strip()
    return "\n".join(part for part in (outlet, article.author, _about_dates(article)) if part)


def _write_chips(writer: Writer, article: Article, place: Place) -> None:
    chips: list[tuple[str, Link | None]] = []
    if article.edits:
        edited = tr("Edited ×%1").replace("%1", str(article.edits))
        chips.append((edited, Link(LinkKind.CHANGES)))
    if article.gone_since is not None:
        since = day_words(article.gone_since)
        chips.append((tr("Gone since %1").replace("%1", since), None))
    chips += [(tag, Link(LinkKind.TAG, tag)) for tag in article.tags]
    if not chips:
        return
    writer.start_block(Role.CHIP, place, before=8)
    for index, (text, link) in enumerate(chips):
        if index:
            writer.text(f"{_NBSP} ", Role.CHIP)
        first = writer.cursor.position()
        padded = f"{_PAD}{' '.join(text.split()).replace(' ', _NBSP)}{_PAD}"
        # What happened to the article stands out from the labels it carries.
        tag = link is not None and link.kind is LinkKind.TAG
        own = tag_colour(writer.theme, writer.tag_colours.get(text))
        colour = own if tag else writer.theme.accent
        writer.text(padded, Role.CHIP, link=link, colour=colour)
        writer.decorate(Shape.CHIP, first, place)


def write_tail(writer: Writer, article: Article, further: Further, place: Place) -> None:
    """Write enclosures, further articles of the library, and the labels the article came with."""
    files = [item for item in article.enclosures if is_web_address(item.url)]
    if files:
        _write_section_head(writer, tr("Files"), place)
        for item in files:
            _write_enclosure(writer, item, place)
    related = further.rows if further.same_story else ()
    if related or article.related:
        _write_section_head(writer, tr("Related"), place)
    for row in related:
        _write_row(writer, row, place)
    if article.related:
        _write_labels(writer, article.related, place)
    if further.rows and not further.same_story:
        _write_section_head(writer, _more_from(article.section), place)
        for row in further.rows:
            _write_row(writer, row, place)
    # Room below the last line: the end of an article is not the edge of the window.
    writer.start_block(Role.GAP, place, before=56)


def _write_section_head(writer: Writer, text: str, place: Place) -> None:
    first = writer.next_position()
    writer.start_block(Role.GAP, place, before=44)
    writer.decorate(Shape.HAIRLINE, first, place)
    writer.start_block(Role.SECTION_HEAD, place, before=18)
    writer.text(text, Role.SECTION_HEAD)


def _more_from(section: str | None) -> str:
    if section is None:
        return tr("From around the same time")
    return tr("More from %1").replace("%1", section)


def _shortened(title: str) -> str:
    """Return `title`, cut after a word where it is long."""
    if len(title) <= _SHORTENED:
        return title
    cut = title[:_SHORTENED]
    whole = cut.rpartition(" ")[0]
    # A script without blanks, or one very long word, is cut where it is.
    return (whole if len(whole) > _SHORTENED // 2 else cut).rstrip(" ,;:.\u2013\u2014-") + " …"


def _write_row(writer: Writer, row: ArticleRow, place: Place) -> None:
    link = Link(LinkKind.ARTICLE, number=row.id)
    writer.start_block(Role.RELATED, place, before=14)
    title = " ".join(row.title.split()) or tr("Untitled")
    short = _shortened(title)
    hint = title if short != title else ""
    writer.text(_isolated(short, place), Role.RELATED, link=link, hint=hint)
    where = label(row.section, month_of(row.published)) or row.outlet
    writer.start_block(Role.CAPTION, place, before=1)
    writer.text(_isolated(where, place), Role.CAPTION, link=link)


def _isolated(text: str, place: Place) -> str:
    """Return `text` so that it keeps its own direction within a line of `place`."""
    if place.rtl or has_right_to_left(text):
        return f"{_ISOLATE}{text}{_ISOLATE_END}"
    return text


def _write_labels(writer: Writer, related: Sequence[Related], place: Place) -> None:
    """Write the strip of labels; those that have a title and an address get a line each."""
    plain: dict[str, Link] = {}
    for item in related:
        name = label(item.section, item.month)
        if item.title and item.url and is_web_address(item.url):
            writer.start_block(Role.RELATED, place, before=12)
            writer.text(
                _isolated(_shortened(item.title), place),
                Role.RELATED,
                link=Link(LinkKind.WEB, item.url),
            )
            if name:
                writer.start_block(Role.CAPTION, place, before=1)
                writer.text(_isolated(name, place), Role.CAPTION)
        elif name and item.section:
            plain.setdefault(name, Link(LinkKind.SECTION, item.section, item.month))
    if not plain:
        return
    writer.start_block(Role.META, place, before=14)
    for index, (name, link) in enumerate(plain.items()):
        if index:
            writer.text(f"{_NBSP}· ", Role.META)
        writer.text(_isolated(name.replace(" ", _NBSP), place), Role.META, link=link)


def _write_enclosure(writer: Writer, item: Enclosure, place: Place) -> None:
    writer.start_block(Role.META, place, before=8)
    name = item.title or unquote(urlsplit(item.url).path.rsplit("/", 1)[-1]) or item.url
    writer.text(fit(name), Role.META, link=Link(LinkKind.WEB, item.url), underline=True)
    details = []
    if item.media_type:
        details.append(item.media_type)
    if item.size:
        details.append(QLocale().formattedDataSize(item.size, 1))
    if details:
        writer.text(f"{_NBSP}· {', '.join(details)}", Role.META)
