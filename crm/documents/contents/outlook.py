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
    """`last` is the last print of the same choice, the reader's before a colleague's; without one `pages` is an
    estimate.
    """

    pages: int
    last: Document | None
    is_own: bool  #: whether the reader printed it
    changed: Sequence[str] | None  #: headings of what changed since then; None where that is not known
    gone: int  #: how many of its chapters are no longer part of it


def outlook(wish: PrintWish, *, user: Actor) -> PrintOutlook:
    """What printing the wish now would give. NotVisible without the right."""
    html = whole_html(filled(wish, user=user), Imprint("", 0, date.min, ""))
    last = queries.last_print(wish, user=user)
    if last is None:
        return PrintOutlook(estimated_pages(html), None, False, None, 0)
    pages, is_own = last.pages or estimated_pages(html), last.created_by_id == user.id
    if last.digests is None or not is_own:
        return PrintOutlook(pages, last, is_own, None, 0)
    found = [leaf for leaf in layout.leaves(html) if leaf.key]
    changed = [leaf.heading for leaf in found if last.digests.get(leaf.key) != leaf.digest]
    return PrintOutlook(pages, last, is_own, changed, len(set(last.digests) - {leaf.key for leaf in found}))
