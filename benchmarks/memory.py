"""How much memory a sync takes at most, whatever is served: ``python -m benchmarks.memory``.

Each case is a server on loopback that sends what nobody should, and a `clashreader sync` in a home
of its own. Several times a second the proportional set sizes (PSS: shared pages are counted once)
of the program and of every process that it started are added up. Linux.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks.hoards import CASES, Case
from benchmarks.measure import ROOT, environment

MOST_MB = 300.0
_PAUSE = 0.03
_SECONDS = 400.0


@dataclass
class Peak:
    """The most memory (MB), of all processes at one time and of the program alone."""

    whole: float = 0.0
    each: tuple[float, ...] = ()
    """Of each command."""
    program: float = 0.0
    at: float = 0.0
    told: float | None = None
    seconds: float = 0.0
    said: str = ""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16
    case: Case

    @property
    def port(self) -> int:
        """Where it is served."""
        assert isinstance(self.server, ThreadingHTTPServer)
        return self.server.server_port

    def do_GET(self) -> None:
        """Answer with what the case has at the path."""
        found = self.case.answer(self.path, self.port)
        if found is None:
            found = "text/plain", b"nothing here", {}
        kind, body, more = found
        size = sum(map(len, body)) if isinstance(body, list) else len(body)
        self.send_response(200 if kind != "text/plain" else 404)
        for name, value in more.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(size))
        self.end_headers()
        with suppress(OSError):
            for piece in body if isinstance(body, list) else [body]:
                self.wfile.write(piece)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _serving(case: Case) -> Iterator[int]:
    handler = type("Handler", (_Handler,), {"case": case})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()


def _pss(number: int) -> float:
    """Return the PSS of a process in MB, 0 where it is gone."""
    with suppress(OSError, ValueError):
        for line in Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _family(number: int) -> list[int]:
    """Return a process and all that it started, and these."""
    found, rest = [], [number]
    while rest:
        one = rest.pop()
        found.append(one)
        with suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                with suppress(OSError, ValueError):
                    rest += map(int, (task / "children").read_text(encoding="ascii").split())
    return found


def _watched(home: Path, words: list[str], peak: Peak) -> None:
    """Run the program with `words` and note the most memory that it ever had."""
    started, most = time.monotonic(), 0.0
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            [sys.executable, "-m", "clashreader", "--home", str(home), "--json", *words],
            stdout=said,
            stderr=subprocess.STDOUT,
            env=environment(),
            cwd=ROOT,
        ) as process,
    ):
        while process.poll() is None:
            sizes = [_pss(one) for one in _family(process.pid)]
            most = max(most, sum(sizes))
            if sum(sizes) > peak.whole:
                peak.whole, peak.at = sum(sizes), time.monotonic() - started
            peak.program = max(peak.program, sizes[0])
            if time.monotonic() - started > _SECONDS:
                process.kill()
                peak.said = f"not done after {_SECONDS:g} s"
            time.sleep(_PAUSE)
        peak.seconds += time.monotonic() - started
        peak.each = (*peak.each, most)
        said.seek(0)
        text = said.read().decode("utf-8", "replace").strip()
    with suppress(ValueError):
        answer = json.loads(text)
        if isinstance(answer, dict):
            peak.told = max(peak.told or 0.0, answer.get("peak_mb") or 0.0) or None
            errors = {
                str(one.get("error")) for one in answer.get("sources", ()) if isinstance(one, dict)
            }
            counts = " ".join(
                f"{key} {answer[key]}" for key in ("new", "updated", "failed") if key in answer
            )
            text = " ".join([counts, *sorted(errors - {"None"})])
    peak.said = peak.said or text[-150:].replace("\n", " ")


def measure(case: Case) -> Peak:
    """Return the most memory that a case made the program take."""
    peak = Peak()
    with tempfile.TemporaryDirectory() as folder, _serving(case) as port:
        home = Path(folder, "home")
        for words in case.commands(f"http://127.0.0.1:{port}", Path(folder)):
            _watched(home, words, peak)
    return peak


def main() -> int:
    """Print a line a case; 1 where one took more than it may."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    parser.add_argument("-k", default="", metavar="WORD", help="only cases whose names hold this")
    options = parser.parse_args()
    bad = 0
    for case in CASES:
        if options.k not in case.name:
            continue
        peak = measure(case)
        bad += peak.whole > MOST_MB
        print(
            f"{case.name:<34} {peak.whole:6.0f} MB at {peak.at:5.1f} s"
            f"  program {peak.program:5.0f}  told {peak.told or 0:5.0f}"
            f"  {peak.seconds:6.1f} s  {' '.join(f'{one:.0f}' for one in peak.each)}  {peak.said}",
            flush=True,
        )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
