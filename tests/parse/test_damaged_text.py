"""Encodings that look like ASCII, damaged UTF-8, and central European text."""

from __future__ import annotations

import pytest

from clashreader.parse import Kind, decode_text, sniff

JAPANESE = "日本の首相は今日の会見で新しい計画を発表した。\n"
POLISH = (
    "Rząd ogłosił, że rozmowy odbędą się jutro rano w Genewie. Minister powiedział, że to "
    "pierwszy krok, ale droga będzie długa i ciężka, a źródła wciąż milczą.\n"
)
CZECH = (
    "Vláda oznámila, že jednání začne zítra ráno v Ženevě. Ministr řekl, že je to první krok, ale "
    "cesta bude dlouhá a těžká.\n"
)


@pytest.mark.parametrize("codec", ["iso2022_jp", "iso2022_kr", "utf-7"])
def test_text_in_seven_bits_is_not_taken_for_ascii(codec: str) -> None:
    text = JAPANESE if codec != "iso2022_kr" else "대통령은 오늘 회의에서 새로운 계획을 발표했다.\n"
    data = (text + "An English line.\n" + text).encode(codec)
    decoded = decode_text(data)
    assert decoded.text == text + "An English line.\n" + text
    assert decoded.guessed
    assert "guessed" in decoded.notices[0]
    assert sniff(data) is Kind.TEXT


@pytest.mark.parametrize(
    "text",
    ["1+1-2, a+b-c and C+Abc- are sums.", "+49-30-1234", "x+AbCdEf- y+GhIjKl- z", "a +- b",
     "\x1b[31mred\x1b[0m"],
)  # fmt: skip
def test_plain_ascii_stays_as_it_is(text: str) -> None:
    decoded = decode_text(text.encode())
    assert (decoded.text, decoded.notices) == (text, ())


def test_one_bad_byte_does_not_turn_utf_8_into_mojibake() -> None:
    decoded = decode_text("He said “no” — café.\n".encode() + b"caf\xe9\n")
    assert decoded.text == "He said “no” — café.\ncaf\ufffd\n"
    assert decoded.encoding == "utf-8"
    assert decoded.notices == ("Some characters were damaged: they are not utf-8.",)


def test_windows_text_with_a_chance_sequence_of_utf_8_is_no_utf_8() -> None:
    assert (
        decode_text(
            "The café in Ã©vian, à côté, was très cher, said the owner of it".encode("cp1252")
        ).encoding
        == "windows-1252"
    )


@pytest.mark.parametrize("text", [POLISH, CZECH])
def test_central_european_text_is_told_by_its_letters(text: str) -> None:
    decoded = decode_text(text.encode("cp1250"))
    assert (decoded.text, decoded.encoding) == (text, "windows-1250")
    assert decoded.guessed
