"""The mission report (視察報告書): what was planned, what was said, what came of it (domain.md §2.5)."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.activities.queries import Budget
from crm.activities.rules import ABSENT
from crm.agreements.models import Agreement, Signatory
from crm.agreements.queries import counted_for
from crm.cards import queries as cards
from crm.contacts import queries as contacts
from crm.contacts.models import Person
from crm.core import clock, here
from crm.core.permissions import Actor
from crm.core.texts import N_
from crm.documents import queries, rules
from crm.documents.contents.by_day import day_of, done_by, held_by, known, known_on, others, state_by
from crm.documents.contents.carried import Course, course
from crm.documents.contents.market import OF_MARKET, Market, Remark, market, sayings
from crm.documents.contents.matched import Matched, matched
from crm.documents.contents.met import Met, met, seated
from crm.documents.contents.results import Result, results
from crm.documents.contents.talked import Talk, TalkedWith, photos_of, steps_of, unminuted, visits_alone
from crm.documents.queries import ItemChange, LastTime, TouchedCase
from crm.documents.rules import PrintWish
from crm.initiatives import queries as initiatives
from crm.initiatives.models import Challenge
from crm.initiatives.queries import Division
from crm.leads.models import Lead
from crm.meetings import queries as meetings
from crm.meetings.rules import is_talk, talk_key
from crm.missions import queries as missions
from crm.missions.queries import Facts, VisitFact
from crm.negotiations.rules import STAGE_LABELS
from crm.outcomes import queries as outcomes
from crm.outcomes.contents import reminder_of
from crm.places.models import Place
from crm.reports import queries as reports
from crm.reports import rules as report_rules
from crm.reports.models import MissionReport, ReportSection
from crm.tasks import queries as tasks
from crm.tasks.models import Task
from crm.wordings.queries import Wordings


@dataclass(frozen=True)
class Report:
    """A whole report. Nothing in it asks the database again."""

    wish: PrintWish
    facts: Facts
    talks: Sequence[Talk]
    leads: Sequence[Lead]
    given_up: Set[int]  #: of the leads, those that nobody pursued any more by then
    matched: Sequence[Matched]  #: the matching tables at which talks were placed, in order of time
    visits: Sequence[VisitFact]  #: without a record of talks, in order of time
    unminuted: Sequence[VisitFact]  #: that took place, and of which nothing that was said is on record
    moves: Sequence[TouchedCase]
    agreements: Sequence[Agreement]  #: those that count for it
    elsewhere: Sequence[Agreement]  #: signed in its negotiations since its beginning, and counted for another activity
    counted_for: Mapping[int, Activity]  #: {agreement of those: the other activity}, where its reader sees it
    results: Sequence[Result]
    last_time: LastTime | None  #: what the results are compared with
    budget: Budget  #: planned against actual, without hours of staff
    follow_up: Sequence[Task]  #: open first, by due date
    reminders: Mapping[int, str]  #: {task of the product's own: its text in the language of the report}
    unconfirmed: Set[int]  #: tasks of which an answer was not looked at by then: what it says is confirmed by nobody
    resting: Set[int]  #: tasks of what was lost by then: nothing of it is due any more
    division: Division | None  #: of the initiative, where it has one
    challenges: Sequence[Challenge]  #: of the initiative, recorded by then and open: the gravest first
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
    seals: Set[str]  #: the posts for which somebody decided who has another of them (代決)
    redrafted: Mapping[str, str] = field(default_factory=dict)  #: {part: its draft in the language of a translation}

    def section(self, part: str) -> ReportSection | None:
        """What people wrote in a part: without a report of its own, in the approved one in another language."""
        source = self.signed_as
        return next((row for row in source.sections if row.part == part), None) if source else None

    @property
    def signed_as(self) -> MissionReport | None:
        """The report that people wrote and sign: its own, else the approved one that it puts into another language."""
        return self.record or self.model

    @property
    def is_translation(self) -> bool:
        """Whether it puts into another language what was approved, and is no edition that anybody began."""
        return self.record is None and self.model is not None

    def is_live(self, part: str) -> bool:
        """Whether a part tells what the activity itself says, since nobody wrote it into a report."""
        return self.record is None and self.section(part) is None

    def language_of(self, part: str) -> str:
        """The language of the text of a part: that of the approved one, where it was not drafted again."""
        return self.model.language if self.model and part not in self.redrafted else self.wish.language

    def is_done(self, task: Task) -> bool:
        """Whether a next step was done on the day of the report."""
        return done_by(task, self.as_of)

    def state_of(self, task: Task) -> str:
        """What a next step was on the day of the report: report_rules.STEPS."""
        return state_by(task, self.as_of, unconfirmed=self.unconfirmed, resting=self.resting)

    @property
    def stage(self) -> str:
        """Interim or final: what people said of the report, else whether the mission is over."""
        usual = report_rules.FINAL if self.over else report_rules.INTERIM
        return self.record.stage if self.record is not None else usual

    @property
    def is_short(self) -> bool:
        return self.record is not None and self.record.form == report_rules.SHORT

    @property
    def is_draft(self) -> bool:
        """Whether its writers may still change it: then it says so on every page."""
        return self.signed_as is None or self.signed_as.status in report_rules.OPEN

    def told(self, part: str) -> str:
        """What its readers get of what people wrote in a part."""
        section = self.section(part)
        if section is None or (part == "talks" and section.drafted and not self.is_short):
            return ""  # the chapter itself tells each talk whole: what was drafted would tell it twice
        own = self.redrafted.get(part, section.text)
        if self.wish.confidential:
            return own.strip()
        text = section.public_text if part in report_rules.INNER else section.public_text or own
        return "" if section.withheld else text.strip()

    @property
    def parts(self) -> list[str]:
        """Those wished for in which there is something to read: an empty chapter is left out."""
        return [part for part in self.wish.parts if self.told(part) or self._drawn(part)]

    def _drawn(self, part: str) -> bool:
        """Whether a part has something from the records."""
        activity, inside, live = self.facts.activity, self.wish.confidential, self.is_live(part)
        drawn: dict[str, object] = {
            "purpose": live and (activity.initiative or self.facts.objectives),
            "period": True,
            "participants": self.facts.delegation or activity.direction == "inbound",
            "programme": self.facts.days or not self.talks,  # the talks tell days and places, too
            "talks": self.talks or self.visits,
            "leads": self.leads or self.matched,
            "market": inside and (self.market or (live and self.observations)),
            "negotiations": self.moves,
            "agreements": inside and self.signed,
            "roles": self.division and self.division.steps,
            "challenges": self.challenges,
            "results": (live and activity.outcome) or self.counted,
            "impressions": live and (activity.impressions or activity.proposals),
            "costs": self.budget.costs or self.budget.lines,
            "follow_up": bool(self.steps if inside else self.open_steps),
            "appendices": inside and (self.met or self.attached),
        }
        return bool(drawn[part])

    @property
    def had_fair(self) -> bool:
        """Whether it was a fair or a matching event, or talks were placed at tables: what a chapter is called by."""
        return self.facts.activity.type in report_rules.FAIRS or bool(self.matched)

    @property
    def counted(self) -> list[Result]:
        """The lines of the table of results that say something."""
        return [line for line in self.results if line.target is not None or line.actual or line.before]

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
    def has_results(self) -> bool:
        """Whether there is anything that came of it, in words or in figures."""
        told = self.told("talks") or self.told("results")
        signed = self.wish.confidential and self.signed
        return bool(told or self.counted or signed or self.substance or self.matched)

    @property
    def substance(self) -> list[Talk]:
        """The talks with wishes, agreed or open points in their record: not for the public."""
        talks = self.talks if self.wish.confidential else ()
        return [talk for talk in talks if any(getattr(talk.meeting, column) for column in rules.SUBSTANCE)]

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
        """The main place, then those of the programme and of the talks on its days, without what did not take place:
        where a flight leads is no place that was visited, as the last one leads home; nor is where one had time off."""
        activity = self.facts.activity
        items = [each.entry.item for each in self.course.items if each.state != "cancelled"]
        held = [talk.meeting for talk in self.talks if talk.meeting.mode != "online"]
        found = [
            activity.place,
            *(item.place for item in items if item.kind not in ("flight", "free")),
            *(meeting.place for meeting in held if activity.lasts_on(meeting.held_on)),
        ]
        there = {place.id: place for place in found if place is not None}
        return [place for place in there.values() if activities.goes_to(activity.direction, activity.place, place)]

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
    def steps(self) -> list[Task]:
        """The next steps that a report lists: all but those that were called off."""
        return [task for task in self.follow_up if task.status != "cancelled"]

    @property
    def open_steps(self) -> list[Task]:
        """Those that were still to be done that day: what the text counts and the table marks."""
        return [task for task in self.steps if not self.is_done(task) and task.id not in self.resting]

    @property
    def cases_go_on(self) -> bool:
        """Whether a negotiation has a next step, which stands with it and is none of the open steps."""
        return any(move.next_step for move in self.moves)

    @property
    def observations(self) -> list[Talk]:
        """The talks at which something about the market or competitors was said."""
        return [talk for talk in self.talks if any(getattr(talk.meeting, column) for column in OF_MARKET)]

    def said_of_market(self, words: Wordings) -> dict[str, list[Remark]]:
        """{column of the talk record: what was said in it}, in the language that `words` are in."""
        return sayings(self.observations, words)

    def told_to(self, wish: PrintWish) -> "Report":
        """The same for other readers, who see as much or less; nothing is asked again."""
        talks = self.talks if wish.confidential else [replace(talk, photos=[]) for talk in self.talks]
        return replace(self, wish=wish, talks=talks)


def report(wish: PrintWish, *, user: Actor, record: MissionReport | None = None, day: date | None = None) -> Report:
    """The contents of the report for what `user` sees; NotVisible when they do not see the activity.

    `day` is that of a report without `record`, which tells nothing of later. Queries do not grow with talks or leads.
    """
    activity = activities.one(wish.activity_id, user=user)
    facts = missions.on_paper(missions.fact(activity))
    model = None if record is not None else reports.approved_in_another(activity.id, wish.language)
    signed = record or model
    reporter = record.reporter if record is not None else queries.signed_by(activity, wish.language)
    held = held_by(meetings.for_report(activity.id, user=user), signed)
    leads = queries.leads_of(activity.id)
    as_of = day_of(activity, record, day)
    began = datetime.combine(activity.start_on, time(), UTC)
    departed = clock.from_wall(datetime.combine(activity.start_on, time()), here.zone())
    until = clock.from_wall(datetime.combine(as_of + timedelta(days=1), time()), here.zone())
    follow_up = known(tasks.following(activity.id, user=user), activity, until)
    asking = outcomes.of_tasks([task.id for task in follow_up])
    reminders = {id: reminder_of(outcome, activity, wish.language) for id, outcome in asking.items()}
    moves = queries.moves_of(activity.id, began=began, until=until, known_on=known_on(signed), user=user)
    changes = queries.changes_of(activity.id, departed=departed)
    minuted = {row.itinerary_item_id or 0 for row in held}
    going = course(facts.entries, changes, minuted=minuted, moment=min(clock.now(), until))
    over = activity.end_on <= as_of and not going.is_ahead
    seen = replace(facts, appointments=[each for each in facts.appointments if going.was_held(each.entry.item.id)])
    agreements = queries.agreements_of(activity.id, as_of=as_of)
    elsewhere = others(queries.signed_in(moves, since=activity.start_on, until=as_of), agreements)
    last = queries.last_time(activity, as_of=as_of, user=user)
    photos = photos_of(held) if wish.confidential else {}
    return Report(
        wish=wish,
        facts=facts,
        talks=[Talk(place, row, steps_of(row, follow_up), photos.get(row.id, [])) for place, row in enumerate(held, 1)],
        leads=leads,
        given_up=queries.given_up(leads, until),
        matched=matched(activity.id, until=as_of, user=user),
        visits=visits_alone(seen, held),
        unminuted=unminuted(seen, held, [*agreements, *elsewhere]),
        moves=moves,
        agreements=agreements,
        elsewhere=elsewhere,
        counted_for=counted_for(elsewhere, user=user),
        results=results(facts, held, leads, agreements, last, over=over),
        last_time=last,
        budget=activities.budget(activity.id),
        follow_up=follow_up,
        reminders=reminders,
        unconfirmed=outcomes.unconfirmed(reminders, until),
        resting=queries.resting(follow_up, moves),
        division=initiatives.division(activity.initiative_id) if activity.initiative_id else None,
        challenges=queries.challenges_open(activity.initiative_id, until) if activity.initiative_id else [],
        changes=changes.each,
        course=going,
        over=over,
        met=met(seen, held, cards.exchanges_at(activity.id, user=user), [*agreements, *elsewhere]),
        market=market(seen, held, until=as_of, language=wish.language, user=user),
        colleagues=contacts.colleagues(),
        as_of=as_of,
        known_on=known_on(signed),
        record=record,
        reporter=reporter,
        reporter_post=queries.post_of(activity, reporter, wish.language),
        model=model,
        seals=queries.decided_for(signed) if signed is not None else frozenset(),
    )
