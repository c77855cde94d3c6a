"""Articles with everything that a document of them needs, read one after another."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from clashreader.content import Body
from clashreader.errors import CancelledError, NotFoundError
from clashreader.export.kinds import Step
from clashreader.library.packing import DamagedTextError
from clashreader.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from clashreader.content.blocks import Document
    from clashreader.library.library import Library
    from clashreader.model import Article, ArticleDetail, HighlightPlace, VersionInfo

log = logging.getLogger(__name__)

PAGE = 100
"""Articles whose rows are read at once; their texts are read one by one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One article: its newest version with its body, its row, its history, its annotations.

    `versions` are all of them, oldest first, each with the SHA-256 (hex) of its folded text;
    `places` says where the words of each highlight (by id) are now.
    """

    article: Article
    detail: ArticleDetail
    versions: tuple[VersionInfo, ...]
    places: Mapping[int, HighlightPlace]

    def document(self) -> Document:
        """Return the body as the tidied blocks that the reading pane shows: made anew each time."""
        from clashreader.content import to_document

        return to_document(Body.of(self.article))

    def html(self) -> str:
        """Return the body as sanitised HTML, pictures at their own addresses."""
        from clashreader.content import to_html

        return to_html(Body.of(self.article))

    def text(self) -> str:
        """Return the body as plain text."""
        from clashreader.content import to_text

        return to_text(Body.of(self.article))


class Tally:
    """What was written so far, and what could not be."""

    def __init__(self) -> None:
        self.articles = 0
        self.pictures = 0
        self.pictures_missing = 0
        self.pictures_unfit = 0
        self.gone: list[int] = []
        self.damaged: list[int] = []

    def count_pictures(self, found: Iterable[bool | None]) -> None:
        """Count pictures: whether each could be taken along, None where the library lacks it."""
        for one in found:
            self.pictures += one is True
            self.pictures_missing += one is None
            self.pictures_unfit += one is False

    def remarks(self) -> tuple[str, ...]:
        """Return sentences about what is not in the document and should be."""
        found = []
        if self.gone:
            found.append(f"Deleted meanwhile, and not in it: {_named(self.gone)}.")
        if self.damaged:
            found.append(
                f"The stored text is damaged, and not in it: {_named(self.damaged)}. "
                "`clashreader doctor` says more."
            )
        if self.pictures_unfit:
            found.append(
                f"{_counted(self.pictures_unfit, 'picture')} could not be taken along: of a "
                "format that the document cannot hold, too large, or damaged."
            )
        return tuple(found)


def several_files(names: Sequence[str], most: int) -> str:
    """Return the sentence about a PDF of more articles than the `most` that one file holds."""
    return (
        f"A PDF file holds {most:,} articles at most: there are {len(names):,} files, "
        f"“{names[0]}” to “{names[-1]}”."
    )


def _named(ids: Sequence[int]) -> str:
    shown = ", ".join(map(str, ids[:5]))
    more = f" and {len(ids) - 5:,} more" if len(ids) > 5 else ""
    return f"article {shown}{more}" if len(ids) == 1 else f"articles {shown}{more}"


def _counted(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def entries(
    library: Library,
    ids: Sequence[int],
    tally: Tally,
    *,
    progress: Callable[[Step], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
    done: int = 0,
    total: int | None = None,
) -> Iterator[Entry]:
    """Yield the articles of `ids` in order, one in memory at a time.

    Those that are not there any more, or whose text is damaged, are left out and noted in `tally`.
    `done` and `total` count for `progress` where `ids` are a part of more. Raises `CancelledError`
    soon after `stop` says so.
    """
    whole = len(ids) if total is None else total
    for start in range(0, len(ids), PAGE):
        page = ids[start : start + PAGE]
        details = {detail.row.id: detail for detail in library.details(page)}
        for place, article_id in enumerate(page, done + start):
            check(stop)
            detail = details.get(article_id)
            progress(Step(place, whole, detail.row.title if detail else ""))
            entry = detail and read(library, detail, tally)
            if entry:
                tally.articles += 1
                yield entry
            elif detail is None:
                tally.gone.append(article_id)
    if done + len(ids) == whole:
        progress(Step(whole, whole, ""))


def check(stop: Callable[[], bool]) -> None:
    """Raise `CancelledError` where `stop` says so."""
    if stop():
        raise CancelledError("Stopped; nothing was written.")


def read(library: Library, detail: ArticleDetail, tally: Tally) -> Entry | None:
    """Return an article with everything; None, and a note in `tally`, where it cannot be had."""
    article_id = detail.row.id
    try:
        article = library.article(article_id)
        versions = library.versions(article_id)
        places = library.place_highlights(article.highlights) if article.highlights else {}
    except NotFoundError:
        tally.gone.append(article_id)
        return None
    except DamagedTextError:
        log.warning("the text of article %d is damaged, and left out of a document", article_id)
        tally.damaged.append(article_id)
        return None
    return Entry(article, detail, versions, places)


def older(library: Library, entry: Entry) -> Iterator[Article]:
    """Yield the older versions of an article, newest first; those that cannot be read are left
    out.
    """
    for version in reversed(entry.versions[:-1]):
        try:
            yield library.article(entry.article.id, version=version.number)
        except (NotFoundError, DamagedTextError):
            log.warning("version %d of article %d cannot be read", version.number, entry.article.id)
