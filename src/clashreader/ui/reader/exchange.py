"""A long text written anew takes the place of the one that is read, far down, without a freeze.

It is written behind what is shown, in slices, until it has come as far as the reader. Put on the
view then, Qt lays it out anew from its beginning; until that has come down to the reader's place,
in slices again, the picture of before stays on the screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clashreader.ui.reader.hyphens import bare_place, position_of

if TYPE_CHECKING:
    from clashreader.ui.reader.anchors import Anchor, Anchors
    from clashreader.ui.reader.built import Built
    from clashreader.ui.reader.view import ArticleView


class Exchange:
    """Where one text is on its way to the place of another; nothing while `under_way` is false."""

    def __init__(self, view: ArticleView, anchors: Anchors, stride: int) -> None:
        """`stride` is how many characters are laid out at a time."""
        self._view = view
        self._anchors = anchors
        self._stride = stride
        self.coming: Built | None = None
        """Written in place of what is shown, and shown when it has reached the reader's place."""
        self.settling: Anchor | None = None
        """Where the reader is to be when what is shown is laid out as far."""
        self.fraction = 0.0
        """How far down the reader was before, 0 to 1, while it settles."""
        self._settled = 0

    @property
    def under_way(self) -> bool:
        """Whether what is on the screen is still the text of before."""
        return self.coming is not None or self.settling is not None

    def drop(self) -> None:
        """Let go of the text that is coming; what is on the view stays, settled or not."""
        self._end_settling()
        dropped, self.coming = self.coming, None
        if dropped is not None:
            dropped.document.deleteLater()

    def has_come(self, shown: Built, position: int) -> bool:
        """Tell whether what comes is written as far as `position` of `shown`, and a screen more."""
        if self.coming is None:
            return False
        place = bare_place(shown.document, position)
        if not self.coming.reaches(place):
            return False
        end = position_of(self.coming.document, place)
        return self.coming.length > end + shown.screenful(self._view.viewport().height())

    def begin_settling(self, shown: Built, top: Anchor, fraction: float) -> Built | None:
        """Return what was coming: from now on it settles, behind the picture of `shown`.

        The caller puts it on the view. `top` and `fraction` say where the reader is in `shown`.
        """
        built, self.coming = self.coming, None
        if built is None:
            return None
        position, below = top
        place = bare_place(shown.document, position)
        self.settling = position_of(built.document, place) if position > 0 else 0, below
        self.fraction = fraction
        self._settled = 0
        self._view.setUpdatesEnabled(False)
        return built

    def settle(self, shown: Built, *, at_once: bool = False) -> bool:
        """Lay out a piece of what is to be seen; at the place of the reader, let it be seen.

        Returns whether it is.
        """
        if self.settling is None:
            return True
        anchor, document = self.settling, shown.document
        self._settled = anchor[0] if at_once else min(self._settled + self._stride, anchor[0])
        document.documentLayout().blockBoundingRect(document.findBlock(self._settled))
        if self._settled >= anchor[0]:
            self._end_settling()
            self._anchors.return_to(anchor)
        return self.settling is None

    def _end_settling(self) -> None:
        if self.settling is not None:
            self.settling = None
            self._view.setUpdatesEnabled(True)
