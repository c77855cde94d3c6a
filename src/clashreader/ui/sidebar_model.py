"""The sidebar's tree, built from the library's `Overview`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from clashreader.model import (
    MonthCount,
    Overview,
    SavedSearch,
    SearchCount,
    SectionCount,
    Source,
    SourceKind,
    TagCount,
)
from clashreader.ui.language import sentence
from clashreader.ui.natural import natural_key
from clashreader.ui.tips import plain_tip
from clashreader.ui.views import (
    UNDATED,
    View,
    ViewKind,
    fixed_name,
    month_name,
    month_title,
    month_value,
)

ENTRY_ROLE = int(Qt.ItemDataRole.UserRole)
"""The whole `Entry`."""

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(slots=True, eq=False)
class Entry:
    """One row: a view, or a head (`view` is None) over a group of them.

    `depth` is what the eye sees: heads and the rows below them stand on one edge, 0.
    """

    key: str
    name: str
    view: View | None
    icon: str = ""
    total: int = 0
    unread: int = 0
    depth: int = 0
    tip: str = ""
    failed: bool = False
    colour: str | None = None
    """Of a tag: one of `TAG_COLOURS`."""
    children: list[Entry] = field(default_factory=list)
    parent: Entry | None = None
    row: int = 0

    def take(self, other: Entry) -> bool:
        """Take over what `other`, the same entry at a later time, says; whether that is new."""
        same = (self.name, self.total, self.unread, self.tip, self.failed, self.icon) == (
            (other.name, other.total, other.unread, other.tip, other.failed, other.icon)
        ) and self.colour == other.colour
        self.colour = other.colour
        self.name, self.total, self.unread = other.name, other.total, other.unread
        self.tip, self.failed, self.icon = other.tip, other.failed, other.icon
        return not same


class SidebarModel(QAbstractItemModel):
    """All, Unread, ...; then Sections with years and months, Tags, Sources."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = Entry("", "", None)
        self._by_key: dict[str, Entry] = {}
        self._searches: tuple[SavedSearch, ...] = ()
        self._counts: Mapping[int, SearchCount | None] = {}

    def update(self, overview: Overview) -> bool:
        """Show `overview`; returns whether rows came or went (the model was reset then)."""
        self._searches = overview.searches
        fresh = self._build(overview)
        if _shape(fresh) == _shape(self._root):
            self._take(self._root, fresh)
            return False
        self.beginResetModel()
        self._root = fresh
        self._by_key = {entry.key: entry for entry in _walk(fresh)}
        self.endResetModel()
        return True

    def find(self, key: str) -> QModelIndex:
        """Return the index of the entry called `key`, invalid where there is none."""
        entry = self._by_key.get(key)
        return QModelIndex() if entry is None else self._index(entry)

    def entry(self, index: Index) -> Entry | None:
        """Return the entry at `index`."""
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, Entry) else None

    def _index(self, entry: Entry) -> QModelIndex:
        return self.createIndex(entry.row, 0, entry)

    def _take(self, mine: Entry, fresh: Entry) -> None:
        for old, new in zip(mine.children, fresh.children, strict=True):
            if old.take(new):
                index = self._index(old)
                self.dataChanged.emit(index, index)
            self._take(old, new)

    # --- building ---

    def _build(self, overview: Overview) -> Entry:
        root = Entry("", "", None)
        root.children = [
            _fixed(ViewKind.ALL, "all", overview.total, overview.unread),
            _fixed(ViewKind.UNREAD, "unread", overview.unread, overview.unread),
            _fixed(ViewKind.TODAY, "today", overview.today, overview.today_unread),
            _fixed(ViewKind.BOOKMARKS, "bookmark", overview.bookmarked, overview.bookmarked_unread),
            _fixed(ViewKind.EDITED, "edited", overview.edited, overview.edited_unread),
        ]
        groups = (
            ("sections", self.tr("Sections"), [_section(s) for s in overview.sections if s.total]),
            (
                "tags",
                self.tr("Tags"),
                [
                    _tag(tag)
                    for tag in sorted(overview.tags, key=lambda tag: natural_key(tag.name))
                    if tag.total
                ],
            ),
            ("searches", self.tr("Saved searches"), [self._search(s) for s in overview.searches]),
            ("sources", self.tr("Sources"), [self._source(s) for s in overview.sources]),
        )
        for key, name, entries in groups:
            if entries:
                root.children.append(Entry(f"head\t{key}", name, None, children=entries))
        if overview.hidden:
            hidden = _fixed(ViewKind.HIDDEN, "hidden", overview.hidden, 0)
            root.children.append(hidden)
        if overview.binned:
            root.children.append(_fixed(ViewKind.BIN, "trash", overview.binned, 0))
        _number(root)
        return root

    def _search(self, search: SavedSearch) -> Entry:
        count = self._counts.get(search.id, SearchCount(0, 0))
        view = View(ViewKind.SAVED, str(search.id))
        entry = _leaf(view, search.name, "search", 0, 0)
        entry.tip = search.query
        if count is None:
            entry.tip = "\n".join([self.tr("This search cannot be read any more."), search.query])
            entry.failed = True
        else:
            entry.total, entry.unread = count.total, count.unread
        return entry

    def count_searches(self, counts: Mapping[int, SearchCount | None]) -> None:
        """Show how many articles the saved searches find, by their ids."""
        self._counts = counts
        for search in self._searches:
            fresh = self._search(search)
            known = self._by_key.get(fresh.key)
            if known is not None and known.take(fresh):
                index = self._index(known)
                self.dataChanged.emit(index, index)

    def _source(self, source: Source) -> Entry:
        view = View(ViewKind.SOURCE, str(source.id))
        icon = "feed" if source.kind is SourceKind.FEED else "folder"
        entry = _leaf(view, source.title, icon, source.articles, source.unread)
        entry.failed = source.error is not None
        lines = [source.url]
        if source.error:
            lines.insert(0, sentence(source.error))
        elif source.paused:
            lines.insert(0, self.tr("Paused."))
        entry.tip = "\n".join(lines)
        return entry

    # --- Qt ---

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        """The index of a row below `parent`."""
        holder = self.entry(parent) or self._root
        if column == 0 and 0 <= row < len(holder.children):
            return self.createIndex(row, 0, holder.children[row])
        return QModelIndex()

    def parent(self, index: Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        """The index above."""
        entry = self.entry(index)
        above = entry.parent if entry is not None else None
        if above is None or above is self._root:
            return QModelIndex()
        return self._index(above)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Children of an entry."""
        if parent.isValid() and parent.column() != 0:
            return 0
        return len((self.entry(parent) or self._root).children)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """One."""
        return 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads cannot be chosen, only opened and closed."""
        entry = self.entry(index)
        if entry is None:
            return Qt.ItemFlag.NoItemFlags
        if entry.view is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """The entry, its name, its tip, and what a screen reader says."""
        entry = self.entry(index)
        if entry is None:
            return None
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(entry.tip) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(entry)
        return None

    def _spoken(self, entry: Entry) -> str:
        if entry.view is None:
            return entry.name
        number = QLocale().toString
        parts = [
            entry.name,
            self.tr("{0} unread of {1}").format(number(entry.unread), number(entry.total)),
        ]
        if entry.failed:
            parts.append(entry.tip.partition("\n")[0])
        return ", ".join(parts)


def _walk(entry: Entry) -> Iterator[Entry]:
    for child in entry.children:
        yield child
        yield from _walk(child)


def _shape(root: Entry) -> list[tuple[str, int]]:
    return [(entry.key, len(entry.children)) for entry in _walk(root)]


def _number(entry: Entry) -> None:
    for row, child in enumerate(entry.children):
        child.parent = entry
        child.row = row
        _number(child)


def _leaf(view: View, name: str, icon: str, total: int, unread: int, depth: int = 0) -> Entry:
    return Entry(view.key, name, view, icon, total, unread, depth)


def _tag(tag: TagCount) -> Entry:
    entry = _leaf(View(ViewKind.TAG, tag.name), tag.name, "tag", tag.total, tag.unread)
    entry.colour = tag.colour
    return entry


def _fixed(kind: ViewKind, icon: str, total: int, unread: int) -> Entry:
    return _leaf(View(kind), fixed_name(kind), icon, total, unread)


def _section(section: SectionCount) -> Entry:
    if section.name is None:
        view = View(ViewKind.NO_SECTION)
        name = fixed_name(ViewKind.NO_SECTION)
    else:
        view = View(ViewKind.SECTION, section.name)
        name = section.name
    entry = _leaf(view, name, "section", section.total, section.unread)
    years: dict[int, list[MonthCount]] = {}
    for month in section.months:
        if month.month is not None:
            years.setdefault(month.month // 100, []).append(month)
    for year in sorted(years, reverse=True):
        entry.children.append(_year(view, year, years[year]))
    undated = next((m for m in section.months if m.month is None), None)
    if undated is not None and undated.total:
        where = View(view.kind, view.value, UNDATED)
        entry.children.append(
            _leaf(where, month_title(UNDATED), "", undated.total, undated.unread, depth=1)
        )
    return entry


def _year(section: View, year: int, months: list[MonthCount]) -> Entry:
    total = sum(month.total for month in months)
    unread = sum(month.unread for month in months)
    entry = _leaf(
        View(section.kind, section.value, str(year)), str(year), "", total, unread, depth=1
    )
    for month in sorted(months, key=lambda m: m.month or 0, reverse=True):
        number = month.month or 0
        view = View(section.kind, section.value, month_value(number))
        name = month_name(number % 100)
        entry.children.append(_leaf(view, name, "", month.total, month.unread, depth=2))
    return entry
