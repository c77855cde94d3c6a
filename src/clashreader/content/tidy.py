"""What an article can do without: its title again, share links, the lead picture again."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from clashreader.content.blocks import Block, Figure, ListBlock, Paragraph, Rule, Spans
from clashreader.content.junk import without_junk
from clashreader.content.samepicture import same_picture, same_shot
from clashreader.content.titles import FIRST_BLOCKS, without_title

_SHARE = re.compile(
    r"facebook\.com/(?:sharer|share\.php|dialog)|(?:twitter|x)\.com/(?:intent|share)|t\.me/share"
    r"|linkedin\.com/(?:share|cws)|reddit\.com/submit|pinterest\.[a-z.]+/pin/create|addtoany\.com"
    r"|(?:wa\.me|api\.whatsapp\.com)/[^#]*text=|whatsapp://|addthis\.com|getpocket\.com/(?:edit|save)"
    r"|feeds\.feedburner\.com/~f|vk\.com/share|tumblr\.com/(?:share|widgets)|threads\.net/intent/"
    r"|bsky\.app/intent/|^mailto:\?",
    re.IGNORECASE,
)
SHARE_SIGNS = (
    "/share", "intent/", "addtoany", "/submit", "pin/create", "/~f", "addthis.", "getpocket",
    "mailto:?", "whatsapp", ".com/cws", "com/dialog", ".com/widgets",
)  # fmt: skip
"""Without one of these in an HTML source no link of it can be a share link."""
_LABEL_WORDS = 4
_LARGEST_ICON = 120
"""Pixels beyond which a picture with a share link is no button."""
_ICON = re.compile(
    r"(?:^|[^a-z])(?:share|sharing|social|icons?|buttons?|fb|facebook|twitter|tweet|x|whatsapp"
    r"|telegram|linkedin|reddit|pinterest|e-?mail|addtoany|vk|tumblr|threads|bluesky)(?:[^a-z]|$)",
    re.IGNORECASE,
)


def tidied(
    blocks: tuple[Block, ...], title: str, lead: str | None, address: str | None = None
) -> tuple[tuple[Block, ...], Figure | None]:
    """Return blocks without what is shown around them already, and the lead figure taken out.

    `address` is the article's own, or the base of its links.
    """
    kept = without_icons([block for block in blocks if not is_share(block)])
    kept = _without_doubles(without_junk(kept, title, address))
    if title:
        kept = without_title(kept, title, address)
    found: Figure | None = None
    if lead:
        for index, block in enumerate(kept[:FIRST_BLOCKS]):
            if isinstance(block, Figure) and same_shot(block.url, lead):
                found = block
                del kept[index]
                break
    while kept and isinstance(kept[0], Rule):
        kept.pop(0)
    while kept and isinstance(kept[-1], Rule):
        kept.pop()
    return tuple(kept), found


def _without_doubles(blocks: list[Block]) -> list[Block]:
    """Leave out a picture that follows itself, in another size; the one with a caption stays."""
    kept: list[Block] = []
    for block in blocks:
        last = kept[-1] if kept else None
        if isinstance(block, Figure) and isinstance(last, Figure) and _is_double(block, last):
            if block.caption and not last.caption:
                kept[-1] = block
            continue
        kept.append(block)
    return kept


def _is_double(one: Figure, other: Figure) -> bool:
    captions = not one.caption or not other.caption or one.caption == other.caption
    return captions and same_picture(one.url, other.url)


def is_share(block: Block) -> bool:
    """Whether a block holds nothing but links that share the article elsewhere."""
    if isinstance(block, ListBlock):
        texts = [b.spans for item in block.items for b in item if isinstance(b, Paragraph)]
        if len(texts) != sum(len(item) for item in block.items):
            return False
        return all(_is_share_text(spans, label=False) for spans in texts)
    return isinstance(block, Paragraph) and _is_share_text(block.spans, label=True)


def _is_share_text(spans: Spans, *, label: bool) -> bool:
    shown = [span for span in spans if span.image or (span.link and span.text.strip())]
    if not shown or not all(span.link and _SHARE.search(span.link) for span in shown):
        return False
    rest = "".join(span.text for span in spans if not span.link)
    words = sum(1 for word in rest.split() if any(map(str.isalpha, word)))
    return words <= (_LABEL_WORDS if label else 0)


def without_icons(blocks: list[Block]) -> list[Block]:
    """Leave out pictures that are buttons for sharing; a picture of the article's own stays.

    That is one which a tool put such a link around: it is large, has a caption or is described,
    and stands alone.
    """
    kept: list[Block] = []
    row: list[Figure] = []
    for block in blocks:
        if isinstance(block, Figure) and _may_be_icon(block):
            row.append(block)
            continue
        kept += _photos(row)
        row = []
        kept.append(block)
    return kept + _photos(row)


def _photos(row: list[Figure]) -> list[Block]:
    """Return what of a row of pictures with share links is no button."""
    if len({figure.link for figure in row}) > 1:
        return []
    return [figure for figure in row if not _is_named_icon(figure)]


def _may_be_icon(figure: Figure) -> bool:
    if figure.link is None or figure.caption or not _SHARE.search(figure.link):
        return False
    if max(figure.width or 0, figure.height or 0) > _LARGEST_ICON:
        return False
    if len(figure.alt.split()) > _LABEL_WORDS and not _ICON.search(figure.alt):
        return False
    try:
        shared = [value for _, value in parse_qsl(urlsplit(figure.link).query)]
    except ValueError:
        return True
    return not any(same_picture(value, figure.url) for value in shared)


def _is_named_icon(figure: Figure) -> bool:
    """Whether a picture is a button by its size, its file's name or what is said of it."""
    if 0 < max(figure.width or 0, figure.height or 0) <= _LARGEST_ICON:
        return True
    return any(_ICON.search(text) for text in (figure.alt, figure.url.rpartition("/")[2]))
