# ruff: noqa: E501
"""Articles that a page carries only as data of its framework, in whatever form that writes them."""

from __future__ import annotations

import json
import re

import pytest

from clashreader.content import Body, to_html, to_text
from clashreader.model import MediaType

LINES = (
    "The bridge at Orlova was closed to lorries on Tuesday morning after engineers found cracks in two of its piers.",
    "Drivers were sent over the old ferry instead, which takes forty minutes and carries only eight vehicles at once.",
    "The ministry promised a temporary span within six weeks, though it named no contractor and no price for the work.",
    "Farmers on the left bank say that the grain of this harvest cannot wait so long and that barges are the only way out.",
)
TITLE = "Bridge at Orlova closed"
HTML = (
    f"<p>{LINES[0]}</p><h2>Ferry</h2><p>{LINES[1]}</p><figure><img src='https://g.example/p.jpg'><figcaption>Pier"
    f"</figcaption></figure><ul><li>{LINES[2]}</li></ul><p>{LINES[3]}</p>"
)
ARTICLE = {"title": TITLE, "slug": "bridge", "body": HTML}
OTHER = {
    "title": "Another story",
    "slug": "other",
    "body": "<p>" + "Quite another text about a market in the rain. " * 12,
}


def script(source: str, kind: str = "") -> str:
    return f"<script{' type=' + kind if kind else ''}>{source}</script>"


def data(value: object, kind: str = "application/json") -> str:
    return script(json.dumps(value), kind)


def attribute(value: object) -> str:
    return json.dumps(value).replace("&", "&amp;").replace('"', "&quot;")


def flight(*pieces: str) -> str:
    return "".join(script(f"self.__next_f.push({json.dumps([1, piece])})") for piece in pieces)


def quoted(text: str) -> str:
    return json.dumps(text).replace("<", "\\u003C").replace("/", "\\u002F")


def read(inside: str) -> Body:
    page = (
        f"<!doctype html><html><head><title>{TITLE} | Gazette</title></head><body><div id=root></div>"
        f"<noscript>You need to enable JavaScript to run this app.</noscript>{inside}</body></html>"
    )
    return Body(page, MediaType.PAGE, "https://g.example/bridge", title=TITLE)


TURBO = [
    {"_1": 2},
    "loaderData",
    {"_3": 4},
    "routes/x",
    {"_5": 6},
    "article",
    {"_7": 8, "_9": 10},
    "title",
    TITLE,
    "body",
    HTML,
]
NUXT = [["ShallowReactive", 1], {"data": 2}, ["ShallowReactive", 3], {"article": 4}, {"title": 5, "slug": 6, "body": 7, "related": 8},
        TITLE, "bridge", HTML, [9], {"title": 10, "body": 11}, OTHER["title"], OTHER["body"]]  # fmt: skip
PAGES = {
    "next": data({"props": {"pageProps": {"article": ARTICLE, "related": [OTHER]}}}),
    "a row of text in a stream": flight(f"2:T{len(HTML.encode()):x},", HTML, '3:["$","article",null,{"story":{"title":"' + TITLE + '","body":"$2"}}]\n'),
    "markup in a stream": flight(f'3:["$","div",null,{{"dangerouslySetInnerHTML":{{"__html":{json.dumps(HTML)}}}}}]\n'),
    "nuxt 2, a function": script('window.__NUXT__=(function(a,b,c){return {layout:"default",data:[{article:{title:a,body:b,n:c}}],state:{}}}'
                                 f"({quoted(TITLE)},{quoted(HTML)},null));"),
    "nuxt 2, a literal": script(f"window.__NUXT__={{layout:'default',data:[{{article:{{title:{quoted(TITLE)},body:{quoted(HTML)}}}}}],error:void 0}};"),
    "nuxt 3": data(NUXT),
    "apollo": script("window.__APOLLO_STATE__=" + json.dumps({"ROOT_QUERY": {"article": {"__ref": "A:1"}}, "A:1": ARTICLE, "A:2": OTHER}) + ";"),
    "relay": script(f"window.__RELAY_PAYLOADS__ = JSON.parse({json.dumps(json.dumps([[{}, {'data': {'story': ARTICLE}}]]))});"),
    "remix": script("window.__remixContext = " + json.dumps({"state": {"loaderData": {"routes/x": {"article": ARTICLE}}}}) + ";"),
    "remix, a stream": script(f"window.__remixContext.streamController.enqueue({json.dumps(json.dumps(TURBO) + chr(10))});"),
    "sveltekit, an answer": data({"status": 200, "statusText": "OK", "headers": {}, "body": json.dumps(ARTICLE)}),
    "sveltekit, a call": script("Promise.all([import('./a.js')]).then(([kit, app]) => {kit.start(app, element, {node_ids: [0, 2], data: [null,"
                                f"{{type:'data',data:{{article:{{title:{quoted(TITLE)},body:{quoted(HTML)}}}}},uses:{{}}}}], form: null}});}});"),
    "angular": data({"123": {"b": ARTICLE, "h": {}, "s": 200}}),
    "angular, its own escapes": script(json.dumps({"k": {"body": ARTICLE}}).replace("&", "&a;").replace('"', "&q;").replace("'", "&s;")
                                       .replace("<", "&l;").replace(">", "&g;"), "application/json"),
    "wordpress": script("var posts = " + json.dumps([{"slug": "bridge", "title": {"rendered": TITLE}, "content": {"rendered": HTML}}]) + ";"),
    "inertia": f'<div id=app data-page="{attribute({"component": "Article", "props": {"article": ARTICLE}})}"></div>',
    "astro": f'<astro-island props="{attribute({"article": [0, {"title": [0, TITLE], "body": [0, HTML]}]})}"></astro-island>',
    "json in a text": script(f"window.__INITIAL_DATA__={json.dumps(json.dumps({'data': {'page': ARTICLE}}))};"),
    "among other statements": script("window.a={'x':1};window.b = " + json.dumps({"article": ARTICLE}) + ";(function(){var s=1;}());"),
    "undefined": script(f"window.s = {{'article':{{title:{quoted(TITLE)},x:undefined,y:new Date(5),body:{quoted(HTML)}}}}};"),
    "gatsby": script("window.pageData=" + json.dumps({"result": {"data": {"markdownRemark": {"frontmatter": {"title": TITLE}, "html": HTML}}}})),
    "json-ld, markup": data({"@graph": [{"@type": "WebPage"}, {"@type": "NewsArticle", "headline": TITLE, "articleBody": HTML}]}, "application/ld+json"),
    "json-ld, escaped": data({"@type": "NewsArticle", "headline": TITLE, "articleBody": HTML.replace("<", "&lt;").replace(">", "&gt;")}, "application/ld+json"),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_an_article_in_the_data_of_a_framework_is_found_with_its_markup(name: str) -> None:
    body = read(PAGES[name])
    text, html = to_text(body), re.sub(r">\s+<", "><", to_html(body))
    assert [line in text for line in LINES] == [True] * 4
    assert "<h2>Ferry</h2>" in html
    assert '<img src="https://g.example/p.jpg">' in html
    assert "<figcaption>Pier</figcaption>" in html
    assert f"<ul><li>{LINES[2]}</li></ul>" in html
    assert "market" not in text


def words(text: str) -> dict[str, object]:
    return {"type": "text", "text": text}


def para(text: str) -> dict[str, object]:
    return {"type": "paragraph", "content": [words(text)]}


TREES: dict[str, object] = {
    "prosemirror": {"type": "doc", "content": [
        para(LINES[0]), {"type": "heading", "attrs": {"level": 2}, "content": [words("Ferry")]}, para(LINES[1]),
        {"type": "bulletList", "content": [{"type": "listItem", "content": [para(LINES[2])]}]},
        {"type": "image", "attrs": {"src": "https://g.example/p.jpg", "alt": "Pier"}},
        {"type": "paragraph", "content": [words(LINES[3][:25]), {**words(LINES[3][25:]), "marks": [{"type": "link", "attrs": {"href": "https://g.example/x"}}]}]}]},
    "portable text": [{"_type": "block", "style": style, "listItem": item, "children": [{"_type": "span", "text": text}]} for style, item, text in (
        ("normal", None, LINES[0]), ("h2", None, "Ferry"), ("normal", None, LINES[1]), ("normal", "bullet", LINES[2]), ("normal", None, LINES[3]))],
    "contentful": {"json": {"nodeType": "document", "content": [
        {"nodeType": kind, "content": [{"nodeType": "text", "value": text}]} for kind, text in (
            ("paragraph", LINES[0]), ("heading-2", "Ferry"), ("paragraph", LINES[1]))] + [
        {"nodeType": "unordered-list", "content": [{"nodeType": "list-item", "content": [{"nodeType": "paragraph", "content": [{"nodeType": "text", "value": LINES[2]}]}]}]},
        {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": LINES[3]}]}]}},
    "lexical": {"root": {"type": "root", "children": [
        {"type": "paragraph", "children": [words(LINES[0])]}, {"type": "heading", "tag": "h2", "children": [words("Ferry")]},
        {"type": "paragraph", "children": [words(LINES[1])]}, {"type": "list", "listType": "bullet", "children": [{"type": "listitem", "children": [words(LINES[2])]}]},
        {"type": "paragraph", "children": [words(LINES[3])]}]}},
    "editor.js": {"time": 1, "blocks": [
        {"type": "paragraph", "data": {"text": LINES[0]}}, {"type": "header", "data": {"text": "Ferry", "level": 2}}, {"type": "paragraph", "data": {"text": LINES[1]}},
        {"type": "list", "data": {"style": "unordered", "items": [LINES[2]]}}, {"type": "paragraph", "data": {"text": LINES[3]}}]},
    "gutenberg": [
        {"name": "core/paragraph", "attributes": {"content": LINES[0]}, "innerBlocks": []}, {"name": "core/heading", "attributes": {"content": "Ferry", "level": 2}},
        {"name": "core/paragraph", "attributes": {"content": LINES[1]}}, {"name": "core/list", "innerBlocks": [{"name": "core/list-item", "attributes": {"content": LINES[2]}}]},
        {"name": "core/paragraph", "attributes": {"content": LINES[3]}}],
    "draft.js": {"blocks": [{"type": kind, "text": text} for kind, text in (
        ("unstyled", LINES[0]), ("header-two", "Ferry"), ("unstyled", LINES[1]), ("unordered-list-item", LINES[2]), ("unstyled", LINES[3]))], "entityMap": {}},
    "arc": [
        {"type": "text", "content": LINES[0]}, {"type": "header", "level": 2, "content": "Ferry"}, {"type": "text", "content": LINES[1]},
        {"type": "list", "list_type": "unordered", "items": [{"type": "text", "content": LINES[2]}]}, {"type": "interstitial_link", "content": "Read this too"},
        {"type": "text", "content": LINES[3]}],
}  # fmt: skip


@pytest.mark.parametrize("name", TREES)
def test_an_article_that_is_a_tree_of_pieces_keeps_its_structure(name: str) -> None:
    body = read(data({"post": {"title": TITLE, "content": TREES[name]}}))
    html = re.sub(r">\s+<", "><", to_html(body))
    assert [line in to_text(body) for line in LINES] == [True] * 4
    assert html.startswith(f"<p>{LINES[0]}</p><h2>Ferry</h2><p>{LINES[1]}</p><ul><li>")
    assert "Read this too" not in html
    if name == "prosemirror":
        assert f'<a href="https://g.example/x">{LINES[3][25:]}</a>' in html
        assert '<img src="https://g.example/p.jpg">' in html


def test_a_live_blog_is_read_entry_by_entry() -> None:
    updates = [
        {"@type": "BlogPosting", "headline": f"At {8 + n}", "articleBody": line}
        for n, line in enumerate(LINES)
    ]
    body = read(
        data(
            {"@type": "LiveBlogPosting", "headline": TITLE, "liveBlogUpdate": updates},
            "application/ld+json",
        )
    )
    assert to_text(body).split("\n\n") == [
        part for n, line in enumerate(LINES) for part in (f"At {8 + n}", line)
    ]


@pytest.mark.parametrize(
    "source",
    [
        "=[",
        '=["',
        "={/*",
        "=(function(a){",
        "={a:",
        "=[1,",
        "=!",
        '["=[",',
        "=f(",
        "=JSON.parse('[",
        "=[[1],[",
        '="\\',
        "={'a':",
    ],
)
def test_scripts_made_to_be_misread_say_nothing(source: str) -> None:
    assert to_text(read(script(source * 20_000 + LINES[0]))) == ""
