"""What happens in booth mode: a code made or revoked, a phone let in, a lead that arrives, one that waited decided."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.audit import services as audit
from crm.audit.services import action
from crm.booths import queries, rules
from crm.booths.models import BoothCapture, BoothCode, BoothPhone
from crm.booths.rules import Visitor
from crm.cards import rules as card_rules
from crm.cards import services as cards
from crm.core import clock, codes, keys
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.fairs import queries as fairs
from crm.leads import queries as lead_queries
from crm.leads import services as leads
from crm.leads.models import Lead
from crm.leads.rules import asked_about
from crm.leads.services import LeadInput
from crm.users import queries as users

LONGEST_ACTION: Final = 200  #: characters of the next action of a lead
LONGEST_INTEREST: Final = 300  #: and of the products that it asked about, in words


@dataclass(frozen=True)
class SentLead:
    """A lead as the phone has it: codes and texts, checked by the form. `wish` is what is promised, in words."""

    raw_name: str = ""
    raw_organisation: str = ""
    raw_contact: str = ""
    rank: str = ""
    visitor_type: str = ""
    category: str = ""
    interest: str = ""
    product_ids: Sequence[int] = ()  #: of the catalogue, as tapped
    channel: str = ""
    language: str = ""
    note: str = ""
    promised: Sequence[str] = ()
    wish: str = ""
    by: str = ""  #: who captured it, where the phone has another name since

    @property
    def says_nothing(self) -> bool:
        return not (self.raw_name or self.raw_organisation or self.raw_contact or self.note)


@dataclass(frozen=True)
class Sending:
    """How a lead travelled: the phone's own key, its moment by the phone's clock (None: none that can be), consents."""

    key: str
    at: datetime | None
    may_store: bool = False
    may_share: bool = False
    picture: bytes = b""
    notice_version: str = ""  #: of the notice that was shown
    notice_language: str = ""
    asked: Sequence[int] = ()  #: all products that were tapped, also those that this booth does not show


def make_code(
    activity: Activity, *, label: str, owner_id: int | None, booth_id: int | None = None, by: Actor
) -> tuple[BoothCode, str]:
    """A code for phones at this fair, or at one of its booths, with what is to be shown once.

    Refused where no phone could ever use it, and for a booth of another fair.
    """
    if activity.type not in rules.FAIRS:
        raise Refused(Text("Only fairs have a booth."))
    if clock.now() >= queries.days_of(activity.id).ends:
        raise Refused(Text("This fair is over. Capture what is missing as leads."))
    if len(queries.codes(activity.id)) >= rules.MOST_CODES:
        raise Refused(Text("A fair has at most %(most)s codes.", most=rules.MOST_CODES))
    if booth_id is not None and not fairs.is_booth_of(activity.id, booth_id):
        raise Refused(Text("Choose one from the list."), "booth_id")
    shown = codes.new_code()
    made = BoothCode(
        activity_id=activity.id, booth_id=booth_id, label=label, owner_id=owner_id, code_hash=rules.digest(shown) or ""
    )
    with action(rules.CODE_MADE, by=by):
        db.session.add(made)
    return made, shown


def revoke(code: BoothCode, *, phones: bool = False, by: Actor) -> int:
    """End a code before its time: it lets nobody in, and what is captured from now on waits. With `phones` those that
    it let in are removed, too. How many are."""
    inside = queries.phones_in(code.id) if phones else ()
    with action(rules.CODE_REVOKED, by=by):
        code.revoked_at = code.revoked_at or clock.now()
        for phone in inside:
            remove(phone, by=by)
    return len(inside)


def register(code: BoothCode, *, name: str, before: BoothPhone | None = None) -> tuple[BoothPhone, str]:
    """Let a phone in, with the key that it keeps. Nobody is signed in here.

    `before` is the same phone by another code of the fair: while that one stands, so does what was captured by it.
    """
    if queries.phones_of(code.id) >= rules.MOST_PHONES:
        most = rules.MOST_PHONES
        raise Refused(Text("This code has let in %(most)s phones. Ask the office for another one.", most=most))
    key = secrets.token_urlsafe(32)
    made = BoothPhone(code_id=code.id, activity_id=code.activity_id, key_hash=keys.digest(key), name=name)
    if before is not None and before.removed_at is None and before.code.revoked_at is None:
        made.registered_at = before.registered_at
    with action(rules.REGISTERED, by=None):
        db.session.add(made)
    return made, key


def register_again(phone: BoothPhone, *, name: str) -> None:
    """The same code on the same phone: it stays one phone, in the name of whoever captures from now on."""
    if phone.removed_at is not None:
        raise Refused(Text("The office has removed this phone. Ask it for another code."))
    if phone.name != name:
        with action(rules.REGISTERED, by=None):
            phone.name = name


def remove(phone: BoothPhone, *, by: Actor) -> None:
    """Take a phone out, such as one that was lost: what it captures from now on waits."""
    with action(rules.ENDED, by=by):
        phone.removed_at = phone.removed_at or clock.now()


def is_full(phone: BoothPhone) -> bool:
    """Whether a phone sent more than anybody captures."""
    return queries.sent_by(phone.id) >= rules.MOST_CAPTURES


def received(phone: BoothPhone, sent: SentLead, sending: Sending) -> BoothCapture | None:
    """What was kept when the very same form with the very same content arrived before."""
    return queries.sent_before(phone.activity_id, _key(sent, sending))


def _key(sent: SentLead, sending: Sending) -> str:
    """By what was typed and tapped: how products are called may change between the first time and the second."""
    typed = (
        sent.raw_name, sent.raw_organisation, sent.raw_contact, sent.rank, sent.visitor_type, sent.category,
        sent.channel, sent.language, sent.note, tuple(sent.promised), sent.by, tuple(sending.asked or sent.product_ids),
    )  # fmt: skip
    return rules.key_of(sending.key, typed, sending.may_store, sending.may_share, sending.picture)


def receive(phone: BoothPhone, sent: SentLead, sending: Sending, *, instance: Path) -> BoothCapture:
    """Keep what a phone sent, once: the same key with the same content gives the first answer.

    Refused when it says nothing at all, and with a picture that cannot be read: the phone has the only copy of it.

    What was captured in time becomes a lead, or is added to the earlier one of the same visitor; the rest waits.
    """
    before = received(phone, sent, sending)
    if before is not None:
        return before
    if sent.says_nothing and not sending.picture:
        raise Refused(Text("Take a picture of the card, or type a name, a company or a note."), "raw_name")
    now, days = clock.now(), queries.days_of(phone.activity_id).until(phone.code.revoked_at)
    cause = rules.cause(
        days, told=sending.at, now=now, since=phone.registered_at, removed_at=phone.removed_at,
        revoked=phone.code.revoked_at is not None, stands=queries.stands(phone.activity_id),
    )  # fmt: skip
    made = BoothCapture(
        activity_id=phone.activity_id, phone_id=phone.id, key=_key(sent, sending), captured_at=sending.at or now,
        received_at=now, state=rules.WAITING, cause=cause, told=asdict(sent) | {"promised": list(sent.promised)},
        may_store=sending.may_store, may_share=sending.may_share,
        notice_version=sending.notice_version if sending.notice_version in rules.NOTICE_VERSIONS else "",
        notice_language=sending.notice_language,
    )  # fmt: skip
    with action(rules.SENT, by=None):
        if sending.picture:
            made.card_id = _card(phone, made, sending.picture, instance)
        if not cause:
            _take(made, phone, by=None)
        db.session.add(made)
    return made


def _card(phone: BoothPhone, capture: BoothCapture, picture: bytes, instance: Path) -> int:
    """The picture as a card that waits to be confirmed. Refused for what is no picture."""
    there = activities.place_of(phone.activity_id).timezone
    sent = cards.Upload(
        {card_rules.FRONT: picture}, received_on=clock.local(capture.captured_at, there).date(),
        place=phone.code.called, activity_id=phone.activity_id,
    )  # fmt: skip
    return cards.upload(sent, person=None, instance=instance, by=None).id


def _take(capture: BoothCapture, phone: BoothPhone, *, by: Actor | None) -> None:
    """Make the lead, or add to the one of the same visitor that waits for its first answer."""
    place, told = activities.place_of(capture.activity_id), _columns(capture, phone)
    visitor = Visitor.of(told["raw_name"], told["raw_organisation"], told["raw_contact"], place.country)
    earlier = queries.earlier_lead(capture.activity_id, visitor, place.country)
    if earlier is not None:
        _append(earlier, capture, phone, told, by)
        _name_products(earlier, capture, by)
        capture.lead_id, capture.state = earlier.id, rules.APPENDED
        return
    sheet = LeadInput(
        activity_id=capture.activity_id, captured_at=capture.captured_at, inquiry=capture.told["note"],
        may_contact=capture.may_store, **told,
    )  # fmt: skip
    lead = leads.capture(sheet, unnamed=True, by=by)
    _name_products(lead, capture, by)
    capture.lead_id, capture.state = lead.id, rules.TAKEN_AT_ONCE


def _name_products(lead: Lead, capture: BoothCapture, by: Actor | None) -> None:
    """Say which products were tapped, beside those that the lead names; what is gone by now stands in words.

    Where no category was tapped, it is the one of all these products, if they have one.
    """
    named = capture.told.get("product_ids", ())
    if not named:
        return
    kept = {row.product_id for row in lead_queries.asked(lead.id)}
    tapped = queries.standing(named)
    leads.ask_about(lead, kept | tapped, by=by)
    kinds = queries.categories_of(kept | tapped) if tapped and not lead.category else set()
    if len(kinds) == 1:
        with action(rules.SENT, by=by, record=lead):
            lead.category = kinds.pop()


def _columns(capture: BoothCapture, phone: BoothPhone) -> dict[str, Any]:
    """{column of a lead: what was captured}, but for the note, the moment and the consent."""
    told = capture.told
    named = ("raw_name", "raw_organisation", "raw_contact", "rank", "visitor_type", "channel", "language", "interest")
    category = told["category"] if told["category"] in PRODUCT_CATEGORIES else ""
    owner = users.still_here(phone.code.owner_id)  # who left is no reason to refuse what a visitor said
    rest = {"category": category, "next_action": told["wish"], "owner_id": owner.id if owner is not None else None}
    return {name: told[name] for name in named} | rest | {"booth_id": _booth(phone)}


def _booth(phone: BoothPhone) -> int | None:
    """The booth of the code of a phone, unless it was put away."""
    id = phone.code.booth_id
    return id if id is not None and fairs.is_booth_of(phone.activity_id, id) else None


def _append(lead: Lead, capture: BoothCapture, phone: BoothPhone, told: dict[str, Any], by: Actor | None) -> None:
    """The note of the second time, under that of the first with its time, and what the lead did not say yet. Nothing is
    written over."""
    note, known = capture.told["note"], set[str]()
    if lead.person_id is not None:
        known.add("raw_name")
    if lead.organisation_id is not None:
        known.add("raw_organisation")
    who = capture.told.get("by") or phone.name
    with action(rules.SENT, by=by, record=lead):
        leads.rank_again(lead, told["rank"] if lead.rank else "", at=capture.captured_at, by_whom=who)
        wishes = rules.joined(lead.next_action, told["next_action"]) if lead.next_action else ""
        if wishes and len(wishes) <= LONGEST_ACTION:
            lead.next_action = wishes
        elif wishes:
            note = "\n".join(filter(None, (note, told["next_action"])))
        if told["interest"] and lead.interest:
            goods = "; ".join(dict.fromkeys([*asked_about(lead.interest), *asked_about(told["interest"])]))
            if len(goods) <= LONGEST_INTEREST:
                lead.interest = goods
            else:
                note = "\n".join(filter(None, (note, told["interest"])))
        for name, value in told.items():
            if not getattr(lead, name) and name not in known:
                setattr(lead, name, value)
        if note:
            at = clock.local(capture.captured_at, activities.place_of(capture.activity_id).timezone)
            lead.inquiry = f"{lead.inquiry}\n\n{at:%Y-%m-%d %H:%M} {who}\n{note}" if lead.inquiry else note
        lead.may_contact = lead.may_contact or capture.may_store


# ------------------------------------------------------------------ what waited


def take(capture: BoothCapture, *, by: Actor) -> None:
    """Take what waited, at the moment at which it was captured. Refused when somebody has decided already."""
    _check_waiting(capture)
    with action(rules.TAKEN, by=by):
        _take(capture, capture.phone, by=by)


def refuse(capture: BoothCapture, *, reason: str, by: Actor) -> None:
    """Do not take it; why is kept, and its card goes out of sight. Refused without a reason."""
    _check_waiting(capture)
    if not reason.strip():
        raise Refused(Text("Enter the reason."), "reason")
    with action(rules.REFUSED, by=by):
        capture.state, capture.refusal = rules.REFUSED_ONE, reason
        if capture.card is not None and capture.card.person_id is None:
            cards.discard(capture.card, by=by)


def reconsider(capture: BoothCapture, *, by: Actor) -> None:
    """Take a refusal back: it waits again, with its card. Refused for what was not refused."""
    if capture.state != rules.REFUSED_ONE:
        raise Refused(Text("This has been decided already."))
    with action(rules.RECONSIDERED, by=by):
        capture.state, capture.refusal = rules.WAITING, ""
        if capture.card is not None and capture.card.archived_at is not None:
            audit.restore(capture.card, card_rules.RESTORED, by=by)


def _check_waiting(capture: BoothCapture) -> None:
    if capture.state != rules.WAITING:
        raise Refused(Text("This has been decided already."))
