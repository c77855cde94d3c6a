"""Reading one article, its versions, what is related to it, and what a search finds."""

from __future__ import annotations

from collections.abc import Sequence

from clashreader.errors import NotFoundError
from clashreader.library import notes, pictures
from clashreader.library.ddl import DELETED, LIVE
from clashreader.library.finding import scored_ids
from clashreader.library.keys import names_a_page, url_key
from clashreader.library.packing import DamagedTextError, unpack_body, unpack_details, unpack_text
from clashreader.library.rows import Run, article_rows
from clashreader.library.search import words_of
from clashreader.library.snippets import Excerpt, excerpt, snippet
from clashreader.model import (
    Article,
    ArticleQuery,
    MediaType,
    Node,
    SearchHit,
    SourceKind,
    VersionInfo,
)

_ARTICLE = f"""
SELECT a.id, a.source_id, o.title, a.uid, a.url, v.title, a.title_derived, a.author, a.outlet,
  s.name, a.month, a.published, a.updated, a.first_seen, a.summary, v.words, a.language, a.read,
  a.bookmarked_at, a.versions, a.gone_since, v.number, b.body, v.media_type, v.span_start,
  v.span_end, v.base_url, v.lead_image, v.details, n.text, v.id,
  a.edits, v.seen_at
FROM articles a
JOIN sources o ON o.id = a.source_id
JOIN versions v ON v.article_id = a.id AND v.number = {{number}}
JOIN bodies b ON b.version_id = v.id
LEFT JOIN sections s ON s.id = a.section_id
LEFT JOIN notes n ON n.article_id = a.id
WHERE a.id = ? AND a.state <> {DELETED}
"""


def article(run: Run, article_id: int, version: int | None) -> Article:
    """Return an article with its current version's body, or that of `version`."""
    number, parameters = ("a.versions", (article_id,)) if version is None else (
        "?", (version, article_id)
    )  # fmt: skip
    found = run(_ARTICLE.format(number=number), parameters)
    if not found:
        raise _missing(run, article_id, version)
    row = found[0]
    tags = run(
        "SELECT g.name FROM article_tags t JOIN tags g ON g.id = t.tag_id "
        "WHERE t.article_id = ? ORDER BY g.folded", (article_id,),
    )  # fmt: skip
    related, enclosures, notices = unpack_details(row[28])
    return Article(
        id=row[0], source_id=row[1], source_title=row[2], uid=row[3], url=row[4], title=row[5],
        title_derived=bool(row[6]), author=row[7], outlet=row[8], section=row[9], month=row[10],
        published=row[11], updated=row[12], first_seen=row[13], summary=row[14], words=row[15],
        language=row[16], read=bool(row[17]), bookmarked_at=row[18],
        tags=tuple(tag[0] for tag in tags), versions=row[19], gone_since=row[20], version=row[21],
        body=unpack_body(row[22]), media_type=MediaType(row[23]),
        body_span=None if row[24] is None else (row[24], row[25]), base_url=row[26],
        lead_image=row[27], related=related, enclosures=enclosures, notices=notices,
        images=pictures.of_version(run, row[30]), note=row[29],
        edits=row[31], seen=row[32], highlights=notes.of_article(run, article_id),
    )  # fmt: skip


def _missing(run: Run, article_id: int, version: int | None) -> NotFoundError:
    known = run(f"SELECT versions FROM articles WHERE id = ? AND state <> {DELETED}", (article_id,))
    if not known:
        return NotFoundError(f"There is no article {article_id}.")
    return NotFoundError(f"Article {article_id} has no version {version}; it has {known[0][0]}.")


_VERSIONS = f"""
SELECT v.number, v.seen_at, v.title, v.words, v.text_hash, v.media_type = ? AND o.kind <> ?
FROM versions v
JOIN articles a ON a.id = v.article_id
JOIN sources o ON o.id = a.source_id
WHERE a.id = ? AND a.state <> {DELETED}
ORDER BY v.number
"""


def find_article(run: Run, url: str) -> int | None:
    """Return the newest live article with the address `url`, or None."""
    key = url_key(url) if names_a_page(url) else None
    if key is None:
        return None
    rows = run(
        f"SELECT id FROM articles WHERE url_key = ? AND state = {LIVE} "
        "ORDER BY sort_time DESC, id DESC LIMIT 1", (key,),
    )  # fmt: skip
    return int(rows[0][0]) if rows else None


def versions(run: Run, article_id: int) -> tuple[VersionInfo, ...]:
    """Return the versions of an article, oldest first."""
    rows = run(_VERSIONS, (MediaType.PAGE.value, SourceKind.FOLDER.value, article_id))
    if not rows:
        raise NotFoundError(f"There is no article {article_id}.")
    pages = [bool(row[5]) for row in rows]
    return tuple(
        VersionInfo(
            row[0], row[1], row[2], row[3], row[4].hex(), page=page,
            # The page in place of a feed's text is another version, but no edit.
            edit=place > 0 and not (page and not pages[place - 1]),
        )
        for place, (row, page) in enumerate(zip(rows, pages, strict=True))
    )  # fmt: skip


def search_hits(
    run: Run, query: ArticleQuery, now: int, limit: int, offset: int
) -> list[SearchHit]:
    """Return what `query` finds, in its order, each with score and snippet."""
    scores = scored_ids(run, query, now, limit, offset)
    terms = words_of(query.where)
    texts = _texts(run, list(scores)) if terms else {}
    return [
        SearchHit(row, scores[row.id], snippet(texts[row.id], terms) if terms else row.summary)
        for row in article_rows(run, list(scores))
    ]


def excerpts(run: Run, ids: Sequence[int], where: Node | None) -> dict[int, Excerpt]:
    """Return what to show of the texts of `ids` for a search; none where it looks for no words."""
    terms = words_of(where)
    return {one: excerpt(text, terms) for one, text in _texts(run, ids).items()} if terms else {}


def _texts(run: Run, ids: Sequence[int]) -> dict[int, str]:
    found = {}
    for article_id in ids:
        rows = run(
            "SELECT b.body, b.text FROM articles a "
            "JOIN versions v ON v.article_id = a.id AND v.number = a.versions "
            "JOIN bodies b ON b.version_id = v.id WHERE a.id = ?", (article_id,),
        )  # fmt: skip
        try:
            found[article_id] = unpack_text(*rows[0]) if rows else ""
        except DamagedTextError:
            found[article_id] = ""  # one damaged text must not cost the other hits
    return found
