"""Lines that a site or a feed puts around every article, which say nothing about this one.

Each kind goes only where such lines stand: at the beginning or the end, as a block of its own, and
only if the whole of it is such a line. What is in doubt stays: a line too many is a nuisance, a
sentence too few is a loss.
"""

from __future__ import annotations

import re
from typing import Final
from unicodedata import category
from urllib.parse import urlsplit

from clashreader.content.blocks import Block, Heading, ListBlock, Paragraph, Spans
from clashreader.content.styles import plain_text

_FIRST: Final = 3
_LAST: Final = 8
"""Blocks at the beginning and at the end among which such lines are looked for."""
_LAST_WORDS: Final = 4
_LONGEST: Final = 300

_NETWORK = (
    r"(?:x|x \(twitter\)|twitter|twitter/x|facebook|fb|instagram|whatsapp|telegram|linkedin|reddit"
    r"|pinterest|threads|bluesky|mastodon|youtube|tiktok|e-?mail|messenger|vk|google news"
    r"|flipboard|pocket|tumblr|signal|viber|weibo|wechat)"
)
_NETWORKS = rf"{_NETWORK}(?:\s*(?:,|,? and|&|,? or|\||/|·|•)\s*{_NETWORK})*"
_THIS = r"(?: (?:this|the)(?: (?:article|story|post|page|news|item|report))?)?"
_SHARE = (
    rf"(?:click to )?(?:share|tweet|post|send|e-?mail|print){_THIS}"
    rf" (?:on|via|to|by|with) {_NETWORKS}"
    r"(?: \(opens in (?:a )?new window\))?",
    r"(?:share|tweet|e-?mail|print|like)"
    r"(?: this(?: (?:article|story|post|page|news|item|report))?)",
    r"share|teilen|partager|compartir|condividi|поделиться|paylaş",
)
_FOLLOW = (
    rf"(?:follow|like|join|find) (?:us|@[\w.]+|our (?:page|channel|account)) on {_NETWORKS}"
    r"(?: for (?:more|the latest|breaking|all|daily|live)\b[^,;“”\"]{0,60})?",
    r"follow (?:us|@[\w.]+)",
    rf"(?:join|subscribe to|follow) our {_NETWORK} (?:channel|page|group)",
    r"(?:sign up|subscribe)(?: now| here| today)? (?:for|to) (?:our|the) (?:free )?(?:\w+ )?"
    r"(?:newsletters?|mailing list|channel|podcast)"
    r"(?: (?:to|and|for) (?:get|receive|never|stay|updates|more|the latest)\b[^,;“”\"]{0,70})?",
)
_COMMENTS = (
    r"\d[\d.,]* comments?|no comments(?: yet)?|comments? ?\(\d[\d.,]*\)",
    r"(?:leave|post|add|write) (?:a|your|the first) (?:comment|reply)",
    r"be the first to comment|join the (?:conversation|discussion)",
    r"comments(?: are)? (?:off|closed)(?: (?:on|for) .{1,150})?",
)
_ADVERTS = (
    r"[-–—\s]*(?:advertisements?|advert|anzeige|werbung|publicité|publicidad|pubblicità|reklam"
    r"|реклама|广告|廣告|広告)[-–—\s]*",
    r"(?:story|article) continues (?:below|after)(?: this)? (?:ad|advert|advertisement)",
    r"scroll (?:down )?to continue(?: reading)?|skip (?:the )?advertisement",
)
_POSTED = (
    r"the post .{1,300} (?:appeared first|first appeared) on .{1,100}",
    r"der beitrag .{1,300} erschien zuerst auf .{1,100}",
    r"l[’\']article .{1,300} est apparu en premier sur .{1,100}",
    r"la entrada .{1,300} (?:se publicó primero|aparece primero) en .{1,100}",
    r"l[’\']articolo .{1,300} (?:proviene da|sembra essere il primo su) .{1,100}",
    r"o post .{1,300} apareceu primeiro em .{1,100}",
    r"сообщение .{1,300} появились? сначала на .{1,100}",
)
_MORE = (
    r"(?:click here to )?(?:read|continue reading|see|view)(?: the)?"
    r"(?: (?:more|on|full|whole|entire|original|rest|article|story|post|reading))+"
    r"(?: (?:here|online|of (?:this|the) (?:article|story|post)))*",
    r"continue reading|read on|weiterlesen|mehr lesen|lire la suite|leer más|leggi tutto"
    r"|читать далее|devamını oku|阅读全文|続きを読む",
)
_ENDING = r"[\s.:!…>»→\u2192\]\[]*"


def _any(*kinds: tuple[str, ...]) -> re.Pattern[str]:
    every = "|".join(f"(?:{each})" for kind in kinds for each in kind)
    return re.compile(rf"\[?(?:{every}){_ENDING}", re.IGNORECASE)


_STRONG = _any(_SHARE, _FOLLOW, _COMMENTS)
_WEAK = _any(
    (
        _NETWORKS,
        r"copy link|print|e-?mail|share|tweet|like|loading(?:\.\.\.|…)",
    )
)
"""What is such a line only beside one that surely is."""
_ADVERT = _any(_ADVERTS)
_POST = _any(_POSTED)
_READ = _any(_MORE)
_ANY = _any(_SHARE, _FOLLOW, _COMMENTS, _ADVERTS, _POSTED, _MORE)


def looks_like_junk(line: str) -> bool:
    """Whether a line of text may be one that is left out, in its place."""
    if len(line) > _LONGEST:
        return False
    return _ANY.fullmatch(line) is not None or is_invisible(line)


def is_invisible(text: str) -> bool:
    """Whether a text shows nothing: blanks, joiners, marks of direction."""
    return not text.isascii() and all(category(c) in ("Cf", "Zs", "Cc") for c in text)


def without_junk(blocks: list[Block], title: str, address: str | None) -> list[Block]:
    """Return `blocks` without such lines; all of them where nothing else would remain.

    `address` is the article's own, if it is known: "Read more" leads there, or is kept.
    """
    lines = [_lines(block) for block in blocks]
    kept: list[Block] = []
    beside = False
    for index, block in enumerate(blocks):
        end = len(blocks) - index
        edge = index < _FIRST or end <= _LAST
        beside = edge and _is_strong(lines[index], beside=beside)
        if beside or _is_advert(block) or _is_nothing(block):
            continue
        if end <= _LAST_WORDS and _leads_back(block, title, address):
            continue
        kept.append(block)
    return kept or blocks


def _leads_back(block: Block, title: str, address: str | None) -> bool:
    """Whether it only leads back to where the article came from."""
    if not isinstance(block, Paragraph):
        return False
    return _is_posted(block.spans, title) or _is_more(block.spans, address)


def _lines(block: Block) -> list[str]:
    """Return the lines of a block of plain text or of a plain list; none of any other."""
    if isinstance(block, ListBlock):
        inner = [b for item in block.items for b in item]
        if not all(isinstance(b, Paragraph) for b in inner):
            return []
        return [line for b in inner for line in _lines(b)]
    if isinstance(block, Paragraph | Heading) and not any(span.image for span in block.spans):
        text = plain_text(block.spans)
        return [folded for line in text.split("\n") if (folded := " ".join(line.split()))]
    return []


def _is_strong(lines: list[str], *, beside: bool) -> bool:
    """Whether all lines are such lines, one of them surely, or the block before."""
    if not lines or any(len(line) > _LONGEST for line in lines):
        return False
    strong = [_STRONG.fullmatch(line) is not None for line in lines]
    if not (beside or any(strong)):
        return False
    return all(
        sure or _WEAK.fullmatch(line) is not None for sure, line in zip(strong, lines, strict=True)
    )


def _is_advert(block: Block) -> bool:
    if not isinstance(block, Paragraph):
        return False
    text = " ".join(plain_text(block.spans).split())
    return len(text) <= _LONGEST and _ADVERT.fullmatch(text) is not None


def _is_nothing(block: Block) -> bool:
    if not isinstance(block, Paragraph) or any(span.image or span.anchor for span in block.spans):
        return False
    return is_invisible(plain_text(block.spans))


def _is_posted(spans: Spans, title: str) -> bool:
    """Whether it says where "the post" appeared first, with its links or with the title."""
    text = " ".join(plain_text(spans).split())
    if len(text) > 2 * _LONGEST or _POST.fullmatch(text) is None:
        return False
    own = " ".join(title.split()).casefold()
    return any(span.link for span in spans) or bool(own and own in text.casefold())


def _is_more(spans: Spans, address: str | None) -> bool:
    """Whether it is only a link to the article itself."""
    text = " ".join(plain_text(spans).split())
    if address is None or len(text) > _LONGEST or _READ.fullmatch(text) is None:
        return False
    links = {span.link for span in spans if span.link}
    return bool(links) and all(page_of(link) == page_of(address) for link in links)


def page_of(address: str) -> str:
    """Return what an address names, without scheme, query and fragment."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    return (parts.hostname or "").removeprefix("www.") + parts.path.rstrip("/")
