# ruff: noqa: E501
"""Markup as no editor writes it, for property tests; all of it our own."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = [
    "harbour",
    "Наступление",
    "مرحبا",
    "世界のニュース",
    "a < b",
    "R&amp;D",
    "&nbsp;",
    "x\ny",
    "été",
    " ",
    "3.5",
]
TAGS = [
    "p", "div", "b", "i", "a", "em", "span", "ul", "ol", "li", "blockquote", "h1", "h2", "table", "tr",
    "td", "th", "caption", "pre", "code", "figure", "figcaption", "dl", "dt", "dd", "section", "sup",
    "q", "form", "button", "svg", "math", "style", "script", "title", "textarea", "noscript", "iframe",
    "video", "template", "font", "center", "details", "summary", "select", "option", "o:p", "my-tag",
]  # fmt: skip
ATTRIBUTES = [
    "", "", "", ' href="/rel"', ' href="https://ex.org/a b"', " href=javascript:alert(1)", ' id="x1"',
    ' href="#x1"', ' class="language-py"', " class='wp-caption'", " class='wp-caption-text'", ' dir="rtl"', ' style="color:red"',
    " onclick=alert(1)", ' colspan="3"', ' start="4"', ' title="a > b"', ' src="//ex.org/f"',
    ' data-clash="embed"', ' data-clash="at-1"', " =x", ' "', " a='", ' class="twitter-tweet" cite="https://x.com/1"',
]  # fmt: skip
VOIDS = [
    "<br>", "<br/>", "<hr>", '<img src="/p.jpg" width=300>', "<img src=x.png height=16 alt=smile>",
    '<img src="data:image/gif;base64,R0" data-src="/lazy.jpg">', '<img src="/t.gif" width=1 height=1>',
    '<img srcset="/s.jpg 400w, /l.jpg 1200w">', "<!-- note -->", "<!--", "<![CDATA[raw]]>", "<?xml ?>",
    "<", "</", "&lt;script&gt;", "&#x6a;", "<wbr>", "]]>", "</p>", "</div>", "</br>", "-->", "\r\n", "\x0b",
    "\x01", "&#x202e;", "\u202dx", "&#7;",
]  # fmt: skip

_start = st.builds(
    lambda tag, attribute: f"<{tag}{attribute}>", st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES)
)
_end = st.builds(lambda tag: f"</{tag}>", st.sampled_from(TAGS))
_word = st.sampled_from(WORDS)
pieces = st.one_of(_start, _end, _word, _word, st.sampled_from(VOIDS), st.text(max_size=6))
soup = st.lists(pieces, max_size=30).map("".join)
"""Any order of tags, texts and rubbish."""

_inline = st.recursive(
    _word.map(lambda word: word.replace("<", "&lt;")),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag.split()[0]}>",
        st.sampled_from(["b", "em", "span class=x", 'a href="/l"', "sup", "i"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=5,
)
_line = st.lists(_inline, min_size=1, max_size=4).map(" ".join)
_block = st.one_of(
    _line.map(lambda text: f"<p>{text}</p>"),
    _line.map(lambda text: f"<p>{text}<br>{text}<br><br>{text}</p>"),
    _line.map(lambda text: f"<h2>{text}</h2>"),
    _line.map(lambda text: f"<div>{text}</div>"),
    _line.map(lambda text: f"<blockquote><p>{text}</p><p>{text}</p></blockquote>"),
    st.lists(_line, min_size=1, max_size=3).map(
        lambda items: "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
    ),
    _line.map(
        lambda text: (
            f'<figure><img src="/f{len(text)}.jpg"/><figcaption>{text}</figcaption></figure>'
        )
    ),
    _line.map(lambda text: f'<p><img src="/g{len(text)}.png" width="400">{text}</p>'),
    _line,
)
article = st.lists(_block, max_size=8).map("\n".join)
"""Markup as feeds carry it: whole elements."""

_mark = st.sampled_from(
    [
        "harbour", "quay 7", "*idle*", "**bold** move", "[link](https://x.example/a_b)", "![Quay](pics/q_1.jpg)", "a*b", "x_y_z",
        "1986.", "- dash", "#", "Порт", "港口", "*", "_so_", "https://x.example/a_b", "(note)", "R&D", "Q: A", "“said”", "***x***",
        "**a *b* c**", "*a **b** c*", "[*a*](b)", "*[a](b)*", "**[a](b)**, so", "it's", "+", "=", "!", "[x]", "\\*", "`c`", "a  b", "2. x",
        "![](e.png)", "[![a](b.jpg)](c)", "&amp;", "<b>x</b>", "-", "::", "*a*b", "b*a*", "**a**b", "[a](b)c", "  ", "*a*,", "(*a*)", "*a***b**",
    ]
)  # fmt: skip
_sentence = st.lists(_mark, min_size=1, max_size=5).map(" ".join)
_part = st.one_of(
    _sentence, _sentence, _sentence.map("# {}".format), _sentence.map("## {} ##".format), _sentence.map("> {}".format),
    st.lists(_sentence, min_size=1, max_size=3).map("\n".join),
    st.lists(_sentence.map("- {}".format), min_size=1, max_size=3).map("\n".join),
    st.lists(_sentence.map("* {}".format), min_size=1, max_size=3).map("\n".join),
    st.lists(_sentence.map("1. {}".format), min_size=1, max_size=3).map("\n".join),
    st.lists(_sentence.map("> {}".format), min_size=1, max_size=3).map("\n".join),
    st.sampled_from(["---", "***", "Head\n---", "Head\n===", "    code", "  - inner", "Term\n:   D", "> - x", "1) x", "***\nx", "x\n***"]),
)  # fmt: skip
markdown = st.lists(_part, max_size=6).flatmap(
    lambda parts: st.sampled_from(["\n\n", "\n", "\n \n"]).map(lambda gap: gap.join(parts))
)
"""Markdown as people write it, and as they should not."""
