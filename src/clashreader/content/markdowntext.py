"""Markdown as HTML, in bounded time: the library's own time grows with the square of rubbish."""

from __future__ import annotations

import re
import threading
from collections import Counter
from typing import TYPE_CHECKING

from clashreader.content.markdownlists import straightened

if TYPE_CHECKING:
    from markdown import Markdown

EXTENSIONS = ("tables", "fenced_code", "footnotes", "def_list", "sane_lists")
_DEEPEST = 40
"""Quotations and indents within each other; the library reads them with recursion."""
_MANY = 200
"""From so many marks in a paragraph on it is looked at whether they are rubbish."""
_UNMATCHED = 40
_MANY_DEFINITIONS = 500
_PARTS = re.compile(r"(\n[ \t]*\n)")
_BRACKET = re.compile(r"[\[\]]")
_DEFINITION = re.compile(r"^( {0,3}):(?=[ \t])", re.MULTILINE)
_QUOTED_END = re.compile(r"\"[^\"<>\n]{0,300}>")
_CROWDED = 1_000
"""Headings and rules without a blank line between them; the converter cuts one at a time off."""
_HEADING = re.compile(r"^(#{1,6}[^\n]*|[ \t]*(?:[-=_*][ \t]*+){3,})$", re.MULTILINE)
_MANY_NOTES = 200
"""Marks of one footnote; more are shown as they are written."""
_NOTE = re.compile(r"\[\^([^\[\]\n]{1,200})\](?!:)")
_local = threading.local()


def markdown_html(text: str) -> str:
    """Return Markdown as HTML of unknown safety; what cannot be read as plain paragraphs."""
    text = straightened(bounded(text.replace("\x02", "").replace("\x03", "")))
    try:
        return _converter().reset().convert(text)
    except (RecursionError, ValueError, LookupError, AssertionError, AttributeError, TypeError):
        # Faults of the library on odd input; the reader gets the source, which reads well too.
        from clashreader.content.plaintext import as_html

        _local.converter = None
        return as_html(text)


def _converter() -> Markdown:
    """One converter a thread: making it takes as long as a short article."""
    converter: Markdown | None = getattr(_local, "converter", None)
    if converter is None:
        from markdown import Markdown
        from markdown.inlinepatterns import SimpleTagInlineProcessor

        from clashreader.content.markdownpieces import read_in_pieces

        converter = Markdown(extensions=list(EXTENSIONS), output_format="html")
        struck = SimpleTagInlineProcessor(r"(~~)(?=\S)([^~]{1,1000}?)(?<=\S)~~", "del")
        converter.inlinePatterns.register(struck, "strike", 50)
        read_in_pieces(converter)
        _local.converter = converter
    return converter


def bounded(text: str) -> str:
    """Return Markdown with the marks escaped that no article has, and that take ages."""
    text = _few_notes(_shallow(text.replace("<![", "&lt;![")))
    if all(
        text.count(sign) < _MANY for sign in ("[", "<", "\n:", "\n#", "---", "===", "***", "___")
    ):
        return text
    return "".join(map(_harmless, _PARTS.split(text)))


def _harmless(part: str) -> str:
    if part.count("[") >= _MANY and _is_tangled(part):
        part = part.replace("[", "\\[")
    tags = part.count("<")
    if tags >= _MANY and tags - part.count(">") + len(_QUOTED_END.findall(part)) > tags // 5:
        part = part.replace("<", "&lt;")
    if part.count("\n:") >= _MANY_DEFINITIONS:
        part = _DEFINITION.sub(r"\1\\:", part)
    if part.count("\n") >= _CROWDED and len(_HEADING.findall(part)) >= _CROWDED:
        part = _HEADING.sub(r"\n\1\n", part)
    return part


def _few_notes(text: str) -> str:
    """Return Markdown with the marks of a footnote escaped that are far too many."""
    if text.count("[^") <= _MANY_NOTES:
        return text
    counts: Counter[str] = Counter()

    def counted(match: re.Match[str]) -> str:
        counts[match[1]] += 1
        return match[0] if counts[match[1]] <= _MANY_NOTES else "\\" + match[0]

    return _NOTE.sub(counted, text)


def _is_tangled(part: str) -> bool:
    """Whether brackets do not match, nest deeply, or begin links that do not end."""
    depth = 0
    for match in _BRACKET.finditer(part):
        depth = depth + 1 if match.group() == "[" else max(depth - 1, 0)
        if depth > _UNMATCHED:
            return True
    return part.count("](") - part.count(")") > _UNMATCHED


def _shallow(text: str) -> str:
    if ">" * _DEEPEST not in text.replace(" ", "") and " " * (4 * _DEEPEST) not in text:
        return text
    lines = []
    for line in text.split("\n"):
        marks = len(line) - len(line.lstrip("> \t"))
        lines.append(line[marks - _DEEPEST :] if marks > _DEEPEST else line)
    return "\n".join(lines)
