"""Markdown with YAML (``---``) or TOML (``+++``) front matter to a `ParsedArticle`."""

from __future__ import annotations

import re

from clashreader.model import MediaType, ParsedArticle
from clashreader.parse import frontmatter
from clashreader.parse.encoding import decode_text
from clashreader.parse.folders import name_of, section_of
from clashreader.parse.words import clean, derived_title, plain, scrub

_HEADING = re.compile(
    r"^ {0,3}#[ \t]+(\S.*?)[ \t]*#*[ \t]*$|^(?!\s)(.{1,200})\r?\n=+[ \t]*$", re.MULTILINE
)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
_LINK = re.compile(
    r"!?\[([^\[\]]{0,500})\](?:\([^()\s]{0,2000}(?:\s+\"[^\"]{0,500}\")?\)|\[[^\[\]]{0,100}\])"
)
_EMPHASIS = re.compile(
    r"(?<![\w\\])([*_]{1,3})(?=\S)([^*_\n]{1,500})(?<=\S)\1(?!\w)|`{1,2}([^`\n]{1,500})`{1,2}"
)
_LEADING = re.compile(r"^\s{0,3}(?:>\s?|[-*+]\s+|\d{1,3}[.)]\s+|#{1,6}\s+)+")
_SKIPPED = re.compile(r"^\s*(?:!\[|<|\||\[[^\]]+\]:|```|~~~|([-*_=])(?:\s*\1){2,}\s*$)")
_HEAD_LENGTH = 20_000


def parse_markdown(data: bytes, *, path: str, base_url: str) -> ParsedArticle:
    """Read a Markdown file.

    The title is that of the front matter, else the first heading, else made from the first
    sentence. Front matter that cannot be read is searched line by line, and never loses the text.
    """
    decoded = decode_text(data)
    text = scrub(decoded.text)
    front = frontmatter.read(text)
    head = text[front.end : front.end + _HEAD_LENGTH]
    title, derived = front.title, False
    if not title:
        title = _first_heading(head)
    if not title:
        title, derived = derived_title(_first_words(head)) or name_of(path), True
    return ParsedArticle(
        uid=path,
        title=title,
        body=text,
        media_type=MediaType.MARKDOWN,
        body_span=(front.end, len(text)),
        url=front.url,
        base_url=base_url,
        author=front.author,
        outlet=front.outlet,
        published=front.published,
        updated=front.updated,
        section=front.section or section_of(path),
        tags=front.tags,
        summary=front.summary,
        lead_image=front.image,
        language=front.language,
        title_derived=derived,
        notices=(*decoded.notices, *front.notices),
    )


def _first_heading(text: str) -> str:
    """The first heading of the first level, outside of code listings."""
    for match in _HEADING.finditer(text):
        if len(_FENCE.findall(text, 0, match.start())) % 2 == 0:
            return _unmarked(match[1] or match[2])
    return ""


def _first_words(text: str) -> str:
    """The first paragraph, without the marks of Markdown."""
    found: list[str] = []
    in_listing = False
    for line in text.splitlines():
        if _FENCE.match(line):
            in_listing = not in_listing
        elif in_listing:
            continue
        elif line.strip() and not _SKIPPED.match(line):
            found.append(_unmarked(_LEADING.sub("", line)))
            if sum(map(len, found)) > 1000:
                break
        elif found:
            break
    return " ".join(found)


def _unmarked(text: str) -> str:
    text = _LINK.sub(lambda match: match[1], text[:2000])
    for _ in range(2):  # emphasis within emphasis
        text = _EMPHASIS.sub(lambda match: match[2] or match[3], text)
    return clean(re.sub(r"\\([\\`*_{}\[\]()#+.!>~|-])", r"\1", plain(text)), 300)
