"""The command verify: are the stored copies what was taken, and as a manifest has them?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from clashreader.cli.arguments import Command
from clashreader.cli.articles import EXAMPLE, read_query
from clashreader.cli.indexing import complete_index
from clashreader.cli.interrupts import Interrupts
from clashreader.cli.output import ProgressBar
from clashreader.cli.shapes import counted
from clashreader.errors import UsageError
from clashreader.model import Finding, Unlike

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from clashreader.cli.context import Context
    from clashreader.model import Compared, Verified

_T = TypeVar("_T")
_NAMED = 10_000
"""Findings that the document names at most; all are counted."""

_WORDS = {
    Unlike.BODY: "the body as received has other bytes",
    Unlike.TEXT: "the headline or the text has other letters",
    Unlike.UNREADABLE: "it cannot be read any more",
    Unlike.PICTURE: "the file of a picture has other bytes",
    Unlike.GONE: "the file of a picture is not there",
    Unlike.MISSING: "it is not in the library",
    Unlike.UNHASHED: "its hashes were taken away: it cannot be proven any more",
    Unlike.HEADLINE: "the list shows another headline than it has",
    Unlike.UNLISTED_PICTURE: "what the library knew of a picture in it is not there",
    Unlike.TIME: "it was seen at another time",
    Unlike.ORIGIN: "address, time, status or hash of the answer that it came by are others",
    Unlike.FACTS: "the list shows another headline, author, outlet, date, address or summary",
    Unlike.DETAILS: "its kind, base address, related articles or attachments are others",
    Unlike.PICTURES: "it shows other pictures, or others at their addresses",
}
PROVES = (
    "What is intact has not changed since it was taken: headline, text and body of each version, "
    "and the files of pictures. Dates, addresses and which picture is whose have no hashes, and "
    "whoever writes into the library can write hashes, too: these are told by a manifest that is "
    "kept elsewhere (--manifest, --check). That proves nothing about what the site published."
)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", metavar="QUERY", nargs="*", help=EXAMPLE)
    parser.add_argument(
        "--manifest", metavar="FILE", help="write what each version is known by, a line each"
    )
    parser.add_argument(
        "--sign", metavar="KEY", help="sign the manifest with an SSH key: FILE.sig (ssh-keygen -Y)"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace a manifest that is there")
    parser.add_argument("--check", metavar="FILE", help="hold the library against a manifest")
    parser.add_argument(
        "--signers", metavar="FILE", help="who may have signed it: a file of allowed signers"
    )
    parser.add_argument(
        "--record", action="store_true",
        help="take the hashes of copies from before hashes were recorded: they count from now on",
    )  # fmt: skip


def _verify(options: argparse.Namespace, context: Context) -> int:
    text = " ".join(options.query)
    if options.sign is not None and options.manifest is None:
        raise UsageError("--sign signs a manifest: say where to write it, with --manifest FILE.")
    if options.check is not None:
        if text or options.manifest is not None or options.record:
            raise UsageError("--check holds the whole library against a manifest, alone.")
        return _check(options, context)
    if options.signers is not None:
        raise UsageError("--signers says who may have signed the manifest of --check FILE.")
    ids = None
    if text:
        query = read_query(text)
        complete_index(query, context)
        ids = context.library.ids(query)
    findings = _Findings(context)
    with Interrupts() as cancel:
        tally = findings.told(
            lambda found, progress: context.library.verify(
                ids, found=found, progress=progress, stop=cancel.is_set, record=options.record
            )
        )
        written = _write_manifest(options, context, ids, cancel.is_set)
    _tell(context, tally, findings, written)
    bad = tally.altered or tally.missing or tally.pictures_altered or tally.pictures_missing
    return 1 if bad else 0


class _Findings:
    """What is not as it was: named as it is found, and kept for the document."""

    def __init__(self, context: Context) -> None:
        self._out = context.out
        self.kept: list[Finding] = []
        self.count = 0
        self._bar = ProgressBar()

    def told(
        self, work: Callable[[Callable[[Finding], None], Callable[[int, int], None]], _T]
    ) -> _T:
        try:
            return work(self._tell, lambda done, total: self._bar.draw(done, total, "verifying"))
        finally:
            self._bar.clear()

    def _tell(self, finding: Finding) -> None:
        self.count += 1
        if self._out.json:
            if len(self.kept) < _NAMED:
                self.kept.append(finding)
            return
        self._bar.clear()
        place = "" if finding.article_id is None else f"{finding.article_id}, "
        version = "" if finding.version is None else f"version {finding.version}: "
        name = f"“{finding.title}”" if finding.title is not None else "no article"
        url = f" ({finding.url})" if finding.url else ""
        self._out.line(f"ALTERED  {place}{version}{name}: {_WORDS[finding.unlike]}{url}")

    def json(self) -> dict[str, object]:
        return {
            "findings": [
                {"id": one.article_id, "version": one.version, "title": one.title,
                 "what": str(one.unlike), "message": _WORDS[one.unlike], "url": one.url}
                for one in self.kept
            ],
            "findings_left_out": self.count - len(self.kept) if self._out.json else 0,
        }  # fmt: skip


def _write_manifest(
    options: argparse.Namespace, context: Context, ids: Sequence[int] | None,
    stop: Callable[[], bool],
) -> dict[str, object]:  # fmt: skip
    if options.manifest is None:
        return {}
    from clashreader.cli.signing import sign, signature_of
    from clashreader.export.targets import refuse, whole_file

    target = Path(options.manifest)
    if options.sign is not None:
        refuse(signature_of(target), replace=options.overwrite)
    if ids is None:
        ids = context.library.every_id()
    bar, count = ProgressBar(), -1
    try:
        with whole_file(target, replace=options.overwrite) as file:
            for line in context.library.manifest(
                ids, progress=lambda done, total: bar.draw(done, total, "manifest"), stop=stop
            ):
                file.write(line)
                count += 1
    finally:
        bar.clear()
    told: dict[str, object] = {"manifest": str(target), "listed": count}
    if options.sign is not None:
        signature = sign(target, Path(options.sign), overwrite=options.overwrite)
        told["signature"] = str(signature)
    elif options.overwrite:  # that of the manifest before is none of this one
        signature_of(target).unlink(missing_ok=True)
    return told


def _tell(
    context: Context, tally: Verified, findings: _Findings, written: dict[str, object]
) -> None:
    out = context.out
    versions = tally.intact + tally.altered + tally.unproven
    if out.json:
        out.document(
            {
                "intact": tally.intact, "altered": tally.altered, "unproven": tally.unproven,
                "missing": tally.missing, "versions": versions, "recorded": tally.recorded,
                "pictures": {"intact": tally.pictures_intact, "altered": tally.pictures_altered,
                             "missing": tally.pictures_missing},
                **findings.json(), **written, "proves": PROVES,
            }
        )  # fmt: skip
        return
    out.line(f"{tally.intact:,} intact, {tally.altered:,} altered.")
    if tally.missing:
        out.line(f"{counted(tally.missing, 'earlier version')} not there: their numbers are.")
    if tally.unproven:
        out.line(
            f"{tally.unproven:,} cannot be proven: they were taken before hashes were recorded."
        )
        if tally.recorded:
            out.line(f"The hashes of {tally.recorded:,} of them were taken now.")
    pictures = tally.pictures_intact + tally.pictures_altered + tally.pictures_missing
    if pictures:
        out.line(
            f"Pictures: {tally.pictures_intact:,} intact, {tally.pictures_altered:,} altered, "
            f"{tally.pictures_missing:,} missing."
        )
    if written:
        signed = f", signed in {written['signature']}" if "signature" in written else ""
        out.line(f"{written['listed']:,} versions listed in {written['manifest']}{signed}.")
    out.note(PROVES)


def _check(options: argparse.Namespace, context: Context) -> int:
    from clashreader.cli.signing import check

    path = Path(options.check)
    if not path.is_file():
        raise UsageError(f"There is no manifest “{path}”.")
    signed = check(path, Path(options.signers) if options.signers is not None else None)
    findings = _Findings(context)
    with Interrupts() as cancel:
        tally: Compared = findings.told(
            lambda found, progress: context.library.compare(
                _lines(path), found=found, progress=progress, stop=cancel.is_set
            )
        )
    out = context.out
    if out.json:
        out.document(
            {"intact": tally.intact, "altered": tally.altered, "missing": tally.missing,
             "unlisted": tally.unlisted, "changed": tally.changed, "signature": signed or None,
             **findings.json()}
        )  # fmt: skip
    else:
        out.line(
            f"{tally.intact:,} as the manifest has them, {tally.altered:,} altered, "
            f"{tally.missing:,} not there."
        )
        if tally.changed:
            out.line(
                f"{counted(tally.changed, 'article')} of the list were sent anew by their sources "
                "since, and have other facts."
            )
        if tally.unlisted:
            out.line(f"{counted(tally.unlisted, 'version')} came later, or were not listed.")
        out.line(f"The manifest is {signed or 'not signed'}.")
    return 1 if tally.altered or tally.missing else 0


def _lines(path: Path) -> Iterator[bytes]:
    from clashreader.library.manifests import LONGEST_LINE

    try:
        with path.open("rb") as file:
            while line := file.readline(LONGEST_LINE + 1):
                yield line
    except OSError as error:
        raise UsageError(f"“{path}” cannot be read: {error.strerror or error}.") from error


VERIFY = Command(
    "check that the stored copies are what was taken", _arguments, _verify, query=True,
    paths=frozenset({"manifest", "sign", "check", "signers"}),
    more=PROVES + " Where something is altered, the exit code is 1.",
)  # fmt: skip
