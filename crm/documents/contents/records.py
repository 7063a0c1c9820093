"""What is on record of a mission on the day of a report: its course, its talks, its people, and what came of it."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date

from crm.activities.models import Activity, Participant
from crm.activities.queries import Budget
from crm.activities.rules import ABSENT, has_return
from crm.agreements.models import Agreement, Signatory
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, Person
from crm.core import clock
from crm.core.texts import N_, Text
from crm.documents.contents.by_day import done_by, state_by
from crm.documents.contents.carried import Course
from crm.documents.contents.market import OF_MARKET, Market, Remark, sayings
from crm.documents.contents.matched import Matched
from crm.documents.contents.met import Met, our_side, parties_of, seated
from crm.documents.contents.results import Result
from crm.documents.contents.talked import Talk, TalkedWith
from crm.documents.queries import ItemChange, LastTime, TouchedCase
from crm.documents.rules import PrintWish
from crm.fairs.rules.goods import GoodsSum
from crm.initiatives.models import Challenge
from crm.initiatives.queries import Division
from crm.leads.models import Lead
from crm.meetings.rules import is_talk, talk_key
from crm.missions import queries as missions
from crm.missions.models import ItineraryItem
from crm.missions.queries import Facts, VisitFact
from crm.missions.rules import spans
from crm.negotiations.rules import STAGE_LABELS
from crm.places.models import Place
from crm.reports import rules as report_rules
from crm.reports.models import MissionReport
from crm.tasks.models import Task
from crm.wordings.queries import Wordings


@dataclass(frozen=True)
class Records:
    """All that a report may tell. Nothing in it asks the database again."""

    wish: PrintWish
    facts: Facts
    talks: Sequence[Talk]
    leads: Sequence[Lead]
    given_up: Set[int]  #: of the leads, those that nobody pursued any more by then
    next_actions: Mapping[int, str]  #: {lead: what was to be done about it by then}
    goods: Sequence[tuple[Organisation | None, GoodsSum]]  #: what came of those at the stalls, by maker; None: in all
    matched: Sequence[Matched]  #: the matching tables at which talks were placed, in order of time
    visits: Sequence[VisitFact]  #: without a record of talks, in order of time
    unminuted: Sequence[VisitFact]  #: that took place, and of which nothing that was said is on record
    moves: Sequence[TouchedCase]
    agreements: Sequence[Agreement]  #: those that count for it
    unsigned: Sequence[ItineraryItem]  #: signings that took place, and of which no agreement is on record
    elsewhere: Sequence[Agreement]  #: signed in its negotiations since its beginning, and counted for another activity
    counted_for: Mapping[int, Activity]  #: {agreement of those: the other activity}, where its reader sees it
    results: Sequence[Result]
    last_time: LastTime | None  #: what the results are compared with
    budget: Budget  #: planned against actual, without hours of staff
    follow_up: Sequence[Task]  #: open first, by due date
    own_work: bool  #: whether the office has work of its own on it, which no report lists
    reminders: Mapping[int, str]  #: {task of the product's own: its text in the language of the report}
    unconfirmed: Set[int]  #: tasks of which an answer was not looked at by then: what it says is confirmed by nobody
    resting: Set[int]  #: tasks of what was lost by then: nothing of it is due any more
    concluded: Set[int]  #: tasks of what was signed by then, due before it was
    division: Division | None  #: of the initiative, where it has one
    challenges: Sequence[
        Challenge
    ]  #: of the initiative, recorded by then, open, naming no other place: the gravest first
    challenges_elsewhere: int  #: how many of the others name other places alone
    changes: Sequence[ItemChange]  #: of the programme after the departure
    course: Course  #: what became of each item
    over: bool  #: the mission has ended, and nothing of its programme is still to come
    met: Sequence[Met]  #: their people, once each
    market: Market  #: what was recorded there about rivals, demand and the routes of the hosts
    colleagues: Mapping[str, Person]  #: our own people by the names of their accounts
    as_of: date  #: the day whose end it tells of: what became of things later is not in it
    known_on: date  #: the last day of which it knows anything: what was signed after the other is told up to it
    record: MissionReport | None  #: the report that people write; None: printed straight from the records
    reporter: str  #: of the record, else of the edition in another language that was approved; "" where there is none
    reporter_post: tuple[str, str]  #: (their post, its language), where it is on record beside their name
    model: MissionReport | None  #: the approved one in another language, of what is printed without one of its own
    overtaken: Sequence[str]  #: what of the records changed since the model was approved, in words
    seals: Set[str]  #: the posts for which somebody decided who has another of them (代決)
    redrafted: Mapping[str, str] = field(default_factory=dict)  #: {part: its draft in the language of a translation}

    def is_done(self, task: Task) -> bool:
        """Whether a next step was done on the day of the report."""
        return done_by(task, self.as_of)

    def is_open(self, task: Task) -> bool:
        """Whether a next step was still to be done: those that are counted, and have a box to be ticked."""
        return not self.is_done(task) and task.id not in self.resting and task.id not in self.concluded

    def state_of(self, task: Task) -> str:
        """What a next step was on the day of the report: report_rules.STEPS."""
        return state_by(task, self.as_of, unconfirmed=self.unconfirmed, resting=self.resting, signed=self.concluded)

    def parties_of(self, lead: Lead) -> tuple[Organisation | None, Person | None]:
        """(firm, person) of a lead as the records have them: as it was matched, else as the guest who is called so."""
        return parties_of(lead, self.facts.delegation)

    def clock_of(self, item: ItineraryItem) -> str:
        """When an item without a time of its own took place, by the talk that was held at it; "" where none tells."""
        held = next((talk.meeting for talk in self.talks if talk.meeting.itinerary_item_id == item.id), None)
        if held is None or not item.untimed or held.held_on != item.day:
            return ""
        clocks = [at and clock.local(at, held.timezone) for at in (held.starts_at, held.ends_at)]
        return spans.span(item.day, *clocks)

    @property
    def had_fair(self) -> bool:
        """Whether it was a fair or a matching event, or talks were placed at tables: what a chapter is called by."""
        return self.facts.activity.type in report_rules.FAIRS or bool(self.matched)

    @property
    def travels(self) -> bool:
        """Whether somebody is on the way for it: then any reader expects who, when and where."""
        return has_return(self.facts.activity.direction, self.facts.activity.type)

    @property
    def over_years(self) -> bool:
        """Whether its days lie in several years: then none is told without its own."""
        return self.facts.activity.start_on.year != self.facts.activity.end_on.year

    @property
    def departed(self) -> bool:
        """Whether it had begun on the day of the report."""
        return self.facts.activity.start_on <= self.as_of

    @property
    def signed(self) -> list[Agreement]:
        """What its chapter of agreements lists, by day."""
        return sorted([*self.agreements, *self.elsewhere], key=lambda row: (row.signed_on or self.as_of, row.id))

    @property
    def pursued(self) -> list[Lead]:
        """Those that are counted by rank: nobody goes after the others."""
        return [lead for lead in self.leads if lead.id not in self.given_up]

    @property
    def later(self) -> int:
        """How many of its agreements were signed after its end."""
        return sum(row.signed_on is not None and row.signed_on > self.facts.activity.end_on for row in self.agreements)

    @property
    def talked_with(self) -> list[TalkedWith]:
        """Whom we talked with, in order of time: what the public edition tells of the talks."""
        found: dict[int, TalkedWith] = {}
        for held in (talk.meeting for talk in self.talks):
            host = found.setdefault(held.organisation_id, TalkedWith(held.organisation))
            host.talks.append(held)
        return list(found.values())

    @property
    def stages(self) -> list[tuple[str, int, int]]:
        """(stage, how many negotiations were in it before and on the day of the report), for the public edition."""
        before, after = (Counter(getattr(move, name) for move in self.moves) for name in ("before", "after"))
        return [(stage, before[stage], after[stage]) for stage in STAGE_LABELS if before[stage] or after[stage]]

    @property
    def places(self) -> list[Place]:
        """Where the mission went, by the rule of all its papers: also where one talked on its days."""
        activity = self.facts.activity
        items = [each.entry.item for each in self.course.items if each.state != "cancelled"]
        held = [talk.meeting for talk in self.talks if talk.meeting.mode != "online"]
        return missions.places_gone_to(activity, items, [row.place for row in held if activity.lasts_on(row.held_on)])

    @property
    def minuted(self) -> int:
        """How many business talks have minutes: those that a cost is divided by."""
        return len({talk_key(talk.meeting) for talk in self.talks if is_talk(talk.meeting)})

    @property
    def attached(self) -> list[str]:
        """What there is to be attached on paper, and no more: minutes that were confirmed, receipts that were kept."""
        there = {
            N_("Business cards"): any(each.cards for each in self.met),
            N_("Minutes that the counterpart confirmed"): any(t.meeting.confirmed_by_counterpart for t in self.talks),
            N_("Photographs"): any(talk.photos for talk in self.talks),
            N_("Copies of receipts"): any(line.receipt_id is not None for line in self.budget.costs),
        }
        return [label for label, found in there.items() if found]

    @property
    def known(self) -> dict[str, Person]:
        """{name without spaces: person} of our own people and of everybody in it, by whom a typed name may be meant."""
        told = contacts.by_own_name([*self.seen(), *(signer.person for signer in self._signers)])
        return told | dict(self.colleagues)

    def called(self, name: str) -> str:
        """The name of an account, or one that was typed, as a text in the language of the report has it in brackets."""
        person = self.known.get("".join(name.split()))
        if person is None:
            return name
        shown, reading = contacts.spoken(person, self.wish.language)
        return f"{shown.text}, {reading.text}" if reading is not None else shown.text

    @property
    def _signers(self) -> list[Signatory]:
        return [signer for row in self.signed for party in row.parties for signer in party.signatories]

    @property
    def unasked(self) -> list[Participant]:
        """Of the delegation of what has begun, those of whom nobody said whether they came."""
        return [part for part in self.facts.delegation if part.status == "accepted"] if self.departed else []

    @property
    def attendance(self) -> Text | None:
        """What has to be said beside the number of participants, as long as it tells no more than who was to come."""
        unasked = self.unasked
        if not unasked:
            return None
        if self.facts.activity.attendance_unknown:
            return Text("as planned, no record of who came")
        if len(unasked) == len(self.facts.delegation):
            return Text("as planned, attendance not confirmed yet")
        return Text("attendance of %(number)s not confirmed yet", number=len(unasked))

    @property
    def absent(self) -> frozenset[int]:
        """The people who did not come: nobody of them is told as having been in a talk."""
        return frozenset(part.person_id for part in self.facts.activity.participants if part.status == ABSENT)

    def seen(self) -> list[Person]:
        """Everybody in it of whom there is a record, but those who signed."""
        seats = [seat for talk in self.talks for seat in talk.meeting.attendees]
        return [
            *(each.person for each in self.met),
            *(part.person for part in self.facts.activity.participants),
            *(host.person for host in self.facts.hosts),
            *(seat.person for seat in seats),
            *(who for entry in self.facts.entries for who in (entry.item.interpreter, entry.item.contact) if who),
            *(lead.person for lead in self.leads if lead.person),
            *(talk.meeting.interpreter for talk in self.talks if talk.meeting.interpreter),
        ]

    @property
    def guests(self) -> list[Met]:
        """Of whom we met, those who were there for a talk: guests of whom nobody recorded a list."""
        return seated(self.facts.activity, [talk.meeting for talk in self.talks], self.met)

    @property
    def travelled(self) -> list[Met]:
        """Our own people who sat in its talks: who went for certain, where nobody recorded a list."""
        return our_side(self.facts.activity, [talk.meeting for talk in self.talks])

    @property
    def steps(self) -> list[Task]:
        """The next steps that a report lists: all but those that were called off."""
        return [task for task in self.follow_up if task.status != "cancelled"]

    @property
    def listed_steps(self) -> list[tuple[bool, list[Task]]]:
        """Those with whether they stand apart: first what was or is to be done, then that of which the case is over."""
        over = [task for task in self.steps if not self.is_done(task) and not self.is_open(task)]
        return [(False, [task for task in self.steps if task not in over]), (True, over)]

    @property
    def open_steps(self) -> list[Task]:
        """Those that were still to be done that day: what the text counts and the table marks."""
        return [task for task in self.steps if self.is_open(task)]

    @property
    def steps_of_cases(self) -> list[TouchedCase]:
        """The negotiations with a next step, the most urgent first; it stands with them, and is no open step."""
        found = [move for move in self.moves if move.next_step]
        return sorted(found, key=lambda move: (move.next_step_due or date.max, move.negotiation.id))

    @property
    def late_steps_of_cases(self) -> int:
        """How many of them were overdue that day."""
        return sum(self.is_late(move) for move in self.steps_of_cases)

    def is_late(self, move: TouchedCase) -> bool:
        """Whether its next step was overdue that day."""
        return move.next_step_due is not None and move.next_step_due < self.as_of

    @property
    def observations(self) -> list[Talk]:
        """The talks at which something about the market or competitors was said."""
        return [talk for talk in self.talks if any(getattr(talk.meeting, column) for column in OF_MARKET)]

    def said_of_market(self, words: Wordings) -> dict[str, list[Remark]]:
        """{column of the talk record: what was said in it}, in the language that `words` are in."""
        return sayings(self.observations, words)
