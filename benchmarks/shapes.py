"""Texts that nobody writes: what makes patterns backtrack, stacks deep and tables wide.

Each shape is a function of a length and gives a text of about so many characters.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

Shape = Callable[[int], str]


def again(piece: str, before: str = "", after: str = "") -> Shape:
    """Return the shape that repeats `piece`, once `before` and `after` it."""
    return lambda n: before + piece * max(1, n // len(piece)) + after


def nested(start: str, end: str, middle: str = "x") -> Shape:
    """Return the shape of elements within each other."""
    size = len(start) + len(end)
    return lambda n: start * (n // size) + middle + end * (n // size)


def counted(piece: str, before: str = "", after: str = "") -> Shape:
    """Return the shape that repeats `piece` with a number in each."""
    size = len(piece) + 4
    return lambda n: before + "".join(piece.format(i) for i in range(n // size)) + after


def _rows(n: int) -> str:
    """Return tables, each within a cell of the last."""
    return "<table><tr><td>" * (n // 15)


def _wide(n: int) -> str:
    return "<table><tr>" + "<td>x</td>" * (n // 10) + "</tr></table>"


def _wide_markdown(n: int) -> str:
    width = n // 12
    return "|a" * width + "|\n" + "|-" * width + "|\n" + "|b" * width + "|\n"


def _footnotes(n: int) -> str:
    count = n // 40
    return (
        " ".join(f"a[^{i}]" for i in range(count))
        + "\n\n"
        + "".join(f"[^{i}]: note\n" for i in range(count))
    )


def _anchors(n: int) -> str:
    return "".join(f'<a href="#n{i}">x</a><p id="n{i}">y</p>' for i in range(n // 45))


def _references(n: int) -> str:
    count = n // 30
    return (
        "".join(f"[a][{i}] " for i in range(count))
        + "\n\n"
        + "".join(f"[{i}]: http://a.example/\n" for i in range(count))
    )


def _list_in_list(n: int) -> str:
    return "".join(" " * min(i * 2, 400) + "- x\n" for i in range(n // 400))


def _steps(n: int) -> str:
    """Return lines each of which is indented further than the last."""
    lines, size, i = [], 0, 0
    while size < n:
        lines.append("    " * i + "- x")
        size += 4 * i + 4
        i += 1
    return "\n".join(lines)


SHAPES: Final[dict[str, Shape]] = {
    # characters
    "letters": again("x"),
    "digits": again("1"),
    "words": again("quay "),
    "numbered words": counted("w{} "),
    "sentences": again("The quay was closed. "),
    "blanks": again(" "),
    "blanks, then a letter": again(" ", "x", "x"),
    "tabs": again("\t"),
    "lines": again("\n"),
    "blank lines": again(" \n"),
    "lines of a letter": again("x\n"),
    "paragraphs": again("x\n\n"),
    "returns": again("\r"),
    "no-break spaces": again("\u00a0", "x", "x"),
    "line separators": again("\u2028"),
    "marks": again("\u0301", "e"),
    "directions": again("\u202e"),
    "soft hyphens": again("\u00ad"),
    "zero width": again("x\u200b"),
    "joined emoji": again("\U0001f468\u200d"),
    "ligatures": again("\ufdfa"),
    "Hangul parts": again("\u1100\u1161\u11a8"),
    "Chinese": again("\u6e2f"),
    "Thai": again("\u0e01\u0e49"),
    "Arabic": again("\u0645\u064b"),
    "capitals": again("AbC"),
    "dots": again("."),
    "sentence ends": again("a. "),
    "quotation marks": again('"'),
    "curly quotes": again("\u201c"),
    "apostrophes": again("'"),
    "apostrophes in words": again("a'"),
    "hyphens": again("-"),
    "words with hyphens": again("a-"),
    "joints": again(" - "),
    "joints without blanks": again("a|"),
    "slashes": again("/"),
    "slashed": again("a/"),
    "backslashes": again("\\"),
    "colons": again("a:"),
    "commas": again(","),
    "at signs": again("a@"),
    "mails": again("a@a.example "),
    "addresses": again("http://"),
    "addresses in words": again("http://a.example/x "),
    "hosts": again("www."),
    "one address": again("a/", "http://a.example/"),
    "percents": again("%2f", "http://a.example/"),
    "queries": again("&a=b", "http://a.example/?"),
    "equals": again("a="),
    "braces": again("{"),
    "brackets round": again("("),
    "brackets round closed": again("()"),
    "nested round": nested("(", ")"),
    "plus": again("+"),
    "null bytes": again("\0"),
    "escape characters": again("\x1b$B"),
    # markup
    "angles": again("<"),
    "angles closing": again(">"),
    "angle and letter": again("<a"),
    "angle and blank": again("< "),
    "angle slash": again("</"),
    "b": again("<b>"),
    "b closed": again("</b>"),
    "a": again("<a>"),
    "a with link": again('<a href="x">'),
    "p": again("<p>"),
    "p b i": again("<p><b><i>"),
    "p b i text": again("<p><b><i>x"),
    "b p": again("<b><p>x"),
    "i div crossed": again("<i><div></i>x</div>"),
    "font": again("<font color=red>"),
    "div": again("<div>"),
    "div nested": nested("<div>", "</div>"),
    "div siblings": again("<div>x</div>"),
    "span nested": nested("<span>", "</span>"),
    "quotes": nested("<blockquote>", "</blockquote>"),
    "quotes with text": again("<blockquote>x"),
    "lists": nested("<ul><li>", "</li></ul>"),
    "list items": again("<li>x", "<ul>"),
    "definitions": again("<dt>x<dd>y", "<dl>"),
    "definition lists": again("<dl><dt>x<dd>"),
    "headings": again("<h2>x</h2>"),
    "headings open": again("<h2>x"),
    "tables": _rows,
    "rows open": again("<tr><td>x"),
    "rows": again("<tr><td>x</td></tr>", "<table>", "</table>"),
    "columns": _wide,
    "wide cells": again("<tr><td colspan=1000 rowspan=1000>x</td></tr>", "<table>", "</table>"),
    "captions": again("<caption>x", "<table>"),
    "figures": again("<figure><img src=http://a.example/x.jpg><figcaption>x"),
    "pictures": counted("<img src=http://a.example/{}.jpg>"),
    "the same picture": again("<img src=http://a.example/x-300x200.jpg>"),
    "breaks": again("<br>"),
    "rules": again("<hr>"),
    "pre": again("<pre>x"),
    "code": again("<code>x</code>"),
    "verse": again("\n   x", "<pre class=verse>", "</pre>"),
    "svg": again("<svg>"),
    "svg nested": nested("<svg><g>", "</g></svg>"),
    "math": again("<math><mrow><mi>x</mi>"),
    "math nested": nested("<mrow>", "</mrow>", "<mi>x</mi>"),
    "math fractions": nested("<math><mfrac><mi>x</mi>", "</mfrac></math>"),
    "template": again("<template>"),
    "iframes": again("<iframe src=https://a.example/x></iframe>"),
    "iframes open": again("<iframe srcdoc='<p>x'>"),
    "noscript": again("<noscript><img src=http://a.example/x.jpg></noscript>"),
    "noscript open": again("<noscript>"),
    "scripts": again("<script>x</script>"),
    "scripts open": again("<script>"),
    "styles open": again("<style>x"),
    "titles open": again("<title>x"),
    "textarea open": again("<textarea>"),
    "heads": again("<head><body>"),
    "select": again("<select><option>x"),
    "forms": again("<form><input>"),
    "unknown": again("<x-y>"),
    "unknown closed": again("<x>y</x>"),
    "names": counted("<e{}>"),
    "ruby": again("<ruby>x<rt>y"),
    "posts": again('<blockquote class="twitter-tweet"><a href="https://x.com/a/status/1">x</a>'),
    "q": again("<q>x"),
    "comments open": again("<!--"),
    "comments": again("<!-- x -->"),
    "comment ends": again("-->"),
    "comment dashes": again("-", "<!--"),
    "declarations": again("<!"),
    "instructions": again("<?x"),
    "sections open": again("<![CDATA["),
    "section ends": again("]]>"),
    "sections": again("<![CDATA[x]]>"),
    "a section and ends": again("x ]]>", "<![CDATA["),
    "conditions": again("<![if x]>"),
    "doctypes": again("<!DOCTYPE x>"),
    "entities declared": counted('<!ENTITY e{} "x">'),
    "attributes": counted(" a{}=x", "<p", ">x</p>"),
    "attributes without values": again(" a", "<p", ">x</p>"),
    "attributes of quotes": again('"', "<p a=", ">x</p>"),
    "attributes crossed": again("='\"", "<p a", ">x</p>"),
    "attributes never closed": again('<p a="'),
    "attributes never closed either": again("<p a='x"),
    "attributes of angles": again("<p a=<"),
    "blanks in a tag": again(" ", "<p", ">x</p>"),
    "slashes in a tag": again("/", "<p", ">x</p>"),
    "equals in a tag": again("=", "<p a", ">x</p>"),
    "srcset": counted("http://a.example/{}.jpg 1w, ", '<img srcset="', '">'),
    "srcset of commas": again(",", '<img srcset="', '">'),
    "srcset of blanks": again(" ", '<img srcset="a', '">'),
    "style": again("color:red;", '<p style="', '">x</p>'),
    "style of blanks": again(" ", '<p style="display', '">x</p>'),
    "styles of blanks": again('<p style="width   :   0    x">x</p>'),
    "class": counted("c{} ", '<p class="', '">x</p>'),
    "data address": again("QUJD", '<img src="data:image/png;base64,', '">'),
    "data addresses": again('<img src="data:image/png;base64,QUJDRA==">'),
    "anchors": _anchors,
    "links to one place": again('<a href="#x">y</a>', "<p id=x>z</p>"),
    "references": again("&#x41;"),
    "references open": again("&#x"),
    "references without end": again("1", "&#"),
    "large references": again("&#99999999999;"),
    "entities": again("&amp;"),
    "entities twice": again("amp;", "&"),
    "entities unknown": again("&x;"),
    "ampersands": again("&"),
    "ampersands and letters": again("&a"),
    "namespaces": counted('<a:b xmlns:a="u{}">'),
    "items": again("<item><title>x</title></item>"),
    "items open": again("<item><title>x"),
    "entries": again("<entry><title>x</title></entry>"),
    "dates in text": again("March 04, 2026 "),
    "months": again("Europe\nMarch 2026\n"),
    "months slashed": again("Europe / March 2026\n"),
    "dates joined": again("March 04, 2026Harbour"),
    # Markdown
    "stars": again("*"),
    "stars and letters": again("*a"),
    "stars and blanks": again("* "),
    "star pairs": again("**a"),
    "star triples": again("***a"),
    "stars mixed": again("*a **b "),
    "strong": again("**a** "),
    "underscores": again("_"),
    "underscores and letters": again("_a"),
    "underscore pairs": again("__a "),
    "tildes": again("~"),
    "struck": again("~~a"),
    "backticks": again("`"),
    "backticks and letters": again("`a"),
    "backticks growing": lambda n: " ".join("`" * i for i in range(1, max(2, int((2 * n) ** 0.5)))),
    "fences": again("```\n"),
    "fences and text": again("```\nx\n~~~\n"),
    "brackets": again("["),
    "brackets closing": again("]"),
    "brackets closed": again("[]"),
    "brackets nested": nested("[", "]"),
    "brackets and letters": again("[a"),
    "link middles": again("]("),
    "links open": again("[a]("),
    "links": again("[a](http://a.example/) "),
    "links with titles": again('[a](b "c" '),
    "links nested": nested("[a", "](b)"),
    "pictures open": again("![a]("),
    "pictures of Markdown": again("![a](http://a.example/x.jpg) "),
    "one link of brackets": again("(", "[a]("),
    "link of angles": again("[a](<b"),
    "references of Markdown": _references,
    "references missing": again("[a][b] "),
    "footnotes": _footnotes,
    "footnote marks": again("[^1]", "", "\n\n[^1]: x\n"),
    "autolinks": again("<http://a"),
    "autolinks closed": again("<http://a.example/> "),
    "auto mails": again("<a@b"),
    "quoted lines": again("> x\n"),
    "quoted deeply": again(">"),
    "quoted deeply with blanks": again("> "),
    "quoted stairs": lambda n: "\n".join(">" * i + " x" for i in range(int((2 * n) ** 0.5))),
    "list items of Markdown": again("- x\n"),
    "list items parted": again("- x\n\n"),
    "numbers of Markdown": again("1. x\n"),
    "lists in lists": _list_in_list,
    "stairs": _steps,
    "marks of lists": again("- "),
    "rules of Markdown": again("---\n"),
    "underlined": again("x\n===\n"),
    "hashes": again("#"),
    "headings of Markdown": again("# x\n"),
    "heading ends": again("#", "# x "),
    "heading blanks": again(" ", "# x", "#x"),
    "tables of Markdown": _wide_markdown,
    "rows of Markdown": again("|a|b|\n", "|a|b|\n|-|-|\n"),
    "pipes": again("|"),
    "code by indent": again("    x\n"),
    "definitions of Markdown": again("x\n: y\n"),
    "definitions in a row": again(": y\n", "x\n"),
    "html in Markdown": again("<div>\n\nx\n\n"),
    "html and text": again("<b>x</b> *y* "),
    "escapes": again("\\*"),
    "hard breaks": again("x  \n"),
    "blanks at ends": again("x          "),
    # data
    "arrays": again("["),
    "arrays closed": nested("[", "]", ""),
    "objects": again('{"a":'),
    "objects closed": nested('{"a":', "}", "1"),
    "strings": again('"a",', "[", "1]"),
    "strings open": again('"\\'),
    "numbers": again("1,", "[", "1]"),
    "members": counted('"k{}":1,', "{", '"z":1}'),
    "members of text": again('"articleBody":"x",', "{", '"z":1}'),
    "comments of scripts": again("/*"),
    "lines of scripts": again("//"),
    "pushes": again('self.__next_f.push([1,"x"])'),
    "pushes open": again('self.__next_f.push([1,"'),
    "assignments": again("window.__STATE__ = {"),
    "assignments of blanks": again("window.a        "),
    "flow of YAML": again("a: ["),
    "flow maps": again("{a: "),
    "flow maps closed": nested("{a: ", "}"),
    "anchors of YAML": counted("a{}: &b x\n"),
    "aliases": lambda n: "a: &a [x]\n" + "".join(f"k{i}: *a\n" for i in range(n // 10)),
    "laughs": lambda n: "a0: &a0 [x,x]\n" + "".join(
        f"a{i}: &a{i} [*a{i - 1},*a{i - 1}]\n" for i in range(1, max(2, n // 24))
    ),
    "keys": counted("k{}: v\n"),
    "key stairs": lambda n: "\n".join(" " * i + "k:" for i in range(int((2 * n) ** 0.5))),
    "dashes of YAML": again("- "),
    "folded text": again("  x\n", "a: >\n"),
    "quoted of YAML": again('"a\\n', "a: "),
    "tags of YAML": again("!!a "),
    "keys of TOML": counted("k{} = 1\n"),
    "tables of TOML": counted("[t{}]\n"),
    "dotted of TOML": again("a.", "", "a = 1\n"),
    "arrays of TOML": again("[", "a = "),
    "outlines": again('<outline text="x" xmlUrl="http://a.example/f">'),
    "outlines closed": counted('<outline xmlUrl="http://a.example/{}"/>'),
    "charsets": again("charset="),
    "charset of blanks": again(" ", '<meta charset=', "utf-8>"),
    "encoding of blanks": again(" ", "<?xml", '?>'),
    "high bytes": again("\u00e9"),
    "base 64": again("QUJD"),
    "query words": again("a or "),
    "query not": again("-"),
    "query not words": again("-a "),
    "query fields": again("tag:a "),
    "query groups": again("(a "),
    "query phrases": again('"a" '),
    "query phrase": again("a ", '"', '"'),
}  # fmt: skip
