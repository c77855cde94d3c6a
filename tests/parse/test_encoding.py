"""From bytes to text, with a note where it is a guess."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clashreader.parse import Kind, decode_text, sniff

RUSSIAN = "Президент заявил, что переговоры начнутся завтра утром в Женеве. " * 3
GREEK = "Οι συνομιλίες θα συνεχιστούν αύριο το πρωί στη Γενεύη, είπε ο υπουργός. " * 3


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"plain", "utf-8"),
        ("née".encode(), "utf-8"),
        (codecs.BOM_UTF8 + "née".encode(), "utf-8"),
        ("née".encode("utf-16"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + "née".encode("utf-16-be"), "utf-16-be"),
        ("The talks resume".encode("utf-16-le"), "utf-16-le"),
        ("The talks resume".encode("utf-16-be"), "utf-16-be"),
        ("née".encode("utf-32"), "utf-32-le"),
    ],
)
def test_marks_and_utf_8_need_no_guess(data: bytes, encoding: str) -> None:
    decoded = decode_text(data)
    assert decoded.encoding == encoding
    assert decoded.text in ("plain", "née", "The talks resume")
    assert decoded.notices == ()


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (RUSSIAN, "cp1251", "windows-1251"),
        (GREEK, "cp1253", "windows-1253"),
        ("The café’s owner said “never” – twice.", "cp1252", "windows-1252"),
        ("日本の首相は今日の会見で新しい計画を発表した。" * 3, "shift_jis", "shift_jis"),
    ],
)
def test_other_encodings_are_guessed_with_a_note(text: str, codec: str, name: str) -> None:
    decoded = decode_text(text.encode(codec))
    assert decoded.text == text
    assert decoded.guessed
    assert decoded.notices == (f"The encoding was guessed ({name}).",)


@pytest.mark.parametrize(
    ("declared", "codec"),
    [("windows-1251", "cp1251"), ("KOI8-R", "koi8-r"), ("iso-8859-5", "iso-8859-5")],
)
def test_a_declared_charset_is_believed(declared: str, codec: str) -> None:
    decoded = decode_text(RUSSIAN.encode(codec), declared)
    assert decoded.text == RUSSIAN
    assert not decoded.guessed


def test_what_declares_latin_1_but_is_utf_8_is_utf_8() -> None:
    assert decode_text("Über – née".encode(), "iso-8859-1").text == "Über – née"
    assert decode_text("Über – née".encode("cp1252"), "iso-8859-1").text == "Über – née"


@pytest.mark.parametrize(
    "declared", ["hex", "base64", "unicode_escape", "x-nonsense", "\0", "utf-7"]
)
def test_names_that_are_no_charset_are_ignored(declared: str) -> None:
    assert decode_text(b"\\x41 41", declared).text == "\\x41 41"


def test_one_broken_character_in_utf_8_is_said() -> None:
    decoded = decode_text(("Женева " * 50).encode() + b"\xd0")
    assert decoded.text.startswith("Женева")
    assert decoded.notices == ("Some characters were damaged: they are not utf-8.",)


@given(st.binary(), st.sampled_from([None, "utf-8", "windows-1251", "shift_jis", "gb2312", "?"]))
def test_any_bytes_become_text(data: bytes, declared: str | None) -> None:
    assert isinstance(decode_text(data, declared).text, str)


@given(st.text())
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    assert decode_text(codecs.BOM_UTF8 + text.encode()).text == text


@pytest.mark.parametrize(
    ("data", "content_type", "kind"),
    [
        (b"", None, Kind.EMPTY),
        (b" \n\t", None, Kind.EMPTY),
        (b"<rss version='2.0'>", None, Kind.FEED_XML),
        (b"<?xml version='1.0'?>\n<!-- hello -->\n<feed xmlns='x'>", None, Kind.FEED_XML),
        (b"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY x 'y'>]><rss>", None, Kind.FEED_XML),
        (b"<rdf:RDF xmlns:rdf='x'>", None, Kind.FEED_XML),
        (b"<a:feed xmlns:a='http://www.w3.org/2005/Atom'>", "text/html", Kind.FEED_XML),
        (b"Notice: oops\n<rss version='2.0'>", "text/html", Kind.FEED_XML),
        ("<rss version='2.0'>".encode("utf-16"), None, Kind.FEED_XML),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', None, Kind.FEED_JSON),
        (b'{"items": []}', None, Kind.FEED_JSON),
        (b'{"answer": 42}', "application/json", Kind.TEXT),
        (b"<opml version='2.0'>", None, Kind.OPML),
        (b"<!DOCTYPE html><title>x", None, Kind.HTML),
        (b"<!DOCTYPE html><pre>&lt;rss version='2.0'> <rss version='2.0'>", None, Kind.HTML),
        (b"just words", None, Kind.TEXT),
        (b"just words", "text/html; charset=utf-8", Kind.HTML),
        (b"<note>x</note>", "application/xml", Kind.TEXT),
        (b"\x89PNG\r\n\x1a\n", None, Kind.BINARY),
        (b"%PDF-1.7", "text/html", Kind.BINARY),
        (bytes(range(256)), None, Kind.BINARY),
        (b"\0" * 100 + b"abc", None, Kind.BINARY),
    ],
)
def test_sniffing(data: bytes, content_type: str | None, kind: Kind) -> None:
    assert sniff(data, content_type) is kind


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"Broken utf8 caf\xc3\xa9 and bad \xff byte\n", "Broken utf8 café and bad \ufffd byte\n"),
        (
            b"\xe2\x80\x9cWe wait\xe2\x80\x9d, he said \xff\xfe twice",
            "“We wait”, he said \ufffd\ufffd twice",
        ),
    ],
)
@pytest.mark.parametrize("declared", [None, "utf-8"])
def test_as_many_sound_characters_as_bad_bytes_are_utf_8(
    data: bytes, text: str, declared: str | None
) -> None:
    decoded = decode_text(data, declared)
    assert decoded.text == text
    assert decoded.notices == ("Some characters were damaged: they are not utf-8.",)


def test_a_declared_western_charset_goes_before_a_chance_of_utf_8() -> None:
    decoded = decode_text(b"A price of \xc2\xa3 5 in a caf\xe9", "windows-1252")
    assert decoded.text == "A price of Â£ 5 in a café"


def test_one_chance_among_accents_is_not_utf_8() -> None:
    decoded = decode_text("L’ÉTÉ» arrive à Genève, dit l’élu".encode("cp1252"))
    assert decoded.text == "L’ÉTÉ» arrive à Genève, dit l’élu"


def test_bytes_with_zeros_and_controls_are_no_utf_16() -> None:
    assert sniff(b"\x00\x01\x02\x03\xff\xfebinary") is Kind.BINARY
    assert sniff(b"\x01\x00\x02\x00\x03\x00\x04\x00binary.") is Kind.BINARY
    assert sniff("Go\n".encode("utf-16-le")) is Kind.TEXT


@pytest.mark.parametrize("codec", ["cp037", "cp500", "cp1140", "cp875"])
def test_a_document_of_a_mainframe_is_read(codec: str) -> None:
    text = f'<?xml version="1.0" encoding="{codec}"?><rss version="2.0"><channel/></rss>'
    data = text.encode(codec)
    assert sniff(data) is Kind.FEED_XML
    assert decode_text(data).text == text


def test_a_mainframe_that_names_no_charset_or_a_wrong_one_is_read_all_the_same() -> None:
    for text in ("<?xml version='1.0'?><rss/>", "<?xml version='1.0' encoding='utf-8'?><rss/>"):
        assert decode_text(text.encode("cp037")).text == text


@pytest.mark.parametrize(
    ("declared", "data"),
    [("VISCII", b"Ti\xaang Vi\xaet"), ("TCVN-5712", b"Ti\xd5ng Vi\xd6t"),
     ("tcvn", b"Ti\xaa\xb3ng Vi\xd6t")],
)  # fmt: skip
def test_vietnamese_charsets_that_python_does_not_know(declared: str, data: bytes) -> None:
    assert decode_text(data, declared).text == "Tiếng Việt"
