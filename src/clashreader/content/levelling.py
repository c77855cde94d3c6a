"""Markup made level: balanced, at most 200 deep, only with known tags and safe addresses.

It runs before the sanitiser, which neither bounds nesting nor the time that misnested markup
takes, and settles what the sanitiser would lose: pictures that scripts would have loaded,
embedded media, places that footnotes link to. What it writes is still sanitised.
"""

from __future__ import annotations

import re
from html import escape

from clashreader.content import addresses, embeds, inpage, policy
from clashreader.content.kinds import alignment, language_class, numbering
from clashreader.content.markup import RAW, Token, attributes, tokens
from clashreader.content.nesting import ENDS, SECTIONS, TABLE_PARTS, WALLS
from clashreader.references import bounded

_NO_ATTRIBUTES: dict[str, str] = {}
_REOPENED = 8
"""So many inline elements that a block ends too early are opened again inside of it."""
_POSTS_WITHIN = 3
_SMALL_PICTURE = 40
"""Pictures of at most so many pixels in height stand in the line."""
_SHOWN = re.compile(r"<img|>[^<]*\w")
"""What leaves something to see in balanced markup."""
_VERSE = re.compile(r"\b(?:verse|poem|poetry)\b", re.IGNORECASE)
_LINE_START = re.compile(r"(?<=\n) +")
_LONG_TEXT = 2000
"""Characters of one text after which a comment parts it: the sanitiser joins what it reads to one
text bit by bit, in quadratic time, and leaves comments out."""
_PIECE = re.compile(rf".{{1,{_LONG_TEXT}}}(?=[&\s]|\Z)|.{{1,{_LONG_TEXT}}}", re.DOTALL)
"""What ends before a reference, not within it."""
_PARTED = "<!---->"
_EMOJI = re.compile(r"emoji|smiley|wp-smiley|/emoji/", re.IGNORECASE)


def level(html: str, base: str | None = None, *, own: bool = False, within: bool = False) -> str:
    """Return `html` balanced and bounded, addresses absolute, media as links or cards.

    With `own`, marks of ours (`policy.OWN`) name footnote places, embedded media and small
    pictures within the text; marks that were there already are dropped in any case. A page `within`
    another holds no further one.
    """
    return _Leveller(html, base, own, within).run()


class _Leveller:
    def __init__(self, html: str, base: str | None, own: bool, within: bool) -> None:
        self.html = html.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
        self.base = base
        self.own = own
        self.within = within
        self.out: list[str] = []
        self.open: list[str] = []
        self.starts: list[str] = []
        self.shown: list[str] = []
        self.counts: dict[str, int] = {}
        self.too_deep: dict[str, int] = {}
        self.late: list[bool] = []
        self.places = inpage.places(self.html, base) if own and not within else {}
        self.placed: set[int] = set()
        self.source_sets: list[dict[str, str]] = []
        self.waiting_picture = False
        self.unscripted: set[str] = set()
        self.since_tag = 0
        """Characters of text since the last tag."""
        self.posts: list[tuple[int, embeds.Media]] = []
        """Posts of networks that are open: how deep they stand, and where they are."""

    def run(self) -> str:
        for token in tokens(self.html):
            self.take(token)
        self.close_to(0)
        return "".join(self.out)

    def take(self, token: Token) -> None:
        name = token.name
        if not name:
            self.text(token.text)
        elif token.closing:
            self.end(policy.RENAMED.get(name, name))
        elif name in embeds.MEDIA or name == "math":
            self.embed(token)
        elif name == "noscript":
            self.unscripted_pictures(token.inside)
        elif name == "source":
            self.source_sets.append(attributes(token.text))
        elif name == "xmp":
            self.out.append(f"<pre>{escape(token.inside, quote=False)}</pre>")
        elif name == "input":
            self.task(token)
        elif name not in RAW:
            if name == "picture":
                self.source_sets.clear()
            self.start(policy.RENAMED.get(name, name), token.text)

    def task(self, token: Token) -> None:
        """The box of an item in a list of tasks, as a character."""
        found = attributes(token.text)
        if found.get("type", "").lower() == "checkbox" and self.counts.get("li"):
            self.out.append("☑ " if "checked" in found else "☐ ")

    # --- texts and tags --------------------------------------------------------------------------

    def text(self, text: str) -> None:
        if "<" in text:
            text = text.replace("<", "&lt;")
        if self.counts.get("pre") and self.in_verse():
            text = _LINE_START.sub(lambda found: "\u00a0" * len(found.group()), text)
            text = text.strip("\n").replace("\n", "<br>")
        elif self.open and self.open[-1] == "pre" and self.out[-1].startswith("<pre"):
            text = text.lstrip("\n")  # a parser drops one; then it would not be stable
        self.since_tag += len(text)
        if self.since_tag > _LONG_TEXT:
            self.since_tag = 0
            text = _PARTED + _PARTED.join(_PIECE.findall(bounded(text)))
        self.out.append(text)

    def in_verse(self) -> bool:
        """Whether the listing that is open is a poem: its lines and indents count, and no more."""
        return self.shown[self.open.index("pre")] == "p"

    def start(self, name: str, written: str) -> None:
        if name not in policy.TAGS:
            return
        found = attributes(written) if written else _NO_ATTRIBUTES
        if name == "img":
            self.picture(found)
        elif name in policy.VOID:
            if name in policy.CLOSES_PARAGRAPH:
                self.end_paragraph()
            self.out.append(f"<{name}>")
        else:
            self.start_element(name, found)

    def start_element(self, name: str, found: dict[str, str]) -> None:
        reopened: list[str] = []
        if name in policy.CLOSES_PARAGRAPH:
            reopened = self.end_paragraph()
        self.end_siblings(name)
        if name == "a" and self.counts.get("a") and not self.end_link():
            return
        if name in TABLE_PARTS and not self.table_part(name):
            return
        shown = _shown(name, found)
        self.push(name, f"<{shown}{self.written(shown, found)}>", shown)
        for start in reopened:
            again = start[1:].split(" ", 1)[0].rstrip(">")
            self.push(again, start, again)
        if name in embeds.POST_ELEMENTS and "class" in found:
            self.begin_post(found)

    def begin_post(self, found: dict[str, str]) -> None:
        """Note that the element which was just opened shows a post of a network."""
        media = embeds.of_post(found, self.base)
        if media is not None and self.open and len(self.posts) < _POSTS_WITHIN:
            self.posts.append((len(self.open), media))

    def end_post(self) -> None:
        """Put a card at the end of a post, below the words that came with it."""
        _, media = self.posts.pop()
        if media.url:
            self.out.append(self.card(media))

    def push(self, name: str, start: str, shown: str) -> None:
        """Open an element; `shown` is what it is called in what is written."""
        if len(self.open) >= policy.MAX_DEPTH:
            self.too_deep[name] = self.too_deep.get(name, 0) + 1
            self.line_break(name)
            return
        self.open.append(name)
        self.starts.append(start)
        self.shown.append(shown)
        self.late.append(False)
        self.since_tag = 0
        self.counts[name] = self.counts.get(name, 0) + 1
        self.out.append(start)

    def end(self, name: str) -> None:
        if self.too_deep.get(name):
            self.too_deep[name] -= 1
            self.line_break(name)
            return
        if not self.counts.get(name):
            self.stray_end(name)
            return
        index = self.last(name)
        above = self.open[index + 1 :]
        if name not in ("table", *TABLE_PARTS) and not WALLS.isdisjoint(above):
            self.stray_end(name)
        elif name not in policy.BLOCKS and not policy.BLOCKS.isdisjoint(above):
            self.late[index] = True  # ends as soon as the block within it has ended
        else:
            self.close_to(index)

    def line_break(self, name: str) -> None:
        """What a block that is too deep leaves of itself."""
        if name in policy.BLOCKS and self.out[-1] != "<br>":
            self.out.append("<br>")

    def stray_end(self, name: str) -> None:
        """An end without a start still separates what stands before and after it."""
        if name == "br":
            self.out.append("<br>")
        elif name in policy.CLOSES_PARAGRAPH and self.open[-1:] != ["pre"]:
            self.end_paragraph()
            self.out.append("<p></p>")

    def close_to(self, index: int) -> list[str]:
        """Close the open elements from `index` on; return the start tags of the inline ones."""
        closed = self.starts[index:]
        inline = [start for name, start in zip(self.open[index:], closed, strict=True)
                  if name not in policy.BLOCKS]  # fmt: skip
        while len(self.open) > index or (self.open and self.late[-1]):
            if self.posts and self.posts[-1][0] == len(self.open):
                self.end_post()
            self.counts[self.open.pop()] -= 1
            self.starts.pop()
            self.late.pop()
            self.out.append(f"</{self.shown.pop()}>")
        return inline if len(inline) <= _REOPENED else []

    def last(self, name: str) -> int:
        index = len(self.open) - 1
        while self.open[index] != name:
            index -= 1
        return index

    # --- what a start tag ends -------------------------------------------------------------------

    def end_paragraph(self) -> list[str]:
        for name in ("p", *policy.HEADINGS) if self.counts.get("p") else ():
            if not self.counts.get(name):
                continue
            index = self.last(name)
            if WALLS.isdisjoint(self.open[index:]):
                return self.close_to(index)
        return []

    def end_siblings(self, name: str) -> None:
        ends = ENDS.get(name)
        if ends is None:
            return
        ended, walls = ends
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index] in ended:
                self.close_to(index)
                if name not in SECTIONS:
                    return
            elif self.open[index] in walls:
                return

    def end_link(self) -> bool:
        """End the link that is open; False where a block lies between: links do not nest."""
        index = self.last("a")
        if not policy.BLOCKS.isdisjoint(self.open[index:]):
            return False
        self.close_to(index)
        return True

    def table_part(self, name: str) -> bool:
        """Open what a part of a table stands in; False where there is no table around it."""
        inner = next((n for n in reversed(self.open) if n in WALLS | SECTIONS | {"tr"}), None)
        if inner in (None, "td", "th", "caption") or not self.counts.get("table"):
            return False
        self.close_to(self.last(inner) + 1)
        if name in ("tr", "td", "th") and inner == "table":
            self.push("tbody", "<tbody>", "tbody")
            inner = "tbody"
        if name in ("td", "th") and inner in SECTIONS:
            self.push("tr", "<tr>", "tr")
        return True

    # --- attributes ------------------------------------------------------------------------------

    def written(self, name: str, found: dict[str, str]) -> str:
        if not found:
            return ""
        kept: dict[str, str] = {}
        allowed = policy.ATTRIBUTES.get(name, ())
        for key, value in found.items():
            if key in allowed or key in ("dir", "lang"):
                kept[key] = value[:1000]
        kept.pop("class", None)
        if name in ("code", "pre"):
            kept.update(language_class(found))
        elif name == "ol":
            kept.update(numbering(found))
        elif name in ("td", "th", "tr"):
            kept.pop("align", None)
            kept.update(alignment(found))
        elif name == "a":
            kept.pop("href", None)
            kept.update(self.link(found))
        self.mark_place(kept, found)
        return "".join(f' {key}="{escape(value)}"' for key, value in kept.items())

    def link(self, found: dict[str, str]) -> dict[str, str]:
        address = found.get("href", "")
        if "#" in address and self.places:
            place = inpage.place_of(address, self.base)
            if place in self.places:
                return {policy.OWN: f"to-{self.places[place]}"}
        if address.lstrip().startswith("#"):
            return {}
        url = addresses.absolute(address, self.base) if address else None
        if url and self.posts and embeds.is_post(url):
            self.posts[-1] = self.posts[-1][0], self.posts[-1][1].at(url)
        return {"href": url} if url else {}

    def mark_place(self, kept: dict[str, str], found: dict[str, str]) -> None:
        for key in ("id", "name") if self.places else ():
            number = self.places.get(found.get(key, ""))
            if number is not None and number not in self.placed:
                kept[policy.OWN] = f"{kept.get(policy.OWN, '')} at-{number}".strip()
                self.placed.add(number)

    # --- pictures and embedded media -------------------------------------------------------------

    def picture(self, found: dict[str, str]) -> None:
        url = addresses.picture_address(found, self.base) or self.source_picture()
        self.source_sets.clear()
        if url is None:
            self.waiting_picture = True
            return
        if url in self.unscripted or addresses.is_counter(found, url):
            return
        self.waiting_picture = False
        self.out.append(self.picture_tag(found, url))

    def source_picture(self) -> str | None:
        """The picture of the ``<source>`` elements before an ``<img>`` that has none itself."""
        for found in self.source_sets:
            if "avif" in found.get("type", ""):
                continue
            for name in ("srcset", "data-srcset"):
                if url := addresses.best_candidate(found.get(name), self.base):
                    return url
        return None

    def picture_tag(self, found: dict[str, str], url: str) -> str:
        kept = {"src": url}
        for key in ("alt", "title"):
            if found.get(key):
                kept[key] = " ".join(found[key][:2000].split())
        sizes = {key: addresses.pixels(found.get(key)) for key in ("width", "height")}
        kept.update({key: str(size) for key, size in sizes.items() if size})
        if self.own and is_inline(found, sizes.get("height"), url):
            kept[policy.OWN] = "inline"
        return "<img" + "".join(f' {key}="{escape(value)}"' for key, value in kept.items()) + ">"

    def unscripted_pictures(self, inside: str) -> None:
        """Take the copy of a lazy picture that is meant for readers without scripts."""
        for token in tokens(inside):
            if token.name != "img" or token.closing:
                continue
            found = attributes(token.text)
            url = addresses.picture_address(found, self.base)
            if url is None or addresses.is_counter(found, url):
                continue
            if self.waiting_picture or not any(url in part for part in self.recent_pictures()):
                self.unscripted.add(url)
                self.out.append(self.picture_tag(found, url))
                self.waiting_picture = False

    def recent_pictures(self) -> list[str]:
        return [escape_free for escape_free in map(_unescaped, self.out[-12:]) if escape_free]

    def embed(self, token: Token) -> None:
        page = embeds.page_within(token, self.base)
        media = None if page else embeds.of_element(token, self.base)
        if page and not self.within:
            self.page_within(page)
        elif media is not None:
            self.out.append(self.card(media))

    def page_within(self, page: str) -> None:
        """Take what a frame carries within itself; where scripts have to draw it, say where."""
        self.end_paragraph()
        inner = level(page, self.base, own=self.own, within=True)
        if _SHOWN.search(inner):
            self.out.append(f"<div>{inner}</div>")
        elif self.base:
            url = addresses.absolute(self.base, None)
            if url is not None:
                self.out.append(self.card(embeds.Media(url, embeds.PAGE)))

    def card(self, media: embeds.Media) -> str:
        if not media.url:
            return f"<code>{escape(media.title)}</code>"
        self.end_paragraph()
        if self.counts.get("a") and not self.end_link():
            return escape(media.title)
        mark = f' {policy.OWN}="embed"' if self.own else ""
        link = f'<a href="{escape(media.url)}">{escape(media.title)}</a>'
        return f"<figure{mark}>{link}</figure>"


def _shown(name: str, found: dict[str, str]) -> str:
    """Captions of a widespread publishing system are paragraphs of a class."""
    classes = found.get("class", "")
    if name == "pre" and _VERSE.search(classes):
        return "p"
    if name in ("p", "div") and "wp-caption" in classes:
        return "figcaption" if "wp-caption-text" in classes else "figure"
    return name


def is_inline(found: dict[str, str], height: int | None, url: str) -> bool:
    """Whether a picture belongs within a line of text: an emoji or an icon."""
    if height is not None and height <= _SMALL_PICTURE:
        return True
    return _EMOJI.search(found.get("class", "") + " " + url) is not None


def _unescaped(part: str) -> str:
    return part.replace("&amp;", "&") if part.startswith("<img") else ""
