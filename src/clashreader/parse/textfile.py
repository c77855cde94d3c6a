"""Plain text to a `ParsedArticle`: written as text, or left over from a web page."""

from __future__ import annotations

from clashreader.model import MediaType, ParsedArticle
from clashreader.parse.dates import written_day
from clashreader.parse.encoding import decode_text
from clashreader.parse.folders import name_of, section_of
from clashreader.parse.relatedstrip import Strip, find_strip
from clashreader.parse.savedpage import Head, Line, read_head, split_lines
from clashreader.parse.words import clean, derived_title, scrub

_TITLE_LENGTH = 150
_WRAPPED = (45, 100)
"""Lengths, in characters, of lines that were broken by hand or by a mail program."""
_ENDS = (".", "!", "?", "…", "。", '"', "”", "»")


def parse_text(data: bytes, *, path: str, base_url: str) -> ParsedArticle:
    """Read a text file.

    A first line that is short and followed by a blank one is the title, else the first sentence
    makes one. The leftovers of a saved page (its line with date and outlet, its strip of related
    articles) are taken out of the body and used.
    """
    decoded = decode_text(data)
    text = scrub(decoded.text)
    lines = split_lines(text)
    head = read_head(lines)
    if head.text_at is not None:
        glued = lines[head.next_line]
        lines[head.next_line] = _from(glued, head.text_at)
    strip = find_strip(lines, head)
    body = [line for line in lines[head.next_line : strip.start] if line.text]
    title, derived = head.title, False
    if title is None:
        title = _own_title(lines[head.next_line : strip.start], sure=not head.found)
        if title is not None:
            body = body[1:]
    if not title:
        title, derived = _made_title(body, lines, head, strip, path), True
    section = section_of(path) or head.section or strip.section
    return ParsedArticle(
        uid=path,
        title=title,
        body=text,
        media_type=MediaType.TEXT,
        body_span=_span(body, len(text)),
        base_url=base_url,
        author=head.author,
        outlet=head.outlet,
        published=head.published,
        section=section,
        related=strip.related,
        title_derived=derived,
        notices=decoded.notices,
    )


def _own_title(lines: list[Line], *, sure: bool) -> str | None:
    """The first line, if it is short, followed by a blank line and text, and no sentence.

    Below the head of a saved page (`sure` is false) it must not end with any sign at all.
    """
    filled = [number for number, line in enumerate(lines) if line.text]
    if len(filled) < 2 or filled[1] == filled[0] + 1:
        return None
    first = lines[filled[0]].text
    if len(first) > _TITLE_LENGTH or (
        first.endswith((".", ":", ",", ";")) and not first.endswith("...")
    ):
        return None
    if not sure and not first[-1].isalnum():
        return None
    return clean(first.lstrip("# ")) or None


def _from(line: Line, offset: int) -> Line:
    """The line without what stands before `offset`."""
    text = line.text[offset:].lstrip()
    return Line(text, line.end - len(text), line.end)


def _made_title(body: list[Line], lines: list[Line], head: Head, strip: Strip, path: str) -> str:
    """The first sentence; where there is none, outlet and date; else the name of the file."""
    made = "" if strip.alone else derived_title(_first_paragraph(body, lines))
    if made:
        return made
    day = "" if head.published is None else written_day(head.published)
    return ", ".join(filter(None, (head.outlet, day))) or name_of(path)


def _first_paragraph(body: list[Line], lines: list[Line]) -> str:
    """The first line of the body, and those that continue it where lines are wrapped."""
    if not body:
        return ""
    found = [body[0]]
    following = lines.index(body[0]) + 1
    for line in lines[following : following + 30]:
        wrapped = _WRAPPED[0] <= len(found[-1].text) <= _WRAPPED[1] >= len(line.text)
        if not line.text or not wrapped or found[-1].text.endswith(_ENDS):
            break
        found.append(line)
    return " ".join(line.text for line in found)


def _span(body: list[Line], length: int) -> tuple[int, int]:
    if not body:
        return (length, length)
    return (body[0].start, body[-1].end)
