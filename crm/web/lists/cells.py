"""How the cells of a list are written: small pieces of HTML, put together without a template for speed.

Every function escapes what it is given unless that is Markup already.
"""

from collections.abc import Iterable

from markupsafe import Markup, escape

EMPTY = Markup("")


def link(href: str, content: str, *, strong: bool = False) -> Markup:
    """A link to a record; `href` is a path of ours."""
    inner = f"<b>{escape(content)}</b>" if strong else str(escape(content))
    return Markup(f'<a href="{escape(href)}">{inner}</a>')  # noqa: S704  # both parts are escaped


def sub(content: str) -> Markup:
    """The small line under a cell's main one; nothing for nothing."""
    return Markup(f'<span class="sub">{escape(content)}</span>') if content else EMPTY  # noqa: S704  # escaped


def chip(content: str, kind: str = "") -> Markup:
    """A chip; `kind` is a word of ours: bad warn good acc draft."""
    return Markup(f'<span class="chip {kind}">{escape(content)}</span>')  # noqa: S704  # escaped; kind is ours


def warning(content: str) -> Markup:
    """A word in the colour of warnings."""
    return Markup(f'<b class="t-warn">{escape(content)}</b>')  # noqa: S704  # escaped


def joined(parts: Iterable[str], between: str = "") -> Markup:
    """The parts that are not empty, one after another."""
    return Markup(between).join(part for part in parts if part)  # noqa: S704  # `between` is ours, join escapes the rest
