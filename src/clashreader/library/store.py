"""Carrying out what was decided: articles, versions, texts, tags and pictures go in.

All functions here run inside a write transaction that `Library` opened. Ids are given out by us,
since the one writer knows the highest one, so that rows of several tables go in as batches.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from clashreader import __version__
from clashreader.library import index, schema
from clashreader.library.ddl import LIVE, PAGE_UNASKED, PAGE_WANTED
from clashreader.library.folding import fold_name, fold_words
from clashreader.library.keys import month_of, url_key
from clashreader.library.names import Sections, tag_ids
from clashreader.library.packing import pack_details
from clashreader.library.readying import Readied, Ready, make_ready
from clashreader.library.standing import Standing, has_rules
from clashreader.model import (
    Changes,
    FetchRecord,
    Insert,
    Intent,
    Move,
    Prepared,
    Revise,
    SetGone,
    SourceKind,
    Stamp,
    Touch,
)
from clashreader.values import dataclass, field, replace

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clashreader.library.statements import Statements

PROGRAM = f"clashreader {__version__}"
EXTRACTORS = {
    SourceKind.FEED.value: "feed reader",
    SourceKind.FOLDER.value: "file reader",
    SourceKind.IMPORT.value: "import",
}
"""What finds articles in what a source sends, by its kind, where the fetch does not say."""
_FOLDER = SourceKind.FOLDER.value
_FUTURE = 300
"""Seconds by which a publication date may lie ahead of our clock before it stops ordering lists."""


@dataclass(slots=True)
class _Batch:
    """Rows that wait for one statement each."""

    articles: list[dict[str, object]] = field(default_factory=list)
    versions: list[dict[str, object]] = field(default_factory=list)
    bodies: list[dict[str, object]] = field(default_factory=list)
    index: list[index.Entry] = field(default_factory=list)
    images: list[tuple[int, int, tuple[str, ...]]] = field(default_factory=list)
    tags: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    leads: list[tuple[int, str]] = field(default_factory=list)
    ungrouped: list[tuple[int]] = field(default_factory=list)
    """Whose text is to be compared with others'."""


def sort_time(published: int | None, first_seen: int) -> int:
    """A date in the future is shown, but orders nothing: such an item would stay on top."""
    if published is None or published > first_seen + _FUTURE:
        return first_seen
    return published


class Store:
    """One run of `Library.apply` for one source."""

    def __init__(
        self,
        connection: Statements,
        source_id: int,
        now: int,
        readied: Readied | None = None,
        *,
        unread_edits: bool = False,
    ) -> None:
        self._unread_edits = unread_edits
        self._connection = connection
        self._readied = readied or {}
        self._source_id = source_id
        self._now = now
        self._batch = _Batch()
        self._sections = Sections(connection, source_id)
        full_text, self._kind = self._run(
            "SELECT full_text, kind FROM sources WHERE id = ?", (source_id,)
        ).one()
        self._asks_pages = bool(full_text) and self._kind != _FOLDER
        self._is_import = self._kind == SourceKind.IMPORT.value
        self._next_article = self._highest("articles") + 1
        self._next_version = self._highest("versions") + 1
        self._capture: int | None = None
        self._inserted: list[int] = []
        self._updated: list[int] = []
        self._news: list[int] = []
        """Those of `_inserted` that are news, which what comes in as read is not."""
        self._touched: list[int] = []

    def _run(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        return self._connection.exec_driver_sql(sql, tuple(parameters))

    def _highest(self, table: str) -> int:
        return int(self._run(f"SELECT coalesce(max(id), 0) FROM {table}").scalar_one())

    def apply(self, intents: Sequence[Intent], fetch: FetchRecord | None) -> Changes:
        """Carry out `intents` in order and say what changed."""
        intents = Standing(self._connection, self._source_id, intents).settled()
        if fetch and any(isinstance(intent, Insert | Revise) for intent in intents):
            self._capture = self._store_capture(fetch)
        for intent in intents:
            match intent:
                case Insert(article, read):
                    self._insert(article, read)
                case Revise(article_id, article):
                    self._revise(article_id, article)
                case Touch(article_id, article, page_again):
                    self._touch(article_id, article, page_again)
                case Move(article_id, uid, fingerprint):
                    self._move(article_id, uid, fingerprint)
                case Stamp(article_id, fingerprint, item_hash):
                    self._stamp(article_id, fingerprint, item_hash)
                case SetGone(article_id, gone):
                    self._set_gone(article_id, gone)
        self._flush()
        changed = bool(self._inserted or self._updated or self._touched)
        changes = Changes(
            articles=tuple(self._touched),
            inserted=tuple(self._inserted),
            updated=tuple(self._updated),
            sources=changed, sections=changed, tags=changed, images=changed,
        )  # fmt: skip
        if not self._inserted or not has_rules(self._connection):
            return changes
        from clashreader.library import rules  # with its grammar, which few need

        connection = cast("sa.Connection", self._connection)
        ruled = rules.run_on_new(connection, self._inserted, self._now, news=self._news)
        return replace(
            changes, removed=ruled.removed, announced=ruled.announced, rules=ruled.failed
        )

    # --- the intents ---

    def _ready(self, article: Prepared) -> Ready:
        return self._readied.get(id(article)) or make_ready(article)

    def _insert(self, article: Prepared, read: bool) -> None:
        article_id = self._next_article
        self._next_article += 1
        ready = self._ready(article)
        article = ready.article
        parsed, digest = article.parsed, article.digest
        published = parsed.published if parsed.published is not None else parsed.updated
        self._batch.articles.append({
            "id": article_id, "source_id": self._source_id, "uid": parsed.uid, "state": LIVE,
            "read": int(read), "section_id": self._sections.for_article(parsed.section),
            "section_own": parsed.section, "section_fixed": 0,
            "published": published, "updated": parsed.updated, "first_seen": self._now,
            "sort_time": sort_time(published, self._now), "month": month_of(published),
            "versions": 1, "words": digest.words, "language": parsed.language or digest.language,
            "lead_image": None,
            "title": parsed.title, "title_derived": int(parsed.title_derived),
            "author": parsed.author, "outlet": parsed.outlet, "url": parsed.url,
            "url_key": url_key(parsed.url), "item_hash": bytes.fromhex(article.item_hash),
            "text_hash": bytes.fromhex(article.text_hash), "fingerprint": article.fingerprint,
            "own_tags": json.dumps(parsed.tags) if parsed.tags else None,
            "summary": digest.summary,
            "page_state": PAGE_WANTED if self._has_page(article) else PAGE_UNASKED,
        })  # fmt: skip
        self._add_version(article_id, 1, ready)
        self._batch.index.append((
            article_id, fold_words(parsed.title), fold_words(parsed.author or ""),
            fold_words(parsed.outlet or ""), ready.folded,
        ))  # fmt: skip
        if parsed.tags:
            self._batch.tags.append((article_id, parsed.tags))
        self._inserted.append(article_id)
        if not read:
            self._news.append(article_id)

    def _revise(self, article_id: int, article: Prepared) -> None:
        self._flush()  # the statements below must see what waits in the batch
        number = int(
            self._run("SELECT versions FROM articles WHERE id = ?", (article_id,)).scalar_one()
        )
        old = index.columns(self._connection, article_id)
        if old:
            index.forget(self._connection, article_id, old)
        ready = self._ready(article)
        self._refresh(article_id, ready.article, new_version=True)
        self._add_version(article_id, number + 1, ready)
        self._flush()
        # Fed with what is stored now, which is what the index will be told when it has to forget.
        new = index.columns(self._connection, article_id)
        if new:
            index.learn(self._connection, [(article_id, *new)])
        if self._unread_edits:
            self._run("UPDATE articles SET read = 0 WHERE id = ?", (article_id,))
        self._updated.append(article_id)

    def _touch(self, article_id: int, article: Prepared, page_again: bool) -> None:
        """Metadata only: the text stays as it is, and so does its place in the index unless the
        words of title, author or outlet changed.
        """
        self._flush()
        old = index.columns(self._connection, article_id)
        self._refresh(article_id, article, new_version=False, page_again=page_again)
        new = index.columns(self._connection, article_id)
        if old and new and old != new:
            index.forget(self._connection, article_id, old)
            index.learn(self._connection, [(article_id, *new)])
        self._touched.append(article_id)

    def _move(self, article_id: int, uid: str, fingerprint: str | None) -> None:
        self._flush()
        self._run(
            "UPDATE articles SET uid = ?, fingerprint = ?, gone_since = NULL WHERE id = ?",
            (uid, fingerprint, article_id),
        )
        self._touched.append(article_id)

    def _stamp(self, article_id: int, fingerprint: str | None, item_hash: str | None) -> None:
        self._run(
            "UPDATE articles SET fingerprint = ?, item_hash = coalesce(?, item_hash) WHERE id = ?",
            (fingerprint, bytes.fromhex(item_hash) if item_hash else None, article_id),
        )

    def _set_gone(self, article_id: int, gone: bool) -> None:
        self._flush()
        self._run(
            "UPDATE articles SET gone_since = ? WHERE id = ?",
            (self._now if gone else None, article_id),
        )
        self._touched.append(article_id)

    # --- their parts ---

    def _store_capture(self, fetch: FetchRecord) -> int:
        capture_id = self._highest("captures") + 1
        values = {
            "id": capture_id, "source_id": self._source_id, "at": fetch.at, "url": fetch.url,
            "url_reached": fetch.url_reached, "status": fetch.status, "etag": fetch.etag,
            "last_modified": fetch.last_modified, "content_hash": fetch.content_hash,
            "program": PROGRAM, "extractor": fetch.extractor or EXTRACTORS.get(self._kind),
        }  # fmt: skip
        schema.insert(self._connection, "captures", [values])
        return capture_id

    def _add_version(self, article_id: int, number: int, ready: Ready) -> None:
        article = ready.article
        version_id = self._next_version
        self._next_version += 1
        parsed, digest = article.parsed, article.digest
        start, end = parsed.body_span or (None, None)
        self._batch.versions.append({
            "id": version_id, "article_id": article_id, "number": number, "seen_at": self._now,
            "capture_id": self._capture, "words": digest.words,
            "media_type": parsed.media_type.value, "span_start": start, "span_end": end,
            "text_hash": bytes.fromhex(article.text_hash), "title": parsed.title,
            "base_url": parsed.base_url,
            # One that is only the first of the body's pictures stays in its place there.
            "lead_image": digest.lead_image if parsed.lead_image else None,
            "details": pack_details(parsed),
            "body_hash": ready.hashes[0], "plain_hash": ready.hashes[1],
            "file_hash": self._file_hash(article),
        })  # fmt: skip
        self._batch.bodies.append(
            {"version_id": version_id, "body": ready.body, "text": ready.text}
        )
        self._batch.ungrouped.append((article_id,))
        if digest.images:
            self._batch.images.append((article_id, version_id, digest.images))
        if digest.lead_image:
            self._batch.leads.append((article_id, digest.lead_image))

    def _file_hash(self, article: Prepared) -> bytes | None:
        """An item of a folder is a file; what that of a feed is known by are its fields."""
        return bytes.fromhex(article.item_hash) or None if self._kind == _FOLDER else None

    def _has_page(self, article: Prepared) -> bool:
        if not self._asks_pages or (self._is_import and article.digest.words):
            return False  # what another reader kept is what the reader read there
        return (article.parsed.url or "").lower().startswith(("http://", "https://"))

    def _refresh(
        self, article_id: int, article: Prepared, *, new_version: bool, page_again: bool = False
    ) -> None:
        parsed, digest = article.parsed, article.digest
        old = self._run(
            "SELECT published, first_seen, section_fixed, section_own, section_id, own_tags, "
            "author, page_state, versions, edits FROM articles WHERE id = ?", (article_id,),
        ).one()  # fmt: skip
        if old[7] != PAGE_UNASKED:  # what the page said stays where the feed says nothing
            parsed = replace(
                parsed, author=parsed.author or old[6], section=parsed.section or old[3]
            )
        published = _published(old[0], article)
        section_id = old[4]
        if not old[2] and parsed.section != old[3]:
            section_id = self._sections.for_article(parsed.section)
        values: dict[str, object] = {
            "published": published, "updated": parsed.updated, "month": month_of(published),
            "sort_time": sort_time(published, old[1]), "section_id": section_id,
            "section_own": parsed.section, "title": parsed.title,
            "title_derived": int(parsed.title_derived), "author": parsed.author,
            "outlet": parsed.outlet, "url": parsed.url, "url_key": url_key(parsed.url),
            "item_hash": bytes.fromhex(article.item_hash), "fingerprint": article.fingerprint,
            "uid": parsed.uid, "gone_since": None,
            "own_tags": json.dumps(parsed.tags) if parsed.tags else None,
        }  # fmt: skip
        if new_version:
            values |= {
                "versions": old[8] + 1, "edits": old[9] + 1,
                "edited_at": self._now,
                "text_hash": bytes.fromhex(article.text_hash), "words": digest.words,
                "language": parsed.language or digest.language, "summary": digest.summary,
                "lead_image": None,
            }  # fmt: skip
        elif digest.summary:
            values["summary"] = digest.summary
        if self._has_page(article) and (new_version or page_again or old[7] == PAGE_UNASKED):
            values |= {"page_state": PAGE_WANTED, "page_tries": 0, "page_next_try": 0}
        schema.update(self._connection, "articles", article_id, values)
        self._retag(article_id, json.loads(old[5]) if old[5] else [], parsed.tags)

    def _retag(self, article_id: int, before: list[str], now: Iterable[str]) -> None:
        """Follow what the source changed in its own labels; the reader's tags stay."""
        old, new = ({fold_name(name): name for name in names} for names in (before, now))
        added = tuple(new[key] for key in new if key not in old)
        if added:
            self._batch.tags.append((article_id, added))
        for key in old.keys() - new.keys():
            self._run(
                "DELETE FROM article_tags WHERE article_id = ? AND by_reader = 0 "
                "AND tag_id = (SELECT id FROM tags WHERE folded = ?)", (article_id, key),
            )  # fmt: skip

    # --- writing the batch ---

    def _flush(self) -> None:
        batch, self._batch = self._batch, _Batch()
        pictures = self._picture_ids(batch)
        leads = {article_id: pictures[url] for article_id, url in batch.leads}
        for row in batch.articles:  # at once: a row that grows later makes its page split
            row["lead_image"] = leads.pop(cast("int", row["id"]), None)
        for name, rows in (
            ("articles", batch.articles), ("versions", batch.versions), ("bodies", batch.bodies),
        ):  # fmt: skip
            if rows:
                schema.insert(self._connection, name, rows)
        if batch.index:
            index.learn(self._connection, batch.index)
        if batch.ungrouped:
            schema.insert_tuples(
                self._connection, "ungrouped", batch.ungrouped, then="ON CONFLICT DO NOTHING"
            )
        self._flush_tags(batch)
        places = [
            (article_id, version_id, position, pictures[url])
            for article_id, version_id, images in batch.images
            for position, url in enumerate(images)
        ]
        if places:
            schema.insert_tuples(self._connection, "article_images", places)
        if leads:
            self._connection.exec_driver_sql(
                "UPDATE articles SET lead_image = ? WHERE id = ?",
                [(picture, article_id) for article_id, picture in leads.items()],
            )

    def _flush_tags(self, batch: _Batch) -> None:
        if not batch.tags:
            return
        ids = tag_ids(self._connection, [name for _, names in batch.tags for name in names])
        keys = {name: fold_name(name) for name in {n for _, names in batch.tags for n in names}}
        rows = [
            (article_id, ids[key], 0)
            for article_id, names in batch.tags
            for key in dict.fromkeys(keys[name] for name in names)
            if key in ids
        ]
        if rows:
            schema.insert_tuples(
                self._connection, "article_tags", rows, then="ON CONFLICT DO NOTHING"
            )

    def _picture_ids(self, batch: _Batch) -> dict[str, int]:
        """Return the ids of all pictures of a batch by their addresses, new ones entered."""
        urls = {url for _, _, images in batch.images for url in images}
        urls |= {url for _, url in batch.leads}
        if not urls:
            return {}
        schema.insert_tuples(
            self._connection,
            "images (url)",
            [(url,) for url in sorted(urls)],
            then="ON CONFLICT DO NOTHING",
        )
        found = self._run(
            "SELECT url, id FROM images WHERE url IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(urls)),),
        ).all()
        return {row[0]: row[1] for row in found}


def _published(old: int | None, article: Prepared) -> int | None:
    """A publication date that the source corrects is followed; one it merely leaves out stays."""
    parsed = article.parsed
    if parsed.published is not None:
        return parsed.published
    return old if old is not None else parsed.updated
