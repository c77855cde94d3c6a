"""Encodings that look like ASCII, damaged UTF-8, and central European text."""

from __future__ import annotations

import pytest

from clashreader.parse import Kind, decode_text, parse_feed, parse_page, sniff

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


FERRIES = "".join(
    f"<item><guid>{number}</guid><title>Ferry {number}: it’s late</title></item>"
    for number in range(3)
)
RSS = (
    "<?xml version='1.0' encoding='{}'?><rss version='2.0'><channel><title>Quay</title>"
    "<item><guid>new</guid><title>New XX</title></item>{}</channel></rss>"
)


@pytest.mark.parametrize(
    ("damage", "title"),
    [
        (b"\xed\xa0\xbd\xed\xb8\x80" * 9, "New " + "😀" * 9),
        (b"\xc0\xbcb\xc0\xbe \xff\xfe\xfd " * 5, None),
        ("Größe, Übermut und Öl, déjà créée à l’été ".encode("cp1252") * 9, None),
        ("Новости этого дня, и погода на завтра ".encode("cp1251") * 9, None),
        (b"\xff\xfe\x80" * 500, None),
    ],
)
@pytest.mark.parametrize("others", [FERRIES, FERRIES.replace("Ferry", "Паром")])
def test_what_is_wrong_with_one_item_leaves_the_others_of_a_feed(
    damage: bytes, title: str | None, others: str
) -> None:
    data = RSS.format("UTF-8", others).encode().replace(b"XX", damage)
    titles = [item.title for item in parse_feed(data, url="https://quay.example/feed").articles]
    whole = RSS.format("UTF-8", others).encode()
    expected = [item.title for item in parse_feed(whole, url="https://quay.example/feed").articles]
    assert titles[1:] == expected[1:]
    assert titles[0].startswith("New ")
    assert titles[0] == title or (title is None and "\ufffd" in titles[0])


def test_sequences_that_utf_8_forbids_are_not_chinese() -> None:
    data = b"Hello \xc0\xbcscript\xc0\xbe \xc3\xa9"
    assert decode_text(data, "utf-8").text == "Hello \ufffd\ufffdscript\ufffd\ufffd é"
    alone = b"Hello \xc0\xbcscript\xc0\xbe"
    assert decode_text(alone, "utf-8").text == "Hello \ufffd\ufffdscript\ufffd\ufffd"


def test_an_emoji_in_two_halves_is_read_behind_a_byte_order_mark_too() -> None:
    pair = b"\xed\xa0\xbd\xed\xb8\x80"
    assert decode_text(b"\xef\xbb\xbfHello " + pair).text == "Hello 😀"
    assert decode_text(b"Hello " + pair).text == "Hello 😀"


@pytest.mark.parametrize("kind", ["text/xml", "application/xml", "application/rss+xml"])
@pytest.mark.parametrize(
    ("header", "declared", "codec"),
    [
        ("koi8-r", "windows-1251", "koi8-r"),
        ('"KOI8-R"', "windows-1251", "koi8-r"),
        ("windows-1251", "koi8-r", "cp1251"),
        ("utf-8", "windows-1251", "cp1251"),  # which it cannot be
        ("windows-1251", "utf-8", "utf-8"),  # sound UTF-8 is no chance
        ("iso-8859-1", "windows-1251", "cp1251"),  # what old servers say of everything
        ("iso-8859-1", "utf-8", "utf-8"),
        ("shift_jis", "windows-1251", "cp1251"),  # does not decode, or to control characters
        ("koi8-r", "windows-1251", "utf-8-sig"),
        ("x-nonsense", "koi8-r", "koi8-r"),
    ],
)
def test_a_header_outranks_a_declaration_unless_it_cannot_be_right(
    kind: str, header: str, declared: str, codec: str
) -> None:
    title = "Погода на завтра: сильный дождь"
    data = RSS.format(declared, "").replace("New XX", title).encode(codec)
    feed = parse_feed(
        data, url="https://quay.example/feed", content_type=f"{kind}; charset={header}"
    )
    assert [item.title for item in feed.articles] == [title]


def test_latin_1_of_a_header_holds_for_western_text_and_a_page_knows_better() -> None:
    title = "L’été à la plage"
    data = RSS.format("windows-1251", "").replace("New XX", title).encode("cp1252")
    kind = "text/xml; charset=iso-8859-1"
    feed = parse_feed(data, url="https://quay.example/feed", content_type=kind)
    assert [item.title for item in feed.articles] == [title]
    text = "Погода на завтра"
    page = f"<meta charset=koi8-r><title>{text}</title><p>{text}".encode("koi8-r")
    read = parse_page(page, url="https://quay.example/", content_type="text/html; charset=utf-8")
    assert read.title == text


def test_one_damaged_place_does_not_make_a_contradicted_header_right() -> None:
    data = RSS.format("utf-8", FERRIES.replace("Ferry", "Паром")).encode()
    damaged = data.replace(b"XX", b"\xff")
    for header in ("windows-1251", "iso-8859-1", "utf-8"):
        feed = parse_feed(
            damaged, url="https://quay.example/feed", content_type=f"text/xml; charset={header}"
        )
        assert feed.articles[1].title == "Паром 0: it’s late"


@pytest.mark.parametrize("codec", ["cp037", "cp500", "cp1140", "cp875"])
def test_what_can_be_read_as_ascii_is_of_no_mainframe(codec: str) -> None:
    data = RSS.format(codec, FERRIES).encode()
    titles = [item.title for item in parse_feed(data, url="https://quay.example/feed").articles]
    assert titles[:2] == ["New XX", "Ferry 0: it’s late"]
