"""What every test stands on: its own home, a clock that waits, no network, no silent errors.

Nothing heavy is imported before a test asks for it.
"""

from __future__ import annotations

import errno
import ipaddress
import logging
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Before anything imports Qt, and before anything asks where the reader's data is: no test may
# find a screen, or somebody's real library.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("CLASHREADER_HOME", None)
_elsewhere = tempfile.mkdtemp(prefix="clashreader-tests-")
for _name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"):
    os.environ[_name] = _elsewhere

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.paths import Home

settings.register_profile(
    "suite", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "thorough", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


def pytest_unconfigure() -> None:
    """Leave no folder behind."""
    shutil.rmtree(_elsewhere, ignore_errors=True)


# --- the clock ---------------------------------------------------------------------------------


class FakeClock:
    """A clock to be passed where the program takes one: it stands still until told.

    ``clock()`` is the time in seconds, like `time.time`.
    """

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> float:
        """Let `seconds` go by; return the new time."""
        self.now += seconds
        return self.now


@pytest.fixture
def clock() -> FakeClock:
    """A clock at 2026-03-04T12:00:00Z."""
    return FakeClock(1_772_625_600.0)


# --- the library -------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A reader's home of its own, with nothing in it yet."""
    from clashreader.paths import find_home

    return find_home(tmp_path / "home")


@pytest.fixture(scope="session")
def library_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty library, made once: copying it is quicker than making the schema each time."""
    from clashreader.library.library import Library

    folder = tmp_path_factory.mktemp("template")
    path = folder / "library.sqlite3"
    Library.open(path, folder / "images").close()
    return path


@pytest.fixture
def library(home: Home, library_template: Path, clock: FakeClock) -> Iterator[Library]:
    """An open, empty library at `home`, which goes by `clock`; closed after the test."""
    from clashreader.library.library import Library

    home.data.mkdir(parents=True, exist_ok=True)
    for part in library_template.parent.glob("library.sqlite3*"):
        shutil.copy(part, home.data)
    opened = Library.open(home.library, home.images, clock=clock)
    yield opened
    opened.close()


# --- the network -------------------------------------------------------------------------------


def _is_here(host: object) -> bool:
    """Return whether a host is this machine itself."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in {None, "", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(str(host).split("%")[0]).is_loopback
    except ValueError:
        return False


def _is_number(host: object) -> bool:
    try:
        ipaddress.ip_address(str(host).split("%")[0])
    except ValueError:
        return False
    return True


@pytest.fixture(autouse=True)
def closed_network(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[str]]:
    """Let sockets reach this machine only, as if the cable were out; yield what was tried.

    A test fails that tried something else, unless it is marked ``tries_network``.
    """
    tried: list[str] = []
    connect, connect_ex, getaddrinfo = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def outward(sock: socket.socket, address: Any) -> bool:
        if sock.family not in {socket.AF_INET, socket.AF_INET6} or _is_here(address[0]):
            return False
        tried.append(f"{address[0]}:{address[1]}")
        return True

    def closed_connect(sock: socket.socket, address: Any) -> None:
        if outward(sock, address):
            raise OSError(errno.ENETUNREACH, "Network is unreachable")
        connect(sock, address)

    def closed_connect_ex(sock: socket.socket, address: Any) -> int:
        return errno.ENETUNREACH if outward(sock, address) else connect_ex(sock, address)

    def closed_getaddrinfo(host: Any, *arguments: Any, **options: Any) -> Any:
        if not _is_here(host) and not _is_number(host):
            tried.append(str(host))
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return getaddrinfo(host, *arguments, **options)

    monkeypatch.setattr(socket.socket, "connect", closed_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", closed_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", closed_getaddrinfo)
    yield tried
    if tried and not request.node.get_closest_marker("tries_network"):
        pytest.fail(f"The test tried the network: {', '.join(tried)}", pytrace=False)


# --- the log -----------------------------------------------------------------------------------


class ErrorLog(logging.Handler):
    """Collects what is logged at ERROR and above; `expected` where the test looks at it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []
        self.expected = False

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def error_log(request: pytest.FixtureRequest) -> Iterator[ErrorLog]:
    """Fail a test that leaves an error in the log, unless it says that it expects one."""
    log = ErrorLog()
    log.expected = request.node.get_closest_marker("logs_errors") is not None
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    root.addHandler(log)
    yield log
    root.removeHandler(log)
    for handler in set(root.handlers) - set(handlers):  # the program may configure logging
        if not type(handler).__module__.startswith("_pytest"):
            root.removeHandler(handler)
            handler.close()
    root.setLevel(level)
    if log.records and not log.expected:
        lines = [f"{record.name}: {record.getMessage()}" for record in log.records]
        pytest.fail("Errors in the log:\n" + "\n".join(lines), pytrace=False)


@pytest.fixture
def logged_errors(error_log: ErrorLog) -> list[logging.LogRecord]:
    """The records at ERROR and above, for a test that expects some."""
    error_log.expected = True
    return error_log.records
