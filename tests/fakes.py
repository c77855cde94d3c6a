"""Builders: articles ready to be stored, with whatever a test cares about."""

from __future__ import annotations

import hashlib
from typing import Any

from clashreader.library.folding import text_hash
from clashreader.model import Digest, MediaType, NewSource, ParsedArticle, Prepared, SourceKind

NOON = 1_772_625_600
"""2026-03-04T12:00:00Z, when the tests' clock stands still."""
DAY = 86_400


def prepared(uid: str = "a", text: str = "Some words of news.", **fields: Any) -> Prepared:
    """Return an article; `fields` are those of `ParsedArticle`, or `images` and `lead_image`."""
    images = tuple(fields.pop("images", ()))
    lead = fields.get("lead_image") or (images[0] if images else None)
    fingerprint = fields.pop("fingerprint", None)
    fields.setdefault("title", f"Title of {uid}")
    fields.setdefault("body", f"<p>{text}</p>")
    fields.setdefault("media_type", MediaType.HTML)
    parsed = ParsedArticle(uid=uid, **fields)
    return Prepared(
        parsed,
        Digest(text, len(text.split()), text[:200], images=images, lead_image=lead),
        hashlib.sha256(repr((parsed, text)).encode()).hexdigest(),
        text_hash(parsed.title, text),
        fingerprint,
    )


def feed(url: str = "https://example.org/feed.xml", **fields: Any) -> NewSource:
    """Return a subscription to be made."""
    fields.setdefault("title", "Example")
    return NewSource(SourceKind.FEED, url, **fields)
