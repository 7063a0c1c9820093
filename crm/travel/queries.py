"""Who may see travel details, and those of one delegate or of a delegation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, false, select
from sqlalchemy.orm import joinedload

from crm.activities import queries as activities
from crm.activities.models import Activity, Participant
from crm.activities.rules import GOING
from crm.audit.models import AuditEntry
from crm.contacts.models import Organisation, Person
from crm.contacts.queries import holding
from crm.core import here, sight
from crm.core.database import db
from crm.core.errors import Forbidden, NotVisible
from crm.core.particulars import in_every_language
from crm.core.permissions import Actor, Permission, Role, allows
from crm.core.texts import Text
from crm.places import queries as places
from crm.places.models import EntryRule
from crm.travel import rules
from crm.travel.models import TravelDetail
from crm.travel.rules import Details
from crm.wordings.queries import Wordings
from crm.wordings.rules import Origin, digest_of


@dataclass(frozen=True)
class TravelSheet:
    """A delegate and what is known for their journey; `details` is None while nobody has told anything."""

    participant: Participant  #: person with names and organisation loaded
    detail: TravelDetail | None
    details: Details | None
    missing: Sequence[str]  #: rules.LABELS
    warnings: Sequence[Text]


@dataclass(frozen=True)
class SharedRoom:
    """Who sleeps in one room. `kind` and `smoking` are codes, "" when nobody has told."""

    kind: str
    smoking: str
    people: Sequence[Participant]


@dataclass(frozen=True)
class TypedText:
    """A text of the travel details of a delegation, once for everybody who told it."""

    text: str
    origin: Origin
    said: str | None  #: in the language asked for; "" where it stays as it is, None where nobody has told
    is_gap: bool  #: whether readers of the language would get it in another one
    tellers: Sequence[tuple[Participant, str]]  #: with rules.LABELS

    @property
    def key(self) -> str:
        """By what a form knows it."""
        return digest_of(self.text)[:20]


@dataclass(frozen=True)
class Overdue:
    """Travel details that must go: their mission was over at `closed_at`."""

    detail: TravelDetail
    closed_at: datetime


def open_ids(user: Actor) -> Select[int]:
    """The ids of the activities whose travel details the user may see: a mission leader's those they lead."""
    seen = activities.visible_ids(user)
    if not allows(Role(user.role), Permission.TRAVEL_READ):
        return seen.where(false())
    return sight.seen(seen, user, lambda reader: Activity.leader_id == reader.id)


def may_see(activity: Activity, user: Actor) -> bool:
    """Whether the user may see the travel details of an activity that is visible to them."""
    if not allows(Role(user.role), Permission.TRAVEL_READ):
        return False
    return sight.sees_all(user) or activity.leader_id == user.id


def mission(id: int, *, user: Actor) -> Activity:
    """The activity with place and delegation. NotVisible when there is none for this user, Forbidden without right."""
    activity = activities.one(id, user=user)
    if not may_see(activity, user):
        raise Forbidden
    return activity


def one(participant_id: int, *, user: Actor) -> TravelSheet:
    """A delegate's sheet. NotVisible and Forbidden as for `mission`."""
    statement = select(Participant).where(
        Participant.id == participant_id, Participant.activity_id.in_(activities.visible_ids(user))
    )
    part = db.session.scalar(
        statement.options(
            joinedload(Participant.person).selectinload(Person.names),
            joinedload(Participant.organisation).selectinload(Organisation.names),
        )
    )
    if part is None:
        raise NotVisible
    activity = mission(part.activity_id, user=user)
    return _sheet(part, of_participant(part.id), activity, _entering(activity))


def of_participant(participant_id: int) -> TravelDetail | None:
    """The kept details of a delegate whom the caller already found to be visible."""
    return db.session.scalar(select(TravelDetail).where(TravelDetail.participant_id == participant_id))


def of_activity(activity_id: int) -> list[TravelDetail]:
    """The kept details of a whole delegation."""
    statement = select(TravelDetail).where(TravelDetail.activity_id == activity_id)
    return list(db.session.scalars(statement.order_by(TravelDetail.id)))


def passports(activity: Activity) -> dict[int, str]:
    """{participant: country of their passport}, of those who told it; the caller asked `may_see`."""
    kept = {row.participant_id: row.details.nationality for row in of_activity(activity.id)}
    return {id: country for id, country in kept.items() if country}


def with_visa(parts: Iterable[Participant]) -> set[str]:
    """The countries of passports with which these travellers of one activity told that they need a visa; the caller
    asked `may_see`."""
    told = [row.details for row in _of_participants(part.id for part in parts)]
    return {details.nationality for details in told if details.visa in rules.NEEDS_VISA}


def _of_participants(ids: Iterable[int]) -> list[TravelDetail]:
    statement = select(TravelDetail).where(TravelDetail.participant_id.in_(list(ids)))
    return list(db.session.scalars(statement.order_by(TravelDetail.id)))


def going(sheets: Iterable[TravelSheet]) -> list[TravelSheet]:
    """Those of these sheets that a paper may tell of: who may come yet, and who did not come, stand on none."""
    return [sheet for sheet in sheets if sheet.participant.status in GOING]


def printed_of(activity_id: int) -> list[TravelDetail]:
    """The kept details that the papers of an activity tell: of whoever goes along."""
    ids = select(Participant.id).where(Participant.activity_id == activity_id, Participant.status.in_(GOING))
    return list(db.session.scalars(select(TravelDetail).where(TravelDetail.participant_id.in_(ids))))


def sheets(activity: Activity) -> list[TravelSheet]:
    """The sheets of everyone who may come, in the order of protocol; the caller asked `may_see`. Papers tell `going`.

    Needs the participants with people and organisations, and the place, as `activities.queries.one` loads them.
    """
    kept = {row.participant_id: row for row in of_activity(activity.id)}
    entry = _entering(activity)
    taking_part = [part for part in activity.participants if part.status != "cancelled"]
    return [_sheet(part, kept.get(part.id), activity, entry) for part in taking_part]


def _entering(activity: Activity) -> Mapping[tuple[str, str], EntryRule]:
    return places.entering([activity.place.country], activity.start_on, activity.end_on)


def _sheet(
    part: Participant, detail: TravelDetail | None, activity: Activity, entry: Mapping[tuple[str, str], EntryRule]
) -> TravelSheet:
    details = detail.details if detail is not None else None
    country = activity.place.country
    return TravelSheet(
        part,
        detail,
        details,
        rules.missing(details, country=country),
        _warnings(details, activity, entry.get((details.nationality, country))) if details is not None else [],
    )


def _warnings(details: Details, activity: Activity, entry: EntryRule | None) -> list[Text]:
    if activity.end_on < here.today():
        return []  # whoever came back has crossed every border
    country, first, last = activity.place.country, activity.start_on, activity.end_on
    return list(rules.warnings(details, country=country, entry=entry, first=first, last=last))


def rooms(sheets: Sequence[TravelSheet]) -> list[SharedRoom]:
    """The rooming list: those who share stand together, whoever of them said so; the others alone."""
    by_id = {sheet.participant.id: sheet for sheet in sheets}
    mate_of: dict[int, int] = {}
    for sheet in sheets:
        mate = sheet.details.room_mate if sheet.details is not None else None
        if mate in by_id and mate not in mate_of and sheet.participant.id not in mate_of:
            mate_of |= {sheet.participant.id: mate, mate: sheet.participant.id}
    found, placed = [], set[int]()
    for id, sheet in by_id.items():
        if id in placed:
            continue
        together = [sheet, *([by_id[mate_of[id]]] if id in mate_of else [])]
        placed |= {other.participant.id for other in together}
        told = [other.details for other in together if other.details is not None]
        kind = next((details.room for details in told if details.room), "")
        smoking = next((details.smoking for details in told if details.smoking), "")
        if kind != "none":
            found.append(SharedRoom(kind, smoking, [other.participant for other in together]))
    return found


def words_of(details: Iterable[Details | None], language: str) -> Wordings:
    """What is known of the typed texts of some delegates in a language: what somebody said, sealed with these texts
    alone, and else what common words say in every language.
    """
    known, origins = dict[str, str](), dict[str, str]()
    told_ones = [each for each in details if each is not None]
    ours = {text: in_every_language(text) for each in told_ones for text in (each.emergency_relation, each.diet)}
    for text, told in [*ours.items(), *(pair for each in told_ones for pair in each.wordings.items())]:
        digest = digest_of(text)
        if language in told:
            known[digest] = told[language]
        for code in (code for code, said in told.items() if not said):
            origins.setdefault(digest, code)
    return Wordings(language, known, origins)


def typed_texts(sheets: Sequence[TravelSheet], language: str) -> list[TypedText]:
    """The texts of a delegation that readers of a language would get in another one, or that were put into it.

    Names that nobody put into it are among them, but no gaps.
    """
    words, usual = words_of((sheet.details for sheet in sheets), language), here.han_language()
    tellers: dict[str, list[tuple[Participant, str]]] = {}
    gaps = set[str]()
    for sheet in sheets:
        for name, text in (sheet.details or Details()).typed.items():
            tellers.setdefault(text, []).append((sheet.participant, name))
            if name in rules.IN_WORDS:
                words.told(text, usual)
                gaps |= words.met.keys() & {text}
    found = []
    for text, who in tellers.items():
        said, origin = words.known.get(digest_of(text)), words.origin(text, usual)
        if said is not None or origin.language not in ("", language):
            found.append(TypedText(text, origin, said, text in gaps, who))
    return sorted(found, key=lambda each: not each.is_gap)


def gaps_in(sheets: Sequence[TravelSheet], language: str) -> list[TypedText]:
    """The texts of a delegation that nobody has put into a language in which they are not."""
    return [text for text in typed_texts(sheets, language) if text.is_gap]


def most_wanting(sheets: Sequence[TravelSheet], usual: str) -> str:
    """The language that lacks the most texts; `usual` while none lacks any."""
    return max((usual, *rules.LANGUAGES), key=lambda code: len(gaps_in(sheets, code)))


def overdue(before: datetime) -> list[Overdue]:
    """The details of missions that were over before this moment, the longest first. For the purge."""
    over = Activity.status.in_(rules.OVER) | Activity.archived_at.is_not(None)
    statement = select(TravelDetail).join(Activity, Activity.id == TravelDetail.activity_id).where(over)
    rows = db.session.scalars(statement.options(joinedload(TravelDetail.activity))).all()
    closed = closed_at([row.activity for row in rows])
    found = [Overdue(row, closed[row.activity_id]) for row in rows if closed[row.activity_id] < before]
    return sorted(found, key=lambda line: (line.closed_at, line.detail.id))


def held() -> dict[int, int]:
    """{delegate whom a legal hold stands for: activity}."""
    held = select(Participant.id, Participant.activity_id).where(Participant.person_id.in_(holding.held_people()))
    return {part.id: part.activity_id for part in db.session.execute(held)}


def over_before(before: datetime) -> list[int]:
    """The ids of all activities that were over before this moment: nothing secret of theirs may stay."""
    over = Activity.status.in_(rules.OVER) | Activity.archived_at.is_not(None)
    rows = db.session.scalars(select(Activity).where(over)).all()
    return [id for id, moment in closed_at(rows).items() if moment < before]


def closed_at(rows: Sequence[Activity]) -> dict[int, datetime]:
    """{activity id: when it came into its state}, as the log tells; its last change where the log is silent."""
    found = {row.id: row.archived_at or row.updated_at for row in rows}
    statement = (
        select(AuditEntry.row_id, AuditEntry.at, AuditEntry.changes)
        .where(AuditEntry.record_type == "activities", AuditEntry.table_name == "activities")
        .where(AuditEntry.record_id.in_(found))
        .order_by(AuditEntry.id)
    )
    for id, at, changes in db.session.execute(statement):
        if "status" in changes or changes.get("archived_at", [None, None])[1]:
            found[id] = at
    return found
