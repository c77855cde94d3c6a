"""Signatures of manifests, by the reader's own SSH key: ``ssh-keygen -Y`` makes and checks them.

The format and the command are OpenSSH's (ssh-keygen(1), PROTOCOL.sshsig); the namespace is
``clashreader``, so that a signature of a manifest is none of anything else.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.errors import ReaderError, UsageError, WriteError

if TYPE_CHECKING:
    from typing import BinaryIO

NAMESPACE = "clashreader"


def signature_of(manifest: Path) -> Path:
    """Return where the signature of a manifest lies."""
    return manifest.with_name(manifest.name + ".sig")


def sign(manifest: Path, key: Path, *, overwrite: bool) -> Path:
    """Sign a manifest with an SSH key (or the public half of one that an agent holds).

    A passphrase is asked for by ssh-keygen itself. Raises `UsageError`, or `ReaderError` where
    ssh-keygen does not sign.
    """
    from clashreader.export.targets import whole_file

    if not key.is_file():
        raise UsageError(f"There is no key “{key}” to sign with.")
    with manifest.open("rb") as file:
        answer = _run(["-Y", "sign", "-n", NAMESPACE, "-f", str(key)], file)
    if answer.returncode or not answer.stdout.startswith(b"-----BEGIN SSH SIGNATURE-----"):
        raise WriteError(f"The manifest was not signed: {_reason(answer)}")
    target = signature_of(manifest)
    with whole_file(target, replace=overwrite) as out:
        out.write(answer.stdout)
    return target


def check(manifest: Path, signers: Path | None) -> str:
    """Check the signature beside a manifest; return whose it is, in words.

    `signers` is a file of allowed signers (ssh-keygen(1)). Without one a signature says only that
    somebody who holds the key made it. Raises `SignatureError` where it is not good.
    """
    signature = signature_of(manifest)
    if not signature.is_file():
        if signers is None:
            return ""
        raise SignatureError(f"There is no signature “{signature}”.")
    known = ["-n", NAMESPACE, "-s", str(signature)]
    if signers is None:
        with manifest.open("rb") as file:
            answer = _run(["-Y", "check-novalidate", *known], file)
        if answer.returncode:
            raise SignatureError(f"The signature is not that of this manifest: {_reason(answer)}")
        key = _words(answer.stdout).rpartition(" key ")[2]
        return f"signed with the key {key}; whose that is cannot be told without --signers"
    if not signers.is_file():
        raise UsageError(f"There is no file of signers “{signers}”.")
    found = _run(["-Y", "find-principals", "-s", str(signature), "-f", str(signers)], None)
    names = _words(found.stdout).splitlines()
    if found.returncode or not names:
        raise SignatureError(f"The signature is by nobody who is named in “{signers}”.")
    with manifest.open("rb") as file:
        answer = _run(["-Y", "verify", "-f", str(signers), "-I", names[0], *known], file)
    if answer.returncode:
        raise SignatureError(f"The signature is not that of this manifest: {_reason(answer)}")
    return f"signed by {names[0]}"


class SignatureError(ReaderError):
    """A signature that is not there, or not good (exit code 1)."""

    kind = "signature"


def _run(arguments: list[str], file: BinaryIO | None) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("ssh-keygen")
    if program is None:
        raise UsageError("Signatures need ssh-keygen, which comes with OpenSSH: install that.")
    return subprocess.run(
        [program, *arguments], stdin=subprocess.DEVNULL if file is None else file,
        capture_output=True, check=False,
    )  # fmt: skip


def _reason(answer: subprocess.CompletedProcess[bytes]) -> str:
    said = _words(answer.stderr) or _words(answer.stdout) or "ssh-keygen gave no reason"
    return said.splitlines()[-1].rstrip(".") + "."


def _words(data: bytes) -> str:
    return data.decode("utf-8", "replace").strip()
