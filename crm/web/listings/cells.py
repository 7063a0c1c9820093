"""How the cells of a list are written: small pieces of HTML, put together without a template for speed.

Every function escapes what it is given unless that is Markup already. A page has two thousand such pieces, so a
piece that is Markup is taken as it is: escaping it again would cost more than writing it.
"""

from collections.abc import Iterable
from datetime import date

from markupsafe import Markup, escape

EMPTY = Markup("")
#: The id of the form that buttons in cells are sent by.
ACTS = "list-acts"


def safe(content: str) -> Markup:
    """The content as HTML."""
    return content if type(content) is Markup else escape(content)


def listed(texts: Iterable[str]) -> str:
    """Several texts in one cell of a file: the dot that stands between them on a page is not in CP932."""
    return " / ".join(texts)


def link(href: str, content: str, *, strong: bool = False) -> Markup:
    """A link to a record; `href` is a path of ours, made of an address rule and a number."""
    inner = f"<b>{safe(content)}</b>" if strong else safe(content)
    return Markup(f'<a href="{href}">{inner}</a>')  # noqa: S704  # the content is escaped


def sub(content: str) -> Markup:
    """The small line under a cell's main one; nothing for nothing."""
    return Markup(f'<span class="sub">{safe(content)}</span>') if content else EMPTY  # noqa: S704  # escaped


def chip(content: str, kind: str = "") -> Markup:
    """A chip; `kind` is a word of ours: bad warn good acc draft."""
    return Markup(f'<span class="chip {kind}">{safe(content)}</span>')  # noqa: S704  # escaped; kind is ours


def warning(content: str) -> Markup:
    """A word in the colour of warnings."""
    return Markup(f'<b class="t-warn">{safe(content)}</b>')  # noqa: S704  # escaped


def toned(content: str, kind: str) -> Markup:
    """A piece in a tone: `kind` is a class of ours, such as t-bad."""
    return Markup(f'<span class="{kind}">{safe(content)}</span>') if content else EMPTY  # noqa: S704  # escaped; kind is ours


def dated(day: date, brief: str, full: str) -> Markup:
    """A day in brief; in full where the pointer rests, read aloud, and on paper."""
    shown = f'<span aria-hidden="true">{escape(brief)}</span><span class="vh">{escape(full)}</span>'
    return Markup(f'<time datetime="{day}" title="{escape(full)}">{shown}</time>')  # noqa: S704  # escaped


def act(path: str, content: str, label: str) -> Markup:
    """A small button that sends the form below the list (`ACTS`) to a path of ours."""
    said = f'aria-label="{escape(label)}" title="{escape(label)}"'
    return Markup(  # noqa: S704  # escaped
        f'<button type="submit" class="btn btn-quiet in-cell" form="{ACTS}" formaction="{path}" {said}>'
        f"{safe(content)}</button>"
    )


def joined(parts: Iterable[str], between: str = "") -> Markup:
    """The parts that are not empty, one after another; `between` is HTML of ours."""
    return Markup(between.join([safe(part) for part in parts if part]))  # noqa: S704  # each part is escaped
