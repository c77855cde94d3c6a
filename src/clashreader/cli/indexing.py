"""Going on with a search index that is being built anew, before it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clashreader.cli.context import Context
    from clashreader.model import ArticleQuery

SECONDS = 10.0
"""What one command gives to it; a library of 50,000 articles is whole then."""


def complete_index(query: ArticleQuery, context: Context) -> None:
    """Enter what the index lacks, if the query asks it; say where it is not whole yet."""
    from clashreader.library.search import is_of_words, terms_of
    from clashreader.library.stopping import Stop

    library = context.library
    words = query.where is not None and any(map(is_of_words, terms_of(query.where)))
    if not words or library.only_read is not None:
        return
    late = Stop()
    with late.within(SECONDS):
        library.build_index(cancel=late)
    if late.is_set():
        context.out.note(
            "The search index is being built anew, so not every article can be found yet. The "
            "next search goes on with it, and so does the window."
        )
