"""The tables as SQLAlchemy Core knows them: names of columns, for building statements.

The schema itself is laid down in `ddl`; a test holds these names against it.
"""

from __future__ import annotations

import sqlalchemy as sa


def _table(name: str, columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(column) for column in columns.split()))


sources = _table(
    "sources",
    "id kind url title title_chosen site_url section_id default_section full_text images paused "
    "interval added_at removed_at last_sync next_sync retry_at failures error notice etag "
    "last_modified content_hash validated_at articles unread",
)
articles = _table(
    "articles",
    "id source_id uid state read read_at bookmarked_at hidden section_id section_own section_fixed "
    "published updated first_seen sort_time month versions edits edited_at gone_since deleted_at "
    "words language lead_image title title_derived author outlet url url_key item_hash text_hash "
    "fingerprint own_tags page_state page_tries page_checked_at page_next_try page_status "
    "summary",
)
captures = _table(
    "captures",
    "id source_id at url url_reached status etag last_modified content_hash program",
)
versions = _table(
    "versions",
    "id article_id number seen_at capture_id words media_type span_start span_end text_hash title "
    "base_url lead_image details",
)
bodies = _table("bodies", "version_id body text")
tags = _table("tags", "id name folded colour total unread")
article_tags = _table("article_tags", "article_id tag_id by_reader")
images = _table(
    "images",
    "id url state hash media_type bytes width height error attempts next_try fetched_at",
)
article_images = _table("article_images", "article_id version_id position image_id")
sections = _table("sections", "id name folded position hidden")
section_aliases = _table("section_aliases", "folded name section_id")
