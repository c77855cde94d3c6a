"""Bodies on the disk: what was packed, by whatever program, is what is read."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clashreader.library import packing
from clashreader.library.packing import DamagedTextError, pack, unpack_body, unpack_text

BODY = (
    '<p>The harbour “froze” early.</p>\n<figure><img src="https://quay.example/ice.jpg" alt="">'
    "</figure>\n<p>Ferries stayed in port for a week, and the fish market closed.</p>"
)
TEXT = "The harbour “froze” early.\nFerries stayed in port for a week, and the fish market closed."


@pytest.fixture(params=["as installed", "without ISA-L"])
def compressor(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    packing._compressor.cache_clear()
    if request.param == "without ISA-L":
        monkeypatch.setitem(sys.modules, "isal", None)
    yield
    packing._compressor.cache_clear()


@pytest.mark.usefixtures("compressor")
@pytest.mark.parametrize(
    ("body", "text"),
    [(BODY, TEXT), ("", ""), ("x", ""), ("", "x"), ("ab" * 40_000, "b" * 70_000), ("\ud83d", "é")],
    ids=["article", "empty", "no text", "no body", "long", "half a character"],
)
def test_what_was_packed_is_read(body: str, text: str) -> None:
    packed = pack(body, text)

    assert unpack_body(packed[0]) == body
    assert unpack_text(*packed) == text


@pytest.mark.usefixtures("compressor")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters()), st.text())
def test_any_text_comes_back(body: str, text: str) -> None:
    packed = pack(body, text)

    assert (unpack_body(packed[0]), unpack_text(*packed)) == (body, text)


def test_a_library_written_without_the_dictionary_is_read() -> None:
    raw = BODY.encode()
    plain = zlib.compressobj(zdict=raw)
    text = plain.compress(TEXT.encode()) + plain.flush()

    assert unpack_body(zlib.compress(raw, 6)) == BODY
    assert unpack_text(zlib.compress(raw, 6), text) == TEXT


def test_the_dictionary_is_that_of_the_libraries_out_in_the_world() -> None:
    # Each packed body names it by this checksum (RFC 1950, DICTID).
    assert zlib.adler32(packing._COMMON) == ADLER
    assert pack(BODY, TEXT)[0][2:6] == ADLER.to_bytes(4, "big")


ADLER = 0x9977D210


@pytest.mark.usefixtures("compressor")
def test_what_is_cut_or_false_is_said_to_be_damaged() -> None:
    body, text = pack(BODY, TEXT)
    for damaged in (body[:-3], body[:10], b"", b"\x00" * 40, body[:20] + b"\xff" + body[21:]):
        with pytest.raises(DamagedTextError):
            unpack_body(damaged)
        with pytest.raises(DamagedTextError):
            unpack_text(damaged, text)
