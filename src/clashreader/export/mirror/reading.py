"""What a file of the mirror says, as the library takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from clashreader.export.mirror.page import FLAGS, NAMED, TIMES, Texts
from clashreader.export.mirror.yamltext import seconds_of
from clashreader.library.carrying import (
    Carried,
    CarriedHighlight,
    CarriedPicture,
    CarriedVersion,
    Values,
)
from clashreader.library.folding import fold_name
from clashreader.model import HIGHLIGHT_COLOURS

_COMMAS = re.compile(r"\s*[,;\n]\s*")
_YES = frozenset({"true", "yes", "on", "1"})
_NO = frozenset({"false", "no", "off", "0", ""})
_HASH = re.compile(r"[0-9a-f]{64}")


def is_ours(front: Mapping[str, Any]) -> bool:
    """Whether front matter says which article of a library it is."""
    return all(isinstance(front.get(name), str) for name in ("uid", "source_url")) and isinstance(
        front.get("versions"), list
    )


def flag(value: object) -> bool | None:
    """Return yes or no as people write it; None for what is neither."""
    word = str(value).strip().lower()
    return True if word in _YES else False if word in _NO else None


def names(value: object) -> tuple[str, ...]:
    """Return the names of a list, or of a text with commas; each once."""
    given = value if isinstance(value, list) else _COMMAS.split(str(value or ""))
    plain = (str(one) for one in given if isinstance(one, str))
    found = {fold_name(name): name for name in plain}
    found.pop("", None)
    return tuple(found.values())


def text_of(value: object) -> str:
    """Return a text; "" for what is none."""
    return value if isinstance(value, str) else ""


def _column(name: str, value: object) -> Any:
    if not isinstance(value, str):
        raise ValueError(f"{name} is no single value")  # noqa: TRY004 - the file's fault
    if name in TIMES or name.endswith("_at"):
        try:
            return seconds_of(value)
        except (ValueError, OverflowError) as error:
            raise ValueError(f"{name} is no time: {value[:40]}") from error
    if name in FLAGS:
        return int(bool(flag(value)))
    return value


def _columns(said: Mapping[str, Any], but: frozenset[str] = frozenset()) -> Values:
    return {name: _column(name, value) for name, value in said.items() if name not in but}


_OF_VERSION = frozenset({"version", "received", "text", "pictures", "capture"})
_OF_PICTURE = frozenset({"url", "file", "ignored"})


def carried_of(front: Mapping[str, Any]) -> tuple[Carried, list[Texts]]:
    """Return the article that front matter describes, and what its texts are called.

    Raises `ValueError` with the reason where it is not whole.
    """
    values = _columns({name: front[name] for name in NAMED if name in front})
    values |= _columns(_mapping(front, "record"))
    marked = flag(front.get("bookmarked", "false"))
    if marked and "bookmarked_at" not in values:
        values["bookmarked_at"] = values.get("first_seen", 0)
    elif not marked:
        values.pop("bookmarked_at", None)
    pictures = [_picture(one) for one in _list(front, "pictures")]
    urls = [one.url for one in pictures]
    own = {fold_name(name) for name in names(front.get("source_tags", []))}
    note = text_of(front.get("note"))
    versions, texts = [], []
    for said in _list(front, "versions"):
        version, known = _version(said, urls)
        versions.append(version)
        texts.append(known)
    state = "hidden" if flag(front.get("hidden")) else "live"
    article = Carried(
        text_of(front.get("source_url")), text_of(front.get("uid")),
        "bin" if flag(front.get("deleted", "")) else state,
        text_of(front.get("section")) or None, values,
        tuple((name, fold_name(name) not in own) for name in names(front.get("tags", []))),
        note if note.strip() else None,
        _column("note_changed", front["note_changed"]) if "note_changed" in front else None,
        tuple(_highlight(one) for one in _list(front, "highlights")),
        tuple(versions), tuple(pictures),
        _url_at(urls, front["lead_picture"]) if "lead_picture" in front else None,
    )  # fmt: skip
    return article, texts


def _mapping(front: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = front.get(name, {})
    if not isinstance(found, dict):
        raise ValueError(f"{name} holds no names and values")  # noqa: TRY004 - the file's fault
    return found


def _list(front: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = front.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ValueError(f"{name} is no list of entries")
    return found


def _url_at(urls: list[str], place: object) -> str:
    try:
        number = int(str(place))
        if number < 1:
            raise IndexError
        return urls[number - 1]
    except (ValueError, IndexError) as error:
        raise ValueError(f"there is no picture {str(place)[:20]}") from error


def _picture(said: Mapping[str, Any]) -> CarriedPicture:
    state = "stored" if "hash" in said else "ignored" if flag(said.get("ignored", "")) else None
    return CarriedPicture(text_of(said.get("url")), state, _columns(said, _OF_PICTURE))


def _version(said: Mapping[str, Any], urls: list[str]) -> tuple[CarriedVersion, Texts]:
    shown = said.get("pictures", [])
    capture = said.get("capture")
    if not isinstance(shown, list) or not isinstance(capture, dict | None):
        raise ValueError("a version is not whole")  # noqa: TRY004 - the file's fault
    number = text_of(said.get("version"))
    known = Texts(text_of(said.get("received")), text_of(said.get("text")))
    if not number.isdecimal() or not all(map(_HASH.fullmatch, (known.body, known.text))):
        raise ValueError("a version is not whole")
    version = CarriedVersion(
        int(number), _columns(said, _OF_VERSION), None if capture is None else _columns(capture),
        tuple(_url_at(urls, place) for place in shown),
    )  # fmt: skip
    return version, known


def colour_of(said: Mapping[str, Any]) -> int:
    """Return the colour of a highlight by its word; the first one for a word that is none."""
    word = text_of(said.get("colour")).strip().lower()
    return HIGHLIGHT_COLOURS.index(word) if word in HIGHLIGHT_COLOURS else 0


def _highlight(said: Mapping[str, Any]) -> CarriedHighlight:
    if not text_of(said.get("quote")):
        raise ValueError("a highlight has no quotation")
    note, created = text_of(said.get("note")), _column("created_at", said.get("created", "0"))
    return CarriedHighlight(
        int(said["version"]) if "version" in said else None, text_of(said.get("quote")),
        text_of(said.get("before")), text_of(said.get("after")), colour_of(said),
        note if note.strip() else None, created,
        _column("changed_at", said.get("changed", str(created))),
        int(said["earlier"]) if "earlier" in said else None,
    )  # fmt: skip
