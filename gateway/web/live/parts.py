"""Parts of a page by element id, and the message that morphs those that differ."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup, escape

Parts = Mapping[str, str]
_PARTIAL: Final = Markup('<hx-partial hx-target="#{}" hx-swap="innerMorph">{}</hx-partial>')


def difference(shown: Parts, parts: Parts) -> str:
    """What turns a page that shows `shown` into one that shows `parts`; empty if they agree."""
    return "".join(
        _PARTIAL.format(escape(target), Markup(html))  # noqa: S704 -- rendered by us, escaped there
        for target, html in parts.items()
        if shown.get(target) != html
    )
