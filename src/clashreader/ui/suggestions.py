"""Sources to begin with: the program's short list, of which each address was verified."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clashreader.paths import resources

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clashreader.model import Source


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One source: its feed's address, and the section that its articles go to.

    `section` is the head under which it is offered; `files` says whether its articles are filed
    there, too, or where they say themselves. `about` is one line on the publisher.
    """

    title: str
    url: str
    section: str
    about: str
    files: bool


def suggestions() -> tuple[Suggestion, ...]:
    """Return all of them, in the order of the file."""
    path = resources() / "suggestions.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Suggestion(one["title"], one["url"], one["section"], one["about"], one.get("files", True))
        for one in data["source"]
    )


def without_followed(
    offered: Iterable[Suggestion], sources: Iterable[Source]
) -> tuple[Suggestion, ...]:
    """Return those that are not followed yet."""
    from clashreader.sync.addresses import same_feed_key

    followed = {same_feed_key(source.url) for source in sources}
    return tuple(one for one in offered if same_feed_key(one.url) not in followed)
