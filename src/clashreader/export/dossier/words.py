"""The words of a dossier; these are the English ones."""

from __future__ import annotations

from clashreader.values import dataclass


@dataclass(frozen=True, slots=True)
class DossierWords:
    """What a dossier says in the reader's language. `colours` are named in the order of theirs."""

    title: str = "Dossier"
    made: str = "Made on {0}"
    outlet: str = "Outlet"
    author: str = "Author"
    published: str = "Published"
    updated: str = "Updated"
    first_seen: str = "First seen"
    address: str = "Address"
    version: str = "Version"
    version_of: str = "{0} of {1}, taken {2}"
    text_hash: str = "SHA-256 of headline and text"
    key: str = "Citation key"
    quotations: str = "Quotations and notes"
    note: str = "Note on the article"
    text: str = "Text"
    bibliography: str = "Bibliography"
    copy_taken: str = "copy taken {0}, version {1} of {2}"
    colours: tuple[str, str, str, str] = ("yellow", "green", "blue", "red")


DOSSIER_WORDS = DossierWords()
