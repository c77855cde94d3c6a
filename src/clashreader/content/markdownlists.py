"""Lists of Markdown as most people write them, for a converter that wants four blanks a level.

CommonMark lets an item hold whatever is indented as far as its text, and lets a list follow a
paragraph without a blank line (https://spec.commonmark.org/0.31.2/#list-items). The converter
follows the older rules, by which such lists fall into one level, or into the paragraph.
"""

from __future__ import annotations

import re
from typing import Final

_TAB: Final = 4
_ITEM = re.compile(r"(?P<mark>[-*+]|\d{1,9}\.)(?P<gap>[ \t]+)(?=\S)")
_RULE = re.compile(r"(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")
_NO_PARAGRAPH = ("#", ">", "|", "<", "[^")
_DEEPEST: Final = 20
"""Levels that are told apart."""


def straightened(text: str) -> str:
    """Return Markdown with its lists indented by four blanks a level, and boxes for tasks."""
    if not _ITEM.search(text):
        return text
    return "\n".join(_Lists().lines(text.split("\n")))


class _Lists:
    """Goes through the lines; `open` has the column at which each open item's text begins."""

    def __init__(self) -> None:
        self.open: list[int] = []
        self.kinds: list[str] = []
        """What marks the item, for each of `open`."""
        self.left = ""
        """The mark of the item that was closed last."""
        self.out: list[str] = []
        self.fence = ""
        self.fence_in_item = 0
        """The column of a fence within an item, which the converter does not know; 0 outside."""
        self.blank = True
        """Whether the line before was blank."""
        self.paragraph = False
        """Whether the line before was one of a paragraph of its own."""

    def lines(self, lines: list[str]) -> list[str]:
        for line in lines:
            self.line(line)
        return self.out

    def line(self, line: str) -> None:
        stripped = line.strip()
        if not stripped:
            self.out.append(line)
            self.blank, self.paragraph = True, False
            return
        indent = _column(line)
        if self.fence:
            self.fenced(line, stripped, indent)
            return
        if self.open and self.blank:
            self.leave(indent)
        item = None if _RULE.fullmatch(stripped) else _ITEM.match(stripped)
        if item is not None and (self.open or indent < _TAB):
            self.item(stripped, indent, item)
        else:
            self.other(line, stripped, indent)
        self.blank = False

    def leave(self, indent: int) -> None:
        """Close the items whose text begins further in than `indent`."""
        while self.open and indent < self.open[-1]:
            self.open.pop()
            self.left = self.kinds.pop()

    def item(self, stripped: str, indent: int, item: re.Match[str]) -> None:
        self.left = ""
        self.leave(indent)
        kind = item["mark"][-1]
        gap = _column(item["gap"] + ".")
        text = indent + len(item["mark"]) + (gap if gap <= _TAB else 1)
        follows = self.paragraph and (self.open or item["mark"] in ("-", "*", "+", "1."))
        if follows or (self.left and self.left != kind):
            self.out.append("")  # the list begins anew here
        depth = min(len(self.open), _DEEPEST)
        rest = _TASK.sub(_box, stripped[item.end() :], count=1)
        between = item["gap"] if depth == 0 and indent == 0 else " "
        self.out.append(" " * (_TAB * depth) + item["mark"] + between + rest)
        self.open.append(text)
        self.kinds.append(kind)
        self.paragraph = False

    def other(self, line: str, stripped: str, indent: int) -> None:
        match = _FENCE.match(stripped)
        inside = bool(self.open) and indent >= self.open[-1]
        if match is not None:
            self.fence = match.group()
            self.fence_in_item = indent if inside else 0
            if inside:
                self.out.append("")
                return
        if inside and self.blank:
            line = self.indented(indent - self.open[-1], stripped)
        self.out.append(line)
        loose = inside and self.blank
        self.paragraph = loose or (not self.open and not stripped.startswith(_NO_PARAGRAPH))

    def indented(self, further: int, stripped: str) -> str:
        return " " * (_TAB * min(len(self.open), _DEEPEST) + max(further, 0)) + stripped

    def fenced(self, line: str, stripped: str, indent: int) -> None:
        """Pass a line of code on; as indented code where the fence stood within an item."""
        ends = stripped.startswith(self.fence) and not stripped.strip(self.fence[0])
        if self.fence_in_item:
            code = self.indented(indent - self.fence_in_item + _TAB, stripped)
            self.out.append("" if ends else code)
        else:
            self.out.append(line)
        if ends:
            self.fence = ""
            self.blank, self.paragraph = bool(self.fence_in_item), False


def _column(line: str) -> int:
    """Return the column of the first character that is not blank; a tab goes to the next stop."""
    column = 0
    for character in line:
        if character == "\t":
            column += _TAB - column % _TAB
        elif character == " ":
            column += 1
        else:
            break
    return column


def _box(match: re.Match[str]) -> str:
    return "☐ " if match.group(1) == " " else "☑ "
