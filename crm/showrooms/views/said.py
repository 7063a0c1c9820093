"""What the page of a settlement shows of the partner: links, answers, counts, and a link that was just made, once."""

from typing import Any

from crm.charts import qr
from crm.core import clock
from crm.showrooms import contents, queries
from crm.showrooms.forms import PartnerLinkForm, ReplyForm
from crm.showrooms.models import Settlement
from crm.showrooms.rules import partners
from crm.web import onetime


def said_of(row: Settlement) -> dict[str, Any]:
    """What `showrooms/_partner.html` needs."""
    shown, links = next(iter(onetime.shown_now()), ""), queries.links_of(row.id)
    usual = {"language": contents.operator_language(row.showroom), "days": partners.USUAL_DAYS}
    return {
        "partner_links": links, "answers": queries.answers_of(row.id), "counts": queries.counts_of(row.id),
        "now": clock.now(), "partners": partners, "link_form": PartnerLinkForm(formdata=None, data=usual),
        "reply_form": ReplyForm(formdata=None), "shown_link": shown, "drawn": qr.drawn(shown) if shown else None,
        "letter": contents.message(links[0], shown, row, row.showroom) if shown and links else "",
    }  # fmt: skip
