"""What is done with showrooms: recorded, changed, given terms with who runs them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from crm.agreements.kind import AGREEMENT
from crm.audit import services as audit
from crm.audit.rules import Verb
from crm.audit.services import action
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.folding import search_key
from crm.core.languages import Language
from crm.core.money import CURRENCIES, exact
from crm.core.names import sort_key
from crm.core.permissions import Actor
from crm.core.records import assign
from crm.core.texts import Text
from crm.initiatives.services import check_organisation, respell
from crm.places import queries as places
from crm.places.models import Place
from crm.showrooms import queries, rules
from crm.showrooms.models import Exhibit, Showroom, ShowroomContract, ShowroomName
from crm.users import queries as users


@dataclass(frozen=True)
class ShowroomInput:
    """What is told of a showroom. `names` is {language: text}, the working name first."""

    names: Mapping[str, str]
    operator_id: int | None
    place_id: int | None
    venue_id: int | None = None
    address: str = ""
    hours: str = ""
    opened_on: date | None = None
    status: str = "preparing"
    activity_id: int | None = None  #: its running, for which its leads count
    inquiries_owner_id: int | None = None  #: who looks at those of public pages; None: it takes none
    notes: str = ""


@dataclass(frozen=True)
class ContractInput:
    """The terms with the operator; rates are in percent."""

    begins_on: date | None
    ends_on: date | None
    currency: str
    commission_rate: Decimal | None = None
    rent: Decimal | None = None
    tax_rate: Decimal | None = None
    withholding_rate: Decimal | None = None
    settlement_day: int | None = 31
    rate_day: str = "settlement"
    agreement_id: int | None = None
    notes: str = ""


def make(content: ShowroomInput, *, by: Actor | None) -> Showroom:
    """A new showroom. Refused without a name, without an operator or a place that `by` sees, for unknown codes."""
    showroom = Showroom(names=[])
    _write(showroom, content, rules.MADE, by)
    return showroom


def check_showroom(content: ShowroomInput, *, by: Actor | None) -> None:
    """Refused where `make` would be; nothing is written."""
    _check(Showroom(), content, by)


def change(showroom: Showroom, content: ShowroomInput, *, by: Actor | None) -> None:
    """Write the showroom (its names loaded) anew; refusals as for `make`."""
    _write(showroom, content, rules.CHANGED, by)


def _write(showroom: Showroom, content: ShowroomInput, verb: Verb, by: Actor | None) -> None:
    _check(showroom, content, by)
    names = {language: text for language, text in content.names.items() if text}
    with action(verb, by=by):
        assign(showroom, {name: value for name, value in vars(content).items() if name != "names"})
        respell(showroom.names, names, ShowroomName)
        language, text = next(iter(names.items()))
        showroom.sort_key = sort_key(text, lang=language)
        showroom.search_key = " ".join(filter(None, map(search_key, names.values())))
        db.session.add(showroom)
        if showroom.id is not None:
            touch(showroom)


def _check(showroom: Showroom, content: ShowroomInput, by: Actor | None) -> None:
    if not any(content.names.values()):
        raise Refused(Text("Enter the name in at least one language."), "name_ja")
    if content.status not in rules.STATUSES:
        raise Refused(Text("Choose one."), "state")
    if content.operator_id is None:
        raise Refused(Text("Choose who runs it."), "operator_id")
    for field in ("operator_id", "venue_id"):
        if getattr(content, field) != getattr(showroom, field):
            check_organisation(getattr(content, field), field, by)
    if content.activity_id not in (None, showroom.activity_id) and (
        by is None or content.activity_id not in dict(queries.running(user=by, language=Language.JA))
    ):
        raise Refused(Text("Choose one from the list."), "activity_id")
    if content.inquiries_owner_id != showroom.inquiries_owner_id:
        users.check_in_charge(content.inquiries_owner_id, "inquiries_owner_id")
    seen = places.visible_to(by).where(Place.id == content.place_id).with_only_columns(Place.id)
    if content.place_id is None or (content.place_id != showroom.place_id and db.session.scalar(seen) is None):
        raise Refused(Text("Choose one from the list."), "place_id")


def write_contract(row: ShowroomContract, content: ContractInput, *, by: Actor | None) -> ShowroomContract:
    """Write terms, new or known.

    Refused for days out of order, a term that overlaps another one of the showroom, neither commission nor rent, a
    share above 100 percent, a day that no month has, and another currency once something was sold or settled by them.
    """
    values = _checked(content)
    agreement = content.agreement_id
    if (
        agreement is not None
        and agreement != row.agreement_id
        and (by is None or not AGREEMENT.is_visible(agreement, by))
    ):
        raise Refused(Text("Choose one from the list."), "agreement_id")
    _check_overlap(row, content.begins_on or date.min, content.ends_on)
    if row.currency not in (None, content.currency) and queries.bound_by(row):
        raise Refused(
            Text(
                "Sales or settlements in %(currency)s stand by these terms. End them, and record those in the other "
                "currency as new terms.",
                currency=row.currency,
            ),
            "currency",
        )
    with action(rules.CONTRACT_WRITTEN, by=by):
        assign(row, values)
        db.session.add(row)
    return row


def doubts_of_terms(row: ShowroomContract, content: ContractInput) -> dict[str, Text]:
    """{field: what is odd about new days of saved terms}: sales that they leave out."""
    if content.begins_on is None or not (number := queries.left_out(row, content.begins_on, content.ends_on)):
        return {}
    field = "begins_on" if content.begins_on > row.begins_on else "ends_on"
    return {field: Text("Reconciled sales that this term would leave out: %(number)s.", number=number)}


def archive(showroom: Showroom, *, by: Actor) -> None:
    """Archive a showroom. Refused while goods are there or on their way, while sales are not settled, and while
    questions from public pages wait: in the archive nobody would find them."""
    shown = select(Exhibit.id).where(Exhibit.showroom_id == showroom.id, Exhibit.archived_at.is_(None))
    if any(found.held or found.way > 0 for found in queries.stocks_of(db.session.scalars(shown).all()).values()):
        raise Refused(Text("Goods are still on the shelves or on their way: return, sell or write them off first."))
    if queries.unsettled(showroom.id):
        raise Refused(Text("Sales are not settled yet: settle them or take them back first."))
    if waiting := queries.number_waiting(showroom.id):
        raise Refused(
            Text(
                "Inquiries from public pages still wait: %(number)s. Take them as leads or discard them as spam first.",
                number=waiting,
            )
        )
    audit.archive(showroom, rules.ARCHIVED, by=by)


def _checked(content: ContractInput) -> dict[str, object]:
    if content.begins_on is None:
        raise Refused(Text("Enter the first day of the term."), "begins_on")
    for field in ("begins_on", "ends_on"):
        day = getattr(content, field)
        if day is not None and not rules.EARLIEST <= day <= rules.LATEST:
            raise Refused(Text("Enter a date between 1900 and 2199."), field)
    if content.ends_on is not None and content.ends_on < content.begins_on:
        raise Refused(Text("The last day must not be before the first."), "ends_on")
    if content.currency not in CURRENCIES:
        raise Refused(Text("Choose one."), "currency")
    if content.rate_day not in rules.RATE_DAYS:
        raise Refused(Text("Choose one."), "rate_day")
    if content.settlement_day is None or not 1 <= content.settlement_day <= 31:
        raise Refused(Text("Enter a day from 1 to 31; 31 is the last day of each month."), "settlement_day")
    values: dict[str, object] = dict(vars(content))
    for field in ("commission_rate", "tax_rate", "withholding_rate"):
        share = getattr(content, field) or Decimal(0)
        if not 0 <= share <= 100:
            raise Refused(Text("Enter a share from 0 to 100 percent."), field)
        values[field] = share
    if not values["commission_rate"] and not content.rent:
        raise Refused(Text("Enter the commission, the rent, or both."), "commission_rate")
    if content.rent is not None:
        values["rent"] = exact(content.rent, content.currency, "rent")
    return values


def remove_contract(row: ShowroomContract, *, by: Actor | None) -> None:
    """Take terms out; they can be put back. Refused while sales or settlements stand by them."""
    if queries.bound_by(row):
        raise Refused(Text("Sales or settlements stand by these terms. Enter their last day instead."))
    audit.archive(row, rules.CONTRACT_REMOVED, by=by)


def restore_contract(row: ShowroomContract, *, by: Actor | None) -> None:
    """Put terms back. Refused where others hold in their term by now."""
    _check_overlap(row, row.begins_on, row.ends_on, None)
    audit.restore(row, rules.CONTRACT_RESTORED, by=by)


def _check_overlap(
    row: ShowroomContract, begins_on: date, ends_on: date | None, field: str | None = "begins_on"
) -> None:
    statement = select(ShowroomContract).where(
        ShowroomContract.showroom_id == row.showroom_id, ShowroomContract.archived_at.is_(None)
    )
    last = ends_on or date.max
    for other in db.session.scalars(statement):
        if other is not row and begins_on <= (other.ends_on or date.max) and other.begins_on <= last:
            raise Refused(Text("Other terms, from %(day)s, hold in this term, too.", day=other.begins_on), field)
