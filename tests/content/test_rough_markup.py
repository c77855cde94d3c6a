"""What an extractor's markup lost of lists, captions and listings comes back from the page."""

from __future__ import annotations

import re

import pytest
import trafilatura

from clashreader.content.roughmarkup import mended

TEXT = "".join(
    f"<p>Paragraph {n} tells of the {word} at the pier of Norrholm, where nobody had been that "
    "day, and of what the warden wrote about it in her notebook later.</p>"
    for n, word in enumerate(("gull", "rope", "crab", "buoy", "mast", "tide", "reef", "sail"))
)
INSIDE = (
    f"{TEXT}<table><caption>Ships by month</caption><tr><th>Month</th><th>Ships</th></tr><tr>"
    f"<td>May</td><td>7</td></tr></table>{TEXT}<pre><code>x = 1\n  y = 2</code></pre>{TEXT}"
    f"<ol><li>Row out.</li><li>Row <b>back</b>.</li></ol>{TEXT}<ul><li>Oars</li><li>Tar</li></ul>"
)


def roughly(page: str) -> str:
    found = trafilatura.extract(
        page, output_format="html", include_tables=True, include_formatting=True, include_links=True
    )
    assert found
    return str(found)


def test_lists_captions_and_listings_are_as_the_page_has_them() -> None:
    page = f"<html><body><article>{INSIDE}</article></body></html>"
    found = mended(roughly(page), page)
    tight = re.sub(r">\s+<", "><", found)
    assert "<table><caption>Ships by month</caption>" in tight
    assert len(re.findall("<tr", found)) == 2
    assert re.search(r"<ol><li>Row out.</li><li>Row <(b|strong)>back</\1>.</li></ol>", tight)
    assert "<ul><li>Oars</li><li>Tar</li></ul>" in tight
    assert "<pre><code>x = 1\n  y = 2</code></pre>" in found
    assert found.count("<p>") == roughly(page).count("<p>")


@pytest.mark.parametrize(
    "rough",
    [
        "<p>One</p>",
        "<table><tr><th>Ships by month</th></tr></table>",
        "<table><tr><th>Month</th><td>Ships</td></tr><tr><td>May</td><td>7</td></tr></table>",
        "<pre>a<pre>b</pre></pre>",
        "<ul><li>Row out.</li></ul>",
    ],
)
def test_what_is_not_like_that_stays(rough: str) -> None:
    assert mended(rough, f"<html><body>{INSIDE}</body></html>") == rough
