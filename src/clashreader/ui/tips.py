"""Tips that show text letter by letter: Qt takes what looks like markup for markup."""

from __future__ import annotations

from html import escape


def plain_tip(text: str) -> str:
    """Return `text` so that a tip shows it as it is, whatever a feed has put into it."""
    if "<" not in text:
        return text
    return f"<p style='white-space: pre-wrap'>{escape(text)}</p>"
