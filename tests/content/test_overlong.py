"""Bodies beyond all bounds lose their markup, in linear time, and nothing of what is stored."""

from __future__ import annotations

import pytest

from clashreader.content import Body, digest, overlong, to_document, to_html, to_markdown, to_text
from clashreader.model import MediaType

URL = "https://quay.example/a"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make much of little."""
    monkeypatch.setattr(overlong, "MAX_TAGS", 40)
    monkeypatch.setattr(overlong, "MAX_CHARACTERS", 2_000)
    monkeypatch.setattr(overlong, "MAX_MARKED", 1_000)


def _body(text: str, kind: MediaType = MediaType.HTML) -> Body:
    return Body(text, kind, URL)


@pytest.mark.usefixtures("small")
def test_beyond_so_many_tags_there_is_but_text() -> None:
    text = "<p>The <b>quay</b> &amp; the pier.</p>" * 12 + "<script>x</script><p>End &lt;b&gt;</p>"
    body = _body(text)
    found = digest(body)
    assert found.text == "The quay & the pier.\n" * 12 + "End <b>"
    assert found.images == ()
    assert to_text(body).split() == found.text.split()
    assert "<b>" not in to_html(body)
    assert to_document(body).notices == (overlong.TOO_LONG,)
    assert "End" in to_markdown(body)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("kind", list(MediaType))
def test_beyond_so_many_characters_a_text_is_cut(kind: MediaType) -> None:
    body = _body("The quay was closed.\n" * 200, kind)
    found = digest(body)
    assert 1_500 < len(found.text) <= 2_000
    assert to_text(body).split() == found.text.split()


@pytest.mark.usefixtures("small")
def test_everyday_bodies_keep_their_markup() -> None:
    body = _body("<p>The <b>quay</b></p>" * 5)
    assert "<b>" in to_html(body)
    assert to_document(body).notices == ()


def test_a_million_cells_are_joined_to_paragraphs() -> None:
    body = _body("<table>" + "<tr><td>x</td></tr>" * 120_000)
    found = digest(body)
    assert found.words == 120_000
    assert found.text.count("\n") < 1_000
    assert len(to_document(body).blocks) < 1_000


@pytest.mark.usefixtures("small")
def test_an_address_in_a_raw_element_is_no_text() -> None:
    body = _body("<p>a</p><style>p{}</style><svg><text>b</text></svg><br>c" * 10)
    assert digest(body).text.split() == ["a", "c"] * 10


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("kind", [MediaType.TEXT, MediaType.MARKDOWN])
def test_so_many_lines_are_joined_as_well(kind: MediaType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlong, "_MAX_PARAGRAPHS", 10)
    text = "x\n" * 100
    assert digest(_body(text, kind)).text == " ".join("x" * 100)
    assert digest(_body("x\n\n" * 20, kind)).text == "x\n" * 19 + "x"
