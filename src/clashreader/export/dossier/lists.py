"""Bibliographies for programs: BibTeX, and CSL-JSON (https://citeproc-js.readthedocs.io)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from clashreader.export import xml
from clashreader.export.shapes import instant, moment

if TYPE_CHECKING:
    from clashreader.export.dossier.records import Record

_SIGNS = {
    "\\": r"{\textbackslash}", "{": r"{\textbraceleft}", "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}", "^": r"{\textasciicircum}", "%": r"\%", "&": r"\&", "#": r"\#",
    "_": r"\_", "$": r"\$",
}  # fmt: skip
"""Braces count even behind a backslash, so that one alone would swallow what follows it."""
_ADDRESS = {"{": "%7B", "}": "%7D", "\\": "%5C", '"': "%22", " ": "%20"}
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def escaped(text: str) -> str:
    """Return plain text as it stands in a field of BibTeX: in UTF-8, its signs harmless."""
    bare = " ".join(_UNSEEN.sub(" ", text).split())
    return "".join(_SIGNS.get(sign, sign) for sign in bare)


def bibtex(records: Iterable[Record]) -> Iterator[str]:
    """Yield the records as entries of BibTeX, UTF-8, of the type that all styles know.

    Titles and names are in braces of their own: neither is to change its case or be turned round.
    """
    yield "% Encoding: UTF-8\n"
    for one in records:
        lines = [f"  title = {{{{{escaped(one.title)}}}}}"]
        if one.authors:
            people = " and ".join(f"{{{escaped(name)}}}" for name in one.authors)
            lines.append(f"  author = {{{people}}}")
        if one.outlet:
            lines.append(f"  howpublished = {{{{{escaped(one.outlet)}}}}}")
        if one.day is not None:
            lines.append(f"  year = {{{one.day.year}}}")
            lines.append(f"  month = {_MONTHS[one.day.month - 1]}")
            lines.append(f"  date = {{{one.day:%Y-%m-%d}}}".replace("{ ", "{"))
        if one.url:
            address = "".join(_ADDRESS.get(sign, sign) for sign in _UNSEEN.sub("", one.url))
            lines.append(f"  url = {{{address}}}")
            if (taken := instant(one.taken)) is not None:
                lines.append(f"  urldate = {{{taken[:10]}}}")
        if (code := xml.language(one.language)) is not None:
            lines.append(f"  language = {{{code}}}")
        lines.append(f"  note = {{{_note(one)}}}")
        yield f"\n@misc{{{one.key},\n" + ",\n".join(lines) + "\n}\n"


def _note(one: Record) -> str:
    return f"Version {one.version} of {one.versions}; SHA-256 {one.hash}"


def csl_json(records: Iterable[Record]) -> Iterator[str]:
    """Yield the records as an array of CSL-JSON, an item at a time."""
    yield "["
    for number, one in enumerate(records):
        item = json.dumps(csl_item(one), ensure_ascii=False, indent=1)
        yield ("," if number else "") + "\n" + item
    yield "\n]\n"


def csl_item(one: Record) -> dict[str, object]:
    """Return a record as an item of CSL (csl-data.json, 1.0.2).

    Names are literal: who is a person, and what their family's name is, is not known for certain.
    """
    dated = one.published is not None
    kind = "article" if one.url is None else "article-newspaper" if dated else "webpage"
    item: dict[str, object] = {"id": one.key, "type": kind, "title": _bare(one.title)}
    if one.authors:
        item["author"] = [{"literal": _bare(name)} for name in one.authors]
    if one.outlet:
        item["container-title"] = _bare(one.outlet)
    if one.day is not None:
        item["issued"] = {"date-parts": [[one.day.year, one.day.month, one.day.day]]}
    if (taken := moment(one.taken)) is not None:
        item["accessed"] = {"date-parts": [[taken.year, taken.month, taken.day]]}
    if one.url:
        item["URL"] = one.url
    if (code := xml.language(one.language)) is not None:
        item["language"] = code
    item["note"] = _note(one)
    return item


def _bare(text: str) -> str:
    return " ".join(_UNSEEN.sub(" ", text).split())
