"""What a pass over a mirror did: plain values, for the command line and the window."""

from __future__ import annotations

from pathlib import Path

from clashreader.values import dataclass, field


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that was not decided: `file` is where it is, `copy` the other side's file if there
    is one, `sentence` what it is, `article` its number in the library where it has one.
    """

    file: str
    sentence: str
    copy: str | None = None
    article: int | None = None


@dataclass(slots=True)
class Outcome:
    """What became of a mirror, or of bringing one back.

    `taken` are articles of which an edit made outside was taken into the library, `added` those
    that came into it, `known` those that were in it already. Of all `articles` so many are
    `binned`. `restored` are files that somebody
    deleted, written again. `removed` are articles that are no longer meant. `refused` says what
    could not be taken, each with its reason.
    """

    path: Path
    articles: int = 0
    binned: int = 0
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    restored: list[str] = field(default_factory=list)
    pictures: int = 0
    pictures_missing: int = 0
    taken: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    known: int = 0
    tags: int = 0
    bookmarked: int = 0
    conflicts: list[Conflict] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def changed_library(self) -> bool:
        """Whether the library is another than before."""
        return bool(self.taken or self.added)
