"""Plain text out of what sources call plain text; sentences and titles made from them."""

from __future__ import annotations

import re

from clashreader.parse.months import MONTHS
from clashreader.references import characters

TITLE_LENGTH = 90
"""The longest title made from a sentence, in characters."""

# Controls, the marks that override the direction of all that follows (Trojan Source), lone
# surrogates, zero-width padding. Joiners and direction marks are part of scripts and stay.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
    "\ufeff\u200b\ufff9-\ufffb]"
)
_SPACES = re.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]+")
_TAGS = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?:/?(?:a|abbr|acronym|address|article|aside|audio|b|bdi|bdo|big|blockquote|br|"
    r"button|caption|center|cite|code|col|colgroup|dd|del|details|dfn|div|dl|dt|em|embed|"
    r"figcaption|figure|font|footer|form|h[1-6]|header|hr|i|iframe|img|input|ins|kbd|label|li|"
    r"link|main|mark|meta|nav|nobr|object|ol|p|param|picture|pre|q|s|section|small|source|span|"
    r"strike|strong|style|sub|sup|svg|table|tbody|td|tfoot|th|thead|time|tr|tt|u|ul|var|video|wbr)"
    r"(?:\s[^<>]*|/)?)>",
    re.IGNORECASE | re.DOTALL,
)
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|big|cite|code|em|font|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|tt|u)"
    r"(?:\s[^<>]*)?>",
    re.IGNORECASE,
)
_ANY_TAG = re.compile(r"<(/?)([A-Za-z][\w:.-]{0,40})(?:\s[^<>]*|/)?>")
_HIDDEN = re.compile(
    r"<(script|style|template)\b[^<>]*>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ALWAYS = _words("vs inc ltd corp dept est approx e.g i.e cf ca bzw z.b d.h usw т.е г ул им")
_CAPITALISED = _words(  # words of another meaning in lower case
    """
    mr mrs ms dr prof st gen lt col sgt capt maj adm sen rep gov pres hon rev fr jr sr no nos co mt
    ft art fig vol jan feb mar apr jun jul aug sep sept oct nov dec nr hr str mme mlle sra
    """
)
_SENTENCE_END = re.compile(r"([.!?…]+[\"'”’»)\]]*)(?=\s|$)|[。！？]+[」』”’）]*")


def plain(text: str, limit: int | None = None) -> str:
    """Return one line of plain text from a title, name or label that may hold markup.

    Known HTML tags go, entities are decoded once (so that doubly escaped ones come out right),
    control and direction-override characters go, white space is folded.
    """
    if "<" in text:
        text = _HIDDEN.sub(" ", text) if "</" in text else text
        text = _TAGS.sub(" ", _INLINE.sub("", text))
        text = _without_pairs(text) if "</" in text or '="' in text else text
    return clean(characters(text), limit)


def without_tags(text: str) -> str:
    """Drop every tag from what is known to be HTML, and what is never shown."""
    if "<" not in text:
        return text
    text = _HIDDEN.sub(" ", text) if "</" in text else text
    return _ANY_TAG.sub("", _TAGS.sub(" ", _INLINE.sub("", text)))


def _without_pairs(text: str) -> str:
    """Drop tags of other elements that nobody writes as words: both opened and closed, or with
    attributes.
    """
    tags = list(_ANY_TAG.finditer(text))
    closed = {match[2].lower() for match in tags if match[1]}
    opened = {match[2].lower() for match in tags if not match[1]}
    both = closed & opened
    return _ANY_TAG.sub(
        lambda match: "" if match[2].lower() in both or '="' in match[0] else match[0], text
    )


def clean(text: str, limit: int | None = None) -> str:
    """Fold white space, drop unwanted characters, and cut at `limit` characters at a word."""
    if text.isprintable() and "  " not in text:  # nothing unwanted, no white space but blanks
        text = text.strip()
    else:
        text = _SPACES.sub(" ", _UNWANTED.sub("", text)).strip()
    return text if limit is None or len(text) <= limit else shorten(text, limit)


def scrub(text: str) -> str:
    """Drop from a body what no store can take: NUL characters and lone surrogates."""
    if "\0" in text:
        text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def unwrapped(text: str) -> str:
    """Drop the marks of CDATA sections that were written twice, so that they became text."""
    return text.replace("<![CDATA[", "").replace("]]>", "") if "<![CDATA[" in text else text


def shorten(text: str, limit: int) -> str:
    """Cut at the last word that leaves room for an ellipsis within `limit` characters."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    if not text[limit - 1].isspace() and " " in head[limit // 2 :]:
        head = head[: head.rindex(" ")]
    return head.rstrip(" ,;:–—-(") + "…"


def first_sentence(text: str) -> str:
    """Return the first sentence of `text`, of which only the first 1,000 characters count.

    A full stop after an abbreviation ("Mr.", "U.S."), an initial or a number does not end it.
    """
    text = clean(text[:2000])[:1000]
    for match in _SENTENCE_END.finditer(text):
        if not _only_abbreviates(text, match):
            return text[: match.end()]
    return text


def _only_abbreviates(text: str, match: re.Match[str]) -> bool:
    if match[1] != ".":
        return match[1] == "…" and text[match.end() :].lstrip()[:1].islower()
    word = text[: match.start()].rsplit(None, 1)[-1:] or [""]
    last = word[0].strip("\"'“”‘’«»([{").casefold()
    rest = text[match.end() :].lstrip()
    if not rest:
        return False
    if rest[0].islower():
        return True
    initial = len(last) == 1 and last.isalpha()
    dotted = "." in last and all(len(part) <= 1 for part in last.split("."))
    # "am 4. März": the day of a month.
    ordinal = last.isdecimal() and rest.split(None, 1)[0].strip(".,").casefold() in MONTHS
    capital = word[0].lstrip("\"'“”‘’«»([{")[:1].isupper()
    known = last in _ALWAYS or (capital and last in _CAPITALISED)
    return initial or dotted or ordinal or known


_BLOCK = re.compile(
    r"</?(?:address|article|aside|blockquote|body|br|center|dd|div|dl|dt|figcaption|figure|footer|"
    r"form|h[1-6]|head|header|hr|html|li|main|nav|ol|p|pre|section|table|td|th|title|tr|ul)"
    r"(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
_LONGEST_MARKUP = 200_000


def first_paragraph(markup: str) -> str:
    """Return the first piece of HTML or plain text that holds words, as plain text; or ''."""
    text = _HIDDEN.sub(" ", markup[:_LONGEST_MARKUP])
    for piece in _BLOCK.split(text) if "<" in text else text.splitlines():
        words = plain(piece[:4000])
        if any(sign.isalnum() for sign in words):
            return words
    return ""


def derived_title(text: str) -> str:
    """Make a title from the first sentence of `text`, cut at a word, without its full stop."""
    sentence = first_sentence(text)
    if sentence.endswith(".") and not sentence.endswith(".."):
        sentence = sentence[:-1]
    return shorten(sentence, TITLE_LENGTH)
