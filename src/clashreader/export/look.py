"""How documents look: paper, ink, one accent, as the window does; no script, nothing loaded."""

from __future__ import annotations

from typing import Final

SHARED: Final = """\
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 1.6em 0 0.5em; }
p, ul, ol, dl, pre, figure, .table { margin: 0 0 1em; }
blockquote { margin: 0 0 1em; padding: 0 0 0 1.1em; border: solid;
  border-width: 0 0 0 3px; }
[dir="rtl"] > .body blockquote, .older[dir="rtl"] blockquote { padding: 0 1.1em 0 0;
  border-width: 0 3px 0 0; }
figure { text-align: center; }
figure img { max-width: 100%; height: auto; }
img.inline { height: 1.1em; width: auto; vertical-align: -0.15em; }
figcaption { font-size: 0.8em; line-height: 1.4; margin-top: 0.5em; text-align: left; }
[dir="rtl"] > .body figcaption, .older[dir="rtl"] figcaption { text-align: right; }
pre { font-family: monospace; font-size: 0.82em; line-height: 1.45; white-space: pre-wrap; }
code { font-family: monospace; font-size: 0.88em; }
pre code { font-size: 1em; }
table { border-collapse: collapse; font-size: 0.88em; line-height: 1.4; }
th, td { padding: 0.35em 0.7em; vertical-align: top; text-align: left; }
[dir="rtl"] > .body th, [dir="rtl"] > .body td { text-align: right; }
td, th { border-bottom: 1px solid; }
caption { text-align: left; padding-bottom: 0.5em; }
.body td.left, .body th.left { text-align: left; }
.body td.right, .body th.right { text-align: right; }
.body td.center, .body th.center { text-align: center; }
dt { font-weight: bold; }
dd { margin: 0 1.5em 0.6em; }
hr { border: 0; border-top: 1px solid; width: 30%; margin: 2em auto; }
header h1, header h2, header h3 { margin: 0.2em 0 0.5em; }
.kicker, .meta, .label, .notice, .missing, .embed, .tags, .files { line-height: 1.45; }
.kicker, .label { font-weight: bold; font-size: 0.78em; margin: 0 0 0.3em; }
.meta, .notice, .missing, .tags, .files { font-size: 0.8em; margin: 0 0 0.3em; }
.address { overflow-wrap: anywhere; }
.tags { list-style: none; padding: 0; margin-left: -0.25em; }
[dir="rtl"] > header .tags { margin-left: 0; margin-right: -0.25em; }
.tags li { display: inline-block; margin: 0.2em 0.25em; padding: 0 0.6em;
  border: 1px solid; border-radius: 1em; }
.body { margin-top: 1.6em; }
.annotations { margin: 2em 0 1em; padding: 1em 1.2em 0.2em; border: 1px solid; }
.older { margin: 2.5em 0 0; padding: 1.2em 0 0; border-top: 1px solid; }
"""
"""What an HTML file and a book have in common: measures, no colours."""

PAGE: Final = """\
:root { --page: #fffefb; --text: #1f1e1b; --second: #66625a; --line: #e2ded5; --accent: #9c2f24;
  --soft: #f3f1ec; --c0: #f8ecb4; --c1: #d7ecc8; --c2: #d3e4f5; --c3: #f6d6d0; }
@media (prefers-color-scheme: dark) {
  :root { --page: #17181a; --text: #d9d6cf; --second: #9a958b; --line: #2b2c30;
    --accent: #f08a72; --soft: #1f2023; --c0: #4a4012; --c1: #25421b; --c2: #1d3a55;
    --c3: #55241d; }
}
html { background: var(--page); color: var(--text); -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 38rem; padding: 3rem 1.25rem 5rem; font-size: 1.125rem;
  line-height: 1.61; font-family: "Source Serif 4", "Source Serif Pro", Charter, Cambria, Georgia,
  "Noto Serif", "Noto Naskh Arabic", "Noto Serif Hebrew", serif; overflow-wrap: break-word; }
h1, h2, h3 { font-size: 1.8rem; line-height: 1.2; }
article h3, .body h2, .older h2 { font-size: 1.35rem; }
article h4, article h5, article h6 { font-size: 1.1rem; }
a { color: var(--accent); }
blockquote, hr, td, th, .annotations, .older, .tags li { border-color: var(--line); }
figcaption, .meta, .notice, .missing, .files, .embed small, nav small, footer {
  color: var(--second); }
.kicker, .label { color: var(--accent); }
.kicker, .label, .meta, .notice, .missing, .embed, .tags, .files, figcaption, nav, footer, table {
  font-family: "Source Sans 3", "Source Sans Pro", "Segoe UI", "Helvetica Neue", "Noto Sans",
  sans-serif; }
.meta a { color: inherit; }
pre { background: var(--soft); padding: 0.9em 1.1em; border-radius: 6px; }
.table { overflow-x: auto; }
.missing { background: var(--soft); padding: 1.2em; text-align: center; }
.embed { border: 1px solid var(--line); border-radius: 6px; padding: 0.7em 1em; font-size: 0.9em; }
.embed small { display: block; }
mark { background: var(--c0); color: inherit; }
.c1 { background: var(--c1); } .c2 { background: var(--c2); } .c3 { background: var(--c3); }
.c0 { background: var(--c0); }
.annotations { background: var(--soft); border-radius: 6px; font-size: 0.92em; }
article { margin-top: 4rem; padding-top: 3rem; border-top: 1px solid var(--line); }
article.only { margin-top: 0; padding-top: 0; border-top: 0; }
.back { font-size: 0.8rem; }
nav { font-size: 0.95rem; line-height: 1.45; margin-top: 2.5rem; }
nav ul { list-style: none; padding: 0; margin: 0; }
nav summary { cursor: pointer; font-weight: bold; padding: 0.25em 0; }
nav details details, nav details ul { margin-left: 1.2em; }
[dir="rtl"] nav details details, [dir="rtl"] nav details ul { margin-left: 0;
  margin-right: 1.2em; }
nav details details summary { font-weight: normal; }
nav details ul { margin-bottom: 0.8em; }
nav li { padding: 0.2em 0; }
nav li a { color: inherit; text-decoration: none; }
nav li a:hover { text-decoration: underline; }
footer { margin-top: 4rem; font-size: 0.8rem; }
@media print {
  :root { --page: #fff; --text: #000; --second: #444; --line: #bbb; --accent: #000;
    --soft: #f6f6f4; --c0: #f8ecb4; --c1: #d7ecc8; --c2: #d3e4f5; --c3: #f6d6d0; }
  @page { margin: 20mm 18mm; }
  body { max-width: none; padding: 0; font-size: 11pt; }
  article { break-before: page; margin-top: 0; padding-top: 0; border-top: 0; }
  article.only { break-before: auto; }
  h1, h2, h3, h4, h5, h6, .label { break-after: avoid; }
  figure, pre, tr, .annotations li { break-inside: avoid; }
  p { orphans: 3; widows: 3; }
  figure img { max-height: 20cm; }
  .table { overflow: visible; }
  .back { display: none; }
  a { color: inherit; }
}
"""
"""An HTML file: light and dark as the system is, a column of about 70 characters, paper."""

BOOK: Final = """\
body { line-height: 1.5; margin: 0 4%; overflow-wrap: break-word; }
h1 { font-size: 1.6em; }
h2 { font-size: 1.3em; }
h3, h4, h5, h6 { font-size: 1.1em; }
.kicker, .label, .meta, .notice, .missing, .embed, .tags, .files, figcaption, table, nav {
  font-family: sans-serif; }
figure img { max-height: 90vh; }
.embed, .missing { border: 1px solid; padding: 0.6em 0.9em; }
pre { border-top: 1px solid; border-bottom: 1px solid; padding: 0.6em 0; }
q.own, mark.own { background: none; color: inherit; text-decoration: underline; }
mark { background: none; color: inherit; font-weight: bold; }
figure, pre, tr { break-inside: avoid; }
nav ol { list-style: none; padding: 0 0 0 1em; }
nav > ol { padding: 0; }
.front { text-align: center; margin-top: 30%; }
.front h1 { text-align: center; }
.cover { margin: 0; text-align: center; }
.cover img { height: 100vh; max-width: 100%; }
"""
"""A book: the device chooses colours, type and size."""
