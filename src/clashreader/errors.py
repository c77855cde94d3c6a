"""The few ways in which things outside the program can go wrong.

A `ReaderError` carries one sentence for the reader, which says what is wrong and what to do, and
keeps its cause (``raise ... from error``) for the log. Any other exception is a bug.
"""


class ReaderError(Exception):
    """Something the reader can be told in one sentence.

    `kind` is the stable, machine-readable name which the command line prints as ``error.kind``.
    """

    kind = "error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageError(ReaderError):
    """The request is wrong or names nothing that exists (exit code 2)."""

    kind = "usage"


class NotFoundError(UsageError):
    """The request names an article, source, section, tag or version that does not exist."""

    kind = "not-found"


class QueryError(UsageError):
    """A query that cannot be read.

    `position` is a 0-based character index into the query, and `length` how many characters from
    there are meant. `suggestion` is what may stand in their place, or None.
    """

    kind = "query"

    def __init__(
        self, message: str, position: int, length: int = 1, suggestion: str | None = None
    ) -> None:
        super().__init__(message)
        self.position = position
        self.length = length
        self.suggestion = suggestion


class ChoiceNeededError(UsageError):
    """A page offers several feeds and the reader has to pick one.

    `choices` are ``(title, url)`` pairs in the order in which ``--pick N`` counts them, from 1.
    """

    kind = "choice"

    def __init__(self, message: str, choices: tuple[tuple[str, str], ...]) -> None:
        super().__init__(message)
        self.choices = choices


class FollowedError(UsageError):
    """What is to be followed is followed already, as the source `source_id`."""

    def __init__(self, message: str, source_id: int) -> None:
        super().__init__(message)
        self.source_id = source_id


class ParseError(ReaderError):
    """Bytes that are not what they should be: not a feed, not an OPML file, not text."""

    kind = "parse"


class FetchError(ReaderError):
    """An address that could not be fetched.

    `status` is the HTTP status, or None where no answer came. `retry_after` is the number of
    seconds for which the server asked to be left alone, or None.
    """

    kind = "fetch"

    def __init__(
        self, message: str, *, status: int | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class GoneError(FetchError):
    """An address of which its own server says that it is gone for good (410)."""


class LateAnswerError(FetchError):
    """A server that did not answer, or did not come to the end of its answer, in time."""


class LibraryError(ReaderError):
    """The library or its disk failed (exit code 3)."""

    kind = "library"


class BusyLibraryError(LibraryError):
    """Another program, or another thread, holds the library; the same may be tried again."""


class FullDiskError(LibraryError):
    """The disk that holds the library is full, or a quota is used up."""


class PictureFolderError(LibraryError):
    """What stands in the place of the folder of pictures is no folder: only pictures suffer."""


class UnusableLibraryError(LibraryError):
    """The library's file is damaged, empty, missing, foreign or newer than this program.

    It was left untouched; one of the automatic backups may take its place.
    """


class SettingsError(ReaderError):
    """A settings file that cannot be read or written."""

    kind = "settings"


class WriteError(ReaderError):
    """A file of the reader's, outside of the library, that cannot be written (exit code 3)."""

    kind = "write"


class CancelledError(ReaderError):
    """The reader stopped the work; what was done until then is kept."""

    kind = "cancelled"
