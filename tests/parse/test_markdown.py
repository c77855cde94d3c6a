"""Markdown files with front matter of every kind, and none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from clashreader.errors import ParseError
from clashreader.model import MediaType, ParsedArticle
from clashreader.parse import parse_file

DAY = int(datetime(2026, 3, 4, tzinfo=UTC).timestamp())


def read(text: str | bytes, path: str = "note.md") -> ParsedArticle:
    data = text if isinstance(text, bytes) else text.encode()
    return parse_file(data, path=path, base_url="file:///articles/", modified=1)


def body(article: ParsedArticle) -> str:
    assert article.body_span is not None
    return article.body[slice(*article.body_span)]


YAML = """---
Title: 'The bridge: a history'
date: 2026-03-04
Updated: 2026-03-05T10:00:00+02:00
authors:
  - Ann Example
  - name: Bo Sample
    mail: bo@x.example
section: Europe
tags: [Bridges, 2024, no, "#water"]
source: Harbour Gazette
link: https://harbour.example/bridge
description: >
  How it was built,
  and why.
cover:
  url: img/bridge.jpg
lang: en_GB
no: yes
2024: a number
? [a, b]
: odd
---
# Another heading

Text.
"""


def test_yaml() -> None:
    article = read(YAML.replace("? [a, b]\n: odd\n", ""))
    assert article.media_type is MediaType.MARKDOWN
    assert article.title == "The bridge: a history"
    assert not article.title_derived
    assert article.published == DAY
    assert article.updated == DAY + 86400 + 8 * 3600
    assert article.author == "Ann Example, Bo Sample"
    assert article.section == "Europe"
    assert article.tags == ("Bridges", "2024", "no", "water")
    assert article.outlet == "Harbour Gazette"
    assert article.url == "https://harbour.example/bridge"
    assert article.summary == "How it was built, and why."
    assert article.lead_image == "img/bridge.jpg"
    assert article.language == "en-GB"
    assert article.notices == ()
    assert body(article) == "# Another heading\n\nText.\n"


def test_a_list_for_a_key_does_not_lose_the_rest() -> None:
    article = read(YAML)
    assert article.title == "The bridge: a history"
    assert article.published == DAY
    assert article.notices
    assert body(article) == "# Another heading\n\nText.\n"


def test_a_mark_and_windows_line_breaks() -> None:
    article = read(b"\xef\xbb\xbf---\r\ntitle: No\r\ndate: March 04, 2026\r\n---\r\n\r\nText.\r\n")
    assert article.title == "No"
    assert article.published == DAY
    assert body(article).strip() == "Text."


def test_toml() -> None:
    article = read(
        '+++\ntitle = "Snow"\ndate = 2026-03-04\nlastmod = 2026-03-04T12:00:00+02:00\n'
        'tags = ["a", "b"]\ncategories = ["World", "Weather"]\n[extra]\nx = 1\n+++\nText\n'
    )
    assert article.title == "Snow"
    assert article.published == DAY
    assert article.updated == DAY + 10 * 3600
    assert article.section == "World"
    assert article.tags == ("Weather", "a", "b")
    assert body(article) == "Text\n"


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        ("title: 2024", "title", "2024"),
        ("title: no", "title", "no"),
        ("title: <b>Bold</b> &amp; bright", "title", "Bold & bright"),
        ("headline: A", "title", "A"),
        ("by: Ann Example <ann@x.example>", "author", "Ann Example"),
        ("author: Ann Example, Bo Sample", "author", "Ann Example, Bo Sample"),
        ("tags: a, b; c", "tags", ("a", "b", "c")),
        ("keywords: [A, a, B]", "tags", ("A", "B")),
        ("category: Europe", "section", "Europe"),
        ("section: Ukraine - Russia War", "section", "Ukraine - Russia War"),
        ("source_url: https://x.example/a", "url", "https://x.example/a"),
        ("source: https://x.example/a", "url", "https://x.example/a"),
        ("url: javascript:alert(1)", "url", None),
        ("publisher: Harbour Gazette", "outlet", "Harbour Gazette"),
        ("created: 1772582400", "published", DAY),
        ("pubDate: Wed, 04 Mar 2026 00:00:00 GMT", "published", DAY),
        ("date: 2026-03-04 00:00:00", "published", DAY),
        ("date: soon", "published", None),
        ("image: /img/a.png", "lead_image", "/img/a.png"),
    ],
)
def test_keys_and_values(lines: str, field: str, value: object) -> None:
    assert getattr(read(f"---\n{lines}\n---\nText\n"), field) == value


@pytest.mark.parametrize(
    "front",
    [
        "title: Talks: the second round\ndate: 2026-03-04",
        "title: 'Talks: the second round\ndate: 2026-03-04",
        "title: Talks: the second round\n\tdate: 2026-03-04\ndate: 2026-03-04",
        "title: Talks: the second round\ndate: 2026-03-04\nx: " + "[" * 500,
        "title: Talks: the second round\ndate: 2026-03-04\n" + "- " * 500,
    ],
)
def test_broken_front_matter_is_read_by_lines_and_said(front: str) -> None:
    article = read(f"---\n{front}\n---\nText\n")
    assert article.title.strip("'") == "Talks: the second round"
    assert article.published == DAY
    assert body(article) == "Text\n"
    assert article.notices[0].startswith("The front matter is broken")


@pytest.mark.parametrize(
    "text",
    [
        "---\nJust prose between rules.\n---\nText\n",
        "---\n\nA rule above, no rule below.\n",
        "---\nProse: *yaml [trouble\n---\nText\n",
        "Text first.\n\n---\ntitle: no front matter\n---\n",
        "+++\n",
        "---",
    ],
)
def test_what_only_looks_like_front_matter_is_text(text: str) -> None:
    article = read(text)
    assert body(article) == text
    assert article.notices == ()


@pytest.mark.parametrize(
    ("text", "title", "derived"),
    [
        ("# The bridge *opens*\n\nText.", "The bridge opens", False),
        ("Intro.\n\n# Late heading #\n", "Late heading", False),
        ("The bridge\n==========\n\nText.", "The bridge", False),
        ("```\n# a comment\n```\n\nSome text. More.", "Some text", True),
        ("## Lower heading\n\nText.", "Lower heading", True),
        ("> A **quoted** [link](https://x.example/a_b). More.", "A quoted link", True),
        ("![picture](a.png)\n\nAfter the picture, words.", "After the picture, words", True),
        ("- first\n- second", "first second", True),
        ("#hashtag is no heading. No.", "#hashtag is no heading", True),
        ("snake_case_name stays. Yes.", "snake_case_name stays", True),
    ],
)
def test_titles_without_front_matter(text: str, title: str, derived: bool) -> None:
    article = read(text)
    assert (article.title, article.title_derived) == (title, derived)
    assert body(article) == text


def test_the_section_is_that_of_the_front_matter_then_of_the_folder() -> None:
    assert read("---\nsection: A\n---\nx", "B/2025-06/note.md").section == "A"
    assert read("x", "B/2025-06/note.md").section == "B"
    assert read("x", "note.md").section is None


def test_aliases_in_yaml_do_not_explode() -> None:
    layers = "\n".join(f"x{n + 1}: &x{n + 1} [{', '.join([f'*x{n}'] * 9)}]" for n in range(9))
    article = read(f"---\ntitle: Safe\nx0: &x0 [lol]\n{layers}\ntags: *x9\n---\nText\n")
    assert article.title == "Safe"
    assert len(article.tags) <= 20


@pytest.mark.parametrize("data", [b"", b"  \n", b"\x89PNG\r\n\x1a\n", bytes(range(256)) * 4])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError, match=r"empty|picture|binary"):
        read(data)
