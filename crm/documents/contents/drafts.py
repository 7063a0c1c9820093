"""First texts for the parts of a report, put together from what was logged; people then write on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from flask_babel import force_locale, gettext

from crm.contacts import queries as contacts
from crm.contacts.models import Organisation, Person
from crm.core.days import long_month_day, planned_date, report_date
from crm.core.intervals import worded
from crm.core.languages import LOCALES
from crm.core.texts import N_
from crm.documents.contents.names import guess_beside, post_called, post_of, tongue
from crm.documents.contents.report import Report
from crm.documents.contents.talked import Talk
from crm.documents.queries import ItemChange
from crm.documents.rules import CHANGES
from crm.initiatives.queries import title
from crm.leads import rules as lead_rules
from crm.meetings import rules as meeting_rules
from crm.meetings.models import Attendee, Meeting, MinuteItem
from crm.meetings.queries import benches
from crm.reports import rules
from crm.tasks.models import Task
from crm.wordings import queries as wordings
from crm.wordings.queries import Wordings

#: What a line of a list begins with.
_DOTS: Final = {"ja": "・", "zh-Hans": "· ", "ko": "· ", "en": "• "}


def _(msgid: str, **params: object) -> str:
    return str(gettext(msgid, **params))


def drafts(report: Report) -> dict[str, str]:
    """{part: text} in the language of the report; "" where there is nothing to say in words."""
    words = wordings.in_language(report.wish.language)
    with force_locale(LOCALES[report.wish.language]):
        return {part: "\n".join(_DRAFTS[part](report, words)) if part in _DRAFTS else "" for part in rules.PARTS}


def drafted_again(report: Report) -> Report:
    """A translation with what was drafted of the approved report drafted in its own language, too.

    Where the records say something else by now, the words that were approved stand as they are.
    """
    if not report.is_translation or report.model is None:
        return report
    approved = replace(report, wish=replace(report.wish, language=report.model.language))
    before, own = drafts(approved), drafts(report)
    drafted = [row for row in report.model.sections if row.drafted]
    same = {row.part: own[row.part] for row in drafted if row.text.strip() == before[row.part].strip()}
    return replace(report, redrafted=same)


def _said(text: str, words: Wordings) -> str:
    """What was logged, in the language of the report where somebody put it into that, else as it was written."""
    return words.kept(text.strip(), words.language)[0]


def _purpose(report: Report, words: Wordings) -> Iterator[str]:
    initiative = report.facts.activity.initiative
    if initiative is not None:
        name = title(initiative.names, report.wish.language)
        if report.facts.activity.status == "cancelled":
            yield _("It had been planned within the initiative “%(initiative)s”.", initiative=name)
        elif not report.departed:
            yield _("Planned within the initiative “%(initiative)s”.", initiative=name)
        elif report.over:
            yield _("Carried out within the initiative “%(initiative)s”.", initiative=name)
        else:
            yield _("Carried out within the initiative “%(initiative)s”; it is still running.", initiative=name)
    yield from _numbered([_said(text, words) for text in report.facts.objectives])


def _programme(report: Report, words: Wordings) -> Iterator[str]:
    course = report.course
    if course.as_planned and report.over:
        yield _("The programme was carried out as planned.")
        return
    counts = course.counts
    for state, sentence in _COURSE.items():
        if state in counts:
            yield _(sentence, number=counts[state])
    if counts and course.beside:
        yield _("Not in these numbers: %(kinds)s.", kinds=_(", ").join(_(kind) for kind in course.beside))
    changes = [change for change in report.changes if change.kind in CHANGES]
    if changes:
        # Where the plan itself is not on record nobody can say what differs from it.
        yield _("Changes on record:") if "held" in counts else _("Changes to the plan:")
        yield from (f"{_DOTS[words.language]}{_change(change, words)}" for change in changes)


#: What is said of the items of each state; nothing of a state in which there is none.
_COURSE = {
    "as_planned": N_("Held as planned: %(number)s."),
    "moved": N_("Held, but changed: %(number)s."),
    "added": N_("Added during the mission: %(number)s."),
    "held": N_("Held: %(number)s (not compared: no programme was on record before the departure)."),
    "cancelled": N_("Did not take place: %(number)s."),
    "not_yet": N_("Still to come: %(number)s."),
    "open": N_("Not yet confirmed whether it took place: %(number)s."),
}


def _change(change: ItemChange, words: Wordings) -> str:
    called, tongue = change.titled(words.language)
    called = called if tongue == words.language else _said(called, words)
    # As in the tables of the same report.
    day, clocks = partial(planned_date, words.language), partial(worded, month_day=long_month_day)
    what = {"day": day(change.starts), "time": clocks(change.clock, words.language), "title": called}
    if change.kind == "added":
        told = _("%(day)s %(time)s %(title)s: added.", **what)
    elif change.kind in ("cancelled", "dropped"):
        told = _("%(day)s %(time)s %(title)s: did not take place.", **what)
    elif change.planned_start is not None:
        planned = f"{day(change.planned_start)} {clocks(change.planned_clock, words.language)}"
        told = _("%(day)s %(time)s %(title)s: planned for %(planned)s.", **what, planned=planned)
    else:
        told = _("%(day)s %(time)s %(title)s: changed.", **what)
    reason = _said(change.reason, words).replace("\n", " / ")
    return _("%(told)s Reason: %(reason)s", told=told, reason=reason) if reason else told


def changes_told(report: Report) -> Iterator[tuple[str, str]]:
    """(title or reason, its language) of the changes that the text of the programme tells: no table need have
    them, and a short report has none of what was dropped.
    """
    text = report.told("programme")
    for change in report.changes:
        for said, code in (change.titled(report.wish.language), (change.reason.strip(), "")):
            if said and said in text:
                yield said, code or tongue(said)


def _talks(report: Report, words: Wordings) -> Iterator[str]:
    for talk in report.talks:
        yield from _talk(talk, report, words)
    for visit in report.visits:
        if visit.result.strip():
            host = (
                _name(visit.organisation, report) if visit.organisation else visit.entry.item.titled(words.language)[0]
            )
            said = run_on(_said(visit.result, words).splitlines())
            yield f"{_DOTS[words.language]}{planned_date(words.language, visit.entry.start)} {host}{_(': ')}{said}"


_WISHES = meeting_rules.RECORD_TEXTS["counterpart_requests"]


def _talk(talk: Talk, report: Report, words: Wordings) -> Iterator[str]:
    meeting = talk.meeting
    result = f" · {_(meeting_rules.RESULTS[meeting.result])}" if meeting.result else ""
    written = report_date if report.over_years else planned_date
    day = written(words.language, meeting.held_on)
    if not report.facts.activity.lasts_on(meeting.held_on):
        day = report_date(words.language, meeting.held_on)
        day += _(" (%(text)s)", text=_("outside the days of the mission"))
    sides = [body for body in (meeting.our_organisation, meeting.organisation) if body is not None]
    parties = " × ".join(_name(body, report) for body in sides)
    topics = _(", ").join(_said(row.topic, words) for row in meeting.minutes if row.topic.strip())
    about = f"{_(': ')}{topics}" if topics else ""
    where = _where(meeting, words)
    at = _(" (%(text)s)", text=where) if where else ""
    yield f"({talk.number}) {day} {parties}{at}{about}{result}"
    for label, lines in (
        *((_(label), [_side(meeting, side, report, words)]) for side, label in reversed(meeting_rules.SIDES.items())),
        (_("Interpreter"), [_person(meeting.interpreter, words) if meeting.interpreter else ""]),
        (_("What was said"), [said for row in meeting.minutes for said in _spoken(row, words)]),
        *((_(meeting_rules.RECORD_TEXTS[column]), [getattr(meeting, column)]) for column in ("our_offer", "reaction")),
        (_(_WISHES), [meeting.counterpart_requests]),
        (_("Agreed"), [*(row.decision for row in meeting.minutes), meeting.conditions_agreed]),
        (_("Still open"), [*(row.open_point for row in meeting.minutes), meeting.pending]),
        (
            _("Next steps"),
            [_step(task, meeting.held_on, report, words) for task in talk.next_steps],
        ),
    ):
        parts = (part.strip() for line in lines for part in _said(line, words).splitlines())
        said = list(dict.fromkeys(part for part in parts if part))
        if said:
            yield f"　{label}{_(': ')}{run_on(said)}"


def _where(meeting: Meeting, words: Wordings) -> str:
    """Where it was held; "" where nobody told."""
    if meeting.mode == "online":
        return _(meeting_rules.MODES[meeting.mode])
    if meeting.venue.strip():
        return _said(meeting.venue, words)
    return contacts.written(meeting.place, words.language).name.text if meeting.place is not None else ""


def _side(meeting: Meeting, side: str, report: Report, words: Wordings) -> str:
    """Who sat there on one side: whose talk it was is named at its head, who spoke for another body stands under it."""
    told = []
    for bench in benches(meeting, side):
        seats = [seat for seat in bench.seats if seat.person_id not in report.absent]
        people = _(", ").join(_seated(seat, report, words) for seat in seats)
        main = meeting.organisation if side == meeting_rules.THEIRS else meeting.our_organisation
        body = bench.organisation if bench.organisation is not main else None
        if people:
            told.append(f"{_name(body, report)}{_(': ')}{people}" if body is not None else people)
    return _("; ").join(told)


def _seated(seat: Attendee, report: Report, words: Wordings) -> str:
    """Who sat there, with the title of that day."""
    name, reading = contacts.spoken(seat.person, words.language, seat.name_snapshot)
    beside = [reading.text + contacts.by_sound(reading, words.language)] if reading is not None else []
    title, _code = post_called(post_of(seat, report.facts.activity.participants, words.language), words)
    told = _(", ").join(filter(None, [*beside, guess_beside(title)]))
    return f"{name.text}{_(' (%(text)s)', text=told) if told else ''}"


def _person(person: Person, words: Wordings) -> str:
    name, reading = contacts.spoken(person, words.language)
    if reading is None:
        return name.text
    return name.text + str(_(" (%(text)s)", text=reading.text + contacts.by_sound(reading, words.language)))


def _spoken(item: MinuteItem, words: Wordings) -> Iterator[str]:
    """What was discussed at an item, and what either side said of it."""
    if item.discussed.strip():
        yield _said(item.discussed, words)
    for column in (meeting_rules.THEIRS, meeting_rules.OURS):
        if text := _said(getattr(item, column), words):
            # The line has a colon already, behind its label.
            yield _("[%(side)s] %(text)s", side=_(meeting_rules.SIDES[column]), text=text)


_ENDS: Final = (".", "!", "?", "。", "！", "？")


def run_on(parts: Sequence[str], between: str | None = None) -> str:
    """Several notes in one line, parted alike: as sentences where one of them is one, else by what stands `between`."""
    if len(parts) < 2 or not any(part.endswith(_ENDS) for part in parts):
        return (_("; ") if between is None else between).join(parts)
    wide = any(part.endswith(_ENDS[3:]) for part in parts)
    ended = (part if part.endswith(_ENDS) else part + ("。" if wide else ".") for part in parts)
    return ("" if wide else " ").join(ended)


def _name(organisation: Organisation, report: Report) -> str:
    return contacts.written(organisation, report.wish.language).name.text


def _step(task: Task, met_on: date, report: Report, words: Wordings) -> str:
    """What is to be done, by whom and when; the day with its year where the talk or the report is of another one."""
    owner = report.called(task.external_owner or (task.owner.display_name if task.owner else ""))
    alike = met_on.year == report.as_of.year
    written = planned_date if alike and task.due_on.year == met_on.year else report_date
    day = written(words.language, task.due_on)
    line = f"{_said(task.text, words)}{_(' (%(text)s)', text=owner) if owner else ''} {day}".strip()
    state = report.state_of(task)
    if state == rules.STEP_DONE and task.done_on is not None:
        done = planned_date if alike and task.done_on.year == met_on.year else report_date
        told = _("done on %(day)s", day=done(words.language, task.done_on))
        return f"{line} {told}"
    return line if state == rules.STEP_OPEN else f"{line} {_(rules.STEPS[state])}"


def _leads(report: Report, _words: Wordings) -> Iterator[str]:
    if report.leads:
        counts = {rank: sum(lead.rank == rank for lead in report.pursued) for rank in lead_rules.RANKS}
        ranks = _(", ").join(f"{rank} {number}" for rank, number in counts.items())
        yield _("Leads captured: %(total)s (%(ranks)s).", total=len(report.leads), ranks=ranks)
        if unranked := sum(not lead.rank for lead in report.pursued):
            yield _("No rank: %(number)s.", number=unranked)
        if dropped := len(report.leads) - len(report.pursued):
            yield _("Not pursued, and counted in no rank: %(number)s.", number=dropped)


def _market(report: Report, words: Wordings) -> Iterator[str]:
    """What was said about competitors and routes: each statement once, with those who said it."""
    for column, sayings in report.said_of_market(words).items():
        yield _(meeting_rules.RECORD_TEXTS[column])
        for said in sayings:
            hosts = _(", ").join(_name(host, report) for host in said.hosts)
            yield f"{_DOTS[words.language]}{_said(said.text, words)}{_(' (%(text)s)', text=hosts)}"


def _results(report: Report, words: Wordings) -> Iterator[str]:
    if report.facts.activity.outcome:
        yield _said(report.facts.activity.outcome, words)


def _impressions(report: Report, words: Wordings) -> Iterator[str]:
    activity = report.facts.activity
    for label, text in ((_("Impressions"), activity.impressions), (_("Proposals"), activity.proposals)):
        if text:
            yield f"【{label}】"
            yield _said(text, words)


_OPEN_STEPS = N_("Open steps, without the office's own work: %(number)s, the last due on %(day)s.")


def _follow_up(report: Report, _words: Wordings) -> Iterator[str]:
    if report.open_steps:
        latest = max(task.due_on for task in report.open_steps)
        day = report_date(report.wish.language, latest)
        yield _(_OPEN_STEPS, number=len(report.open_steps), day=day)
        if report.steps_of_cases:
            yield _("Next steps of negotiations are not counted.")


def _numbered(lines: Sequence[str]) -> Iterator[str]:
    """A single line needs no number."""
    return (f"{number}. {line}" if len(lines) > 1 else line for number, line in enumerate(lines, 1))


_DRAFTS: dict[str, Callable[[Report, Wordings], Iterator[str]]] = {
    "purpose": _purpose,
    "programme": _programme,
    "talks": _talks,
    "leads": _leads,
    "market": _market,
    "results": _results,
    "impressions": _impressions,
    "follow_up": _follow_up,
}
