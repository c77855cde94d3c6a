"""What the command line prints: one JSON document, or calm text for a terminal."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from clashreader.errors import ReaderError
from clashreader.later import later

if TYPE_CHECKING:
    import unicodedata
else:  # JSON does without
    globals().update(later("", "unicodedata"))

MAX_WIDTH = 160
_POINTED, _BEFORE = 100, 40
"""A line that is pointed into is shown from a little before the place, where it is long."""
"""Columns beyond which lines get hard to read, however wide the terminal is."""

_ZERO_WIDTH = frozenset({"Mn", "Me", "Cf"})
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class OutputError(ReaderError):
    """Standard output cannot be written: a full disk behind ``> file``."""

    kind = "output"


def use_utf8() -> None:
    r"""Make both streams speak UTF-8 whatever the locale says.

    What UTF-8 cannot hold (half a surrogate pair out of a file name) is written as ``\udc80``,
    which is also how JSON spells it.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # a Windows program without a console has none at all
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def clean(text: str, *, lines: bool = False) -> str:
    """Return `text` without control characters, which could drive the reader's terminal.

    Direction overrides go too, as they can make a line read as what it is not. Newlines and tabs
    stay where `lines` is set, else they become blanks.
    """
    if text.isascii() and text.isprintable():
        return text
    kept = []
    for char in text:
        if char in _DIRECTION_MARKS:
            continue
        if unicodedata.category(char) == "Cc":
            kept.append(char if lines and char in "\n\t" else " ")
        else:
            kept.append(char)
    return "".join(kept)


def width(text: str) -> int:
    """Return how many terminal columns `text` takes."""
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.category(char) in _ZERO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def shorten(text: str, columns: int) -> str:
    """Return `text` cut to `columns` terminal columns, with an ellipsis where it was cut."""
    if width(text) <= columns:
        return text
    kept: list[str] = []
    used = 0
    for char in text:
        used += _columns(char)
        if used > columns - 1:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"


def _pad(text: str, columns: int, *, right: bool) -> str:
    gap = " " * (columns - width(text))
    return gap + text if right else text + gap


class Output:
    """Standard output and standard error of one command.

    With `json`, standard output gets exactly one document and nothing else.
    """

    def __init__(self, json: bool) -> None:
        self.json = json
        self._answered = False
        self._in_list = False

    # --- standard output ---

    def document(self, value: object) -> None:
        """Print the one JSON document."""
        self._answered = True
        _write(json.dumps(value, ensure_ascii=False) + "\n")

    def stream(self, head: dict[str, object], name: str, items: Iterable[object]) -> None:
        """Print the one JSON document: `head` and, under `name`, a list too long for memory."""
        self._answered = True
        self._in_list = True
        start = json.dumps(head, ensure_ascii=False)[:-1]
        _write(f"{start}{', ' if head else ''}{json.dumps(name)}: [")
        for number, item in enumerate(items):
            _write((",\n" if number else "\n") + json.dumps(item, ensure_ascii=False))
        _write("]}\n")
        self._in_list = False

    def line(self, text: str = "") -> None:
        """Print a line for the reader."""
        _write(clean(text, lines=True) + "\n")

    def raw(self, text: str) -> None:
        """Print text that other programs will read, as it is (HTML, Markdown)."""
        _write(text if text.endswith("\n") else text + "\n")

    def flush(self) -> None:
        """Hand everything to the system now, while a failure can still be told."""
        try:
            sys.stdout.flush()
        except OSError as error:
            raise _lost(error) from error

    # --- standard error ---

    def note(self, text: str) -> None:
        """Say something beside the answer, on standard error."""
        _write_error(clean(text, lines=True) + "\n")

    def error(
        self,
        kind: str,
        message: str,
        *,
        place: dict[str, object] | None = None,
        **extra: object,
    ) -> None:
        """Tell of a failure: the JSON document, or one sentence on standard error.

        `place` says where in a query it is wrong. `extra` stands beside the error in the document.
        A list that was begun ends with it, so that it still is one document.
        """
        if self.json and (self._in_list or not self._answered):
            told = {"error": {"kind": kind, "message": message, **(place or {})}, **extra}
            if self._in_list:
                _write("], " + json.dumps(told, ensure_ascii=False)[1:] + "\n")
                self._in_list = False
            else:
                self.document(told)
        else:
            self.note(f"clashreader: {message}")

    def point_at(self, text: str, position: int, length: int = 1) -> None:
        """Show the line of `text` that `position` is on, `length` characters of it underlined."""
        start = text.rfind("\n", 0, position) + 1
        end = text.find("\n", position)
        line = text[start : end if end >= 0 else len(text)]
        shown, place = clean(line), position - start
        before = width(clean(line[:place]))
        beneath = max(1, width(clean(line[place : place + length])))
        if before + beneath > _POINTED and before > _BEFORE:  # a long query: the place alone
            first = max(0, place - _BEFORE)
            shown = "…" + clean(line[first:])
            before = 1 + width(clean(line[first:place]))
        self.note(f"  {shown}")
        self.note("  " + " " * before + "^" * min(beneath, max(1, width(shown) - before)))

    # --- the terminal ---

    @property
    def columns(self) -> int:
        """How wide a line may be; unlimited (a large number) where nobody looks at a terminal."""
        if not _is_terminal(sys.stdout):
            return 10_000
        return min(terminal_columns(), MAX_WIDTH)

    def strong(self, text: str) -> str:
        """Return `text` in bold where the terminal can show it."""
        return f"\x1b[1m{text}\x1b[0m" if _has_styles(sys.stdout) else text

    def heading(self, text: str) -> None:
        """Print a heading."""
        _write(self.strong(clean(text)) + "\n")

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]], *, flexible: int) -> None:
        """Print aligned columns; the column number `flexible` keeps most where space is short.

        A head that begins with ``>`` aligns its column to the right.
        """
        names = [head.removeprefix(">") for head in heads]
        sizes = [width(name) for name in names]
        # In blocks, as a list may be too long for memory; a later one may be wider than the first.
        for number, block in enumerate(_blocks(rows, 500)):
            for column, cells in enumerate(zip(*block, strict=True)):
                sizes[column] = max(sizes[column], *map(width, cells))
            shown = self._fitting(sizes, flexible)
            if number == 0:
                _write(self.strong(_row(names, heads, shown)) + "\n")
            for row in block:
                _write(_row(row, heads, shown) + "\n")

    def _fitting(self, sizes: Sequence[int], flexible: int) -> list[int]:
        """Take from the widest column until all fit; the flexible one counts for a third."""
        fitting = list(sizes)
        excess = sum(sizes) + 2 * (len(sizes) - 1) - self.columns
        for _ in range(excess):
            wide = [column for column, size in enumerate(fitting) if size > 10]
            if not wide:
                break
            widest = max(wide, key=lambda at: fitting[at] / (3 if at == flexible else 1))
            fitting[widest] -= 1
        return fitting


def _row(cells: Sequence[str], heads: Sequence[str], sizes: Sequence[int]) -> str:
    padded = [
        _pad(shorten(cell, size), size, right=head.startswith(">"))
        for cell, head, size in zip(cells, heads, sizes, strict=True)
    ]
    return "  ".join(padded).rstrip()


def _blocks(rows: Iterable[Sequence[str]], size: int) -> Iterator[list[list[str]]]:
    block: list[list[str]] = []
    for row in rows:
        block.append([clean(cell) for cell in row])
        if len(block) == size:
            yield block
            block = []
    if block:
        yield block


def terminal_columns() -> int:
    """Return how wide the terminal is, 80 where there is none.

    As `shutil` tells it, which brings three libraries along that compress.
    """
    told = os.environ.get("COLUMNS", "")
    if told.isascii() and told.isdigit() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        return 80


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:  # closed
        return False


def _has_styles(stream: TextIO) -> bool:
    """Whether bold may be used: https://no-color.org, and a terminal that understands it."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    if os.name == "nt" and not (os.environ.get("WT_SESSION") or os.environ.get("ANSICON")):
        return False
    return _is_terminal(stream)


def _write(text: str) -> None:
    try:
        sys.stdout.write(text)
    except OSError as error:
        raise _lost(error) from error


def _lost(error: OSError) -> Exception:
    """Return what to raise where standard output cannot be written; a closed pipe is no fault."""
    if isinstance(error, BrokenPipeError):
        return error
    return OutputError(f"The output could not be written: {error.strerror or error}.")


def _write_error(text: str) -> None:
    # A closed or full standard error must not turn a done command into a failed one.
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, ValueError):
        pass


class ProgressBar:
    """A bar on standard error; silent unless that is a terminal."""

    WIDTH = 24

    def __init__(self) -> None:
        self._shown = _is_terminal(sys.stderr)
        self._drawn = False

    def draw(self, done: int, total: int, label: str) -> None:
        """Show that `done` of `total` are finished, and what is being worked on."""
        if not self._shown:
            return
        filled = self.WIDTH * done // total if total else self.WIDTH
        bar = "█" * filled + "░" * (self.WIDTH - filled)
        room = terminal_columns() - self.WIDTH - 16
        text = f"{bar} {done}/{total}  {shorten(clean(label), max(room, 8))}"
        _write_error(f"\r\x1b[K{text}")
        self._drawn = True

    def clear(self) -> None:
        """Take the bar away."""
        if self._drawn:
            _write_error("\r\x1b[K")
            self._drawn = False
