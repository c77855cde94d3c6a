"""Libraries of any size, made quickly through the store's own door and kept for the next run."""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import writing

if TYPE_CHECKING:
    from clashreader.model import Insert

BATCH = 500
PARAGRAPHS = 4_000
"""Different paragraphs; every article has some of them, and a name and a number of its own."""


def library_of(articles: int, cache: Path) -> Path:
    """Return a home with a library of `articles` articles, made if it is not in `cache` yet."""
    from clashreader.library.ddl import MIGRATIONS
    from clashreader.library.folding import FOLDING_VERSION

    # By what is stored, not by the code that stores it: a million take half an hour.
    code = Path(__file__).read_bytes() + Path(writing.__file__).read_bytes()
    code += repr((MIGRATIONS, FOLDING_VERSION)).encode()
    home = cache / f"library-{articles}-{hashlib.sha256(code).hexdigest()[:12]}"
    if not (home / "complete").exists():
        for old in cache.glob(f"library-{articles}-*"):
            shutil.rmtree(old)
        _make(home, articles)
        (home / "complete").touch()
    return home


def _make(home: Path, articles: int) -> None:
    from clashreader.library.library import Library
    from clashreader.model import NewSource, SourceKind
    from clashreader.paths import find_home

    places = find_home(home)
    with Library.open(places.library, places.images) as library:
        sources = [
            library.add_source(
                NewSource(SourceKind.FEED, f"{writing.BASE}/{number}.xml", f"Paper {number}")
            )
            for number in range(20)
        ]
        for source in sources:  # nothing is due, so that a window measures itself only
            library.edit_source(source.id, paused=True)
        for number, batch in enumerate(_batches(articles)):
            library.apply(sources[number % len(sources)].id, batch)


def _batches(articles: int) -> Iterator[list[Insert]]:
    chance = random.Random("bodies")
    pool = [writing.paragraph(chance) for _ in range(PARAGRAPHS)]
    for start in range(0, articles, BATCH):
        yield [_insert(number, pool) for number in range(start, min(start + BATCH, articles))]


def _insert(number: int, pool: list[str]) -> Insert:
    from clashreader.library.folding import text_hash
    from clashreader.model import Digest, Insert, MediaType, ParsedArticle, Prepared

    chance = random.Random(number)
    # An archive's vocabulary grows with it: by names and by numbers, seldom by words.
    own = f"Case {number} of {writing.name(chance)} {writing.name(chance)}."
    paragraphs = [*chance.choices(pool, k=chance.randint(3, 7)), own]
    title, text = writing.title(chance), "\n".join(paragraphs)
    parsed = ParsedArticle(
        uid=f"story-{number}",
        title=title,
        body="".join(f"<p>{part}</p>" for part in paragraphs),
        media_type=MediaType.HTML,
        url=f"{writing.BASE}/story/{number}",
        author=f"Desk {number % 17}",
        published=int(writing.published(chance).timestamp()),
        section=writing.SECTIONS[number % len(writing.SECTIONS)],
        tags=(writing.TAGS[number % len(writing.TAGS)],) if number % 5 == 0 else (),
    )
    digest = Digest(text=text, words=len(text.split()), summary=paragraphs[0][:280])
    item_hash = hashlib.sha256(f"{number}{title}".encode()).hexdigest()
    return Insert(Prepared(parsed, digest, item_hash, text_hash(title, text)))
