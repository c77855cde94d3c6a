"""A dossier: chosen articles as one document for work with sources.

A cover, contents, each article below what identifies it (outlet, author, dates, address, version,
hash) with the reader's quotations and notes before its text, a bibliography at the end; and beside
the document the same bibliography for programs, as BibTeX and as CSL-JSON.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from clashreader.export.dossier.words import DOSSIER_WORDS, DossierWords
from clashreader.export.kinds import Options, Step, Written
from clashreader.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from clashreader.library.library import Library

__all__ = ["DOSSIER_WORDS", "Dossier", "DossierWords", "Form", "write"]


class Form(StrEnum):
    """What a dossier is written as; the last two are its bibliography alone."""

    HTML = "html"
    MARKDOWN = "markdown"
    EPUB = "epub"
    BIBTEX = "bibtex"
    CSL_JSON = "csl-json"

    @property
    def ending(self) -> str:
        """What the name of such a file ends in."""
        return _ENDINGS[self]

    @property
    def is_list(self) -> bool:
        """Whether it is the bibliography alone."""
        return self in (Form.BIBTEX, Form.CSL_JSON)


_ENDINGS = {
    Form.HTML: ".html",
    Form.MARKDOWN: ".md",
    Form.EPUB: ".epub",
    Form.BIBTEX: ".bib",
    Form.CSL_JSON: ".csl.json",
}


@dataclass(frozen=True, slots=True)
class Dossier:
    """What a dossier holds besides `Options`: the texts, or only what identifies them.

    `now` is the day that stands on its cover, in seconds of UTC; None leaves it out. `lists` writes
    the bibliography beside the document; what lies there already under these names and says
    something else is replaced with `replace_lists` only.
    """

    texts: bool = True
    now: int | None = None
    lists: bool = True
    replace_lists: bool = False
    words: DossierWords = DOSSIER_WORDS


def _nobody(_: Step) -> None:
    pass


def write(
    library: Library,
    ids: Sequence[int],
    form: Form,
    to: Path,
    *,
    options: Options = Options(),  # noqa: B008 (it never changes)
    dossier: Dossier = Dossier(),  # noqa: B008
    progress: Callable[[Step], None] = _nobody,
    stop: Callable[[], bool] = lambda: False,
    replace: bool = False,
) -> Written:
    """Write the articles `ids`, in that order, as a dossier into `to`, its lists beside it.

    All files appear together at the end, or none. Raises as `clashreader.export.write` does.
    """
    from clashreader.export.dossier.writing import write as work

    return work(library, ids, form, to, options, dossier, progress, stop, replace=replace)
