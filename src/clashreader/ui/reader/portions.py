"""What of an article is set on paper at once: a whole one, or a portion of a very long one.

A text of ten million characters laid out whole takes half a gigabyte; one word of a million, which
Qt looks through anew for each line, takes minutes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from clashreader.content.blocks import (
    Cell,
    Code,
    DefinitionList,
    Document,
    Figure,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Span,
    Table,
)
from clashreader.content.leads import without_shown_files
from clashreader.quotations import Quotation, find_all
from clashreader.values import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clashreader.content.blocks import Block, Spans
    from clashreader.model import Article, Highlight

PORTION: Final = 250_000
"""Characters that are laid out at once, about a hundred pages."""
LONGEST_WORD: Final = 1_000
"""Characters after which a word is broken, which no word of a language has."""
LONGEST_PARAGRAPH: Final = 20_000
_BLOCK: Final = 60
"""What a block, or a cell, counts as besides its characters."""
_WORD: Final = re.compile(r"[^\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\uffef]+")


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of an article: whether it has its head and its tail.

    `foot` stands at the foot of its pages where that is not where the article comes from.
    """

    article: Article
    body: Document
    first: bool = True
    last: bool = True
    foot: str = ""


def portions(article: Article, body: Document) -> Sequence[Portion]:
    """Return an article in portions of `PORTION` characters; nearly always it is one."""
    body = bearable(body)
    if sum(map(_weight, body.blocks)) <= PORTION:
        return (Portion(article, body),)
    article = without_shown_files(article, body)
    bodies: list[list[Block]] = [[]]
    room = PORTION
    for block in (piece for one in body.blocks for piece in _cut(one)):
        weight = _weight(block)
        if weight > room and bodies[-1]:
            bodies.append([])
            room = PORTION
        bodies[-1].append(block)
        room -= weight
    marks = _divided(article.highlights, bodies)
    last = len(bodies) - 1
    return [
        Portion(
            replace(article, highlights=marks[number]), replace(body, blocks=tuple(blocks)),
            number == 0, number == last,
        )
        for number, blocks in enumerate(bodies)
    ]  # fmt: skip


def bearable(body: Document) -> Document:
    """Return `body` with words and paragraphs that can be laid out: longer ones are broken."""
    if all(_weight(block) <= LONGEST_WORD for block in body.blocks):
        return body
    return replace(body, blocks=_broken(body.blocks))


# --- words and paragraphs ---


def _broken(blocks: Sequence[Block]) -> tuple[Block, ...]:
    found: list[Block] = []
    for block in blocks:
        match block:
            case _ if _weight(block) <= LONGEST_WORD:
                found.append(block)
            case Paragraph(spans=spans):
                found += [replace(block, spans=part) for part in _paragraphs(_words(spans))]
            case Heading(spans=spans):
                found.append(replace(block, spans=_words(spans)))
            case Quote(blocks=inner):
                found.append(Quote(_broken(inner)))
            case ListBlock(items=items):
                found.append(replace(block, items=tuple(map(_broken, items))))
            case DefinitionList(items=terms):
                pairs = ((_words(term), _broken(inner)) for term, inner in terms)
                found.append(DefinitionList(tuple(pairs)))
            case Code(text=text):
                [span] = _words((Span(text),))
                found.append(replace(block, text=span.text))
            case Table(rows=rows, caption=caption):
                cells = (tuple(replace(c, blocks=_broken(c.blocks)) for c in row) for row in rows)
                found.append(Table(tuple(cells), _words(caption)))
            case Figure(caption=caption):
                found.append(replace(block, caption=_words(caption)))
            case _:
                found.append(block)
    return tuple(found)


def _words(spans: Spans) -> Spans:
    """Break words that are too long, also such as are made of many spans."""
    broken = []
    run = 0
    for span in spans:
        if span.image:
            broken.append(span)
            continue
        text, run = _broken_text(span.text, run)
        broken.append(span if text == span.text else replace(span, text=text))
    return tuple(broken)


def _broken_text(text: str, run: int) -> tuple[str, int]:
    """Break the words of `text`, which goes on one of `run` characters; return how long a word it
    ends with, too.
    """
    parts = []
    at, end = 0, 0
    for word in _WORD.finditer(text):
        run = run if word.start() == 0 else 0
        end = word.end()
        place = word.start()
        while run + end - place > LONGEST_WORD:
            cut = place + LONGEST_WORD - run
            parts.append(text[at:cut])
            at = place = cut
            run = 0
        run += end - place
    tail = run if end == len(text) else 0
    if not text:
        return text, run
    return "\n".join([*parts, text[at:]]), tail


def _paragraphs(spans: Spans) -> Iterator[Spans]:
    """Cut a paragraph that is too long between words."""
    part: list[Span] = []
    room = LONGEST_PARAGRAPH
    for span in spans:
        rest = span
        while len(rest.text) > room:
            blank = max(rest.text.rfind(" ", 0, room), rest.text.rfind("\n", 0, room))
            cut = blank + 1 or room
            part.append(replace(rest, text=rest.text[:cut]))
            rest = replace(rest, text=rest.text[cut:], anchor=None)
            yield tuple(part)
            part, room = [], LONGEST_PARAGRAPH
        part.append(rest)
        room -= len(rest.text)
    if part:
        yield tuple(part)


# --- portions ---


def _weight(block: Block) -> int:
    """Return about how many characters a block is worth."""
    match block:
        case Paragraph(spans=spans) | Heading(spans=spans) | Figure(caption=spans):
            return _BLOCK + sum(len(span.text) for span in spans)
        case Quote(blocks=blocks) | Cell(blocks=blocks):
            return _BLOCK + sum(map(_weight, blocks))
        case ListBlock(items=items):
            return sum(_BLOCK + sum(map(_weight, item)) for item in items)
        case DefinitionList(items=terms):
            return sum(
                _BLOCK + sum(len(span.text) for span in term) + sum(map(_weight, blocks))
                for term, blocks in terms
            )
        case Code(text=text):
            return _BLOCK + len(text)
        case Table(rows=rows):
            return sum(_BLOCK + sum(map(_weight, cell.blocks)) for row in rows for cell in row)
        case _:
            return _BLOCK


def _cut(block: Block) -> Iterator[Block]:
    """Cut a block that is more than a portion where it can be cut."""
    if _weight(block) <= PORTION:
        yield block
        return
    match block:
        case Quote(blocks=blocks):
            pieces = [piece for one in blocks for piece in _cut(one)]
            for start, end in _shares([_weight(one) for one in pieces]):
                yield Quote(tuple(pieces[start:end]))
        case ListBlock(items=items):
            weights = [_BLOCK + sum(map(_weight, item)) for item in items]
            for start, end in _shares(weights):
                yield replace(
                    block, items=items[start:end], start=block.start + start,
                    numbers=block.numbers[start:end],
                )  # fmt: skip
        case DefinitionList(items=terms):
            weights = [_weight(DefinitionList((pair,))) for pair in terms]
            for start, end in _shares(weights):
                yield DefinitionList(terms[start:end])
        case Code(text=text):
            lines = text.split("\n")
            for start, end in _shares([len(line) + 1 for line in lines]):
                yield replace(block, text="\n".join(lines[start:end]))
        case Table(rows=rows) if all(cell.rows <= 1 for row in rows for cell in row):
            weights = [_weight(Table((row,))) for row in rows]
            for start, end in _shares(weights):
                yield Table(rows[start:end], () if start else block.caption)
        case _:
            yield block


def _shares(weights: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Divide what weighs so much into runs of at most half a portion, each of one at least."""
    start = total = 0
    for number, weight in enumerate(weights):
        if total + weight > PORTION // 2 and number > start:
            yield start, number
            start, total = number, 0
        total += weight
    yield start, len(weights)


def _divided(marks: Sequence[Highlight], bodies: list[list[Block]]) -> list[tuple[Highlight, ...]]:
    """Return for each body the highlights whose words are in it; those of the title, and such as
    are found nowhere, are the first one's.
    """
    found: list[list[Highlight]] = [[] for _ in bodies]
    if marks:
        texts = ["\n".join(map(_text, blocks)) for blocks in bodies]
        wanted = [Quotation(one.exact, one.prefix, one.suffix, one.earlier) for one in marks]
        for mark, place in zip(marks, find_all("\n".join(texts), wanted), strict=True):
            start = 0 if place is None else place[0]
            number = 0
            while number < len(texts) - 1 and start > len(texts[number]):
                start -= len(texts[number]) + 1
                number += 1
            if mark.earlier and number:  # counted in the portion from now on
                before = sum(text.count(mark.exact) for text in texts[:number])
                mark = replace(mark, earlier=max(0, mark.earlier - before))
            found[number].append(mark)
    return [tuple(one) for one in found]


def _text(block: Block) -> str:
    match block:
        case Paragraph(spans=spans) | Heading(spans=spans) | Figure(caption=spans):
            return "".join(span.text for span in spans)
        case Quote(blocks=blocks):
            return "\n".join(map(_text, blocks))
        case ListBlock(items=items):
            return "\n".join(_text(one) for item in items for one in item)
        case DefinitionList(items=terms):
            return "\n".join(
                "\n".join(("".join(span.text for span in term), *map(_text, blocks)))
                for term, blocks in terms
            )
        case Code(text=text):
            return text
        case Table(rows=rows):
            return "\n".join(_text(one) for row in rows for cell in row for one in cell.blocks)
        case _:
            return ""
