"""``python -m benchmarks``: every figure in one table."""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from benchmarks import peer, writing
from benchmarks.libraries import library_of
from benchmarks.measure import ROOT, Cost, Figure, feed_server, first_paint, median, run, set_mode

TASKS = "benchmarks.tasks"


@dataclass(frozen=True)
class Scale:
    """How much is measured, and how often."""

    files: int = 10_000
    feeds: int = 100
    items: int = 100
    libraries: tuple[int, ...] = (1_000, 100_000)
    stories: tuple[int, ...] = (10_000, 100_000)
    switches: int = 50
    repeats: int = 3
    starts: int = 9
    settle: float = 1.5
    rest: float = 60
    pictures: int = 20
    pane_switches: int = 200
    long_articles: tuple[int, ...] = (1_000_000, 5_000_000)
    memory: tuple[int, int] = (100, 500)
    growth: tuple[int, ...] = (10_000, 100_000, 1_000_000)
    documents: tuple[int, int] = (1_000, 100_000)
    peer: bool = True
    mirrored: int = 10_000


QUICK = Scale(
    60, 3, 5, (200,), (200,), 6, 1, 1, 0.1, rest=0.5, pictures=3,
    mirrored=200, pane_switches=6, long_articles=(300_000,), memory=(2, 4), growth=(200,),
    documents=(20, 200), peer=False,
)  # fmt: skip


@dataclass(frozen=True)
class Bench:
    """What every part works with: how much to measure, and a folder that outlives the run."""

    scale: Scale
    cache: Path
    program: tuple[str, ...] = (sys.executable, "-m", "clashreader")

    def generated(self, name: str, write: Callable[[Path], None]) -> Path:
        """Return a folder of generated files, written if it is not there yet."""
        folder = self.cache / name
        if not folder.exists():
            half = folder.with_name(f"{name}.half")
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir(parents=True)
            write(half)
            half.rename(folder)
        return folder


def _expect(cost: Cost, name: str, value: int) -> None:
    """Make sure that the work was done: a benchmark of nothing is fast."""
    if cost.answer.get(name) != value:
        raise RuntimeError(f"{name} should be {value}, and the answer is {cost.answer}")


def folder(bench: Bench) -> Iterator[Figure]:
    """Measure a folder of Markdown files: the first reading, and a second with nothing changed."""
    scale = bench.scale
    files = bench.generated(
        f"folder-{scale.files}", lambda path: writing.write_folder(path, scale.files)
    )
    first, again = [], []
    for _ in range(scale.repeats):
        with tempfile.TemporaryDirectory(dir=bench.cache) as home:
            first.append(run(TASKS, "add_folder", home, str(files)))
            _expect(first[-1], "new", scale.files)
            again.append(run(TASKS, "sync", home, "pictures"))
            _expect(again[-1], "new", 0)
            _expect(again[-1], "updated", 0)
    floor = run(TASKS, "floor_folder", str(files)).cpu
    floor_again = run(TASKS, "floor_folder_again", str(files)).cpu
    yield _figure(f"folder of {scale.files:,} Markdown files, first", median(first), floor, 60)
    yield _figure("  again, nothing changed", median(again), floor_again, 3)
    with tempfile.TemporaryDirectory(dir=bench.cache) as home:
        window = run(TASKS, "stalls", home, str(files))
    _expect(window, "new", scale.files)
    for name, words in (("p99", "99 of 100 turns"), ("worst", "the worst turn")):
        late = float(window.answer[name])
        yield Figure(f"  the window meanwhile, {words} late by", value=late, unit="ms")


def feeds(bench: Bench) -> Iterator[Figure]:
    """Measure feeds on loopback: first sync, all 304, the same bytes as 200, and with pictures."""
    scale = bench.scale
    files = bench.generated(
        f"feeds-{scale.feeds}x{scale.items}",
        lambda path: writing.write_feeds(path, scale.feeds, scale.items),
    )
    count = str(scale.feeds)
    first, unchanged, same, pictures = [], [], [], []
    other_first, other_unchanged, size = [], [], 0
    beside = peer.installed() if scale.peer else nullcontext()
    with feed_server(files) as address, beside as other:
        for _ in range(scale.repeats):
            with tempfile.TemporaryDirectory(dir=bench.cache) as home:
                run(TASKS, "subscribe", home, address, count)
                set_mode(address, "validators")
                first.append(run(TASKS, "sync", home, "texts"))
                _expect(first[-1], "new", scale.feeds * scale.items)
                unchanged.append(run(TASKS, "sync", home, "texts"))
                _expect(unchanged[-1], "not_modified", scale.feeds)
                set_mode(address, "same-bytes")
                same.append(run(TASKS, "sync", home, "texts"))
                _expect(same[-1], "new", 0)
                _expect(same[-1], "updated", 0)
                size = sum(path.stat().st_size for path in Path(home).glob("*.sqlite3"))
            if other is None:
                continue
            with tempfile.TemporaryDirectory(dir=bench.cache) as home:
                set_mode(address, "validators")
                other_first.append(other.sync(home, address, count))
                _expect(other_first[-1], "articles", scale.feeds * scale.items)
                other_unchanged.append(other.sync(home, address, count))
        with tempfile.TemporaryDirectory(dir=bench.cache) as home:
            run(TASKS, "subscribe", home, address, count)
            pictures.append(run(TASKS, "sync", home, "pictures"))
            shown = min(scale.feeds * scale.items, writing.PICTURES)
            _expect(pictures[-1], "images", shown)
        floor = run(TASKS, "floor_feeds", address, count).cpu
        floor_again = run(TASKS, "floor_requests", address, count).cpu
    articles = scale.feeds * scale.items
    served = sum(path.stat().st_size for path in files.iterdir()) / articles
    name = f"{scale.feeds} feeds x {scale.items} items of {served / 1000:.1f} kB, first sync"
    yield _figure(name, median(first), floor, 5.5)
    yield _figure("  again, all answered 304", median(unchanged), floor_again, 0.1)
    yield _figure("  again, the same bytes answered 200", median(same), floor_again, 0.4)
    yield Figure("  the library, an article", value=size / articles / 1000, unit="kB", limit=7.0)
    if other_first:
        yield from _beside_peer(
            articles, (median(first), median(other_first)),
            (median(unchanged), median(other_unchanged)),
        )  # fmt: skip
    yield _figure(f"  first sync with {shown} pictures as well", median(pictures), floor, None)


def _beside_peer(
    articles: int, first: tuple[Cost, Cost], unchanged: tuple[Cost, Cost]
) -> Iterator[Figure]:
    """The same with another library; the floor is ours, so that the ratio says how many times."""
    answer = first[1].answer
    name = f"{peer.NAME} {answer['version']}"
    yield _figure(f"  {name} (floor: ours), first sync", first[1], first[0].cpu, None)
    yield _figure("  again, all answered 304", unchanged[1], unchanged[0].cpu, None)
    yield Figure("  its library, an article", value=answer["bytes"] / articles / 1000, unit="kB")


def start(bench: Bench) -> Iterator[Figure]:
    """Measure the start to the first painted rows against an empty three-pane window."""
    scale = bench.scale
    empty = ["-m", "benchmarks.empty_window"]
    commands = {
        articles: ["-m", "clashreader", "--home", str(library_of(articles, bench.cache))]
        for articles in scale.libraries
    }
    for words in (empty, *commands.values()):
        first_paint(words, 0.1)  # the first start of all: caches of modules, fonts and files
    floors: list[Cost] = []
    costs: dict[int, list[Cost]] = {articles: [] for articles in commands}
    for _ in range(scale.starts):  # by turns, so that a busy machine is one to all
        floors.append(first_paint(empty, 0.1))
        for articles, words in commands.items():
            costs[articles].append(first_paint(words, scale.settle))
    floor = median(floors)
    yield _figure("empty three-pane window", floor, None, None)
    for articles, some in costs.items():
        if not some[-1].answer.get("rows"):
            raise RuntimeError(f"No rows were painted: {some[-1].answer}")
        name = f"start to first rows, {articles:,} articles"
        yield _figure(name, median(some), floor.cpu, 3, ratio=True)
        if some[-1].answer["pss"] is not None:
            yield Figure("  memory (PSS)", value=some[-1].answer["pss"], unit="MiB", limit=110)


def rest(bench: Bench) -> Iterator[Figure]:
    """Measure the program's window at rest, and its memory after some reading."""
    scale = bench.scale
    own = bench.cache / "rest"  # what is added to it is in nobody else's way
    own.mkdir(exist_ok=True)
    home = library_of(scale.libraries[-1], own)
    run("benchmarks.window", "prepare", str(home), str(scale.pictures))
    costs = [
        run("benchmarks.window", "drive", str(home), str(scale.pictures), str(scale.rest))
        for _ in range(min(3, scale.repeats))
    ]
    for cost in costs:
        _expect(cost, "opened", scale.pictures)
    answers = sorted((cost.answer for cost in costs), key=lambda one: one["read"] or 0)
    middle = answers[len(answers) // 2]
    articles = f"{scale.libraries[-1]:,} articles"
    if middle["read"] is not None:
        yield Figure(
            f"window at rest, {articles}: PSS", value=middle["ready"], unit="MiB", limit=110
        )
        yield Figure(
            f"  after {scale.pictures} articles with pictures",
            value=middle["read"],
            unit="MiB",
            limit=160,
        )
        for when, words in (("ready", "at rest"), ("read", "after them")):
            name = f"  {words}, were no other program there, at most"
            yield Figure(name, value=middle[f"{when} alone"], unit="MiB")
    name = f"  its CPU in {scale.rest:g} seconds of rest"
    yield Figure(name, value=middle["idle"], unit="%", limit=0.2)


def switching(bench: Bench) -> Iterator[Figure]:
    """Measure from a selection to its pixels."""
    home = library_of(bench.scale.libraries[0], bench.cache)
    costs = [
        run(TASKS, "switch", str(home), str(bench.scale.switches))
        for _ in range(bench.scale.repeats)
    ]
    middle = sorted(costs, key=lambda cost: float(cost.answer["wall_ms"]))[len(costs) // 2]
    yield Figure(
        f"switching articles (median of {bench.scale.switches})",
        cpu=middle.answer["cpu_ms"] / 1000,
        wall=middle.answer["wall_ms"] / 1000,
        value=middle.answer["wall_ms"],
        unit="ms",
    )


def related(bench: Bench) -> Iterator[Figure]:
    """Measure what is related to an article, from the first asking on."""
    for articles in bench.scale.stories:
        home = library_of(articles, bench.cache)
        costs = [run(TASKS, "related", str(home), "200") for _ in range(bench.scale.repeats)]
        answer = sorted((cost.answer for cost in costs), key=lambda one: float(one["p95_ms"]))
        middle = answer[len(answer) // 2]
        if not middle["found"] > 1:  # up to six of the story, or six of the section
            raise RuntimeError(f"Too little is related: {middle}")
        name = f"related articles of one in {articles:,}"
        yield Figure(f"{name}, median", value=middle["median_ms"], unit="ms", limit=20)
        yield Figure("  95 of 100 within", value=middle["p95_ms"], unit="ms", limit=20)


def mirror(bench: Bench) -> Iterator[Figure]:
    """Measure a mirror: made, renewed with nothing changed, brought into an empty library."""
    articles = bench.scale.mirrored
    home = library_of(articles, bench.cache)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "mirror")
        first = run(TASKS, "mirror", str(home), str(folder))
        _expect(first, "written", articles)
        again = [run(TASKS, "mirror", str(home), str(folder)) for _ in range(bench.scale.repeats)]
        for cost in again:
            _expect(cost, "unchanged", articles)
        back = run(TASKS, "bring_back", str(Path(name, "home")), str(folder))
        _expect(back, "added", articles)
    second = median(again)
    yield _figure(f"mirror of {articles:,} articles", first, None, 60)
    yield _figure("  with nothing changed", second, None, 3)
    yield _figure("  brought into an empty library", back, None, None)
    peak = max(cost.answer["peak_mib"] for cost in (first, second, back))
    yield Figure("  most memory of these", value=peak, unit="MiB", limit=300)


def reading(bench: Bench) -> Iterator[Figure]:
    """Measure the reading pane: switching, articles of megabytes, memory, and PDF files."""
    scale = bench.scale
    pane = "benchmarks.reading"
    found = run(pane, "switches", str(scale.pane_switches)).answer
    yield _milliseconds("articles of 200 to 5,000 words, to the pixels", found["median"], 16)
    yield _milliseconds("  95 of 100", found["p95"], 40)
    yield _milliseconds("  with all that is below the window", found["whole"], None)
    yield _milliseconds("  95 of 100", found["whole_p95"], None)
    for size, limit in zip(scale.long_articles, (60, 100), strict=False):
        found = run(pane, "long_article", str(size)).answer
        name = f"article of {size / 1e6:g} MB, first screen"
        yield _milliseconds(name, found["first"], limit)
        for key, words in (
            ("rest", "the longest turn while the rest follows"),
            ("zoom", "the longest at a zoom in the middle"),
            ("resize", "the longest at another width"),
            ("find", "the longest while finding in it"),
        ):
            yield _milliseconds(f"  {words}", found[key], 100)
    early, late = scale.memory
    found = run(pane, "memory", str(early), str(late)).answer
    if found["late"] is not None:
        yield Figure(
            f"memory (PSS) after {early} articles with pictures", value=found["early"], unit="MiB"
        )
        yield Figure(
            f"  after {late}", value=found["late"], unit="MiB", limit=found["early"] * 1.05
        )
    found = run(pane, "paper", str(scale.long_articles[0])).answer
    name = f"{scale.long_articles[0] / 1e6:g} MB as PDF, {found['pages']} pages"
    yield Figure(name, wall=found["seconds"], cpu=found["seconds"])
    yield _milliseconds("  the longest step", found["longest"], 100)


def documents(bench: Bench) -> Iterator[Figure]:
    """Measure articles carried out as documents, and the memory that it takes."""
    module, scale = "benchmarks.documents", bench.scale
    few, many = scale.documents
    home = library_of(few, bench.cache)
    for kind, count, limit in (("epub", few, 30.0), ("pdf", min(few, 100), None)):
        cost = run(module, kind, str(home), str(count))
        _expect(cost, "articles", count)
        yield _figure(f"{count:,} articles as {kind}", cost, None, limit)
        if cost.answer["pss"] is not None:
            yield Figure("  memory (PSS), at most", value=cost.answer["pss"], unit="MiB", limit=300)
    home = library_of(many, bench.cache)
    for kind in ("epub", "html", "json", "csv", "text"):
        cost = run(module, kind, str(home), str(many))
        _expect(cost, "articles", many)
        yield _figure(f"{many:,} articles as {kind}", cost, None, None)
        if cost.answer["pss"] is not None:
            yield Figure("  memory (PSS), at most", value=cost.answer["pss"], unit="MiB", limit=300)


_CALLS = (
    ("counts", "all counts of the sidebar", 5), ("first", "first 500 ids of a view", 8),
    ("all", "all ids of everything (in a job)", None),
    ("section", "all ids of a section (in a job)", None),
    ("month", "all ids of a month in it (in a job)", None), ("rows", "128 rows of the list", 8),
    ("article", "one article", 8), ("mark", "one mark", 8), ("tag", "one tag", 8),
    ("excerpts", "what was found in 12 rows (in a job)", None),
)  # fmt: skip
_ACTS = (
    ("section", "a section"), ("month", "a month"), ("unread", "Unread"), ("all", "everything"),
    ("oldest", "another order"), ("end", "to the last row"), ("mark", "one mark"),
    ("bookmark", "one bookmark"), ("tag", "one tag"),
)  # fmt: skip


def million(bench: Bench) -> Iterator[Figure]:
    """Measure how calls, window, search, start and memory grow up to a million articles."""
    module = "benchmarks.million"
    floor = median(
        [first_paint(["-m", "benchmarks.empty_window"], 0.1) for _ in range(bench.scale.repeats)]
    )
    for articles in bench.scale.growth:
        home = library_of(articles, bench.cache)
        words = ["-m", "clashreader", "--home", str(home)]
        first_paint(words, 0.1)
        costs = [first_paint(words, bench.scale.settle) for _ in range(bench.scale.repeats)]
        name = f"{articles:,} articles: start to first rows"
        yield _figure(name, median(costs), floor.cpu, 3, ratio=True)
        if costs[-1].answer["pss"] is not None:
            yield Figure("  memory (PSS)", value=costs[-1].answer["pss"], unit="MiB", limit=200)
        found = run(module, "calls", str(home)).answer
        if found["articles"] != articles:
            raise RuntimeError(f"{articles} articles should be there, and {found['articles']} are.")
        for key, words_of_it, limit in _CALLS:
            yield _milliseconds(f"  {words_of_it}", found[key], limit)
        times = str(bench.scale.repeats)
        found = run(module, "window", str(home), times).answer
        for key, words_of_it in _ACTS:
            yield _milliseconds(f"  {words_of_it}, longest turn, CPU", found[key], 8)
            yield _milliseconds("    by the clock", found[f"{key} wall"], None)
        found = run(module, "search", str(home), times).answer
        longest = found.pop("longest turn")
        for key, value in found.items():
            limit = 50 if articles <= 100_000 else 150
            yield _milliseconds(f"  {key}: first rows", value, limit)
        yield _milliseconds("  longest turn of the window meanwhile, CPU", longest, None)


def installed(bench: Bench) -> Iterator[Figure]:
    """Measure the program as it was installed: the command of --program."""
    from benchmarks.installed import measure

    library = library_of(bench.scale.libraries[-1], bench.cache)
    yield from measure(bench.program, library, bench.scale.starts, bench.scale.rest)


PARTS: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    "folder": folder,
    "feeds": feeds,
    "start": start,
    "rest": rest,
    "switching": switching,
    "related": related,
    "mirror": mirror,
    "reading": reading,
    "documents": documents,
    "million": million,
    "installed": installed,
}
ASKED_FOR = frozenset({"million", "installed"})
"""Parts that are measured when they are named: the libraries of the one take half an hour to make,
the other needs a virtual screen."""


def _milliseconds(name: str, value: float, limit: float | None) -> Figure:
    return Figure(name, value=value, unit="ms", limit=limit)


def _figure(
    name: str, cost: Cost, floor: float | None, limit: float | None, *, ratio: bool = False
) -> Figure:
    return Figure(name, cost.cpu, cost.wall, floor, limit=limit, limit_is_ratio=ratio)


def _row(figure: Figure) -> str:
    def number(value: float | None, form: str) -> str:
        return "" if value is None else format(value, form)

    limit = ""
    if figure.limit is not None:
        unit = "x" if figure.limit_is_ratio else figure.unit or "s CPU"
        limit = f"at most {figure.limit:g} {unit}"
    value = f"{figure.value:.1f} {figure.unit}" if figure.value is not None else ""
    return (
        f"{figure.name:<52}{number(figure.wall, '.3f'):>9}{number(figure.cpu, '.3f'):>9}"
        f"{number(figure.floor, '.3f'):>9}{number(figure.ratio, '.2f'):>8}{value:>12}  {limit}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; or all")
    parser.add_argument("--quick", action="store_true", help="a small run, to see that it works")
    parser.add_argument(
        "--cache",
        type=Path,
        default=ROOT / ".benchmarks",
        help="where generated files and libraries are kept",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument(
        "--program", metavar="FILE", help="the installed program, for the part called installed"
    )
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    options.cache.mkdir(parents=True, exist_ok=True)
    bench = Bench(QUICK if options.quick else Scale(), options.cache.absolute())
    if options.program:
        bench = replace(bench, program=(str(Path(options.program).absolute()),))
    heads = f"{'':<52}{'wall s':>9}{'CPU s':>9}{'floor s':>9}{'ratio':>8}"
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}; medians")
    print(heads, flush=True)
    figures: list[Figure] = []
    for name in options.parts or [name for name in PARTS if name not in ASKED_FOR]:
        for figure in PARTS[name](bench):
            print(_row(figure), flush=True)
            figures.append(figure)
    if options.json is not None:
        found = [{**asdict(figure), "ratio": figure.ratio} for figure in figures]
        options.json.write_text(json.dumps({"figures": found}, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
