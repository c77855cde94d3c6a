"""The page behind an article goes in as its newest version."""

from __future__ import annotations

from clashreader.library import index, schema
from clashreader.library.ddl import PAGE_TAKEN
from clashreader.library.keys import month_of
from clashreader.library.pages import FROM_PAGE
from clashreader.library.readying import Ready
from clashreader.library.store import Store, sort_time
from clashreader.model import Changes, FetchRecord
from clashreader.values import replace


class PageStore(Store):
    """One run of `Library.take_page`."""

    def take(self, article_id: int, ready: Ready, fetch: FetchRecord) -> Changes:
        """Store a page as the newest version, unless it reads the same; say what changed."""
        row = self._run(
            "SELECT text_hash, versions, author, published, section_own, section_fixed, outlet, "
            f"first_seen, summary, edits, {FROM_PAGE} FROM articles WHERE id = ?",
            (article_id,),
        ).one()
        before = index.columns(self._connection, article_id)
        page = ready.article
        parsed = page.parsed
        published = row.published if row.published is not None else parsed.published
        if self._is_import and parsed.published is not None:
            published = parsed.published  # what was there is the day on which it was kept
        # What the feed says comes first; the page fills in what the feed leaves out.
        page = replace(page, parsed=replace(
            parsed, author=row.author or parsed.author, outlet=row.outlet, published=published,
        ))  # fmt: skip
        values: dict[str, object] = {
            "page_state": PAGE_TAKEN, "page_tries": 0, "page_next_try": 0,
            "page_checked_at": self._now, "page_status": fetch.status,
            "author": page.parsed.author, "title": page.parsed.title,
            "title_derived": int(page.parsed.title_derived),
            "summary": row.summary or page.digest.summary,
        }  # fmt: skip
        if published != row.published:
            values |= {
                "published": published, "month": month_of(published),
                "sort_time": sort_time(published, row.first_seen),
            }  # fmt: skip
        if parsed.section and not row.section_own:
            values["section_own"] = parsed.section
            if not row.section_fixed:
                values["section_id"] = self._sections.for_article(parsed.section)
        is_new = bytes.fromhex(page.text_hash) != row.text_hash
        if is_new:
            from_page = bool(row[-1])
            values |= {
                "versions": row.versions + 1, "words": page.digest.words, "lead_image": None,
                "text_hash": bytes.fromhex(page.text_hash),
                "language": page.parsed.language or page.digest.language,
            }  # fmt: skip
            if from_page:  # the page in place of the feed's summary is no edit of the article
                values |= {"edits": row.edits + 1, "edited_at": self._now}
            self._capture = self._store_capture(fetch)
        schema.update(self._connection, "articles", article_id, values)
        if is_new:
            self._add_version(article_id, row.versions + 1, replace(ready, article=page))
        self._flush()
        self._index_again(article_id, before)
        rows = (article_id,)
        return Changes(
            articles=() if is_new else rows, updated=rows if is_new else (),
            sections=True, images=is_new,
        )  # fmt: skip

    def _index_again(self, article_id: int, before: index.Columns | None) -> None:
        after = index.columns(self._connection, article_id)
        if before and after and before != after:
            index.forget(self._connection, article_id, before)
            index.learn(self._connection, [(article_id, *after)])
