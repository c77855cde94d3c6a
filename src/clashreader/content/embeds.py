"""Embedded media: what a frame, a player or a quoted post shows, and where. Nothing is fetched."""

from __future__ import annotations

import re
from typing import NamedTuple

from clashreader.content import addresses
from clashreader.content.formulas import text_of_formula
from clashreader.content.markup import Token, attributes, tokens

MEDIA = frozenset({"iframe", "video", "audio", "object", "embed", "amp-youtube", "lite-youtube",
                   "amp-iframe"})  # fmt: skip
_VIDEO_ID = re.compile(r"[A-Za-z0-9_\-]{6,20}")
_YOUTUBE = re.compile(
    r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed|v|shorts)/([A-Za-z0-9_\-]{6,20})",
    re.IGNORECASE,
)
_VIMEO = re.compile(r"https?://player\.vimeo\.com/video/(\d+)", re.IGNORECASE)
_NOISE = re.compile(
    r"//[^/]*(?:googletagmanager|doubleclick|googlesyndication|facebook\.com/plugins/like"
    r"|adservice|amazon-adsystem|taboola|outbrain|recaptcha|disqus)|/plugins/like\.php|about:",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TITLES = {
    "video": "Video",
    "audio": "Audio",
    "object": "Embedded document",
    "embed": "Embedded document",
}
_POSTS = {
    "twitter-tweet": "Post on X",
    "twitter-video": "Post on X",
    "instagram-media": "Post on Instagram",
    "tiktok-embed": "Post on TikTok",
    "bluesky-embed": "Post on Bluesky",
    "mastodon-embed": "Post on Mastodon",
    "fb-post": "Post on Facebook",
    "fb-video": "Video",
}
PAGE = "Embedded page"
GENERAL_TITLES = frozenset({*_TITLES.values(), *_POSTS.values(), PAGE})
"""Titles of ours; no text of an article, which would change as frames come and go."""
_POST_ADDRESSES = ("cite", "data-instgrm-permalink", "data-url", "data-href", "data-embed-url")
_POST_LINK = re.compile(
    r"https://(?:(?:www\.|mobile\.)?(?:twitter|x)\.com/[^/]+/status/\d"
    r"|(?:www\.)?instagram\.com/(?:p|reel|tv)/|(?:www\.)?tiktok\.com/@[^/]+/video/\d"
    r"|bsky\.app/profile/[^/]+/post/)",
    re.IGNORECASE,
)
POST_ELEMENTS = frozenset({"blockquote", "div"})
"""Elements which posts are embedded as."""


class Media(NamedTuple):
    """Something embedded; `url` is empty for a formula, whose source is the title then."""

    url: str
    title: str

    def at(self, url: str) -> Media:
        """Return the same at `url`, unless its own address is known."""
        return self if self.url else Media(url, self.title)


def of_element(token: Token, base: str | None) -> Media | None:
    """Return what a frame or player shows; None where it shows nothing of interest."""
    found = attributes(token.text)
    if token.name == "math":
        formula = text_of_formula(token.text, token.inside)
        return Media("", formula) if formula else None
    if _is_hidden(found):
        return None
    url = _address(token, found, base)
    if url is None or _NOISE.search(url):
        return None
    title = " ".join((found.get("title") or found.get("aria-label") or "").split())[:300]
    url = _page_of(url)
    return Media(url, title or _general_title(token.name, url))


def of_post(found: dict[str, str], base: str | None) -> Media | None:
    """Return the post that an element was embedded from; without an address where it has none.

    Then the last link within it that `is_post` leads there.
    """
    title = post_title(found)
    if title is None:
        return None
    for key in _POST_ADDRESSES:
        url = addresses.absolute(found[key], base) if found.get(key) else None
        if url is not None:
            return Media(url, title)
    return Media("", title)


def post_title(found: dict[str, str]) -> str | None:
    """Return what an element of these attributes is as an embedded post; None if it is none."""
    classes = found.get("class", "").split()
    return next((name for kind, name in _POSTS.items() if kind in classes), None)


def is_post(url: str) -> bool:
    """Whether an address is that of one post on a network."""
    return _POST_LINK.match(url) is not None


def page_within(token: Token, base: str | None) -> str:
    """Return the page that a frame carries within itself, if that is all it shows."""
    found = attributes(token.text) if token.name == "iframe" else {}
    written = found.get("srcdoc", "")
    return (
        "" if not written.strip() or _is_hidden(found) or _address(token, found, base) else written
    )


def _is_hidden(found: dict[str, str]) -> bool:
    for key in ("width", "height"):
        size = addresses.pixels(found.get(key))
        if size is not None and size <= addresses.TINIEST_PICTURE:
            return True
    return _HIDDEN.search(found.get("style", "")) is not None


def _address(token: Token, found: dict[str, str], base: str | None) -> str | None:
    video = found.get("data-videoid") or found.get("videoid")
    if video and _VIDEO_ID.fullmatch(video):
        return f"https://www.youtube.com/watch?v={video}"
    keys = ("src", "data-src", "data-lazy-src", "data") if token.name != "object" else ("data",)
    values = [found.get(key, "") for key in keys]
    if token.name in ("video", "audio", "object"):
        inner = (attributes(t.text) for t in tokens(token.inside) if t.name in ("source", "embed"))
        values += [attrs.get("src", "") for attrs in inner]
    for value in values:
        url = addresses.absolute(value, base) if value else None
        if url is not None and not url.startswith("mailto:"):
            return url
    return None


def _page_of(url: str) -> str:
    """The page of a player, which a browser shows in full."""
    if match := _YOUTUBE.match(url):
        return f"https://www.youtube.com/watch?v={match.group(1)}"
    if match := _VIMEO.match(url):
        return f"https://vimeo.com/{match.group(1)}"
    return url


def _general_title(name: str, url: str) -> str:
    site = addresses.site_name(url)
    if any(host in site for host in ("youtube", "vimeo", "dailymotion", "rumble")):
        return "Video"
    if any(host in site for host in ("soundcloud", "spotify", "podcast", "libsyn", "acast")):
        return "Audio"
    return _TITLES.get(name, PAGE)
