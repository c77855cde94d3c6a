"""Documents as Markdown: what the converters of the world agree on, and tables."""

from __future__ import annotations

import re
from html import escape

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
from clashreader.content.frames import texts_of

_SPECIAL = re.compile(r"([\\`*_\[\]])")
_TAG_START = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
# What begins a line and would be read as a heading, quotation, list, rule, listing or definition.
_LINE_START = re.compile(
    r"^(?:(#{1,6}|>|[-+:]|={3,}|~{3,})(?=\s|$|[-=~>])|(\d{1,9})([.)])(?=\s|$))"
)
_WORD_INSIDE = re.compile(r"(?<=\w)\\_(?=\w)")
_MARKS = (("bold", "**"), ("italic", "*"))
_TAGS = (("strike", "del"), ("underline", "u"), ("mark", "mark"), ("superscript", "sup"),
         ("subscript", "sub"), ("small", "small"))  # fmt: skip
_MARGIN = 60


def markdown_of(document: Document) -> str:
    """Return a document as Markdown; ends with a newline unless it is empty."""
    blocks = list(document.blocks)
    if document.lead is not None:
        blocks.insert(0, document.lead)
    parts = _blocks(blocks, "")
    return "\n\n".join(parts) + "\n" if parts else ""


def _blocks(blocks: list[Block], margin: str) -> list[str]:
    parts: list[str] = []
    previous: Block | None = None
    for block in blocks:
        written = _block(block, margin[:_MARGIN])
        if isinstance(block, ListBlock) and isinstance(previous, ListBlock) and written:
            parts.append("<!-- -->")  # else the two would be read as one list
        if written:
            parts.append(written)
            previous = block
    return parts


def _block(block: Block, margin: str) -> str:
    match block:
        case Paragraph(spans=spans):
            return _lines(spans)
        case Heading(level=level, spans=spans):
            return "#" * level + " " + inline(spans).replace("\\\n", " ").replace("\n", " ")
        case Quote(blocks=blocks):
            return _prefixed("\n\n".join(_blocks(list(blocks), margin + "> ")), "> ", "> ")
        case ListBlock():
            return _list(block, margin)
        case DefinitionList(items=items):
            return "\n\n".join(_definition(term, list(blocks), margin) for term, blocks in items)
        case Code(text=text, language=language):
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
            return f"{fence}{language or ''}\n{text}\n{fence}"
        case Figure():
            return _figure(block)
        case Table():
            return _table(block)
        case Rule():
            return "---"
        case Embed(url=url, title=title):
            return f"[{_escaped(title)}]({target(url)})"


def _prefixed(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    written = [((rest if number else first) + line).rstrip() for number, line in enumerate(lines)]
    return "\n".join(written)


def _lines(spans: Spans) -> str:
    return "\n".join(_guarded(line) for line in inline(spans).split("\n"))


def _guarded(line: str) -> str:
    return _LINE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", line)


def _list(block: ListBlock, margin: str) -> str:
    items: list[str] = []
    close = all(isinstance(b, Paragraph | ListBlock) for item in block.items for b in item)
    close = close and all(sum(isinstance(b, Paragraph) for b in i) < 2 for i in block.items)
    for number, item in enumerate(block.items, max(block.start, 0)):
        mark = f"{number}." if block.ordered else "-"
        parts = _blocks(list(item), margin + "    ")
        text = ("\n" if close else "\n\n").join(parts)
        items.append(_prefixed(text, mark.ljust(4), "    ").rstrip() or mark)
    return ("\n" if close else "\n\n").join(items)


def _definition(term: Spans, blocks: list[Block], margin: str) -> str:
    head = inline(term).replace("\\\n", " ").replace("\n", " ")
    if not blocks:
        return head
    body = _prefixed("\n\n".join(_blocks(blocks, margin + "    ")), ":   ", "    ")
    return f"{head}\n{body}" if head else body


def _figure(figure: Figure) -> str:
    if figure.caption:
        return _captioned(figure)
    alt = _escaped(" ".join(figure.alt.split()))
    picture = f"![{alt}]({target(figure.url)})"
    return f"[{picture}]({target(figure.link)})" if figure.link else picture


def _captioned(figure: Figure) -> str:
    """A figure with a caption is HTML, as Markdown has no such thing: nothing is lost by it."""
    sizes = "".join(
        f' {name}="{size}"'
        for name, size in (("width", figure.width), ("height", figure.height))
        if size
    )
    alt = escape(" ".join(figure.alt.split()))
    picture = f'<img src="{escape(figure.url)}" alt="{alt}"{sizes}>'
    if figure.link:
        picture = f'<a href="{escape(figure.link)}">{picture}</a>'
    caption = "".join(map(_html_span, figure.caption))
    return f"<figure>{picture}<figcaption>{caption}</figcaption></figure>"


def _html_span(span: Span) -> str:
    text = escape(span.text, quote=False).replace("\n", "<br>")
    if span.image:
        return f'<img src="{escape(span.image)}" alt="{text}">'
    for name, tag in (("code", "code"), ("bold", "b"), ("italic", "i"), *_TAGS):
        if getattr(span, name):
            text = f"<{tag}>{text}</{tag}>"
    if span.link and not span.link.startswith("#"):
        text = f'<a href="{escape(span.link)}">{text}</a>'
    return text


def _table(table: Table) -> str:
    rows = [[" ".join(map(_cell, texts_of(list(c.blocks)))) for c in row] for row in table.rows]
    width = max(len(row) for row in rows)
    rows = [row + [""] * (width - len(row)) for row in rows]
    if not any(cell.header for cell in table.rows[0]):
        rows.insert(0, [""] * width)
    rows.insert(1, ["---"] * width)
    written = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    caption = _lines(table.caption)
    return f"{caption}\n\n{written}" if caption else written


def _cell(spans: Spans) -> str:
    return inline(spans).replace("\\\n", " ").replace("\n", " ").replace("|", "\\|")


def inline(spans: Spans) -> str:
    """Return a run of text as Markdown."""
    pieces: list[str] = []
    index = 0
    while index < len(spans):
        link = spans[index].link
        end = index + 1
        while link and end < len(spans) and spans[end].link == link:
            end += 1
        text = "".join(_span(span) for span in spans[index:end])
        seen = any(span.text.strip() or span.image for span in spans[index:end])
        if link and not link.startswith("#") and seen:
            body = text.strip()
            before = text[: len(text) - len(text.lstrip())]
            after = text[len(text.rstrip()) :]
            text = f"{before}[{body}]({target(link)}){after}"
        pieces.append(text)
        index = end
    return "".join(pieces)


def _span(span: Span) -> str:
    if span.image:
        return f"![{_escaped(span.text)}]({target(span.image)})"
    core = span.text.strip()
    if not core:
        return span.text.replace("\n", "\\\n")
    if span.code:
        ticks = "`" * (1 + max((len(run) for run in re.findall("`+", core)), default=0))
        pad = " " if core.startswith("`") or core.endswith("`") else ""
        written = ticks + pad + core.replace("\n", " ") + pad + ticks
    else:
        written = _escaped(core).replace("\n", "  \n")
    for name, mark in _MARKS:
        if getattr(span, name):
            written = mark + written + mark
    for name, tag in _TAGS:
        if getattr(span, name):
            written = f"<{tag}>{written}</{tag}>"
    before = span.text[: len(span.text) - len(span.text.lstrip())]
    after = span.text[len(span.text.rstrip()) :]
    return before.replace("\n", "  \n") + written + after.replace("\n", "  \n")


def _escaped(text: str) -> str:
    text = _WORD_INSIDE.sub("_", _SPECIAL.sub(r"\\\1", text))
    return _TAG_START.sub("&lt;", _ENTITY.sub("&amp;", text))


def target(address: str) -> str:
    """Return an address as it stands in the brackets of a link."""
    if not re.fullmatch(r"[^()]*(?:\([^()]*\)[^()]*)*", address):
        address = address.replace("(", "%28").replace(")", "%29")
    return address.replace(" ", "%20")
