"""The report of a bug: where in the program it happened, and nothing of what somebody reads.

All of it is let in, not kept out: places in code that is known, its own text, and of messages the
words that this code itself puts there. What is left over is somebody's: a title, an address, a
query, a path. It becomes “…”. Pure; no Qt.
"""

from __future__ import annotations

import linecache
import logging
import platform
import re
import sqlite3
import sys
import sysconfig
import time
from collections import deque
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import CodeType, TracebackType

import clashreader

GAP = "…"
KEPT_LINES = 40
"""Lines of the log that a report ends with."""
MOST_BUGS = 200
"""Different bugs that are told apart in one run; all others count as one."""
MOST_NAMED = 20
"""So often a bug is logged, in a line, whose message names what it came with."""
_MOST_FRAMES = 60
_MOST_CAUSES = 5
_LONGEST = 200
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|`[^`]*`")
_EDGES = ".,:;!?()[]{}<>=*'\"`“”"

_SAID = """
a all already an and are argument arguments array assignment at attribute be been before between
bool boolean broken buffer busy by byte bytes c++ call callable called can cannot changed
character close closed code codec column connection constraint coroutine could database decode
default deleted dict dict_keys dictionary differ directory disk division does empty encode error
exceeded expected failed field file float for format found from full function generator get
given has have host i/o import in incomplete index indices initialized input instance int
integer internal invalid is it item iterable iterate iteration iterator key keyword length limit
list literal locked long lookup malformed mapping math maximum memory method missing module more
must name negative no none nonetype not null number object of on only open operand operation or
out outside overflow parameter permission pipe pop popped position positional range read
recursion referenced released required resource return sequence set shared signature size slice
start str string subscriptable such supported table takes text than the thread time to too truth
tuple type types unable underlying unexpected unhashable unknown unpack unsupported utf-8 value
values want was were when while with without wrapped write writing wrong zero
"""
_COMMON = frozenset(_SAID.split())
"""Words of what Python, SQLite and Qt say themselves, whose code cannot be looked into."""


# --- places ------------------------------------------------------------------------------------


@cache
def _roots() -> tuple[tuple[str, Path], ...]:
    """Where known code lies, and what a report calls it; the innermost first."""
    paths = sysconfig.get_paths()
    found = [("clashreader", Path(clashreader.__file__).parent)]
    found += [("", Path(paths["purelib"])), ("", Path(paths["platlib"]))]
    found += [("python", Path(paths["stdlib"]))]
    bundle = getattr(sys, "_MEIPASS", None)
    if isinstance(bundle, str):  # packed by PyInstaller
        found.append(("", Path(bundle)))
    return tuple((name, root.resolve()) for name, root in found)


def known_place(path: str) -> str | None:
    """Return the path of known code from its root on, with slashes; None for any other file."""
    try:
        real = Path(path).resolve()
    except (OSError, ValueError, RuntimeError):
        return None
    for name, root in _roots():
        if real.is_relative_to(root):
            inside = real.relative_to(root).as_posix()
            return f"{name}/{inside}" if name else inside
    return "python" if path.startswith("<frozen ") else None


def _frames(trace: TracebackType | None) -> list[tuple[CodeType, int]]:
    frames = []
    while trace is not None:
        frames.append((trace.tb_frame.f_code, trace.tb_lineno))
        trace = trace.tb_next
    if len(frames) > _MOST_FRAMES:
        half = _MOST_FRAMES // 2
        frames = frames[:half] + frames[-half:]
    return frames


def signature(error: BaseException) -> str:
    """Return what tells one bug from another: its kind, and where in our code it came about."""
    ours = [
        f"{place}:{line}"
        for code, line in _frames(error.__traceback__)
        if (place := known_place(code.co_filename)) is not None and place.startswith("clashreader/")
    ]
    return f"{type(error).__name__} {' '.join(ours[-2:])}"


def touches(error: BaseException, part: str) -> bool:
    """Whether the way to `error` led through a place that begins with `part`."""
    return any(
        (known_place(code.co_filename) or "").startswith(part)
        for code, _ in _frames(error.__traceback__)
    )


# --- words -------------------------------------------------------------------------------------


def _words_of(code: CodeType) -> Iterator[str]:
    """The words that a function can put into a message: its texts and its names."""
    yield from code.co_names
    waiting: list[object] = list(code.co_consts)
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield from one.split()
        elif isinstance(one, tuple | frozenset):
            waiting.extend(one)


def scrubbed(text: str, error: BaseException | None = None) -> str:
    """Return `text` with every word as “…” that may be a reader's own."""
    words = set(_COMMON)
    for code, _ in _frames(error.__traceback__) if error is not None else ():
        if known_place(code.co_filename) is not None:
            words.update(word.strip(_EDGES).casefold() for word in _words_of(code))

    def allowed(word: str) -> bool:
        bare = word.strip(_EDGES).casefold()
        return bare in words or not bare or (bare.isdecimal() and len(bare) <= 3)

    def quoted(found: re.Match[str]) -> str:
        inside = found[0][1:-1]
        one_word = inside.isidentifier() and allowed(inside)
        return found[0] if one_word else f"{found[0][0]}{GAP}{found[0][-1]}"

    kept: list[str] = []
    for word in _QUOTED.sub(quoted, text[:4000]).split():
        shown = word if word.strip(_EDGES) == GAP or allowed(word) else GAP
        if shown != GAP or kept[-1:] != [GAP]:
            kept.append(shown)
    return " ".join(kept)[:_LONGEST]


# --- the log -----------------------------------------------------------------------------------


class Repeats(logging.Filter):
    """Lets a bug through with its trace once, and says from then on only how often it came.

    A bug may come with every repaint: its traces would take the room of all that was before. What
    differs from one time to the next, the name of an article perhaps, is kept for a while.
    """

    def __init__(self, handler: logging.Handler) -> None:
        super().__init__()
        self._handler = handler
        self._times: dict[tuple[object, str], int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether `record` goes through as it is; a shorter one may go in its place."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None or record.levelno < logging.ERROR:
            return True
        bug = signature(error)
        key = (str(record.msg), bug)
        if key not in self._times and len(self._times) >= MOST_BUGS:
            key = ("", "")
        times = self._times[key] = self._times.get(key, 0) + 1
        if times == 1:
            return True
        if _is_round(times) or (record.args and times <= MOST_NAMED):
            self._handler.handle(_counted(record, bug, times))
        return False


def _is_round(times: int) -> bool:
    return str(times).rstrip("0") == "1"


def _counted(record: logging.LogRecord, bug: str, times: int) -> logging.LogRecord:
    """Return `record` with a number in the place of its trace."""
    words = f" ({times} times by now, {bug})"
    short = logging.makeLogRecord(record.__dict__)
    short.msg = f"{record.msg}{words.replace('%', '%%') if record.args else words}"
    short.exc_info = short.exc_text = short.stack_info = None
    return short


class Memory(logging.Handler):
    """Keeps the last lines of our own log as a report may have them.

    What we wrote into the program is kept, and numbers; what was filled in is “…”.
    """

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._lines: deque[str] = deque(maxlen=KEPT_LINES)
        self.addFilter(Repeats(self))

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines, the oldest first."""
        return tuple(self._lines)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record of ours."""
        if not record.name.startswith("clashreader"):
            return
        when = time.strftime("%H:%M:%S", time.gmtime(record.created))
        words = f"{when} {record.levelname} {record.name}:{record.lineno} {_template(record)}"
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            words += f" ({signature(error)})"
        self._lines.append(words[:_LONGEST])


def _template(record: logging.LogRecord) -> str:
    """The text that stands in the program, its gaps filled with numbers only."""
    if not isinstance(record.msg, str):
        return GAP
    given = record.args
    try:
        if isinstance(given, Mapping):
            return record.msg % {name: _number(value) for name, value in given.items()}
        return record.msg % tuple(_number(value) for value in given or ()) if given else record.msg
    except (TypeError, ValueError, KeyError):
        return record.msg


def _number(value: object) -> object:
    return value if isinstance(value, int | float) else GAP


# --- the whole ---------------------------------------------------------------------------------


def trace_of(error: BaseException) -> list[str]:
    """Return the way to `error` and to what caused it, the cause first."""
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain and len(chain) < _MOST_CAUSES:
        chain.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    lines: list[str] = []
    for one in reversed(chain):
        if lines:
            lines.append("which led to:")
        lines += _one_trace(one)
    return lines


def _one_trace(error: BaseException) -> list[str]:
    lines = []
    for code, number in _frames(error.__traceback__):
        place = known_place(code.co_filename)
        if place is None:
            lines.append("  elsewhere")
            continue
        lines.append(f"  {place}:{number} in {code.co_name}")
        text = linecache.getline(code.co_filename, number).strip()
        if text and place.startswith("clashreader/"):
            lines.append(f"      {text}")
    kind = type(error)
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    lines.append(f"{module}{kind.__qualname__}: {scrubbed(_text_of(error), error)}".rstrip(": "))
    return lines


def _text_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001  # an exception that cannot be written is none the less one
        return ""


def facts() -> dict[str, str]:
    """Return versions and the system; the window adds what it knows of Qt and the screen."""
    return {
        "Clash Reader": clashreader.__version__,
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "System": platform.platform(),
        "Packed": "yes" if getattr(sys, "frozen", False) else "no",
    }


def report(
    what: list[str], *, more: Mapping[str, str] | None = None, log: tuple[str, ...] = ()
) -> str:
    """Return the whole report: versions, `what` happened, and the last lines of the log."""
    head = [f"{name}: {value}" for name, value in {**facts(), **(more or {})}.items()]
    end = ["", "The log before it:", *log] if log else []
    return "\n".join([*head, "", *what, *end]).rstrip() + "\n"
