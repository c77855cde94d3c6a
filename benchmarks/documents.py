"""Articles carried out: ``python -m benchmarks.documents KIND HOME COUNT`` writes one document.

Prints how many articles are in it, its bytes, and the most memory (PSS, MiB) it took meanwhile.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from benchmarks.measure import proportional_size
from benchmarks.tasks import _open

_EVERY = 0.05


class PeakMemory(threading.Thread):
    """Looks at the memory of this process twenty times a second; `most` is None where it cannot."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most: float | None = None
        self._over = threading.Event()

    def run(self) -> None:
        """Look until `end`."""
        while not self._over.wait(_EVERY):
            found = proportional_size("self")
            if found is not None:
                self.most = max(self.most or 0.0, found)

    def end(self) -> float | None:
        """Stop looking, and return the most that was seen."""
        self._over.set()
        self.join()
        return self.most


def write(kind: str, home: str, count: str) -> dict[str, Any]:
    """Write the newest `count` articles of a library as a document."""
    from clashreader.model import ArticleQuery

    memory = PeakMemory()
    memory.start()
    with _open(home) as library, tempfile.TemporaryDirectory() as folder:
        ids = library.ids(ArticleQuery(), limit=int(count))
        path = Path(folder) / f"all.{kind}"
        if kind == "pdf":
            from clashreader.ui.converting import start_without_a_screen
            from clashreader.ui.reader.pdfbook import write_pdf_book

            start_without_a_screen()
            written = write_pdf_book(library, ids, path)
        else:
            from clashreader.export import Kind
            from clashreader.export import write as write_document

            written = write_document(library, ids, Kind(kind), path)
    return {"articles": written.articles, "bytes": written.bytes, "pss": memory.end()}


if __name__ == "__main__":
    print(json.dumps(write(*sys.argv[1:])))
