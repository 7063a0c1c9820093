"""The list of meetings as data: columns, filters, orders."""

from functools import partial
from typing import Any, Final

from markupsafe import Markup

from crm.activities.forms import ACTIVITY
from crm.contacts import queries as contacts
from crm.contacts.forms.picks import ORGANISATIONS, PEOPLE
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_
from crm.fields.forms import own_extra
from crm.initiatives.queries import title
from crm.meetings import queries, rules
from crm.meetings.forms.chosen import EACH
from crm.meetings.models import Meeting
from crm.meetings.queries import Filter
from crm.web.listings import Asked, Column, Listing, Nothing, Reader, cells, coded, day, flag, records

RESULT_TINTS: Final = {"agreement_in_principle": "good", "refusal": "bad"}
LONGEST_SAID: Final = 90


def _wanted(asked: Asked, user: Actor) -> Filter:
    return asked.conditions(
        Filter, made_by=user.id if asked.one("mine") else None, talks_only=bool(asked.one("talks_only"))
    )


def _when(meeting: Meeting, who: Reader) -> Markup:
    """On the clocks of the place; at home it may have been another hour."""
    return who.there(meeting.starts_at, meeting.timezone)


def _name(meeting: Meeting, who: Reader) -> Markup:
    name = contacts.display_name(meeting.organisation, who.language)
    link = cells.link(who.path("meetings.record", meeting.id), who.text(name.text, name.language), strong=True)
    ours = (
        contacts.display_name(meeting.our_organisation, who.language) if meeting.our_organisation is not None else None
    )
    heads = cells.joined([cells.toned(who.text(ours.text, ours.language), "ours"), " × "]) if ours is not None else ""
    read = who.texts(contacts.gloss(meeting.organisation, who.language))
    return cells.joined([heads, link, cells.sub(read), cells.sub(who.said(queries.subject_beside(meeting)))])


def _ours(meeting: Meeting, _who: Reader) -> str:
    """The company of our side whose talk it is; "" where it is our office's."""
    return contacts.own_name(meeting.our_organisation).text if meeting.our_organisation is not None else ""


def _kind(meeting: Meeting, who: Reader) -> str:
    return who.words(rules.MEETING_KINDS[meeting.kind])


def _status(meeting: Meeting, who: Reader) -> str:
    return who.words(rules.MEETING_STATUSES[meeting.status])


def _result(meeting: Meeting, who: Reader) -> str:
    return who.words(rules.RESULTS[meeting.result]) if meeting.result else ""


def _state(meeting: Meeting, who: Reader) -> Markup:
    held = meeting.status == "held"
    state = "" if held else cells.chip(_status(meeting, who), "draft")
    result = cells.chip(_result(meeting, who), RESULT_TINTS.get(meeting.result, "")) if meeting.result else ""
    return cells.joined([_kind(meeting, who), "" if held else " ", state, cells.sub(result)])


def _said(meeting: Meeting, _who: Reader) -> str:
    return next((item.discussed or item.theirs for item in meeting.minutes if item.discussed or item.theirs), "")


def _said_short(meeting: Meeting, who: Reader) -> Markup:
    said = _said(meeting, who)
    return who.said(said if len(said) <= LONGEST_SAID else f"{said[:LONGEST_SAID]}…")


def _decided(meeting: Meeting, _who: Reader) -> str:
    return " / ".join(item.decision for item in meeting.minutes if item.decision)


def _activity(meeting: Any, who: Reader) -> str:
    return title(meeting.activity, who.language) if meeting.activity is not None else ""


COLUMNS: Final = (
    Column("when", N_("When"), lambda meeting, _who: meeting.starts_at, _when, sort="-date", css="fit"),
    Column(
        "name",
        N_("Counterpart"),
        lambda meeting, _who: contacts.own_name(meeting.organisation).text,
        _name,
        fixed=True,
        css="title",
        also=(
            Column("ours", N_("Our organisation"), _ours),
            Column("subject", N_("Subject"), lambda meeting, _who: meeting.subject),
        ),
    ),
    Column(
        "kind",
        N_("Kind and result"),
        _kind,
        _state,
        css="fit",
        also=(Column("status", N_("Status"), _status), Column("result", N_("Result"), _result)),
    ),
    Column("said", N_("What was discussed"), _said, _said_short),
    Column("activity", N_("Mission or other activity"), _activity, written=True),
    Column("venue", N_("Venue"), lambda meeting, _who: meeting.venue, default=False, written=True),
    Column("decided", N_("Decided"), _decided, default=False, phone=False, written=True),
    Column(
        "attendees",
        N_("Attendees"),
        lambda meeting, _who: len(meeting.attendees),
        default=False,
        number=True,
        needs=queries.ATTENDEES,
    ),
)


MEETINGS_LIST: Final = Listing(
    name="meetings",
    title=N_("Meetings"),
    endpoint="meetings.index",
    permission=Permission.MEETINGS_READ,
    columns=COLUMNS,
    facets=(
        ACTIVITY,
        records("organisation", N_("Counterpart"), source=ORGANISATIONS, one=True),
        coded("kind", N_("Kind"), rules.MEETING_KINDS),
        coded("result", N_("Result"), rules.RESULTS),
        coded("status", N_("Status"), rules.MEETING_STATUSES, one=True),
        day("since", N_("From")),
        day("until", N_("Until")),
        flag("mine", N_("Logged by"), N_("me"), value="1"),
        flag(
            "talks_only",
            N_("Counted as"),
            N_("a talk: held and minuted with somebody from the counterpart, one per day between the same sides"),
        ),
        records("person", N_("Person"), source=PEOPLE, one=True),
    ),
    sorts=("-date", "date"),
    wanted=_wanted,
    filtered=queries.filtered,
    rows=queries.meetings,
    besides=lambda asked, _who: {"parts": asked.needs},
    row_id=lambda meeting: meeting.id,
    row_name=lambda meeting: contacts.own_name(meeting.organisation).text,
    nothing=Nothing(
        N_("No meeting that you can see matches all of these filters."),
        N_("No meeting has been logged yet"),
        N_("Log the first one: who was there, what was said, and what comes next."),
        (N_("Log a meeting"), "meetings.new", Permission.MEETINGS_WRITE),
    ),
    words=N_("Text or counterpart"),
    own=partial(own_extra, "meetings", lambda meeting: meeting.id),
    each=EACH,
)
