"""News that nobody reported: deterministic articles and feeds for the benchmarks.

The words follow Zipf's law over a vocabulary of 12,000, as real ones do: an index costs with each
different word, so text of a few hundred words would flatter it.
"""

from __future__ import annotations

import bisect
import html
import itertools
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from pathlib import Path

END = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAYS = 700
SECTIONS = ("Europe", "Asia-Pacific", "Middle East", "Africa", "Americas", "Ukraine - Russia War")
TAGS = ("ceasefire", "harbour", "election", "aid", "energy", "court", "border", "weather")
PICTURES = 500
BASE = "http://benchmark.invalid"
"""Stands for the server's address, which is known only when it runs."""

_VOCABULARY = 12_000
_COMMON = ("the", "of", "and", "to", "in", "a", "that", "said", "on", "for", "was", "by", "with")
_STARTS = (
    "b",
    "br",
    "ch",
    "d",
    "f",
    "g",
    "gr",
    "h",
    "k",
    "kl",
    "l",
    "m",
    "n",
    "pr",
    "r",
    "s",
    "st",
    "t",
)
_MIDDLES = ["a", "e", "i", "o", "u", "ai", "ea", "ou"]
_ENDS = ["", "", "n", "r", "s", "t", "l", "m", "nd", "st", "rk"]
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшыэюя"


@cache
def _words() -> tuple[list[str], list[float]]:
    """Return the vocabulary and its cumulative weights."""
    chance = random.Random(11)
    words = dict.fromkeys(
        [
            "the",
            "of",
            "and",
            "to",
            "in",
            "a",
            "that",
            "said",
            "on",
            "for",
            "was",
            "by",
            "with",
            "as",
            "at",
            "from",
        ]
    )
    while len(words) < _VOCABULARY:
        size = chance.choice((1, 2, 2, 3))
        words["".join(_syllable(chance) for _ in range(size))] = None
    weights = itertools.accumulate(1 / (rank + 6) for rank in range(len(words)))
    return list(words), list(weights)


def _syllable(chance: random.Random) -> str:
    return chance.choice(_STARTS) + chance.choice(_MIDDLES) + chance.choice(_ENDS)


def sentence(chance: random.Random) -> str:
    """Return a sentence of 8 to 22 words; one in thirty is in Cyrillic."""
    count = chance.randint(8, 22)
    if chance.random() < 1 / 30:
        picked = ["".join(chance.choices(_CYRILLIC, k=chance.randint(2, 9))) for _ in range(count)]
    else:
        words, weights = _words()
        picked = [
            words[bisect.bisect(weights, chance.random() * weights[-1])] for _ in range(count)
        ]
    text = " ".join(picked)
    return f"{text[0].upper()}{text[1:]}."


def paragraph(chance: random.Random) -> str:
    """Return three to six sentences."""
    return " ".join(sentence(chance) for _ in range(chance.randint(3, 6)))


def title(chance: random.Random) -> str:
    """Return a headline."""
    return " ".join(sentence(chance)[:-1].split()[: chance.randint(5, 10)])


def name(chance: random.Random) -> str:
    """Return a name, nearly always one that no other text has."""
    return "".join(_syllable(chance) for _ in range(chance.randint(2, 4))).capitalize()


def published(chance: random.Random) -> datetime:
    """Return a moment in the two years before the benchmark's present."""
    return END - timedelta(seconds=chance.randrange(DAYS * 86_400))


def markdown_article(number: int) -> tuple[str, str]:
    """Return the path and the text of an article file of about 3 kB."""
    chance = random.Random(f"article {number}")
    section = SECTIONS[number % len(SECTIONS)]
    when = published(chance)
    head = title(chance)
    parts = [paragraph(chance) for _ in range(chance.randint(5, 8))]
    parts[1] = f"## {title(chance)}\n\n{parts[1]}"
    parts[2] = f"> {parts[2]}"
    parts[3] = f"[{title(chance)}]({BASE}/story/{number}) **{title(chance)}**\n\n{parts[3]}"
    front = (
        f'---\ntitle: "{head}"\nauthor: Desk {number % 17}\ndate: {when:%Y-%m-%dT%H:%M:%SZ}\n'
        f"tags: [{chance.choice(TAGS)}, {chance.choice(TAGS)}]\n---\n\n"
    )
    return f"{section}/{when:%Y-%m}/story-{number:05d}.md", front + "\n\n".join(parts) + "\n"


def write_folder(folder: Path, articles: int) -> None:
    """Write `articles` Markdown files below `folder`, in sections and months."""
    for number in range(articles):
        name, text = markdown_article(number)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _body(chance: random.Random, number: int) -> str:
    parts = [f"<p>{html.escape(paragraph(chance))}</p>" for _ in range(8)]
    parts[1] += (
        f'<figure><img src="{BASE}/pictures/{number % PICTURES}.png" width="640" height="360" '
        f'alt="{title(chance)}"><figcaption>{sentence(chance)}</figcaption></figure>'
    )
    parts[3] = f"<h2>{title(chance)}</h2>{parts[3]}"
    parts[4] = f"<blockquote>{parts[4]}</blockquote>"
    parts[6] = f'<p><a href="{BASE}/story/{number}"><em>{title(chance)}</em></a></p>{parts[6]}'
    return "\n".join(parts)


def _items(feed: int, items: int) -> Iterator[str]:
    for place in range(items):
        number = feed * items + place
        chance = random.Random(f"item {number}")
        body = _body(chance, number)
        while len(body) < 5_000:
            body += f"\n<p>{html.escape(paragraph(chance))}</p>"
        yield (
            f"<item><title>{title(chance)}</title><link>{BASE}/story/{number}</link>"
            f'<guid isPermaLink="false">story-{number}</guid>'
            f"<pubDate>{format_datetime(published(chance))}</pubDate>"
            f"<dc:creator>Desk {number % 17}</dc:creator>"
            f"<category>{SECTIONS[number % len(SECTIONS)]}</category>"
            f"<description>{html.escape(sentence(chance))}</description>"
            f"<content:encoded><![CDATA[{body}]]></content:encoded></item>\n"
        )


def feed(number: int, items: int) -> str:
    """Return an RSS 2.0 feed of `items` items of about 5.9 kB."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f"<channel><title>Paper number {number}</title><link>{BASE}/paper/{number}</link>"
        f"<description>What paper number {number} prints</description>\n"
        f"{''.join(_items(number, items))}</channel></rss>\n"
    )


def write_feeds(folder: Path, feeds: int, items: int) -> None:
    """Write `feeds` feeds into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(feeds):
        (folder / f"{number:03d}.xml").write_text(feed(number, items), encoding="utf-8")
