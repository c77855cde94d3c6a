"""An article's title where its body begins with it again: it is shown above the body already.

Only a whole block goes, and only where a title stands. What adds a word of its own stays, and so
does what links elsewhere, or is all there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlsplit

from clashreader.content.blocks import Block, Figure, Heading, Paragraph, Rule
from clashreader.content.frames import texts_of
from clashreader.content.junk import page_of
from clashreader.content.styles import plain_text

FIRST_BLOCKS: Final = 3
"""A heading that is no main one is a repetition only among so many first blocks."""
_FIRST_LINES: Final = 8
"""Nothing is a repetition that has so many lines of text before it: a label, a date, authors."""
_LONGER: Final = 120
"""Characters by which a repetition may be longer: the name of the site."""
_SITE_WORDS: Final = 4
_JOINT = re.compile(r"\s+[-–—:·•/]\s+|\s*[|»]\s*")
_WORD = re.compile(r"[^\W_]{1,8}")


def folded(text: str) -> str:
    """Return text for comparing: letters and digits only, case folded."""
    return "".join(filter(str.isalnum, text.casefold()))


def may_repeat(lines: Iterable[str], title: str) -> bool:
    """Whether one of the first lines of a body may be its title, or nearly; a quick look."""
    found = _WORD.search(title)
    if found is None:
        return False
    start = found.group().casefold()
    joints = list(_JOINT.finditer(title))
    # What every form of the title begins with: it may end with the name of the site.
    wanted = folded(title[: joints[-1].start()] if joints else title)
    longest = len(title) + _LONGER
    for number, line in enumerate(lines):
        if number > _FIRST_LINES:
            return False
        if len(line) <= longest and start in line.casefold():
            # A block may break the title into lines, and may name the site behind it. Its first
            # word alone stands in the first lines of every fifth article.
            said = folded(line)
            if said and (wanted.startswith(said) or said.startswith(wanted)):
                return True
    return False


def without_title(blocks: list[Block], title: str, address: str | None) -> list[Block]:
    """Return `blocks` without the one that repeats `title`, if there is one.

    `address` is the article's own, or the base of its links: it says what the site is called.
    """
    site = _site(address)
    titles = {folded(title), folded(_without_site(title, site))} - {""}
    lines = 0
    for index, block in enumerate(blocks):
        if isinstance(block, Heading):
            likely = block.level == 1 or index < FIRST_BLOCKS
            if likely and _is_title(plain_text(block.spans), titles, title, site):
                return blocks[:index] + blocks[index + 1 :]
        elif isinstance(block, Paragraph) and all(
            isinstance(before, Figure | Rule) for before in blocks[:index]
        ):
            rest = blocks[index + 1 :]
            if _is_bare_title(block, titles, address) and any(texts_of(rest)):
                return blocks[:index] + rest
        lines += sum(plain_text(spans).count("\n") + 1 for spans in texts_of([block]))
        if lines >= _FIRST_LINES:
            break
    return blocks


def _is_title(text: str, titles: set[str], title: str, site: Sequence[str]) -> bool:
    if folded(text) in titles:
        return True
    return len(text) <= len(title) + _LONGER and folded(_without_site(text, site)) in titles


def _is_bare_title(block: Paragraph, titles: set[str], address: str | None) -> bool:
    """Whether a paragraph is the title, and nothing in it would be lost."""
    if folded(plain_text(block.spans)) not in titles:
        return False
    return all(
        span.image is None
        and span.anchor is None
        and (span.link is None or (address is not None and page_of(span.link) == page_of(address)))
        for span in block.spans
    )


def _without_site(text: str, site: Sequence[str]) -> str:
    """Return a title without the name of its site at its end."""
    joints = list(_JOINT.finditer(text)) if site else []
    if not joints:
        return text
    name = text[joints[-1].end() :]
    return text[: joints[-1].start()] if _is_name(name, site) else text


def _is_name(name: str, site: Sequence[str]) -> bool:
    """Whether a few words are what a site is called, by the parts of its host."""
    words = [folded(word) for word in name.split() if folded(word) not in ("", "the")]
    key = "".join(words)
    if not 0 < len(words) <= _SITE_WORDS:
        return False
    initials = "".join(word[0] for word in words)
    for part in site:
        if part == key or (len(initials) > 2 and part.startswith(initials)):
            return True
        short, long = sorted((part, key), key=len)
        if len(short) > 3 and short in long and 2 * len(short) >= len(long):
            return True
    return False


def _site(address: str | None) -> list[str]:
    """Return the parts of an address's host that may be a name, folded."""
    try:
        host = urlsplit(address or "").hostname or ""
    except ValueError:
        return []
    return [part for part in map(folded, host.split(".")[:-1]) if len(part) > 2 and part != "www"]
