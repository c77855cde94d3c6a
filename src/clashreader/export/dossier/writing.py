"""Writing a dossier and its lists: all of them together, or none."""

from __future__ import annotations

import io
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from clashreader.export.articles import Entry
from clashreader.export.dossier import Dossier, Form
from clashreader.export.dossier.lists import bibtex, csl_json
from clashreader.export.dossier.picturefiles import PictureFolder
from clashreader.export.dossier.records import Record, records
from clashreader.export.kinds import Options, Step, Written
from clashreader.export.targets import refuse, whole_file
from clashreader.export.together import whole_files
from clashreader.export.writing import Job

if TYPE_CHECKING:
    from typing import BinaryIO

    from clashreader.library.library import Library

_WRITERS = {Form.HTML: "htmlfile", Form.MARKDOWN: "markdownfile", Form.EPUB: "epubfile"}
LISTS: dict[Form, Callable[[Iterable[Record]], Iterator[str]]] = {
    Form.BIBTEX: bibtex,
    Form.CSL_JSON: csl_json,
}


class Work:
    """A dossier on its way. `found` is everything in it; what turns out to be damaged leaves."""

    def __init__(
        self, job: Job, dossier: Dossier, found: list[Record], folder: PictureFolder
    ) -> None:
        self.job = job
        self.folder = folder
        self.dossier = dossier
        self.found = found
        self.title = " ".join(job.options.title.split()) or dossier.words.title

    def entries(self) -> Iterator[tuple[Entry, Record]]:
        """Yield the articles with their records, one in memory at a time."""
        known = {one.id: one for one in self.found}
        read: set[int] = set()
        for entry in self.job.entries(array("q", known)):
            read.add(entry.article.id)
            yield entry, known[entry.article.id]
        self.found = [one for one in self.found if one.id in read]


def write(
    library: Library,
    ids: Sequence[int],
    form: Form,
    to: Path,
    options: Options,
    dossier: Dossier,
    progress: Callable[[Step], None],
    stop: Callable[[], bool],
    *,
    replace: bool,
) -> Written:
    """Write a dossier: see `clashreader.export.dossier.write`."""
    job = Job(library, ids, options, progress, stop)
    found = list(records(library, ids, stop))
    known = {one.id for one in found}
    job.tally.gone += [one for one in ids if one not in known]
    if form.is_list:
        job.tally.articles = len(found)
        with whole_file(to, replace=replace) as file:
            file.writelines(part.encode() for part in LISTS[form](found))
            return job.written(to, file.seek(0, io.SEEK_END))
    lists = lists_beside(to) if dossier.lists else ()
    wanted = [*((place, True) for _, place in lists), (to, replace)]
    with PictureFolder(to) as folder, whole_files(wanted) as files:
        work = Work(job, dossier, found, folder)
        writer = import_module(f"clashreader.export.dossier.{_WRITERS[form]}").write
        cast("Callable[[Work, BinaryIO], None]", writer)(work, files[-1])
        write_lists(work.found, to, files[:-1], dossier)
        size = files[-1].seek(0, io.SEEK_END)
    return job.written(to, size)


def write_lists(
    found: Sequence[Record], to: Path, files: Sequence[BinaryIO], dossier: Dossier
) -> None:
    """Write the lists of what is `found` into `files`, which are to be beside the document `to`.

    Raises `UsageError` where others than these are there that may not be replaced.
    """
    for (form, place), file in zip(lists_beside(to), files, strict=False):
        file.writelines(part.encode() for part in LISTS[form](found))
        if not dossier.replace_lists and not _is_same(file, place):
            refuse(place, replace=False)


def _is_same(file: BinaryIO, place: Path) -> bool:
    """Tell whether what is at `place` says the same: the lists of one dossier in another form."""
    file.seek(0)
    try:
        with place.open("rb") as other:
            while chunk := file.read(65_536):
                if other.read(len(chunk)) != chunk:
                    return False
            return not other.read(1)
    except OSError:
        return False


def lists_beside(to: Path) -> tuple[tuple[Form, Path], ...]:
    """Return where the lists of a document are: beside it, under its name."""
    return tuple((form, to.with_name(to.stem + form.ending)) for form in LISTS)
