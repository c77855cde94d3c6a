"""The popup in which articles get tags: type, Enter; or click one that is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clashreader.model import TagCount
from clashreader.ui.name_picker import ALL, NONE, Choice, NamePicker
from clashreader.ui.natural import natural_key
from clashreader.ui.tag_colours import tag_colour
from clashreader.ui.theme import Theme


class TagEditor(NamePicker):
    """Lists tags that fit what is typed; those of all the articles are checked, of some dashed."""

    wanted = Signal(object, bool)
    """Tags, and whether the articles shall have them or have them no more."""

    def __init__(
        self, tags: Sequence[TagCount], states: Mapping[str, int], theme: Theme, parent: QWidget
    ) -> None:
        """`states` are the tags of the articles: whether some or all of them have each."""
        known = {tag.name: tag for tag in tags}
        names = sorted(known.keys() | states.keys(), key=natural_key)
        choices = [
            Choice(
                name, states.get(name, NONE), "tag",
                tag_colour(theme, known[name].colour) if name in known else None,
            )
            for name in names
        ]  # fmt: skip
        choices.sort(key=lambda choice: -choice.state)
        super().__init__(
            choices, theme, parent, label=self.tr("Tag"), hint=self.tr("Tag, then Enter"),
            new=self.tr("New tag “{0}”"), several=True,
        )  # fmt: skip
        self.setObjectName("tagEditor")
        self.field.setObjectName("tagField")
        self.picked.connect(self._toggle)
        self.named.connect(lambda names: self.wanted.emit(names, True))

    def _toggle(self, choice: Choice) -> None:
        """A tag of all is taken off; one that some have, all get."""
        self.wanted.emit([choice.name], choice.state != ALL)
