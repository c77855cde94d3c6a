"""The command that carries articles out of the library; `FORMATS` has one entry a format."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.cli.arguments import Command, article_ids
from clashreader.cli.articles import EXAMPLE, read_query
from clashreader.cli.indexing import complete_index
from clashreader.cli.interrupts import Interrupts
from clashreader.cli.shapes import counted
from clashreader.errors import NotFoundError, UsageError
from clashreader.model import Sort, Term
from clashreader.values import dataclass

if TYPE_CHECKING:
    from clashreader.cli.context import Context
    from clashreader.export import Kind, Options, Step, Written
    from clashreader.model import ArticleQuery

STREAM = "-"
"""As a target: standard output."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of a format: the articles `ids`, under `title`, at `to`.

    `options` are all that the command was called with.
    """

    context: Context
    options: argparse.Namespace
    ids: Sequence[int]
    title: str
    to: str

    @property
    def path(self) -> Path:
        """The target as a path."""
        return Path(self.to).expanduser()


def _document(order: Order, name: str) -> int:
    from clashreader.cli.output import ProgressBar
    from clashreader.export import Kind, write
    from clashreader.export.targets import target_in

    kind, bar = Kind(name), ProgressBar()
    options = _options(order)

    def tell(step: Step) -> None:
        bar.draw(step.done, step.total, step.title)

    library = order.context.library
    with Interrupts() as cancel:
        try:
            if order.to == STREAM:
                order.context.out.flush()
                written = _stream(order, kind, options, tell, cancel.is_set)
            else:
                written = write(
                    library, order.ids, kind, target_in(order.path, order.title, kind.ending),
                    options=options, progress=tell, stop=cancel.is_set,
                    replace=order.options.overwrite,
                )  # fmt: skip
        finally:
            bar.clear()
    return report(order, written)


def _stream(
    order: Order,
    kind: Kind,
    options: Options,
    tell: Callable[[Step], None],
    stop: Callable[[], bool],
) -> Written:
    """Write to standard output; a pipe that nobody reads any more ends it quietly."""
    from clashreader.cli.output import OutputError
    from clashreader.export import write_to

    try:
        written = write_to(
            order.context.library, order.ids, kind, sys.stdout.buffer, options=options,
            progress=tell, stop=stop,
        )  # fmt: skip
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"The output could not be written: {reason}.") from error
    return written


def _options(order: Order) -> Options:
    from clashreader.export import Options

    asked = order.options
    return Options(
        title=order.title,
        pictures=not asked.no_images,
        annotations=not asked.no_notes,
        versions=asked.versions,
        mark_utf8=asked.bom,
        convert=convert_picture,
        draw=draw_cover,
    )


def convert_picture(data: bytes) -> tuple[bytes, str] | None:
    """Return a picture in a format that every device shows; Qt comes with the first one."""
    from clashreader.ui.converting import convert

    return convert(data)


def draw_cover(drawing: bytes) -> bytes | None:
    """Return the drawing of a cover as a picture."""
    from clashreader.ui.converting import draw, start_without_a_screen

    start_without_a_screen()
    return draw(drawing)


def _pdf(order: Order, _name: str) -> int:
    from clashreader.cli.output import ProgressBar
    from clashreader.export.targets import refuse, target_in
    from clashreader.ui.converting import start_without_a_screen
    from clashreader.ui.reader.pdfbook import BookOptions, write_pdf_book

    if order.to == STREAM:
        raise UsageError("A PDF needs a file: name one with --to.")
    asked, bar = order.options, ProgressBar()
    path = target_in(order.path, order.title, ".pdf")
    refuse(path, replace=asked.overwrite)  # before Qt is loaded
    options = BookOptions(
        title=order.title, pictures=not asked.no_images, annotations=not asked.no_notes
    )
    with Interrupts(insists=lambda: False) as cancel:
        start_without_a_screen()
        try:
            written = write_pdf_book(
                order.context.library, order.ids, path, options=options, replace=asked.overwrite,
                tell=lambda step: bar.draw(step.done, step.total, step.title),
                stop=cancel.is_set,
            )  # fmt: skip
        finally:
            bar.clear()
    return report(order, written)


def report(order: Order, written: Written) -> int:
    """Say what was written; return the exit code: 1 where articles are missing from it."""
    out = order.context.out
    if out.json and order.to != STREAM:
        out.document(
            {
                "path": str(written.path),
                "articles": written.articles,
                "pictures": written.pictures,
                "pictures_missing": written.pictures_missing,
                "bytes": written.bytes,
                "left_out": written.left_out,
                "remarks": list(written.remarks),
            }
        )
    else:
        for remark in written.remarks:
            out.note(remark)
    if not out.json and order.to != STREAM:
        out.line(f"{counted(written.articles, 'article')} written to {written.path}.")
    return 1 if written.left_out else 0


def _opml(options: argparse.Namespace, context: Context) -> int:
    from clashreader.cli.lists import write_opml

    return write_opml(options, context)


FORMATS: Mapping[str, Callable[[Order, str], int]] = {
    "html": _document,
    "epub": _document,
    "pdf": _pdf,
    "csv": _document,
    "json": _document,
    "text": _document,
}
"""What writes each format; it is given its own name, too, and returns the exit code."""


def _markdown(options: argparse.Namespace, context: Context) -> int:
    from clashreader.cli.mirroring import write_mirror

    return write_mirror(options, context)


LISTS: Mapping[str, Callable[[argparse.Namespace, Context], int]] = {
    "markdown": _markdown,
    "opml": _opml,
}
"""What writes something else than a document of articles, and is content where there are none."""

DOSSIERS = ("bibtex", "csl-json")
"""What is a dossier's bibliography alone."""

_CHOICES = [*FORMATS, *LISTS, *DOSSIERS]
_NAMES = ", ".join(_CHOICES)
_ENDINGS = {".html": "html", ".htm": "html", ".epub": "epub", ".pdf": "pdf", ".csv": "csv",
            ".json": "json", ".txt": "text", ".opml": "opml", ".bib": "bibtex"}  # fmt: skip


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", metavar="QUERY", nargs="*", help=EXAMPLE)
    parser.add_argument("--format", metavar="F", choices=_CHOICES, help=_NAMES)
    parser.add_argument(
        "--to", metavar="PATH", help="a file, a folder to put one into, or - for standard output"
    )
    parser.add_argument("--id", metavar="ID", nargs="+", help="these articles instead of a query")
    parser.add_argument(
        "--sort", choices=[str(sort) for sort in Sort], default="newest", help="newest unless told"
    )
    parser.add_argument("--title", metavar="TEXT", help="the title of the whole document")
    parser.add_argument("--no-images", action="store_true", help="leave the pictures out")
    parser.add_argument(
        "--no-notes", action="store_true", help="leave your notes and highlights out"
    )
    parser.add_argument("--versions", action="store_true", help="with the earlier versions")
    parser.add_argument(
        "--bom", action="store_true", help="csv: mark it as UTF-8, as Excel wants it"
    )
    parser.add_argument(
        "--check", action="store_true",
        help="markdown: read the whole mirror, and write again what is damaged",
    )  # fmt: skip
    parser.add_argument(
        "--dossier", action="store_true",
        help="with cover, dates, versions, hashes, your quotations first and a bibliography, which"
        " is also written beside it for programs (.bib, .csl.json); html, markdown, epub or pdf",
    )  # fmt: skip
    parser.add_argument(
        "--overwrite", action="store_true",
        help="replace a file that is there; markdown: go on with the mirror of another library",
    )  # fmt: skip


def _export(options: argparse.Namespace, context: Context) -> int:
    if options.to is None:
        raise UsageError("Say where to write, with --to PATH.")
    name = options.format or _told_by(options.to, dossier=options.dossier)
    if name in LISTS and not (options.dossier and name == "markdown"):
        return LISTS[name](options, context)
    write: Callable[[Order, str], int]
    if options.dossier or name in DOSSIERS:
        from clashreader.cli.dossiers import write_dossier

        write = write_dossier
    elif name in FORMATS:
        write = FORMATS[name]
    else:
        raise UsageError(f"Say in which format to write, with --format: {_NAMES}.")
    ids, title = _meant(options, context)
    return write(Order(context, options, ids, options.title or title, options.to), name)


def _told_by(to: str, *, dossier: bool) -> str:
    """Return the format that the name of a file tells, or nothing."""
    if to.lower().endswith(".csl.json"):
        return "csl-json"
    ending = Path(to).suffix.lower()
    return "markdown" if dossier and ending == ".md" else _ENDINGS.get(ending, "")


def _meant(options: argparse.Namespace, context: Context) -> tuple[Sequence[int], str]:
    """Return the articles that are asked for, and what to call them together.

    Raises `NotFoundError` where there are none.
    """
    text = " ".join(options.query)
    if options.id and text:
        raise UsageError("Name articles by a query or by --id, one of the two.")
    if options.id:
        ids: Sequence[int] = article_ids(options.id)
        context.library.check_ids(ids)
    else:
        query = read_query(text, Sort(options.sort))
        text = _called(query, text)
        complete_index(query, context)
        ids = context.library.ids(query)
    if not ids:
        raise NotFoundError("Nothing was written: no article is meant by that.")
    if len(ids) == 1:
        return ids, context.library.article(ids[0]).title
    return ids, text


def _called(query: ArticleQuery, text: str) -> str:
    """Return what to call the articles of a query: a tag, section or source by its name alone."""
    where = query.where
    if isinstance(where, Term) and where.field in ("tag", "section", "source"):
        return where.value
    return f"Articles found by “{text}”" if text.strip() else ""


EXPORT = Command(
    "write articles into a document or a file of data", _arguments, _export, query=True,
    paths=frozenset({"to"}),
)  # fmt: skip
