"""Writing dossiers and bibliographies: ``--dossier``, and the formats ``bibtex``, ``csl-json``."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from clashreader.cli.interrupts import Interrupts
from clashreader.errors import UsageError

if TYPE_CHECKING:
    from clashreader.cli.exporting import Order
    from clashreader.export import Step


def write_dossier(order: Order, name: str) -> int:
    """Write the articles of `order` as a dossier; return the exit code."""
    from clashreader.cli.exporting import STREAM, convert_picture, draw_cover, report
    from clashreader.cli.output import ProgressBar
    from clashreader.export import Options
    from clashreader.export.dossier import DOSSIER_WORDS, Dossier, Form, write
    from clashreader.export.targets import target_in

    asked = order.options
    if name not in [*Form, "pdf"]:
        raise UsageError("A dossier is written as html, markdown, epub or pdf; say --format.")
    if order.to == STREAM:
        return _to_stream(order, name)
    title = asked.title or order.title or DOSSIER_WORDS.title
    options = Options(
        title=title, pictures=not asked.no_images, annotations=not asked.no_notes,
        convert=convert_picture, draw=draw_cover,
    )  # fmt: skip
    bar = ProgressBar()

    def tell(step: Step) -> None:
        bar.draw(step.done, step.total, step.title)

    dossier = Dossier(now=int(time.time()), replace_lists=asked.overwrite)
    with Interrupts(insists=lambda: name != "pdf") as cancel:
        try:
            if name == "pdf":
                from clashreader.ui.converting import start_without_a_screen
                from clashreader.ui.reader.dossierbook import write_pdf_dossier

                start_without_a_screen()
                to = target_in(order.path, title, ".pdf")
                written = write_pdf_dossier(
                    order.context.library, order.ids, to, options, dossier, tell, cancel.is_set,
                    replace=asked.overwrite,
                )  # fmt: skip
            else:
                form = Form(name)
                to = target_in(order.path, title, form.ending)
                written = write(
                    order.context.library, order.ids, form, to, options=options, dossier=dossier,
                    progress=tell, stop=cancel.is_set, replace=asked.overwrite,
                )  # fmt: skip
        finally:
            bar.clear()
    return report(order, written)


def _to_stream(order: Order, name: str) -> int:
    """Write a bibliography to standard output; a document needs a file, for its lists beside it."""
    from clashreader.export.dossier.lists import bibtex, csl_json
    from clashreader.export.dossier.records import records

    if name not in ("bibtex", "csl-json"):
        raise UsageError("A dossier is several files: name one of them with --to.")
    order.context.out.flush()
    found = records(order.context.library, order.ids)
    for part in bibtex(found) if name == "bibtex" else csl_json(found):
        sys.stdout.buffer.write(part.encode())
    return 0
