"""Runs of text and their looks, with white space folded as browsers fold it."""

from __future__ import annotations

import re
from typing import NamedTuple

from clashreader.content.blocks import Span, Spans

_BLANKS = re.compile(r"[ \t\n\r\f]+")
_AROUND_BREAK = re.compile(r" *\n *")


class Style(NamedTuple):
    """How text looks and where it leads; the fields are those of `Span`."""

    bold: bool = False
    italic: bool = False
    code: bool = False
    strike: bool = False
    underline: bool = False
    mark: bool = False
    superscript: bool = False
    subscript: bool = False
    small: bool = False
    link: str | None = None
    hint: str | None = None


PLAIN = Style()

LOOKS: dict[str, dict[str, bool]] = {
    "b": {"bold": True}, "strong": {"bold": True}, "summary": {"bold": True},
    "em": {"italic": True}, "i": {"italic": True}, "cite": {"italic": True},
    "dfn": {"italic": True}, "var": {"italic": True},
    "code": {"code": True}, "kbd": {"code": True}, "samp": {"code": True},
    "s": {"strike": True}, "del": {"strike": True},
    "u": {"underline": True}, "ins": {"underline": True},
    "mark": {"mark": True}, "small": {"small": True},
    "sup": {"superscript": True, "subscript": False},
    "sub": {"subscript": True, "superscript": False},
    "rt": {"small": True},
}  # fmt: skip
"""What inline elements do to the style around them."""


def restyle(style: Style, name: str) -> Style:
    """Return the style within an inline element of that name."""
    return Style(**{**style._asdict(), **LOOKS[name]})


class Run:
    """The text of one block while it is read."""

    def __init__(self) -> None:
        self.pieces: list[tuple[str, Style, str | None]] = []
        self.images: dict[int, tuple[str, str]] = {}
        self.anchor: str | None = None
        self.blank = True
        """Whether further white space would be folded away: at the start, after a space."""

    def add(self, text: str, style: Style) -> None:
        """Append text as it stands in the source."""
        text = _BLANKS.sub(" ", text)
        if self.blank and text.startswith(" "):
            text = text[1:]
        if not text:
            return
        self.blank = text.endswith(" ")
        self.append(text, style)

    def line_break(self) -> None:
        """Append a line break."""
        self.append("\n", PLAIN)
        self.blank = True

    def image(self, url: str, alt: str, style: Style) -> None:
        """Append a small picture, which stands in the line."""
        self.images[len(self.pieces)] = (url, alt)
        self.append(alt, style)
        self.blank = False

    def append(self, text: str, style: Style) -> None:
        """Append text as it is, with the anchor that waits for it."""
        self.pieces.append((text, style, self.anchor))
        self.anchor = None

    @property
    def ends_line(self) -> bool:
        """Whether nothing has been written in the current line."""
        for index in range(len(self.pieces) - 1, -1, -1):
            text = self.pieces[index][0]
            if index in self.images:
                return False
            if text.strip(" "):
                return text.rstrip(" ").endswith("\n")
        return True

    def spans(self) -> Spans:
        """Return what was read as spans, neighbours of one style joined."""
        spans: list[Span] = []
        index = 0
        while index < len(self.pieces):
            text, style, anchor = self.pieces[index]
            image = self.images.get(index)
            index += 1
            parts = [text]
            while image is None and index < len(self.pieces) and index not in self.images:
                following, other, place = self.pieces[index]
                if other != style or place is not None:
                    break
                parts.append(following)
                index += 1
            spans.append(Span("".join(parts), *style, anchor, image[0] if image else None))
        return trimmed(spans)


def restyled(span: Span, text: str) -> Span:
    """Return `span` with another text."""
    return Span(
        text, span.bold, span.italic, span.code, span.strike, span.underline, span.mark,
        span.superscript, span.subscript, span.small, span.link, span.hint, span.anchor, span.image,
    )  # fmt: skip


def trimmed(spans: list[Span]) -> Spans:
    """Return spans without white space at the ends and beside line breaks."""
    kept: list[Span] = []
    line_start = True
    for span in spans:
        text = _AROUND_BREAK.sub("\n", span.text) if "\n" in span.text else span.text
        if line_start and not span.image:
            text = text.lstrip(" \n" if not kept else " ")
        if text.startswith("\n"):
            _trim_end(kept, " ")
        if text or span.image or span.anchor:
            kept.append(span if text == span.text else restyled(span, text))
        if text or span.image:
            line_start = text.endswith("\n")
    _trim_end(kept, " \n")
    return tuple(kept)


def _trim_end(spans: list[Span], blanks: str) -> None:
    while spans and not spans[-1].image:
        text = spans[-1].text.rstrip(blanks)
        if text == spans[-1].text and text:
            return
        if text:
            spans[-1] = restyled(spans[-1], text)
            return
        if spans[-1].anchor:
            spans[-1] = restyled(spans[-1], "")
            return
        spans.pop()


def split_paragraphs(spans: Spans) -> list[Spans]:
    """Return spans parted where two or more line breaks follow each other."""
    if not any("\n" in span.text for span in spans):
        return [spans]
    paragraphs: list[list[Span]] = [[]]
    breaks = 0
    for span in spans:
        for number, part in enumerate(span.text.split("\n")):
            breaks = breaks + 1 if number else breaks
            if not part and not (span.image or (span.anchor and number == 0)):
                continue
            if breaks > 1 and paragraphs[-1]:
                paragraphs.append([])
            elif breaks and paragraphs[-1]:
                last = paragraphs[-1][-1]
                paragraphs[-1][-1] = restyled(last, last.text + "\n")
            breaks = 0
            piece = restyled(span, part)
            previous = paragraphs[-1][-1] if paragraphs[-1] else None
            if previous is not None and number and restyled(previous, part) == piece:
                paragraphs[-1][-1] = restyled(span, previous.text + part)
            else:
                paragraphs[-1].append(piece)
    return [trimmed(paragraph) for paragraph in paragraphs]


def plain_text(spans: Spans) -> str:
    """Return the text of spans."""
    return "".join(span.text for span in spans)
