"""The words that every part of the program speaks: frozen values, no behaviour to speak of.

All times are whole seconds since 1970-01-01T00:00Z. A month is ``year * 100 + month``
(``202506``), or None for the undated. Addresses are absolute.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from array import array
    from collections.abc import Mapping, Sequence

from clashreader.values import dataclass, field


class SourceKind(StrEnum):
    """Where articles come from."""

    FEED = "feed"
    FOLDER = "folder"
    """A folder of article files, read recursively; or one file, whose path is the source's url."""
    IMPORT = "import"
    """What another reader's export brought: nothing is fetched for it but pages and pictures."""


class MediaType(StrEnum):
    """What a stored body is."""

    HTML = "text/html"
    """A fragment of HTML, as feeds carry."""
    PAGE = "text/html;page"
    """A whole HTML page: the article has to be found in it."""
    MARKDOWN = "text/markdown"
    TEXT = "text/plain"


# --- what parsing yields -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Related:
    """A label of a related article: its section and, where known, its month, title and address."""

    section: str | None
    month: int | None
    title: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that an item points to (RSS 2.0 ``enclosure``, Atom ``rel=enclosure``)."""

    url: str
    media_type: str | None = None
    size: int | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """One article as its source delivered it: plain-text fields, the body untouched.

    `uid` identifies it within its source (GUID of a feed item, path of a file below its root).
    `title`, `author`, `outlet`, `section`, `tags` and `summary` are plain text, not HTML.
    `body` is the text as received, decoded; `body_span` gives the part of it, as character
    offsets, which is the article (after front matter, without a saved page's leftovers).
    `lead_image` is an address, absolute or relative to `base_url`.
    `notices` are sentences about doubts in reading it ("The encoding was guessed ...").
    """

    uid: str
    title: str
    body: str
    media_type: MediaType
    body_span: tuple[int, int] | None = None
    url: str | None = None
    base_url: str | None = None
    author: str | None = None
    outlet: str | None = None
    published: int | None = None
    updated: int | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    summary: str | None = None
    lead_image: str | None = None
    language: str | None = None
    related: tuple[Related, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    title_derived: bool = False
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed document. `format` is e.g. ``rss20``, ``atom10``, ``json11``; `ttl` is in seconds."""

    title: str
    articles: Sequence[ParsedArticle]
    format: str
    site_url: str | None = None
    feed_url: str | None = None
    description: str | None = None
    language: str | None = None
    section: str | None = None
    ttl: int | None = None
    notices: tuple[str, ...] = ()


OPML_NAMESPACE = "clashreader:opml"
"""The name space of what our subscription lists say beyond OPML 2.0."""


@dataclass(frozen=True, slots=True)
class FeedChoices:
    """What a subscription list of ours says of a feed beyond what every reader understands.

    `interval` is in seconds, None for automatic; `default_section` is the feed's own.
    """

    title_chosen: bool = False
    full_text: bool = False
    images: bool = True
    paused: bool = False
    interval: int | None = None
    default_section: str | None = None


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page offers (``<link rel=alternate>``) or a subscription list names."""

    url: str
    title: str
    section: str | None = None
    site_url: str | None = None
    choices: FeedChoices | None = None


# --- what content finds in a body ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Digest:
    """What the library needs to know about a body without showing it.

    `text` is the plain text, paragraphs separated by one newline; `images` are absolute addresses
    in order of appearance, without tracking pixels; `lead_image` is the one to show in a list.
    `title` is a headline found in the body itself (first heading), or None.
    """

    text: str
    words: int
    summary: str
    images: tuple[str, ...] = ()
    lead_image: str | None = None
    language: str | None = None
    title: str | None = None


# --- what decide tells the library to do ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article ready to be stored.

    `item_hash` is the SHA-256 (hex) of the item's own bytes or fields; `text_hash` that of the
    folded title and text, equal for versions that read the same; `fingerprint` is the source's
    own cheap sign that nothing changed (a file's size and modification time), or None. `folded` is
    the text as the index takes it, where whoever prepared it had to fold it for the hash anyway.
    """

    parsed: ParsedArticle
    digest: Digest
    item_hash: str
    text_hash: str
    fingerprint: str | None = None
    folded: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the library knows of an article of a source, for deciding; one query a source.

    `has_text` is False where the newest version has a title only (a link without a text).
    `page_words` counts the words of the newest version where that is the page behind the item, and
    is 0 where it is the item's own text; `asks_page` is set where its source is a full-text one.
    """

    id: int
    uid: str
    url: str | None
    item_hash: str
    text_hash: str
    fingerprint: str | None
    versions: int
    gone: bool
    deleted: bool
    has_text: bool = True
    page_words: int = 0
    asks_page: bool = False


@dataclass(frozen=True, slots=True)
class Insert:
    """Store an article that is not known yet; `read` where it is no news, as an archive's is."""

    article: Prepared
    read: bool = False


@dataclass(frozen=True, slots=True)
class Revise:
    """Store a new version of article `id`, whose text differs."""

    id: int
    article: Prepared


@dataclass(frozen=True, slots=True)
class Touch:
    """Refresh metadata and hashes of article `id`, whose text stays.

    `page_again` asks for its page once more: the item changed, and its text is the page's.
    """

    id: int
    article: Prepared
    page_again: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """Article `id` is now called `uid` in its source, with equal content."""

    id: int
    uid: str
    fingerprint: str | None


@dataclass(frozen=True, slots=True)
class Stamp:
    """Nothing of article `id` is to change but what its item is known by.

    A file was written again, byte for byte; or the item was emptied, or keeps changing, and the
    good copy stays as it is: then `item_hash` is the item's new one.
    """

    id: int
    fingerprint: str | None
    item_hash: str | None = None


@dataclass(frozen=True, slots=True)
class SetGone:
    """Article `id` is no longer (`gone`), or once more, at its source."""

    id: int
    gone: bool


Intent = Insert | Revise | Touch | Move | Stamp | SetGone


@dataclass(frozen=True, slots=True)
class FetchRecord:
    """How one fetch of a source went; kept in the fetch log, and as provenance of versions.

    `status` is an HTTP status, or None for folders and where no answer came. `seconds` is wall
    time, `size` bytes received. Validators are kept byte for byte; `content_hash` is the SHA-256
    (hex) of the bytes. `error` is a sentence or None. `next_check` is when it is due again.
    `retry_at` is the time before which the server asked not to be contacted (Retry-After), or None.
    `source_url` is the source's own address where `url` lacks its name and password; never kept.
    `moved_to` is the address that the source has from now on, `stop` whether its updates end here.
    """

    at: int
    url: str
    url_reached: str | None = None
    status: int | None = None
    seconds: float = 0.0
    size: int = 0
    etag: str | None = None
    last_modified: str | None = None
    content_hash: str | None = None
    not_modified: bool = False
    new: int = 0
    updated: int = 0
    error: str | None = None
    next_check: int | None = None
    notice: str | None = None
    retry_at: int | None = None
    source_url: str | None = None
    moved_to: str | None = None
    stop: bool = False
    extractor: str | None = None
    """What found the articles in the bytes, where it is not what reads every source of its kind."""


# --- what the library gives ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewSource:
    """A subscription to be made. `section` is the reader's choice and outranks every other."""

    kind: SourceKind
    url: str
    title: str
    site_url: str | None = None
    section: str | None = None
    default_section: str | None = None
    title_chosen: bool = False
    full_text: bool = False
    images: bool = True
    typed: str | None = None
    """What the reader typed, where the address was found at another one; without a password."""
    login: bool = False
    """Whether the system's keyring has a name and password for it."""
    paused: bool = False
    interval: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A subscription. `interval` is the reader's own rhythm in seconds, or None for automatic.

    `retry_at` is the time before which the server asked not to be contacted (Retry-After), as the
    last fetch recorded it; not even a forced sync comes earlier. `validated` is when its bytes, and
    with them the validators, came last. `typed` is the address that the reader typed, where `url`
    is another one: only its host and port may lie in a private network. `login` says that the
    system's keyring has a name and password for it.
    """

    id: int
    kind: SourceKind
    url: str
    title: str
    site_url: str | None
    section: str | None
    default_section: str | None
    title_chosen: bool
    full_text: bool
    images: bool
    paused: bool
    interval: int | None
    etag: str | None
    last_modified: str | None
    content_hash: str | None
    added: int
    last_sync: int | None
    next_sync: int | None
    failures: int
    error: str | None
    notice: str | None
    articles: int
    unread: int
    retry_at: int | None = None
    validated: int | None = None
    typed: str | None = None
    login: bool = False


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """A row of the article list: everything it paints, no body.

    `outlet` is what the article itself names as its outlet, else its source's title.
    `lead_image` is the content hash of a stored picture, or None. `edits` counts how often the
    source changed the text: the page behind a feed's item is another version, but no edit.
    `edited` is when that was last seen, or None.
    """

    id: int
    source_id: int
    title: str
    outlet: str
    author: str | None
    section: str | None
    published: int | None
    first_seen: int
    sort_time: int
    summary: str
    read: bool
    bookmarked: bool
    versions: int
    gone: bool
    words: int
    language: str | None
    lead_image: str | None
    tags: tuple[str, ...] = ()
    edits: int = 0
    edited: int | None = None
    annotated: bool = False
    """Whether the reader wrote a note on it, or highlighted words of it."""
    binned: bool = False
    """Whether it is in the bin; ``is:deleted`` finds it."""
    hidden: bool = False
    """Whether it is hidden; ``is:hidden`` finds it."""


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A picture that an article shows. `hash` is None while it is missing; sizes in pixels."""

    url: str
    hash: str | None
    media_type: str | None
    width: int | None
    height: int | None
    error: str | None


@dataclass(frozen=True, slots=True)
class Article:
    """One article with the body of one version, as received.

    `version` is its number and `seen` when it was first seen; `versions` counts those there are.
    """

    id: int
    source_id: int
    source_title: str
    uid: str
    url: str | None
    title: str
    title_derived: bool
    author: str | None
    outlet: str | None
    section: str | None
    month: int | None
    published: int | None
    updated: int | None
    first_seen: int
    summary: str
    words: int
    language: str | None
    read: bool
    bookmarked_at: int | None
    tags: tuple[str, ...]
    versions: int
    gone_since: int | None
    version: int
    body: str
    media_type: MediaType
    body_span: tuple[int, int] | None
    base_url: str | None
    lead_image: str | None
    related: tuple[Related, ...]
    enclosures: tuple[Enclosure, ...]
    notices: tuple[str, ...]
    images: tuple[StoredImage, ...]
    note: str | None
    edits: int = 0
    seen: int = 0
    highlights: tuple[Highlight, ...] = ()
    """Oldest first."""


HIGHLIGHT_COLOURS = ("yellow", "green", "blue", "red")
"""The colours of a highlight, which is stored with the index of its own."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """A passage that the reader marked, with a note of theirs or without.

    `version` is the number of the version in which it was made, or None where that is no longer
    kept. `exact` are its words; `prefix` and `suffix` stand around them and tell one place from
    another. Where they do not, `earlier` does: how often the same words stood before it in the text
    (or in the title), None where that was not kept. `colour` is an index into `HIGHLIGHT_COLOURS`;
    times are seconds of UTC.
    """

    id: int
    article_id: int
    version: int | None
    exact: str
    prefix: str
    suffix: str
    colour: int
    note: str | None
    created: int
    changed: int
    earlier: int | None = None


@dataclass(frozen=True, slots=True)
class Annotations:
    """What the reader wrote beside one article: a note, and highlights, oldest first."""

    article_id: int
    note: str | None
    highlights: tuple[Highlight, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """What the reader did to an article elsewhere, to be added to what was done to it here.

    `bookmarked_at` is when, where that is known; `quotes` are words, a note on them or none, and
    the index of a colour, each.
    """

    article_id: int
    tags: tuple[str, ...] = ()
    bookmarked: bool = False
    bookmarked_at: int | None = None
    read: bool = False
    note: str | None = None
    quotes: tuple[tuple[str, str | None, int], ...] = ()


@dataclass(frozen=True, slots=True)
class HighlightPlace:
    """Where the words of a highlight are: in the newest version (`current`), or else in `version`,
    the newest that has them; None where no version has them any more.
    """

    current: bool
    version: int | None


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """One version of an article without its body; versions count from 1, the oldest.

    `seen` is when it was first seen. `page` is set where a feed's item gave way to the page behind
    it; `edit` where the source changed its text, so that the edits of all versions add up to
    `Article.edits`: a first version is none, nor is a page that takes the place of a feed's text.
    """

    number: int
    seen: int
    title: str
    words: int
    text_hash: str
    page: bool = False
    edit: bool = False


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where one version of an article comes from, and what it is known by; None is not known.

    `asked` and `reached` are addresses (the path of a file, for a folder), `at` is when it was
    asked for, `status` the HTTP status, `etag` and `last_modified` the answer's validators, byte
    for byte. `bytes_hash` is the SHA-256 (hex) of the answer's body, or of the file, which are not
    kept; `body_hash` that of the article's body as received, `text_hash` that of its headline and
    text (UTF-8, a line feed between), which can be computed again. `hashed` is when these two were
    taken: with the version, or later. `extractor` is what found the article in the bytes,
    `program` which release of this one it was part of.
    """

    version: int
    seen: int
    title: str
    asked: str | None
    reached: str | None
    at: int | None
    status: int | None
    etag: str | None
    last_modified: str | None
    bytes_hash: str | None
    body_hash: str | None
    text_hash: str | None
    hashed: int | None
    extractor: str | None
    program: str | None


class Unlike(StrEnum):
    """What of a stored copy is not as it was when it was taken."""

    BODY = "body"
    """The body as received has other bytes."""
    TEXT = "text"
    """The headline or the text has other letters."""
    UNREADABLE = "unreadable"
    """It cannot be read any more."""
    PICTURE = "picture"
    """The file of a picture has other bytes."""
    GONE = "picture-missing"
    """The file of a picture is not there."""
    MISSING = "missing"
    """A manifest names it, or a later version follows, and it is not in the library."""
    UNHASHED = "unhashed"
    """It was taken when hashes were recorded, and has none."""
    HEADLINE = "headline"
    """The list shows another headline than the newest version has."""
    UNLISTED_PICTURE = "picture-unlisted"
    """It shows a picture of which the library knows nothing any more."""
    TIME = "time"
    """A manifest says that it was seen at another time."""
    ORIGIN = "origin"
    """A manifest says that it came from elsewhere, or by another answer."""
    FACTS = "facts"
    """A manifest has another headline, author, outlet, date, address or summary in the list."""
    DETAILS = "details"
    """A manifest has other labels of related articles, attachments or remarks."""
    PICTURES = "pictures"
    """A manifest has other pictures, or others at their addresses."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of a stored copy that is not as it was; `url` is that of the picture, if it is one.

    A picture that several versions show is told of the newest; one that none shows has no article.
    """

    article_id: int | None
    version: int | None
    title: str | None
    unlike: Unlike
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """How many versions are as they were when they were taken, and how many of their pictures.

    A version with an altered or missing picture is `altered`. `unproven` are those that were taken
    before hashes were recorded; of `recorded` ones hashes were taken now. `missing` are versions
    before others of which nothing is there.
    """

    intact: int = 0
    altered: int = 0
    unproven: int = 0
    recorded: int = 0
    pictures_intact: int = 0
    pictures_altered: int = 0
    pictures_missing: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """How many versions of a manifest are in the library as it has them; `unlisted` are those of
    the library that it does not name: most came later. Of `changed` articles, which are not among
    the altered, the source has sent other facts since, or it has been edited.
    """

    intact: int = 0
    altered: int = 0
    missing: int = 0
    unlisted: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An article found, with its score (higher is better) and a plain-text snippet."""

    row: ArticleRow
    score: float
    snippet: str


class Sort(StrEnum):
    """The order of a list."""

    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    RELEVANCE = "relevance"
    EDITED = "edited"
    """What its source edited last comes first, whenever it was published."""


@dataclass(frozen=True, slots=True)
class MonthCount:
    """How many articles a month holds; `month` None is the undated."""

    month: int | None
    total: int
    unread: int


@dataclass(frozen=True, slots=True)
class SectionCount:
    """A section in the reader's order. `id` and `name` are None for articles without a section."""

    id: int | None
    name: str | None
    total: int
    unread: int
    aliases: tuple[str, ...]
    months: tuple[MonthCount, ...]
    hidden: bool = False
    """Whether the reader wants it out of the sidebar; its articles are everywhere else."""


TAG_COLOURS = ("red", "orange", "yellow", "green", "teal", "blue", "purple", "grey")
"""The colours that a tag can have."""


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag and how many articles carry it; `colour` is one of `TAG_COLOURS`, or None."""

    id: int
    name: str
    total: int
    unread: int
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the sidebar and the status bar count."""

    total: int
    unread: int
    today: int
    today_unread: int
    bookmarked: int
    bookmarked_unread: int
    edited: int
    edited_unread: int
    sections: tuple[SectionCount, ...]
    tags: tuple[TagCount, ...]
    sources: tuple[Source, ...]
    images_stored: int
    images_missing: int
    pages_missing: int = 0
    """Articles of full-text sources whose page is still to be fetched."""
    binned: int = 0
    """Articles in the bin, which no other count has."""
    hidden: int = 0
    """Articles that are hidden, which no other count has."""
    searches: tuple[SavedSearch, ...] = ()
    """In the reader's order; `Library.count_searches` counts them, in a job."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A query that the reader named. `sort` is the order of its list."""

    id: int
    name: str
    query: str
    sort: Sort = Sort.NEWEST


@dataclass(frozen=True, slots=True)
class SearchCount:
    """How many articles a saved search finds."""

    total: int
    unread: int


@dataclass(frozen=True, slots=True)
class RuleActions:
    """What a rule does with an article, in this order."""

    tags: tuple[str, ...] = ()
    bookmark: bool = False
    read: bool = False
    section: str | None = None
    hide: bool = False
    notify: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """What is done with new articles that a query finds; rules act in the reader's order.

    `error` is the sentence that says why it could not act the last time, or None.
    """

    id: int
    name: str
    query: str
    actions: RuleActions
    enabled: bool = True
    error: str | None = None


@dataclass(frozen=True, slots=True)
class RuleTrial:
    """What a rule would do now: how many articles it finds, and the newest of them."""

    total: int
    rows: tuple[ArticleRow, ...]


@dataclass(frozen=True, slots=True)
class Announcement:
    """A new article that the rule of that name wants announced."""

    rule: str
    article_id: int


@dataclass(frozen=True, slots=True)
class FoldedIds:
    """The ids of a list in which copies of one report are folded into the first of them.

    `others` gives, for each first one of several, those of the list that stand behind it, in order.
    """

    ids: array[int]
    others: Mapping[int, tuple[int, ...]]


class Deed(StrEnum):
    """What the reader did, for the words of an undo; beside each, what `Undo.names` are."""

    READ = "read"
    UNREAD = "unread"
    BOOKMARK = "bookmark"
    UNBOOKMARK = "unbookmark"
    TAG = "tag"
    """The tags put on."""
    UNTAG = "untag"
    """The tags taken off."""
    RETAG = "retag"
    """The tags put on and those taken off."""
    DELETE = "delete"
    RESTORE = "restore"
    HIDE = "hide"
    UNHIDE = "unhide"
    MOVE = "move"
    """The section; none where articles were given back to their own."""
    RENAME_TAG = "rename-tag"
    """The old name and the new one; so too below."""
    MERGE_TAGS = "merge-tags"
    DELETE_TAG = "delete-tag"
    COLOUR_TAG = "colour-tag"
    RENAME_SECTION = "rename-section"
    MERGE_SECTIONS = "merge-sections"
    ORDER_SECTIONS = "order-sections"
    HIDE_SECTION = "hide-section"
    SHOW_SECTION = "show-section"
    DELETE_ALIAS = "delete-alias"
    """The alias and its section."""
    SOURCE_SECTION = "source-section"
    """The source, and its section if it has one now."""
    APPLY_RULE = "apply-rule"
    EDIT_SEARCH = "edit-search"
    DELETE_SEARCH = "delete-search"
    ORDER_SEARCHES = "order-searches"
    EDIT_RULE = "edit-rule"
    DELETE_RULE = "delete-rule"
    ORDER_RULES = "order-rules"


@dataclass(frozen=True, slots=True)
class Undo:
    """What takes one deed of the reader's back: give it to `Library.undo`.

    `articles` counts those that it changed. `journal` is the library's own affair: what the rows
    were and what they became, some bytes an article.
    """

    deed: Deed
    articles: int
    names: tuple[str, ...] = ()
    journal: tuple[object, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that could not be read offline now: a picture of an article, or its whole text.

    `image` is the number of the picture, None where it is the text. `reason` is a sentence, or None
    where it was not tried yet; `status` what a page's server answered last (HTTP).
    """

    article_id: int
    source_id: int
    title: str
    url: str
    tries: int
    reason: str | None = None
    status: int | None = None
    image: int | None = None


@dataclass(frozen=True, slots=True)
class WantedImage:
    """A picture to be fetched or copied into the library; `sources` that show it, by number."""

    id: int
    url: str
    attempts: int
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class WantedPage:
    """The page behind an article of a full-text source; `tries` that failed so far."""

    article_id: int
    url: str
    tries: int


@dataclass(frozen=True, slots=True)
class BackupPlan:
    """How the library is backed up by itself: every so many seconds, how many stay, whether its
    pictures go along, and in which folder, if not beside the library.
    """

    every: int
    keep: int
    pictures: bool = False
    folder: str = ""


MANY_CHANGES = 4096
"""Changed articles from which on they are not looked through one by one."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a mutation changed, so that each view can decide what to repaint.

    `articles` are the ids whose row really changed (undo needs just these); `inserted` are new
    ids. `annotations` says that notes or highlights of `articles` changed. `everything` is set
    where another process wrote, or too much changed to name it. `removed` have left all views
    (deleted, or hidden), `returned` are back in them; both are among `articles`. `searches` says
    that saved searches changed, `rules` that rules did. `announced` is what rules want announced
    of the new ones. `undo` takes it all back; None where there is nothing to be taken back.
    """

    articles: tuple[int, ...] = ()
    inserted: tuple[int, ...] = ()
    updated: tuple[int, ...] = ()
    sources: bool = False
    sections: bool = False
    tags: bool = False
    images: bool = False
    everything: bool = False
    annotations: bool = False
    removed: tuple[int, ...] = ()
    returned: tuple[int, ...] = ()
    searches: bool = False
    rules: bool = False
    announced: tuple[Announcement, ...] = ()
    undo: Undo | None = None

    @property
    def touches_many(self) -> bool:
        """Whether so much changed that reading anew is quicker than looking what it was."""
        return self.everything or len(self.articles) + len(self.updated) > MANY_CHANGES

    @property
    def touched(self) -> tuple[int, ...]:
        """The ids whose rows or texts changed."""
        return (*self.articles, *self.updated)


# --- what is asked of the library ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: a word, a phrase, or ``field:value``.

    `field` is None for plain words; else one of the fields of the query language. `phrase` is set
    where the value was quoted, `prefix` where it ended in a star.
    """

    value: str
    field: str | None = None
    phrase: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of `node`."""

    node: Node


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of `nodes`."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of `nodes`."""

    nodes: tuple[Node, ...]


Node = Term | Not | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class ArticleQuery:
    """Which articles, in which order; `where` None is all of them."""

    where: Node | None = None
    sort: Sort = Sort.NEWEST


@dataclass(frozen=True, slots=True)
class ArticleDetail:
    """A row with what the command line says beyond the list: no body, but where it comes from."""

    row: ArticleRow
    uid: str
    url: str | None
    updated: int | None
    month: int | None
    title_derived: bool
    source_title: str
    outlet_own: str | None
    images_stored: int
    images_missing: int
