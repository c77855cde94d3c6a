"""Which of two texts is better: cases as they occur, one a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clashreader.sync.better import (
    Text,
    Verdict,
    is_bare_error,
    is_placeholder,
    judge,
    much_shorter,
)
from clashreader.sync.readmore import is_teaser

TAKE, KEEP, LATER = Verdict.TAKE, Verdict.KEEP, Verdict.LATER
TITLE = "Ferry returns to Norrholm after the long storm"
TEASER = (
    "The ferry to Norrholm sailed again on Monday, for the first time since the storm of May, and "
    "some two hundred people stood at the quay to see it leave with the first tide."
)
BODY = (
    " The captain said that the engines had been cleaned twice. The harbour office had closed the "
    "northern channel for nine weeks, while divers lifted what was left of the old breakwater. "
    "Traders on the island counted their losses in crates of herring, and the school had opened a "
    "classroom on the mainland for children who could not cross."
)
ARTICLE = TEASER + BODY * 3
COOKIES = (
    "We value your privacy. We and our partners store and/or access information on a device, such "
    "as cookies. With your permission we may use precise data. Accept all cookies. Manage cookies. "
)


def text(body: str, title: str = TITLE, *, from_page: bool = False) -> Text:
    return Text(title, body, len(body.split()), from_page)


CASES: dict[str, tuple[Text, Text, Verdict]] = {
    "the whole article": (text(TEASER), text(ARTICLE), TAKE),
    "a summary in other words": (text("Norrholm has its ferry back."), text(ARTICLE), TAKE),
    "nothing but a link": (text(""), text(ARTICLE), TAKE),
    "a link, and a short piece": (text(""), text("The ferry sails. It is late."), TAKE),
    "the same text": (text(ARTICLE), text(ARTICLE), TAKE),
    "nothing at all": (text(TEASER), text(" \n"), LATER),
    "nothing where nothing was": (text(""), text(""), LATER),
    "a cookie wall": (text(TEASER), text(COOKIES), LATER),
    "a cookie wall under the right title, for a link": (text(""), text(COOKIES), LATER),
    "a list of partners, long": (text(TEASER), text(COOKIES * 30), LATER),
    "a shell that wants scripts": (
        text(TEASER), text("You need to enable JavaScript to run this app."), LATER,
    ),
    "a shell in French": (text(TEASER), text("Activez JavaScript pour continuer."), LATER),
    "a check for robots": (
        text(TEASER),
        text("Checking your browser before accessing the site. Cloudflare Ray ID: 8", "Just a"),
        LATER,
    ),
    "access denied": (
        text(TEASER), text("You don’t have permission to access this resource.", "x"), LATER,
    ),
    "an error with status 200": (
        text(TEASER), text("Sorry. The page you are looking for has sailed.", "Oh no"), LATER,
    ),
    "an error that only its title names": (
        text(TEASER), text("It has sailed away. Go back to the harbour.", "404"), LATER,
    ),
    "an error for a link": (text(""), text("It went. Back to the start.", "Error 500"), LATER),
    "a log-in page": (
        text(TEASER), text("Please log in. Forgot your password? Create an account.", "Log in"),
        LATER,
    ),
    "a teaser and then the pay wall": (
        text(TEASER), text(f"{TEASER} Subscribe to continue reading."), LATER,
    ),
    "half of it, free, and then the pay wall": (
        text(TEASER), text(f"{ARTICLE} Subscribe to continue reading."), TAKE,
    ),
    "an article with a cookie line below": (
        text(TEASER), text(f"{ARTICLE} We use cookies. Accept cookies."), TAKE,
    ),
    "an article about cookie walls": (
        text("Ministers agreed that nobody has to accept cookies any more.", "End of cookies"),
        text("Ministers agreed that nobody has to accept cookies any more." + BODY, "End"),
        TAKE,
    ),
    "a report on an error of that name": (
        text("The sign 404 has been the sign of a lost page for thirty years now.", "404 at 30"),
        text("The sign 404 has been the sign of a lost page for thirty years now." + BODY, "404"),
        TAKE,
    ),
    "the front page instead": (
        text(TEASER),
        text("Cheese prices climb. Mayor opens library. Cinema listings. Sports results. " * 20),
        LATER,
    ),
    "less than the feed has": (text(ARTICLE), text(TEASER + BODY), KEEP),
    "a little less than the feed has": (text(ARTICLE), text(ARTICLE[:-30]), TAKE),
    "a page much shorter than it was": (text(ARTICLE, from_page=True), text(TEASER), LATER),
    "a page cut by a third": (text(ARTICLE, from_page=True), text(TEASER + BODY * 2), TAKE),
    "a page that became a wall": (text(ARTICLE, from_page=True), text(COOKIES * 8), LATER),
    "Chinese": (
        Text("渡轮恢复航行", "渡轮星期一再次驶向北岛，这是五月风暴以来的第一次。", 24),
        Text("渡轮恢复航行", "渡轮星期一再次驶向北岛，这是五月风暴以来的第一次。" * 5, 120),
        TAKE,
    ),
    "Russian, and a wall": (
        text("Паром снова ходит на остров.", "Паром"), text("Страница не найдена", "Паром"), LATER,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_better_text_wins(name: str) -> None:
    now, page, verdict = CASES[name]
    assert judge(now, page) is verdict


@given(st.text(max_size=400), st.text(max_size=400), st.booleans())
def test_any_texts_have_an_answer_and_nothing_replaces_something_never(
    now: str, page: str, from_page: bool
) -> None:
    verdict = judge(text(now, from_page=from_page), text(page))
    assert verdict in Verdict
    if not page.strip():
        assert verdict is LATER
    if judge(text(now), text(page)) is TAKE:
        assert len(page.split()) >= 0.9 * len(now.split())


def test_half_is_much_shorter() -> None:
    assert much_shorter(49, 100)
    assert not much_shorter(50, 100)
    assert not much_shorter(0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "Access denied",
        "403 Forbidden",
        "404 Not Found\n\nnginx",
        "Error 404: page not found.",
        "Access Denied\n\nYou don't have permission to access this resource on this server.",
        "Sorry, something went wrong. Please try again later.",
        "Just a moment...",
        "Service temporarily unavailable",
        "Please enable JavaScript to continue.",
        "Loading…",
        "Internal Server Error",
    ],
)
def test_nothing_but_an_error_is_told(text: str) -> None:
    assert is_bare_error(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The ferry sails. It is late.",
        "Access denied to the port: three ships turned back at Norrholm.",
        "Just a moment of silence was held at noon.",
        "Correction: this story was withdrawn.",
        "Page not found, says the ministry about its missing archive.",
        "The server.",
        "Ceasefire.",
        "Access denied. " * 40,
    ],
)
def test_a_short_text_that_says_something_is_none(text: str) -> None:
    assert not is_bare_error(text)


@pytest.mark.parametrize(
    "text",
    ["", "...", "…", "-", "—", " . ", "***", "[removed]", "[deleted]", "(Deleted)", "[удалено]",
     "Read more", "Continue reading", "Read more…", "[…]", "Weiterlesen →", "Lire la suite »",
     "Leer más", "Continua a leggere", "Читать далее", "Читати далі", "阅读更多", "続きを読む",
     "اقرأ المزيد", "Devamını oku", "Czytaj dalej", "READ MORE »",
     "[[ content ]]", "N/A", "n/a.", "null", "undefined", "None", "🔥", "0", "?" * 500],
)  # fmt: skip
def test_what_programs_put_for_nothing_is_told(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    ["Read more books.", "More rain", "Ceasefire.", "2:1", "404", "[Updated] The ferry sails.",
     "[removed] by the editor", "停火",
     "No content is king.", "[one two]", "Deleted scenes", "17"],
)  # fmt: skip
def test_a_short_text_is_no_placeholder(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize(
    ("text", "teaser"),
    [("The ferry sails at nine. Read more", True), ("The FERRY sails at nine and…", True),
     ("The ferry sails at nine and at n", True), ("The ferry", True),
     ("The ferry sails at nine and at noon", False), ("The ferry sails at ten…", False),
     ("The ferry sails at nine and at noon again.", False), ("Read more", False), ("", False)],
)  # fmt: skip
def test_a_teaser_is_a_beginning_that_is_cut_off(text: str, teaser: bool) -> None:
    assert is_teaser(text, "The ferry sails at nine and at noon. It is late.") is teaser
