"""Lists in HTML: the bookmarks of browsers (Netscape's form), and Pocket's older export."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from clashreader.parse.kept import (
    Export,
    Format,
    Kept,
    kept_article,
    moment,
    note_text,
    tag_names,
)

_NETSCAPE = re.compile(r"<!DOCTYPE\s+NETSCAPE-Bookmark-file-1", re.IGNORECASE)
_POCKET = re.compile(
    r"<title>\s*Pocket Export\s*</title>|<a[^<>]{1,4000}\btime_added=", re.IGNORECASE
)
_LOCAL = ("javascript:", "place:", "about:", "data:", "file:", "chrome:", "edge:", "vivaldi:")


def html_format(head: str) -> Format | None:
    """Return whose list it is, told by its beginning, or None where it is a page like any other."""
    if _NETSCAPE.search(head):
        return Format.BOOKMARKS
    return Format.POCKET if _POCKET.search(head) else None


def read_links(text: str, found: Export) -> None:
    """Take in the links of a list."""
    reader = _Reader(found)
    reader.feed(text)
    reader.close()
    reader.finish()


class _Reader(HTMLParser):
    """Goes through the tags as they come: such lists close few of them."""

    def __init__(self, found: Export) -> None:
        super().__init__(convert_charrefs=True)
        self._found = found
        self._folders: list[str | None] = []
        self._heading: str | None = None
        """The name of the folder that the next list is; None where it is no tag."""
        self._link: dict[str, str] | None = None
        self._words: list[str] = []
        self._taking = ""
        """Of what the words are: a heading, a link or a description."""
        self._archived = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a folder, a link or a description."""
        given = {name: value or "" for name, value in attrs}
        if tag in ("dd", "h1", "h2", "h3", "a", "dt", "li"):
            self.finish()
        if tag in ("h1", "h2", "h3"):
            self._taking, self._words = tag, []
            # The bar and the like are places of a browser, not what the reader filed under.
            fixed = {"personal_toolbar_folder", "unfiled_bookmarks_folder"} & given.keys()
            self._heading = None if fixed else ""
        elif tag == "a":
            self._taking, self._words, self._link = "a", [], given
        elif tag == "dd":
            self._taking, self._words = "dd", []
        elif tag in ("dl", "ul") and len(self._folders) < 1_000:
            self._folders.append(self._heading or None)
            self._heading = None

    def handle_endtag(self, tag: str) -> None:
        """End what the words are of; a description ends with the next tag that begins one."""
        if tag in ("h1", "h2", "h3") and self._taking == tag:
            title = " ".join("".join(self._words).split())
            self._archived = self._found.format is Format.POCKET and "archive" in title.lower()
            if self._heading is not None and tag != "h1":
                self._heading = title
            self._taking = ""
        elif tag == "a" and self._taking == "a":
            self._take_link()
        elif tag in ("dl", "ul"):
            self.finish()
            if self._folders:
                self._folders.pop()

    def handle_data(self, data: str) -> None:
        """Gather the words of what is open."""
        if self._taking and len(self._words) < 10_000:
            self._words.append(data)

    def finish(self) -> None:
        """End what is open: a link without its end, or a description."""
        if self._taking == "a":
            self._take_link()
        elif self._taking == "dd" and self._found.articles:
            note = note_text("".join(self._words))
            if note is not None and self._described:
                last = self._found.articles[-1]
                self._found.articles[-1] = Kept(
                    last.parsed, last.tags, last.bookmarked, last.bookmarked_at, last.read, note
                )
        self._taking = ""

    _described = False
    """Whether the last link was taken, so that a description is its."""

    def _take_link(self) -> None:
        link, self._link, self._taking = self._link or {}, None, ""
        address = link.get("href", "").strip()
        is_list = self._found.format is Format.BOOKMARKS
        saved = moment(link.get("add_date") or link.get("time_added"))
        parsed = kept_article(address, "".join(self._words), saved=saved)
        self._described = parsed is not None
        if parsed is None and address.lower().startswith(_LOCAL):
            return self._found.refuse(address[:80])
        folders = [name for name in self._folders if name] if is_list else []
        tags = tag_names([*folders, *link.get("tags", "").split(",")])
        if parsed is None:
            return self._found.refuse(address)
        kept = Kept(
            parsed, tags, bookmarked=is_list, bookmarked_at=saved if is_list else None,
            read=self._archived,
        )  # fmt: skip
        return self._found.add(kept, address)
