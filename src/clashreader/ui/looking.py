"""What the dialog that adds sources has found so far, target by target."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clashreader.errors import FetchError, FollowedError, ReaderError, UsageError
from clashreader.ui.check_list import Tick
from clashreader.ui.following import Following, Wish
from clashreader.ui.jobs import Job
from clashreader.ui.language import plural, sentence
from clashreader.ui.preview_card import facts_of

if TYPE_CHECKING:
    from clashreader.model import Source
    from clashreader.sync.finder import PageFeeds
    from clashreader.sync.preview import Preview
    from clashreader.ui.suggestions import Suggestion

MOST = 50
"""Targets that are looked at together; what is beyond waits until these are followed."""

_LONGEST = 2_000
_ASKS_FOR_PASSWORD = 401
"""The status of an answer (RFC 9110, 15.5.2)."""


@dataclass(slots=True)
class Row:
    """One line of the list: a target and what it turned out to be, or something to choose."""

    tick: Tick
    preview: Preview | None = None
    error: ReaderError | None = None
    place: int = -1
    """Of a page's feed, its place among them."""
    suggestion: Suggestion | None = None

    @property
    def is_page(self) -> bool:
        """Whether it is one of the feeds of a page."""
        return self.place >= 0


class Looking(QObject):
    """Looks at targets side by side; another set of them ends the looks before."""

    arrived = Signal(int)
    """A row has its answer."""

    def __init__(self, following: Following, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._following = following
        self._jobs: list[Job] = []
        self._login: tuple[str, str] | None = None
        self._waiting = 0
        self.rows: list[Row] = []
        self._targets: Sequence[str] = ()
        self.trusted = False

    @property
    def busy(self) -> bool:
        """Whether an answer is waited for."""
        return self._waiting > 0

    @property
    def waiting_targets(self) -> Sequence[str]:
        """What was asked for beyond the `MOST` that are looked at."""
        return self._targets[MOST:] if self.rows else ()

    def stop(self) -> None:
        """Look no further, and forget what was found."""
        jobs, self._jobs = self._jobs, []
        for job in jobs:
            job.cancel.set()
            job.done = job.failed = None
        self._waiting = 0
        self.rows = []

    def is_path(self, targets: Sequence[str]) -> bool:
        """Whether this is one absolute path at which there is something."""
        if len(targets) != 1:
            return False
        name = os.path.expanduser(targets[0])  # noqa: PTH111 - Path's own raises for some users
        return os.path.isabs(name) and os.path.exists(name)  # noqa: PTH110, PTH117 - never raise

    def begin(
        self, targets: Sequence[str], *, trusted: bool, login: tuple[str, str] | None = None
    ) -> None:
        """Look at `targets`, each in a row of its own."""
        self.stop()
        self._login = login
        self._targets = targets
        self.trusted = trusted
        looking = self.tr("Looking …")
        self.rows = [Row(Tick(_shown(target), looking, able=False)) for target in targets[:MOST]]
        self._waiting = len(self.rows)
        for number, target in enumerate(targets[:MOST]):
            self._begin_one(number, target, trusted)

    def _begin_one(self, number: int, target: str, trusted: bool) -> None:
        rows = self.rows

        def done(preview: Preview) -> None:
            if rows is self.rows:
                self._took(number, preview)

        def failed(error: ReaderError) -> None:
            if rows is self.rows:
                row = rows[number]
                row.error = error
                row.tick = Tick(row.tick.title, sentence(error.message), able=_can_wait(error))
                self._waiting -= 1
                self.arrived.emit(number)

        self._jobs.append(
            self._following.look(target, done, failed, login=self._login, trusted=trusted)
        )

    def _took(self, number: int, preview: Preview) -> None:
        self._waiting -= 1
        if preview.page is not None:
            alone = len(self.rows) == 1
            found = self._of_page(preview, preview.page, ticked=alone)
            if alone:
                self.rows[:] = found
            else:  # one feed stands for it: one asks for the others with the page alone
                first = next((row for row in found if row.tick.able), found[0])
                first.tick = replace(first.tick, checked=first.tick.able)
                self.rows[number] = first
        else:
            row = self.rows[number]
            row.preview = preview
            row.tick = Tick(preview.title, facts_of(preview), checked=True)
        self.arrived.emit(number)

    def _of_page(self, preview: Preview, page: PageFeeds, *, ticked: bool) -> list[Row]:
        """Return the feeds of a page, the first that is not followed yet being ticked."""
        rows = []
        for place, (title, url) in enumerate(page.choices):
            known = place in preview.followed
            line = self.tr("You follow this already: {0}").format(url) if known else url
            tick = Tick(title or url, line, checked=ticked and not known, able=not known)
            ticked = ticked and known
            rows.append(Row(tick, preview, place=place))
        return rows

    @property
    def failed(self) -> list[int]:
        """The rows that could not be read; what is followed already is no failure."""
        return [number for number, row in enumerate(self.rows) if _is_failure(row)]

    def put_failed_first(self, checked: Sequence[int]) -> None:
        """Once all have their answers: what wants an eye comes before what is well.

        `checked` are the rows that are ticked by now.
        """
        for number, row in enumerate(self.rows):
            row.tick = replace(row.tick, checked=number in checked)
        self.rows.sort(key=lambda row: not _is_failure(row))

    def suggest(self, sources: Iterable[Source]) -> None:
        """Offer the program's own list, but for what is followed."""
        from clashreader.ui.suggestions import suggestions, without_followed

        self.stop()
        self._targets = ()
        head = ""
        for one in without_followed(suggestions(), sources):
            if one.section != head:
                head = one.section
                self.rows.append(Row(Tick(head, head=True)))
            self.rows.append(Row(Tick(one.title, one.about), suggestion=one))

    def question(self) -> str:
        """Return the sentence above the list."""
        if not self.rows:
            return self.tr("You follow all of the suggested sources.")
        if self.rows[0].is_page:
            return self.tr("This page offers several feeds. Which ones?")
        if any(row.suggestion for row in self.rows):
            return self.tr("Sources to begin with. Each can be left again at any time.")
        said = [self.tr("This is what was found.")]
        failed = len(self.failed)
        if failed:
            said.append(
                plural("Looking", "%Ln could not be read.", "%Ln could not be read.", failed)
            )
        waiting = len(self.waiting_targets)
        if waiting:
            said.append(
                plural(
                    "Looking",
                    "%Ln more line waits until these are followed.",
                    "%Ln more lines wait until these are followed.",
                    waiting,
                )
            )
        return " ".join(said)

    # --- what is wanted ---

    def wishes(
        self, chosen: Sequence[int], *, section: str | None = None, full_text: bool = False
    ) -> list[Wish]:
        """Return what following the rows `chosen` means; one feed of two lines is one wish."""
        made = (self._wish(self.rows[n], section, full_text) for n in chosen if n < len(self.rows))
        return list({_key(wish): wish for wish in made if wish is not None}.values())

    def _wish(self, row: Row, section: str | None, full_text: bool) -> Wish | None:
        title = row.tick.title
        if row.suggestion is not None:
            one = row.suggestion
            return Wish(title, address=one.url, section=one.section if one.files else None)
        if row.error is not None:
            found = getattr(row.error, "found", None)
            if found is None:
                return None
            return Wish(title, found=found, section=section, full_text=full_text)
        preview = row.preview
        if preview is None:
            return None
        if row.is_page:
            return Wish(
                title, page=preview.page, place=row.place, section=section, full_text=full_text
            )
        if preview.found is None:
            return Wish(title, listed=preview)
        several = len(self.rows) > 1
        whole = preview.summaries if several else full_text
        return Wish(title, found=preview.found, section=section, full_text=whole)

    @property
    def can_anyway(self) -> bool:
        """Whether the one target can be followed though it did not answer."""
        return len(self.rows) == 1 and _can_wait(self.rows[0].error)

    def anyway(self, section: str | None, full_text: bool) -> list[Wish]:
        """Return what following it all the same means."""
        if not self.can_anyway:
            return []
        return self.wishes([0], section=section, full_text=full_text)

    @property
    def inner_host(self) -> str:
        """The host of the one target where it was left alone: it is in the reader's own network.

        "" where somebody else's answer led there: that is nothing to be asked about.
        """
        from clashreader.sync.reach import PrivateAddressError

        error = self.rows[0].error if len(self.rows) == 1 else None
        if not isinstance(error, PrivateAddressError):
            return ""
        from clashreader.sync.addresses import read_address
        from clashreader.sync.places import web_candidates

        try:
            hosts = {read_address(url).host for url in web_candidates(self._targets[0])}
        except ReaderError:  # a file: it names the address
            return ""
        return error.host if error.host in hosts else ""

    @property
    def asks_for_password(self) -> bool:
        """Whether the one target wants a name and a password."""
        error = self.rows[0].error if len(self.rows) == 1 else None
        return isinstance(error, FetchError) and error.status == _ASKS_FOR_PASSWORD


def _key(wish: Wish) -> str:
    """Return what two wishes have in common that mean the same."""
    from clashreader.sync.addresses import same_feed_key

    if wish.listed is not None:
        return f"list {wish.listed.path}"
    url = wish.address
    if wish.page is not None:
        url = wish.page.links[wish.place].url
    elif wish.found is not None:
        url = wish.found.new.url
    return same_feed_key(url)


def _is_failure(row: Row) -> bool:
    return row.error is not None and not isinstance(row.error, FollowedError)


def _can_wait(error: ReaderError | None) -> bool:
    return getattr(error, "found", None) is not None


def _shown(target: str) -> str:
    from clashreader.sync.addresses import short

    return short(target)


def clipboard_address(text: str) -> str:
    """Return the one web address that `text` is, or ""."""
    text = text.strip()
    if len(text) > _LONGEST or any(sign.isspace() for sign in text):
        return ""
    from clashreader.sync.places import unwrapped, web_candidates

    text = unwrapped(text)
    if not text.lower().startswith(("http://", "https://", "feed:")):
        return ""

    try:
        web_candidates(text)
    except UsageError:
        return ""
    return text
