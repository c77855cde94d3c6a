"""The schema as it was laid down, migration by migration: never edited, only added to.

Times are whole seconds of UTC. Hashes are 32-byte blobs (SHA-256). `month` is year * 100 + month;
in `section_months` 0 stands for no section and for no month. `articles.state`: 0 live, 1 in the
bin, 2 deleted (a tombstone: the light row stays, so that the article does not come back), 3 hidden
(by the reader or a rule: kept and found by ``is:hidden``, but in no view and no count).
`articles.hidden` says what an article in the bin comes back as.
`articles.edits` counts the versions that its source made by changing the text; a page that takes
the place of the feed's summary is a version, but no edit.
"""

APPLICATION_ID = 0x434C5244  # "CLRD"

LIVE, BINNED, DELETED, HIDDEN = 0, 1, 2, 3

WANTED, STORED, FAILED, IGNORED = 0, 1, 2, 3
"""The states of an image; ignored ones (tracking pixels) are neither fetched nor counted."""

PAGE_UNASKED, PAGE_WANTED, PAGE_TAKEN, PAGE_GIVEN_UP = 0, 1, 2, 3
"""Whether the page behind an article is to be fetched for its text (`articles.page_state`)."""

_FIRST = """
CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE sections (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  folded TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL,
  hidden INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE section_aliases (
  folded TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  section_id INTEGER NOT NULL REFERENCES sections(id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE sources (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  url TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  title_chosen INTEGER NOT NULL DEFAULT 0,
  site_url TEXT,
  section_id INTEGER REFERENCES sections(id) ON DELETE SET NULL,
  default_section TEXT,
  full_text INTEGER NOT NULL DEFAULT 0,
  images INTEGER NOT NULL DEFAULT 1,
  paused INTEGER NOT NULL DEFAULT 0,
  interval INTEGER,
  added_at INTEGER NOT NULL,
  removed_at INTEGER,
  last_sync INTEGER,
  next_sync INTEGER,
  retry_at INTEGER,
  failures INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  notice TEXT,
  etag TEXT,
  last_modified TEXT,
  content_hash TEXT,
  validated_at INTEGER,
  articles INTEGER NOT NULL DEFAULT 0,
  unread INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE articles (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES sources(id),
  uid TEXT NOT NULL,
  state INTEGER NOT NULL DEFAULT 0,
  read INTEGER NOT NULL DEFAULT 0,
  read_at INTEGER,
  bookmarked_at INTEGER,
  hidden INTEGER NOT NULL DEFAULT 0,
  section_id INTEGER REFERENCES sections(id) ON DELETE SET NULL,
  section_own TEXT,
  section_fixed INTEGER NOT NULL DEFAULT 0,
  published INTEGER,
  updated INTEGER,
  first_seen INTEGER NOT NULL,
  sort_time INTEGER NOT NULL,
  month INTEGER,
  versions INTEGER NOT NULL DEFAULT 1,
  edits INTEGER NOT NULL DEFAULT 0,
  edited_at INTEGER,
  gone_since INTEGER,
  deleted_at INTEGER,
  words INTEGER NOT NULL DEFAULT 0,
  language TEXT,
  lead_image INTEGER REFERENCES images(id) ON DELETE SET NULL,
  title TEXT NOT NULL,
  title_derived INTEGER NOT NULL DEFAULT 0,
  author TEXT,
  outlet TEXT,
  url TEXT,
  url_key INTEGER,
  item_hash BLOB NOT NULL,
  text_hash BLOB NOT NULL,
  fingerprint TEXT,
  own_tags TEXT,
  page_state INTEGER NOT NULL DEFAULT 0,
  page_tries INTEGER NOT NULL DEFAULT 0,
  page_checked_at INTEGER,
  page_next_try INTEGER NOT NULL DEFAULT 0,
  page_status INTEGER,
  summary TEXT NOT NULL DEFAULT '',
  UNIQUE (source_id, uid)
);
CREATE INDEX articles_newest ON articles (sort_time, id) WHERE state = 0;
CREATE INDEX articles_unread ON articles (sort_time, id) WHERE state = 0 AND read = 0;
CREATE INDEX articles_section ON articles (section_id, sort_time, id) WHERE state = 0;
CREATE INDEX articles_month ON articles (section_id, month, sort_time, id) WHERE state = 0;
CREATE INDEX articles_source ON articles (source_id, sort_time, id) WHERE state = 0;
CREATE INDEX articles_published ON articles (published, read)
  WHERE state = 0 AND published IS NOT NULL;
CREATE INDEX articles_bookmarked ON articles (sort_time, id, read)
  WHERE state = 0 AND bookmarked_at IS NOT NULL;
CREATE INDEX articles_edited ON articles (sort_time, id, read) WHERE state = 0 AND edits > 0;
CREATE INDEX articles_page ON articles (source_id, sort_time, id)
  WHERE state = 0 AND page_state = 1;
CREATE INDEX articles_url ON articles (url_key) WHERE url_key IS NOT NULL;

CREATE TABLE captures (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES sources(id),
  at INTEGER NOT NULL,
  url TEXT NOT NULL,
  url_reached TEXT,
  status INTEGER,
  etag TEXT,
  last_modified TEXT,
  content_hash TEXT,
  program TEXT NOT NULL
);

CREATE TABLE versions (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  capture_id INTEGER REFERENCES captures(id),
  words INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  span_start INTEGER,
  span_end INTEGER,
  text_hash BLOB NOT NULL,
  title TEXT NOT NULL,
  base_url TEXT,
  lead_image TEXT,
  details TEXT,
  UNIQUE (article_id, number)
);

CREATE TABLE bodies (
  version_id INTEGER PRIMARY KEY REFERENCES versions(id) ON DELETE CASCADE,
  body BLOB NOT NULL,
  text BLOB NOT NULL
);

CREATE TABLE tags (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  folded TEXT NOT NULL UNIQUE,
  colour TEXT,
  total INTEGER NOT NULL DEFAULT 0,
  unread INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE article_tags (
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  tag_id INTEGER NOT NULL REFERENCES tags(id) ON DELETE CASCADE,
  by_reader INTEGER NOT NULL,
  PRIMARY KEY (article_id, tag_id)
) WITHOUT ROWID;
CREATE INDEX article_tags_tag ON article_tags (tag_id, article_id);

CREATE TABLE highlights (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  version_id INTEGER REFERENCES versions(id) ON DELETE SET NULL,
  exact TEXT NOT NULL,
  prefix TEXT NOT NULL DEFAULT '',
  suffix TEXT NOT NULL DEFAULT '',
  colour INTEGER NOT NULL DEFAULT 0,
  note TEXT,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
);
CREATE INDEX highlights_article ON highlights (article_id);

CREATE TABLE notes (
  article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
  text TEXT NOT NULL,
  changed_at INTEGER NOT NULL
);

CREATE TABLE images (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  state INTEGER NOT NULL DEFAULT 0,
  hash TEXT,
  media_type TEXT,
  bytes INTEGER,
  width INTEGER,
  height INTEGER,
  error TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_try INTEGER NOT NULL DEFAULT 0,
  fetched_at INTEGER
);
CREATE INDEX images_wanted ON images (id) WHERE state IN (0, 2) AND attempts < 8;
CREATE INDEX images_hash ON images (hash) WHERE hash IS NOT NULL;

CREATE TABLE article_images (
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  version_id INTEGER NOT NULL REFERENCES versions(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  image_id INTEGER NOT NULL REFERENCES images(id),
  PRIMARY KEY (article_id, version_id, position)
) WITHOUT ROWID;
CREATE INDEX article_images_image ON article_images (image_id, article_id);
CREATE INDEX article_images_version ON article_images (version_id);

CREATE TABLE saved_searches (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  query TEXT NOT NULL,
  sort TEXT NOT NULL DEFAULT 'newest',
  position INTEGER NOT NULL
);

CREATE TABLE fetch_log (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  url TEXT NOT NULL,
  url_reached TEXT,
  status INTEGER,
  seconds REAL NOT NULL,
  size INTEGER NOT NULL,
  new INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  not_modified INTEGER NOT NULL,
  error TEXT
);
CREATE INDEX fetch_log_source ON fetch_log (source_id, id);

CREATE TABLE section_months (
  section_id INTEGER NOT NULL,
  month INTEGER NOT NULL,
  total INTEGER NOT NULL,
  unread INTEGER NOT NULL,
  PRIMARY KEY (section_id, month)
) WITHOUT ROWID;

CREATE TABLE image_counts (
  state INTEGER PRIMARY KEY,
  total INTEGER NOT NULL
);
INSERT INTO image_counts VALUES (0, 0), (1, 0), (2, 0), (3, 0);

CREATE VIRTUAL TABLE article_search USING fts5 (
  title, author, outlet, body,
  content = '', tokenize = 'unicode61 remove_diacritics 0'
);
"""

# Counts are kept by the database itself, in the transaction that changes them: they cannot drift.
_COUNTERS = (
    """
CREATE TRIGGER articles_added AFTER INSERT ON articles WHEN new.state = 0 BEGIN
  INSERT INTO section_months VALUES
    (coalesce(new.section_id, 0), coalesce(new.month, 0), 1, new.read = 0)
    ON CONFLICT (section_id, month) DO UPDATE
      SET total = total + 1, unread = unread + excluded.unread;
  UPDATE sources SET articles = articles + 1, unread = unread + (new.read = 0)
    WHERE id = new.source_id;
END""",
    """
CREATE TRIGGER articles_changed AFTER UPDATE OF read, state, section_id, month ON articles
WHEN new.read <> old.read OR new.state <> old.state
  OR new.section_id IS NOT old.section_id OR new.month IS NOT old.month BEGIN
  UPDATE section_months SET total = total - 1, unread = unread - (old.read = 0)
    WHERE old.state = 0
      AND section_id = coalesce(old.section_id, 0) AND month = coalesce(old.month, 0);
  INSERT INTO section_months
    SELECT coalesce(new.section_id, 0), coalesce(new.month, 0), 1, new.read = 0
      WHERE new.state = 0
    ON CONFLICT (section_id, month) DO UPDATE
      SET total = total + 1, unread = unread + excluded.unread;
  UPDATE sources SET
      articles = articles + (new.state = 0) - (old.state = 0),
      unread = unread + (new.state = 0 AND new.read = 0) - (old.state = 0 AND old.read = 0)
    WHERE id = new.source_id;
  UPDATE tags SET
      total = total + (new.state = 0) - (old.state = 0),
      unread = unread + (new.state = 0 AND new.read = 0) - (old.state = 0 AND old.read = 0)
    WHERE id IN (SELECT tag_id FROM article_tags WHERE article_id = new.id);
END""",
    """
CREATE TRIGGER article_tags_added AFTER INSERT ON article_tags BEGIN
  UPDATE tags SET
      total = total + (SELECT state = 0 FROM articles WHERE id = new.article_id),
      unread = unread + (SELECT state = 0 AND read = 0 FROM articles WHERE id = new.article_id)
    WHERE id = new.tag_id;
END""",
    """
CREATE TRIGGER article_tags_removed AFTER DELETE ON article_tags BEGIN
  UPDATE tags SET
      total = total - (SELECT state = 0 FROM articles WHERE id = old.article_id),
      unread = unread - (SELECT state = 0 AND read = 0 FROM articles WHERE id = old.article_id)
    WHERE id = old.tag_id;
END""",
    """
CREATE TRIGGER images_added AFTER INSERT ON images BEGIN
  UPDATE image_counts SET total = total + 1 WHERE state = new.state;
END""",
    """
CREATE TRIGGER images_changed AFTER UPDATE OF state ON images WHEN new.state <> old.state BEGIN
  UPDATE image_counts SET total = total + (state = new.state) - (state = old.state)
    WHERE state IN (new.state, old.state);
END""",
    """
CREATE TRIGGER images_removed AFTER DELETE ON images BEGIN
  UPDATE image_counts SET total = total - 1 WHERE state = old.state;
END""",
)


def _statements(script: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in script.split(";\n") if part.strip())


# `typed` is the address that the reader typed, where a source has moved from it or was found on a
# page there: what it reaches into a private network is held against that one. NULL: `url` is it.
# `login`: whether the system's keyring has a name and password for the source.
_TYPED = (
    "ALTER TABLE sources ADD COLUMN typed TEXT",
    "ALTER TABLE sources ADD COLUMN login INTEGER NOT NULL DEFAULT 0",
)

# How often the words of a highlight stood in the text before its place: tells places apart whose
# surroundings are alike. NULL: not kept.
_EARLIER = ("ALTER TABLE highlights ADD COLUMN earlier INTEGER",)

# Rules; the short lists of what is in the bin or hidden; copies of one report. `duplicates` holds
# just the articles that have a copy, `ungrouped` those that were not looked at since their text
# came, `sketches` what texts are compared by. The index on `lead_image` lets a picture be deleted
# without walking all articles, which is how its reference is looked for.
_ORGANISING = _statements("""
CREATE TABLE rules (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  query TEXT NOT NULL,
  actions TEXT NOT NULL,
  enabled INTEGER NOT NULL DEFAULT 1,
  position INTEGER NOT NULL,
  error TEXT
);
CREATE INDEX articles_binned ON articles (deleted_at, id) WHERE state = 1;
CREATE INDEX articles_hidden ON articles (sort_time, id) WHERE state = 3;
CREATE INDEX articles_lead ON articles (lead_image) WHERE lead_image IS NOT NULL;
CREATE TABLE sketches (
  article_id INTEGER PRIMARY KEY,
  parts BLOB NOT NULL
);
CREATE TABLE ungrouped (article_id INTEGER PRIMARY KEY);
CREATE TABLE duplicates (
  article_id INTEGER PRIMARY KEY,
  group_id INTEGER NOT NULL
);
CREATE INDEX duplicates_group ON duplicates (group_id);
INSERT INTO ungrouped SELECT id FROM articles WHERE state = 0;
""")

# What a version is known by, so that `verify` can tell whether it is as it was taken: the SHA-256
# of its body as received, that of its headline and text (with a line feed between), and that of the
# file which it was alone in. NULL: taken before they were recorded. `hashed_at` is set where they
# were taken later than the version itself. An extractor is what found the article in the bytes.
_PROVENANCE = (
    "ALTER TABLE captures ADD COLUMN extractor TEXT",
    "ALTER TABLE versions ADD COLUMN body_hash BLOB",
    "ALTER TABLE versions ADD COLUMN plain_hash BLOB",
    "ALTER TABLE versions ADD COLUMN file_hash BLOB",
    "ALTER TABLE versions ADD COLUMN hashed_at INTEGER",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (*_statements(_FIRST), *_COUNTERS),
    _TYPED,
    _EARLIER,
    _ORGANISING,
    _PROVENANCE,
)
"""The statements that lead from version N to version N + 1, for N = 0, 1, ..."""

SCHEMA_VERSION = len(MIGRATIONS)
