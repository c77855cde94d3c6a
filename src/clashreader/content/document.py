"""Bodies as documents, HTML, text and Markdown: all from the same tidied blocks."""

from __future__ import annotations

from collections.abc import Iterator

from clashreader.content.blocks import (
    Block,
    Code,
    DefinitionList,
    Document,
    Embed,
    Figure,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Span,
    Spans,
    Table,
)
from clashreader.content.body import Body
from clashreader.content.directions import first_strong
from clashreader.content.normalise import blocks_of
from clashreader.content.overlong import TOO_LONG, is_overlong
from clashreader.content.prepare import fragment
from clashreader.content.sanitize import sanitise, sanitise_marked
from clashreader.content.tidy import tidied
from clashreader.content.writing import text_of


def to_document(body: Body) -> Document:
    """Return the body as a tree of blocks, cleaned and tidied."""
    html, base = fragment(body)
    notices = (TOO_LONG,) if is_overlong(body.article, body.media_type) else _notices(html)
    return tidy_document(blocks_of(sanitise_marked(html, base)), body, notices)


def tidy_document(blocks: tuple[Block, ...], body: Body, notices: tuple[str, ...] = ()) -> Document:
    """Return blocks as the document of `body`, without what is shown around it."""
    kept, lead = tidied(blocks, body.title, body.lead_image, body.base_url)
    return Document(kept, _runs_left(kept), notices, lead)


def to_html(body: Body) -> str:
    """Return the body as sanitised HTML."""
    html, base = fragment(body)
    return sanitise(html, base)


def to_text(body: Body) -> str:
    """Return the body as plain text."""
    return text_of(to_document(body))


def to_markdown(body: Body) -> str:
    """Return the body as Markdown."""
    from clashreader.content.markdownwriter import markdown_of

    return markdown_of(to_document(body))


def _notices(html: str) -> tuple[str, ...]:
    count = html.count("data:image/") if "data:image/" in html else 0
    large = count and len(html) > _EMBEDDED * count
    if not large:
        return ()
    if count == 1:
        return ("1 picture that is embedded in the text is not shown.",)
    return (f"{count} pictures that are embedded in the text are not shown.",)


_EMBEDDED = 3000


def _runs_left(blocks: tuple[Block, ...]) -> bool:
    """Whether most of the text is in blocks that run right to left."""
    balance = 0
    for spans in texts(blocks):
        strong = first_strong("".join(span.text for span in spans))
        length = sum(len(span.text) for span in spans)
        balance += 0 if strong is None else length if strong else -length
    return balance > 0


def texts(blocks: tuple[Block, ...]) -> Iterator[Spans]:
    """Yield the runs of text of blocks."""
    from clashreader.content.frames import texts_of

    yield from texts_of(list(blocks))


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield all blocks, those within others included, in the order of reading."""
    queue: list[Block] = list(reversed(blocks))
    while queue:
        block = queue.pop()
        yield block
        queue.extend(reversed(inner_blocks(block)))


def inner_blocks(block: Block) -> list[Block]:
    """Return the blocks directly within a block."""
    match block:
        case Quote(blocks=blocks):
            return list(blocks)
        case ListBlock(items=items):
            return [inner for item in items for inner in item]
        case DefinitionList(items=terms):
            return [inner for _, definition in terms for inner in definition]
        case Table(rows=rows):
            return [inner for row in rows for cell in row for inner in cell.blocks]
        case Paragraph() | Heading() | Code() | Figure() | Rule() | Embed():
            return []


def spans_of(block: Block) -> tuple[Span, ...]:
    """Return the text that a block holds itself, a figure's and a table's caption included."""
    match block:
        case Paragraph(spans=spans) | Heading(spans=spans):
            return spans
        case Figure(caption=caption) | Table(caption=caption):
            return caption
        case DefinitionList(items=terms):
            return tuple(span for term, _ in terms for span in term)
        case _:
            return ()


def pictures(document: Document) -> list[str]:
    """Return the addresses of all pictures, the small ones in the text included, each once."""
    found: dict[str, None] = {}
    if document.lead is not None:
        found[document.lead.url] = None
    for block in walk(document.blocks):
        if isinstance(block, Figure):
            found[block.url] = None
        for span in spans_of(block):
            if span.image:
                found[span.image] = None
    return list(found)
