"""What a print will be before it is made: how many pages, and what changed since the reader last printed the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crm.core.permissions import Actor
from crm.documents import queries
from crm.documents.contents import layout
from crm.documents.contents.editions import filled
from crm.documents.contents.estimate import estimated_pages
from crm.documents.contents.imprint import Imprint
from crm.documents.contents.paper import whole_html
from crm.documents.models import Document
from crm.documents.rules import PrintWish


@dataclass(frozen=True)
class PrintOutlook:
    """`last` is the reader's last print of the same choice; without one `pages` is an estimate."""

    pages: int
    last: Document | None
    changed: Sequence[str] | None  #: headings of what changed since then; None where that is not known
    gone: int  #: how many of its chapters are no longer part of it


def outlook(wish: PrintWish, *, user: Actor) -> PrintOutlook:
    """What printing the wish now would give. NotVisible without the right."""
    html = whole_html(filled(wish, user=user), Imprint("", 0, date.min, ""))
    last = queries.last_print(wish, user=user)
    if last is None:
        return PrintOutlook(estimated_pages(html), None, None, 0)
    pages = last.pages or estimated_pages(html)
    if last.digests is None:
        return PrintOutlook(pages, last, None, 0)
    found = [leaf for leaf in layout.leaves(html) if leaf.key]
    changed = [leaf.heading for leaf in found if last.digests.get(leaf.key) != leaf.digest]
    return PrintOutlook(pages, last, changed, len(set(last.digests) - {leaf.key for leaf in found}))
