"""The list of leads as data: columns, filters, orders."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup, escape

from crm.activities.forms import ACTIVITY
from crm.contacts import queries as contacts
from crm.contacts.forms.picks import ORGANISATIONS, PEOPLE
from crm.core import clock, here
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_
from crm.fields.forms import own_extra
from crm.initiatives.queries import title
from crm.leads import queries, rules
from crm.leads.forms.chosen import EACH
from crm.leads.models import Lead
from crm.places.rules import Shown
from crm.users.forms import OWNER
from crm.web.access import me
from crm.web.listings import Column, Listing, Nothing, Reader, cells, coded, flag, records
from crm.web.locale import language, staff

RANK_TINTS: Final = {rules.SOON: "acc", rules.LATER: ""}
DAY: Final = 24  #: hours
LONGEST_BEGIN: Final = 60  #: characters of an inquiry that a line shows
STATUS_TINTS: Final = {"qualified": "good", "converted": "good", "disqualified": "draft"}


def _name(lead: Lead, who: Reader) -> Markup:
    name, firm = queries.heading(lead, who.language), queries.firm(lead, who.language)
    link = cells.link(who.path("leads.record", lead.id), who.text(name.text, name.language), strong=True)
    read = contacts.gloss(lead.person, who.language) if lead.person is not None else None
    firm_read = contacts.gloss(lead.organisation, who.language) if lead.organisation is not None else None
    below = [cells.sub(who.texts(read))]
    if firm is not None:
        below.append(cells.sub(who.texts(firm if firm.text != name.text else None, firm_read)))
    unknown = lead.person_id is None and lead.organisation_id is None
    return cells.joined([link, *below, cells.sub(who.words(N_("not matched to the contacts"))) if unknown else ""])


def _firm(lead: Lead, _who: Reader) -> str:
    firm = queries.firm(lead)
    return firm.text if firm is not None else ""


def _ours(lead: Lead, _who: Reader) -> str:
    """The company of our side that it was captured for; "" for our office."""
    return contacts.own_name(lead.our_organisation).text if lead.our_organisation is not None else ""


def _category(lead: Lead, who: Reader) -> str:
    return who.words(PRODUCT_CATEGORIES[lead.category]) if lead.category in PRODUCT_CATEGORIES else ""


def _status(lead: Lead, who: Reader) -> str:
    return who.words(rules.LEAD_STATUSES[lead.status])


def _captured_at(lead: Lead, who: Reader) -> str:
    return title(lead.activity.names, who.language)


def _when(lead: Lead, who: Reader) -> Markup:
    """On the clock of the place where it was captured; the day alone where nobody told the hour."""
    alone = here.day_alone(lead.captured_at, who.once(here.zone))
    there = lead.activity.place.timezone
    return who.there(lead.captured_at, there) if alone is None else who.brief(alone)


def _language(lead: Lead, who: Reader) -> str:
    return who.words(LANGUAGE_LABELS[lead.language]) if lead.language in LANGUAGE_LABELS else ""


def left(captured_at: datetime) -> str:
    """How long a first answer may still take, or by how much it is late."""
    hours = rules.hours_left(captured_at, clock.now())
    if hours >= 0:
        return str(ngettext("%(num)d hour left", "%(num)d hours left", hours))
    late = max(1, -hours - 1)
    if late >= DAY:
        return str(ngettext("%(num)d day late", "%(num)d days late", late // DAY))
    return str(ngettext("%(num)d hour late", "%(num)d hours late", late))


def _answer(lead: Lead, who: Reader) -> str:
    """How long a first answer may still take, or by how much it is late; "" where none is waited for."""
    if lead.first_followup_at is not None:
        return who.words(rules.ANSWERS[rules.ANSWERED])
    if lead.status not in rules.OPEN:
        return ""
    kept_out = _kept_out(lead)
    return who.words(rules.ANSWERS[kept_out]) if kept_out else left(lead.captured_at)


def _kept_out(lead: Any) -> str:
    """Why nobody answers a line of the list (rules.BARRED, rules.UNREACHABLE); "" where somebody should."""
    if lead.unreachable:
        return rules.UNREACHABLE
    return "" if lead.may_contact else rules.BARRED


def _tint(lead: Lead) -> str:
    return "bad" if is_late(lead) and not _kept_out(lead) else ""


def is_late(lead: Lead) -> bool:
    """Whether a first answer is waited for, and overdue."""
    waits = lead.first_followup_at is None and lead.status in rules.OPEN
    return waits and rules.hours_left(lead.captured_at, clock.now()) < 0


def _owner(lead: Lead, _who: Reader) -> str:
    return lead.owner.display_name if lead.owner is not None else ""


def _booths_offered(who: Reader, user: Actor) -> list[tuple[int, str]]:
    return queries.booths(user=user, language=who.language)


def _booths_named(_ids: Sequence[int], who: Reader) -> dict[int, str]:
    return dict(queries.booths(user=me(), language=who.language))


def _wanted_what(lead: Lead) -> str:
    """The products asked about, else how the inquiry begins: at a booth often nothing else is written."""
    if lead.interest:
        return lead.interest
    begin = lead.inquiry.strip().partition("\n")[0].strip()
    return begin if len(begin) <= LONGEST_BEGIN else begin[:LONGEST_BEGIN] + "…"


def _as_written(lead: Lead, who: Reader) -> Markup:
    """The same, said to be words: the catalogue may call the product otherwise (column *Products of the catalogue*)."""
    if not (words := _wanted_what(lead)):
        return cells.EMPTY
    return Markup(escape(who.words(N_("As written: %(words)s")))) % {"words": who.said(words)}  # noqa: S704  # escaped


def _joined(names: Sequence[Shown]) -> str:
    return "; ".join(name.text for name in names)


def _told(names: Sequence[Shown], who: Reader) -> Markup:
    return cells.joined([who.text(name.text, name.language) for name in names], "; ") if names else cells.EMPTY


def _chosen_among(
    choices: Callable[..., Iterable[tuple[int, str]]],
) -> tuple[Callable[[Reader, Actor], Iterable[tuple[int, str]]], Callable[[Sequence[int], Reader], dict[int, str]]]:
    """(what a filter offers, how it is called), of what the leads that the reader sees asked about."""

    def options(who: Reader, user: Actor) -> Iterable[tuple[int, str]]:
        return choices(queries.visible_to(user), user=user, language=who.language)

    return options, lambda _ids, who: dict(options(who, me()))


_products, _product_names = _chosen_among(queries.asked_products)
_exhibits, _exhibit_names = _chosen_among(queries.exhibits)
_showrooms, _showroom_names = _chosen_among(queries.showrooms)


def _ranks(lead: Any) -> Any:
    chips = [cells.chip(lead.rank, RANK_TINTS.get(lead.rank, "draft"))] if lead.rank else []
    if lead.other_rank:
        chips.append(cells.chip(_("captured again as %(rank)s", rank=lead.other_rank), "warn"))
    return cells.joined(chips)


COLUMNS: Final = (
    Column(
        "rank",
        N_("Rank"),
        lambda lead, _who: lead.rank,
        lambda lead, _who: _ranks(lead),
        sort="rank",
        css="fit",
    ),
    Column(
        "name",
        N_("Full name"),
        lambda lead, who: queries.heading(lead, spoken=who.language).text,
        _name,
        fixed=True,
        css="title",
        also=(Column("firm", N_("Company"), _firm),),
    ),
    Column(
        "interest",
        N_("Interest"),
        _category,
        lambda lead, who: cells.joined([_category(lead, who) or "—", cells.sub(_as_written(lead, who))]),
        also=(Column("wish", N_("What they are interested in"), lambda lead, _who: lead.interest),),
    ),
    Column(
        "status",
        N_("Status"),
        _status,
        lambda lead, who: cells.chip(_status(lead, who), STATUS_TINTS.get(lead.status, "")),
    ),
    Column("activity", N_("Captured at"), _captured_at, written=True),
    Column(
        "next",
        N_("Next action"),
        lambda lead, _who: lead.next_action,
        lambda lead, who: cells.joined([who.said(lead.next_action) or "—", cells.sub(who.once(staff, lead.owner))]),
        also=(Column("owner", N_("Person in charge"), _owner),),
    ),
    Column(
        "answer",
        N_("First answer"),
        _answer,
        lambda lead, who: cells.joined([cells.chip(text, _tint(lead)) for text in [_answer(lead, who)] if text]),
        default=False,
        sort="date",
    ),
    Column("booth", N_("Booth"), lambda lead, _who: lead.booth, default=False),
    Column(
        "products",
        N_("Products of the catalogue"),
        lambda lead, _who: _joined(lead.products),
        lambda lead, who: _told(lead.products, who),
        default=False,
        needs="products",
    ),
    Column(
        "exhibits",
        N_("Exhibits asked about"),
        lambda lead, _who: _joined(lead.exhibits),
        lambda lead, who: _told(lead.exhibits, who),
        default=False,
        needs="exhibits",
    ),
    Column("ours", N_("Our organisation"), _ours, default=False, written=True),
    Column("language", N_("Language"), _language, default=False),
    Column("contact", N_("Phone, WeChat or e-mail"), lambda lead, _who: lead.raw_contact, default=False, written=True),
    Column("inquiry", N_("Inquiry"), lambda lead, _who: lead.inquiry, default=False, phone=False, written=True),
    Column(
        "when",
        N_("When"),
        lambda lead, _who: lead.captured_at,
        _when,
        sort="-date",
        css="fit",
    ),
)


LEADS_LIST: Final = Listing(
    name="leads",
    title=N_("Leads"),
    endpoint="leads.index",
    permission=Permission.LEADS_READ,
    columns=COLUMNS,
    facets=(
        replace(ACTIVITY, label=N_("Captured at")),
        records("booth", N_("Booth"), named=_booths_named, options=_booths_offered, one=True),
        OWNER,
        records("product", N_("Product of the catalogue"), named=_product_names, options=_products, one=True),
        records("exhibit", N_("Exhibit"), named=_exhibit_names, options=_exhibits, one=True),
        records("showroom", N_("Permanent showroom"), named=_showroom_names, options=_showrooms, one=True),
        coded("rank", N_("Interest rank"), rules.RANKS),
        coded("status", N_("Status"), rules.LEAD_STATUSES),
        coded("category", N_("Product category"), PRODUCT_CATEGORIES),
        coded("answer", N_("First answer"), rules.ANSWERS),
        flag("unmatched", N_("In the contacts"), N_("Not matched yet"), value="1"),
        records("person", N_("Person"), source=PEOPLE, one=True),
        records("organisation", N_("Organisation"), source=ORGANISATIONS, one=True),
    ),
    sorts=("-date", "date", "rank"),
    wanted=queries.Filter,
    filtered=queries.filtered,
    rows=queries.leads,
    besides=lambda asked, who: {"language": who.language, "parts": asked.needs},
    row_id=lambda lead: lead.id,
    row_name=lambda lead: (queries.called(lead) or queries.heading(lead, spoken=language())).text,
    nothing=Nothing(
        N_("No lead that you can see matches all of these filters."),
        N_("No lead has been captured yet"),
        N_("Capture the first one: name or company, rank, and what they asked for."),
        (N_("Capture a lead"), "leads.new", Permission.LEADS_WRITE),
    ),
    words=N_("Name, company or words"),
    own=partial(own_extra, "leads", lambda lead: lead.id),
    each=EACH,
)
