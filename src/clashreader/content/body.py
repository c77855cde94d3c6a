"""A stored body and what is needed to read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from clashreader.model import MediaType
from clashreader.values import dataclass

if TYPE_CHECKING:
    from clashreader.model import Article


@dataclass(frozen=True, slots=True)
class Body:
    """An article's body as received.

    `span` gives the part of `text`, as character offsets, which is the article. Relative
    addresses are resolved against `base_url`. `title` and `lead_image` are what is shown above
    the body: they are not repeated in it.
    """

    text: str
    media_type: MediaType
    base_url: str | None = None
    span: tuple[int, int] | None = None
    title: str = ""
    lead_image: str | None = None

    @classmethod
    def of(cls, article: Article) -> Self:
        """Return the body of an article of the library."""
        return cls(
            article.body,
            article.media_type,
            base_url=article.base_url or article.url,
            span=article.body_span,
            title=article.title,
            lead_image=article.lead_image,
        )

    @property
    def article(self) -> str:
        """The part of the text which is the article."""
        if self.span is None:
            return self.text
        start, end = self.span
        return self.text[max(start, 0) : max(end, 0)]
