"""What stands on the papers: an application with what is sealed, the programme of a company, what a call knows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm.activities import queries as activities
from crm.activities import rules as activity_rules
from crm.activities.models import Activity, Participant, ParticipantCall
from crm.applications import queries as applications
from crm.applications.models import Application
from crm.checklists import queries as checklists
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core import here, reading
from crm.core.days import ShortDays
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.handouts import rules
from crm.handouts.queries.delegates import own_body
from crm.matching import queries as matching
from crm.matching.models import MatchingMeeting
from crm.matching.queries import MatchingBoard
from crm.missions import queries as missions
from crm.missions.queries import Facts, LocalDay, ProgrammeEntry
from crm.office import queries as offices
from crm.office.contents import contact_lines
from crm.places import queries as places
from crm.places.models import Place
from crm.places.rules import Shown
from crm.travel import queries as travel
from crm.travel.models import TravelDetail, unseal
from crm.travel.rules import Details

#: The step of the countdown on whose day applications end.
CLOSING_STEP = "applications"
#: The kind of item that a day at the tables is.
MATCHING = "matching"


@dataclass(frozen=True)
class CompanyTalks:
    """The talks of a company at one matching table."""

    board: MatchingBoard
    talks: Sequence[MatchingMeeting]  #: in order of time


@dataclass(frozen=True)
class Programme:
    """What of a mission concerns one company of its delegation."""

    organisation: Organisation
    parts: Sequence[Participant]  #: who goes for it, in the order of protocol
    days: Sequence[LocalDay]  #: of the mission, with what somebody of it goes to; none while there is nothing
    tables: Sequence[CompanyTalks]
    zone: str  #: its own clock beside that of the programme; "" where it has none
    without_talks: bool = False  #: whether it goes to a matching event at whose tables it has no talk

    def places(self, direction: str, main: Place) -> list[Place]:
        """Where it goes, each once, in the order of the days: to the `main` place where nobody wrote another."""
        items = [entry.item for day in self.days for entry in day.entries]
        found = [item.told_place or main for item in items if item.kind != "flight"]
        away = [place for place in found if activities.goes_to(direction, main, place)]
        return list(dict.fromkeys(away)) or [main]

    def going(self, entry: ProgrammeEntry) -> list[Participant]:
        """Who of the company goes to an item where not all of them do; nobody otherwise."""
        mine = [part for part in self.parts if part in entry.people]
        return [] if not entry.people or len(mine) == len(self.parts) else mine


def companies(activity: Activity) -> list[tuple[int, str]]:
    """[(id, name)] of whom the delegation represents, in the order of protocol."""
    going = [part for part in activity.participants if part.status in activity_rules.GOING]
    bodies = [(part, part.organisation) for part in going]
    return list({body.id: own_body(part, body).text for part, body in bodies if body is not None}.items())


def nameless(activity: Activity, language: str) -> list[Organisation]:
    """Whom the delegation represents and whose name readers of a language do not have."""
    going = (part.organisation for part in activity.participants if part.status in activity_rules.GOING)
    return contacts.nameless([body for body in going if body is not None], language)


def usual_language(kind: str, activity: Activity, organisation_id: int | None) -> str:
    """In which language a paper is printed that nobody chose one for: that of the hosts; a programme is read by the
    company that it is for, or by those who come, whoever these are.
    """
    if kind != rules.PROGRAMME:
        return rules.host_language(activity.place.country)
    going = [part for part in activity.participants if part.status in activity_rules.GOING]
    wanted = [part.organisation for part in going if organisation_id in (None, part.organisation_id)]
    reader = next((body for body in wanted if body is not None), None)
    return rules.host_language(reader.country if reader is not None else places.office_country())


def is_planned(activity: Activity) -> bool:
    """Whether anything of the programme takes place, so that companies have one."""
    return any(item.status != "cancelled" for item in missions.items(activity.id))


def programmes(facts: Facts, organisation_id: int | None, *, user: Actor) -> list[Programme]:
    """The programme of one company, or of each, in the order of protocol.

    The tables stand in each, as in the pack of everybody; talks only in that of who has some.
    """
    facts = matching.in_programme(facts, user=user)
    ids = [organisation_id] if organisation_id is not None else [id for id, _name in companies(facts.activity)]
    boards = [matching.board(line.session.id, user=user) for line in matching.of_activity(facts.activity.id, user=user)]
    return [_programme(facts, id, boards) for id in ids]


def _programme(facts: Facts, organisation_id: int, boards: Sequence[MatchingBoard]) -> Programme:
    parts = [p for p in facts.delegation if p.organisation_id == organisation_id]
    organisation = next(part.organisation for part in parts if part.organisation is not None)
    tables = [
        CompanyTalks(board, talks)
        for board in boards
        for row in board.companies.values()
        if row.organisation_id == organisation_id and (talks := board.of_company(row.id))
    ]
    zone = missions.zone_of_guests(facts.activity, [organisation])
    mine = [entry for entry in facts.standing if _concerns(entry, parts)]
    if not tables:
        # Who visits somebody else in the meantime is not at the tables.
        mine = [entry for entry in mine if entry.item.kind != MATCHING or not _elsewhere(entry, mine)]
    idle = bool(boards) and not tables and any(entry.item.kind == MATCHING for entry in mine)
    return Programme(organisation, parts, missions.printed_days(facts.activity, mine), tables, zone, idle)


def _elsewhere(entry: ProgrammeEntry, others: Sequence[ProgrammeEntry]) -> bool:
    """Whether an item that names its people is at the time of another."""
    item = entry.item
    return any(
        other.people and item.starts_at < other.item.ends_at and other.item.starts_at < item.ends_at for other in others
    )


def _concerns(entry: ProgrammeEntry, parts: Sequence[Participant]) -> bool:
    """Whether somebody of a company goes to an item: the whole delegation does, or they are named."""
    return not entry.people or any(part in entry.people for part in parts)


@dataclass(frozen=True)
class Filled:
    """An application for its paper form; `details` only for whoever may see travel details."""

    application: Application
    activity: Activity
    details: Details | None
    detail: TravelDetail | None  #: where they lie once the applicant is a delegate


def application(id: int, *, user: Actor) -> Filled:
    """The application with its mission. NotVisible when there is none for this user."""
    found = applications.one(id, user=user)
    activity = activities.one(found.activity_id, user=user)
    if not travel.may_see(activity, user):
        return Filled(found, activity, None, None)
    if found.sealed is not None:
        return Filled(found, activity, unseal(found.sealed), None)
    kept = travel.of_participant(found.participant_id) if found.participant_id is not None else None
    return Filled(found, activity, kept.details if kept is not None else None, kept)


@dataclass(frozen=True)
class Call:
    """What a call for participants (募集要項) says: what the office wrote for it, and else what the records tell."""

    days: Sequence[LocalDay]  #: of the mission, without cancelled items; none while nothing is planned
    places: Sequence[Place]  #: the main place, then those of the programme in order
    covered: Sequence[str]  #: kinds of cost that the participation fee pays for
    besides: Sequence[str]  #: kinds of cost that everyone pays themselves
    ours: Sequence[str]  #: what of `rules.ASKED` others than the participants bear
    usual_fee: tuple[Decimal | None, str]  #: what most delegates agreed to or owe; None when nobody has one
    deadline: date | None  #: when applications end by the countdown; None while it is not started
    usual_deadline: date | None  #: when they would end by its rule, which nobody said
    #: the body that sends the mission and whoever coordinates it, a line each: a name with the reading that readers
    #: need; what stands in no language of ours has "" for it
    office: Sequence[tuple[Shown, Shown | None]]
    kept: ParticipantCall | None  #: as the office wrote it

    @property
    def number(self) -> int | None:
        return self.kept.number if self.kept is not None else None

    @property
    def fee(self) -> tuple[Decimal | None, str]:
        """In which currency; no amount while it is not settled."""
        if self.kept is not None and self.kept.fee is not None:
            return self.kept.fee, self.kept.fee_currency
        return self.usual_fee

    @property
    def apply_by(self) -> date | None:
        return (self.kept.apply_by if self.kept is not None else None) or self.deadline

    def issued_on(self, today: date) -> date | None:
        """The day that a print of today bears: that of its issue, which today is for one that was never printed. A call
        is not issued after its last day to apply: then somebody has to say when it was.
        """
        if self.kept is not None and self.kept.issued_on is not None:
            return self.kept.issued_on
        return None if self.apply_by is not None and self.apply_by < today else today

    def doubts(self, activity: Activity, today: date, address: str) -> list[Text]:
        """What is to be looked at before the call of an activity is printed; `address` is where one applies."""
        found = []
        if self.apply_by is not None and self.apply_by < today:
            found.append(rules.closed(self.apply_by, self.issued_on(today)))
        if self.apply_by is None and (usual := self.usual_deadline) is not None:
            found.append(
                Text("Nobody entered the last day to apply, so the call leaves it open. Usual: %(day)s.", day=usual)
            )
        if self.issued_on(today) is None:
            found.append(Text("Nobody entered the date of issue: the call is printed without a date."))
        if not address:
            found.append(
                Text("No public address of Musubi is set (CRM_BASE_URL): the call gives no address for applications.")
            )
        texts = self.kept.texts if self.kept is not None else {}
        if not any(each.get("purpose") for each in texts.values()):
            found.append(Text("The purpose has not been written for companies: the call states none."))
        told = (text for each in texts.values() for text in each.values())
        if passed := rules.past_days(told, start=activity.start_on, today=today):
            found.append(Text("The texts mention days that have passed: %(days)s", days=ShortDays(passed)))
        return [*found, *rules.uneven(texts), *self.unpaid]

    @property
    def unpaid(self) -> list[Text]:
        """What a traveller asks about, and neither the budget nor the remarks tell who pays: a sentence each."""
        remarks = (self.kept.texts if self.kept is not None else {}).values()
        settled = {*self.covered, *self.besides, *self.ours}
        if any(rules.tells_of_meals(each.get("remarks", "")) for each in remarks):
            settled.add("meals")
        return [
            Text("Nobody entered who pays for this, so the call leaves it open: %(kind)s.", kind=Text(label))
            for code, label in rules.ASKED.items()
            if code not in settled
        ]

    def told(self, name: str, language: str) -> tuple[str, str] | None:
        """(text, its language) of one of `rules.CALL_TEXTS` for readers of a language, if anybody wrote it."""
        return self.kept.told(name, language) if self.kept is not None else None


def call(activity: Activity, language: str, *, user: Actor) -> Call:
    """The call of an activity loaded as `activities.queries.one` does, for readers of a language.

    A matching table that stands in no item is part of the programme: for many companies it is why they apply.
    """
    facts = matching.in_programme(missions.fact(activity), user=user)
    held = facts.standing
    planned = activities.budget(activity.id)
    others = activity_rules.FUNDING_SOURCES.keys() - activity_rules.PARTICIPANTS_PAY.keys()
    return Call(
        days=missions.printed_days(activity, held),
        places=facts.places,
        covered=_kinds(planned, activity_rules.FEE),
        ours=[code for code in _kinds(planned, *others) if code in rules.ASKED],
        besides=_kinds(planned, *(code for code in activity_rules.PARTICIPANTS_PAY if code != activity_rules.FEE)),
        usual_fee=_fee(activity, planned),
        deadline={row.key: row.task.due_on for row in checklists.rows(activity.id)}.get(CLOSING_STEP),
        usual_deadline=checklists.days(activity).get(CLOSING_STEP),
        office=_office(activity, language),
        kept=activities.call(activity.id),
    )


def _kinds(planned: activities.Budget, *sources: str) -> list[str]:
    """The kinds of cost that are planned to be borne so, in the order of the table."""
    found = {line.category for line in planned.lines if line.funding_source in sources}
    return [code for code in activity_rules.COST_CATEGORIES if code in found]


def _fee(activity: Activity, planned: activities.Budget) -> tuple[Decimal | None, str]:
    """What most pay; guests of honour who pay nothing do not count where others pay."""
    book = here.currency()
    told = [(part.fee, part.fee_currency) for part in activity.participants if part.fee is not None] or [
        (row.due, book) for row in planned.of_source(activity_rules.FEE).shares
    ]
    paying = [line for line in told if line[0]] or told
    return Counter(paying).most_common(1)[0][0] if paying else (None, book)


def _colleague(name: str, language: str) -> tuple[Shown, Shown | None]:
    person = contacts.colleagues().get("".join(name.split()))
    return contacts.spoken(person, language) if person is not None else (Shown(name, ""), None)


def _office(activity: Activity, language: str) -> list[tuple[Shown, Shown | None]]:
    """Name, address, mail and telephone, a line each; the sending body is ours only on the way out."""
    lines = []
    ours = offices.current()
    if activity.sender_organisation is not None and activity.direction == "outbound":
        sender = activity.sender_organisation
        reading.fill([sender], Organisation.contact_points)
        lines.append(contacts.written(sender, language).name.text)
        if lines == [ours.name(language)]:
            lines += contact_lines(ours, language)
        else:
            lines += [point.value for point in sender.contact_points if point.kind == "tel"][:1]
    elif ours.names:
        lines += [ours.name(language), *contact_lines(ours, language)]
    told: list[tuple[Shown, Shown | None]] = [(Shown(line, ""), None) for line in lines if line.strip()]
    if activity.coordinator is not None:
        told += [_colleague(activity.coordinator.display_name, language), (Shown(activity.coordinator.email, ""), None)]
    return told
