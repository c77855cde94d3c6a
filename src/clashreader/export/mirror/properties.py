"""Properties that the reader put into the head of a file: kept as they were written.

They are the folder's, as its editor's are, and no business of the library; those of articles that
the reader wrote are part of their text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clashreader.export.mirror import page
from clashreader.export.mirror.yamltext import dump, load

OURS = page.NAMED | page.EDITABLE | {
    "aliases", "source", "source_url", "uid", "source_tags", "deleted", "note_changed", "record",
    "pictures", "lead_picture", "versions",
}  # fmt: skip
"""What may stand in a head that we write."""


def of_reader(head: str, front: Mapping[str, Any]) -> str:
    """Return the lines of front matter that are the reader's own, "" where there are none.

    `front` is what was read of it. Other names than in the title are aliases of the reader.
    """
    wanted = {name: value for name, value in front.items() if name not in OURS}
    if (names := front.get("aliases")) is not None and names != [front.get("title")]:
        wanted["aliases"] = names
    if not wanted:
        return ""
    for text in (_lines(head, set(wanted)), _dumped(wanted)):
        try:
            if text and load(text) == wanted:
                return text
        except ValueError:
            continue
    return ""


def _dumped(wanted: Mapping[str, Any]) -> str:
    try:
        return dump(wanted)
    except (TypeError, RecursionError):
        return ""


def _lines(head: str, wanted: set[str]) -> str:
    """Return the lines of some entries of a mapping, each with what is below it."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        node = yaml.compose(head, Loader=loader)
    except (yaml.YAMLError, RecursionError):
        return ""
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        return ""
    lines = head.split("\n")
    starts = [key.start_mark.line for key, _ in node.value] + [len(lines)]
    found: list[str] = []
    for place, (key, _) in enumerate(node.value):
        if key.value in wanted:
            found += lines[starts[place] : starts[place + 1]]
    while found and not found[-1].strip():
        found.pop()
    return "".join(f"{line}\n" for line in found)


def is_whole(front: Mapping[str, Any], rest: str) -> bool:
    """Whether nothing of ours that is not editable was changed; `rest` is its hash as written."""
    kept = {name: value for name, value in front.items() if name in OURS}
    without = {name: value for name, value in kept.items() if name != "aliases"}
    ours = {**without, "aliases": [kept.get("title")]}
    return any(page.rest_of(one) == rest for one in (kept, without, ours))
