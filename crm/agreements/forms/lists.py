"""The two lists of agreements as data. Commercial and framework agreements are never counted together (INV-G4)."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from markupsafe import Markup

from crm.agreements import queries, rules
from crm.agreements.forms.chosen import EACH
from crm.agreements.models import Agreement, AgreementParty
from crm.agreements.queries import AgreementFilter
from crm.contacts import queries as contacts
from crm.contacts.forms.picks import ORGANISATIONS
from crm.core import here
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_
from crm.fields.forms import own_extra
from crm.initiatives import queries as initiatives
from crm.web.listings import (
    Asked,
    Column,
    Facet,
    Listing,
    Nothing,
    Reader,
    Total,
    cells,
    coded,
    day,
    flag,
    records,
)
from crm.web.money import money

CHIPS: Final = {
    "draft": "draft", "in_approval": "acc", "signed": "good", "in_force": "good", "expired": "", "terminated": "bad",
    "superseded": "",
}  # fmt: skip
NOTES: Final = {"total": "", "annual": rules.VALUE_PERIODS["annual"], "none": ""}


def _wanted(agreement_class: str, asked: Asked, _user: Actor) -> AgreementFilter:
    return asked.conditions(
        AgreementFilter,
        agreement_class=agreement_class,
        expiring_on=here.today() if asked.one("expiring") else None,
        owed_on=here.today() if asked.one("owed") else None,
    )


# ------------------------------------------------------------------ cells


def _title(row: Agreement, who: Reader) -> Markup:
    link = cells.link(who.path("agreements.record", row.id), who.said(row.title), strong=True)
    about = cells.joined([who.words(row.called), who.said(row.number)], " · ")
    return cells.joined([link, cells.sub(about)])


def _parties(row: Agreement, who: Reader) -> Markup:
    """Party A … · Party B …, each with the form under it that the reader needs."""
    read = [cells.sub(who.texts(contacts.gloss(party.organisation, who.language))) for party in row.parties]
    names = [_party(party, who) for party in row.parties]
    lines = [cells.joined(line) for line in zip(names, read, strict=True)]
    return cells.joined(lines, "" if any(read) else " · ")  # a form below a name ends its line


def _party(party: AgreementParty, who: Reader) -> Markup:
    return cells.joined(
        [who.words(rules.SIDE_NAMES[party.side]), who.text(*contacts.display_name(party.organisation, who.language))],
        " ",
    )


def _plain_parties(row: Agreement, who: Reader) -> str:
    return cells.listed(
        f"{who.words(rules.SIDE_NAMES[party.side])} {contacts.own_name(party.organisation).text}"
        for party in row.parties
    )


def _state(row: Agreement, who: Reader) -> Markup:
    state = cells.chip(who.words(rules.STATUSES[row.status]), CHIPS[row.status])
    today = here.today()
    if not rules.is_expiring(row, today):
        return state
    if row.notice_on is not None and row.notice_on >= today:
        until = who.words(N_("Notice by %(day)s")) % {"day": who.day(row.notice_on)}
    else:
        until = who.words(N_("Expires on %(day)s")) % {"day": who.day(row.expires_on)}
    return cells.joined([state, cells.chip(until, "warn")], " ")


def _value(row: Agreement, who: Reader) -> Markup:
    note = NOTES[row.value_period] if row.value is not None else ""
    return cells.joined([money(row.value, row.currency), cells.sub(who.words(note))])


def _day(code: str, label: str, *, default: bool = False) -> Column:
    return Column(
        code,
        label,
        lambda row, _who: getattr(row, code),
        lambda row, who: who.brief(getattr(row, code)),
        default=default,
        css="fit",
    )


COLUMNS: Final = (
    Column(
        "name",
        N_("Agreement"),
        lambda row, _who: row.title,
        _title,
        sort="title",
        fixed=True,
        css="title",
        also=(
            Column("type", N_("Type"), lambda row, who: who.words(row.called)),
            Column("number", N_("Number"), lambda row, _who: row.number),
        ),
    ),
    Column("parties", N_("Parties"), _plain_parties, _parties),
    Column("status", N_("Status"), lambda row, who: who.words(rules.STATUSES[row.status]), _state),
    _day("signed_on", N_("Signed on"), default=True),
    _day("expires_on", N_("Expiry date"), default=True),
    _day("notice_on", N_("Notice by")),
)
VALUE: Final = Column(
    "value",
    N_("Value"),
    lambda row, _who: row.value,
    _value,
    number=True,
    also=(
        Column("currency", N_("Currency"), lambda row, _who: row.currency if row.value is not None else ""),
        Column("period", N_("The value is"), lambda row, who: who.words(rules.VALUE_PERIODS[row.value_period])),
    ),
)
MORE: Final = (
    _day("effective_on", N_("Effective date")),
    Column("products", N_("Products"), lambda row, _who: row.products, default=False, written=True),
    Column("territory", N_("Territory"), lambda row, _who: row.territory, default=False, written=True),
    Column(
        "exclusivity", N_("Exclusivity"), lambda row, who: who.words(rules.EXCLUSIVITY[row.exclusivity]), default=False
    ),
)


# ------------------------------------------------------------------ the lists


def _totals(wanted: AgreementFilter, user: Actor) -> Mapping[str, Sequence[Total]]:
    found = queries.value_totals(wanted, user=user)
    return {"value": [Total(money, NOTES[period]) for money, period in found]}


def _facets(types: Mapping[str, str]) -> tuple[Facet, ...]:
    return (
        coded("type", N_("Type"), types),
        coded("status", N_("Status"), rules.STATUSES),
        records(
            "initiative",
            N_("Initiative"),
            named=lambda ids, who: initiatives.labels(ids, language=who.language),
            options=lambda who, user: initiatives.options(user=user, language=who.language),
            one=True,
        ),
        records("organisation", N_("Party"), source=ORGANISATIONS, one=True),
        flag("expiring", N_("Expiring"), N_("within %(days)s days"), value="1", days=rules.EXPIRING_DAYS),
        flag("owed", N_("Obligations"), N_("overdue"), value="1"),
        day("signed_from", N_("Signed from")),
        day("signed_until", N_("Signed until")),
    )


_SHARED: Final[dict[str, Any]] = {
    "permission": Permission.AGREEMENTS_READ,
    "filtered": queries.filtered,
    "rows": queries.agreements,
    "sorts": ("-recorded", "recorded", "title", "-title"),
    "row_id": lambda row: row.id,
    "row_name": lambda row: row.title,
    "words": N_("Title, number, product or party"),
    "orders": (("recorded", N_("Recorded")),),
    "own": partial(own_extra, "agreements", lambda row: row.id),
    "each": EACH,
}
_NEW: Final = (N_("New agreement"), "agreements.new", Permission.AGREEMENTS_WRITE)
_NONE: Final = N_("No agreement matches these filters.")

AGREEMENTS_LIST: Final = Listing(
    name="agreements",
    title=N_("Commercial agreements"),
    endpoint="agreements.index",
    columns=(*COLUMNS, VALUE, *MORE),
    facets=_facets(rules.COMMERCIAL_TYPES),
    wanted=partial(_wanted, rules.COMMERCIAL),
    totals=_totals,
    nothing=Nothing(
        _NONE,
        N_("No commercial agreements yet"),
        N_("A commercial agreement concludes a negotiation once it is signed."),
        _NEW,
    ),
    **_SHARED,
)
FRAMEWORKS_LIST: Final = Listing(
    name="frameworks",
    title=N_("Framework agreements"),
    endpoint="agreements.frameworks",
    columns=(*COLUMNS, *MORE),
    facets=_facets(rules.FRAMEWORK_TYPES),
    wanted=partial(_wanted, rules.FRAMEWORK),
    nothing=Nothing(
        _NONE,
        N_("No framework agreements yet"),
        N_(
            "An MOU, a letter of intent or an exchange agreement prepares the ground. "
            "It never counts as a concluded negotiation."
        ),
        _NEW,
    ),
    **_SHARED,
)
