"""Whom the texts of a report may name: the public edition covers them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.activities.models import Participant
from crm.contacts import queries as contacts
from crm.contacts.models import Person
from crm.core.languages import LANGUAGE_LABELS
from crm.core.readings import suggest_split
from crm.meetings.models import Attendee

if TYPE_CHECKING:
    from crm.documents.contents.report import Report


@dataclass(frozen=True)
class Mentioned:
    """Whole names in every form that a paper prints, the family names among them, and the posts of their owners."""

    names: frozenset[str]
    families: frozenset[str]
    titles: frozenset[str]


def mentioned(report: Report) -> Mentioned:
    """Everybody of a report, and our own people. Asks the database nothing."""
    activity = report.facts.activity
    signers = [signer for row in report.signed for party in row.parties for signer in party.signatories]
    seats = [seat for talk in report.talks for seat in talk.meeting.attendees]
    posts: list[Participant | Attendee] = [*activity.participants, *seats]
    people = [*report.seen(), *(signer.person for signer in signers), *report.colleagues.values()]
    names = {seat.name_snapshot for seat in posts} | {each.name_snapshot for each in signers} | _of_the_office(report)
    names |= {lead.raw_name for lead in report.leads} | {task.external_owner for task in report.follow_up}
    # Of whom no record says it, the family name is what it looks like; of a name in letters, either word.
    names |= {_unposted(name) for name in names}
    families = {word for name in names if name for word in _family(_unposted(name))}
    for person in people:
        told = {form for name in person.names for form in (name.full, name.reading)} | _printed(person)
        names |= told
        families |= {name.family for name in person.names}
        families |= {word for form in told if len(form.split()) > 1 for word in _family(form)}
    titles = {title for seat in posts for title in (seat.title_snapshot, *seat.titles_snapshot.values())}
    titles |= {signer.title_snapshot for signer in signers}
    # A word of a post is nobody's name, wherever a form put one beside the other.
    families -= {word for title in titles for word in title.split()}
    return Mentioned(frozenset(names - {""}), frozenset(families - {""}), frozenset(titles - {""}))


def _unposted(name: str) -> str:
    """The name without the post that a form has before it: 国際担当 小林 里美. One in letters can have three words."""
    words = name.split()
    return name if name.isascii() else " ".join(words[-2:])


def _family(name: str) -> tuple[str, ...]:
    words = name.replace(",", " ").split()
    if len(words) == 1:
        return (suggest_split(name)[0],)
    return (words[0], words[-1]) if name[0].isascii() or name[-1].isascii() else (words[0],)


def _printed(person: Person) -> set[str]:
    """How papers in each language print somebody: LIU Xinchun."""
    told = set()
    for language in LANGUAGE_LABELS:
        form = contacts.written(person, language)
        told |= {each.text for each in (form.name, form.reading, form.own, *form.others) if each is not None}
    return told


def _of_the_office(report: Report) -> set[str]:
    """Who works on the mission, its report and its next steps, as accounts and forms name them."""
    activity, record = report.facts.activity, report.record
    users = [activity.leader, activity.coordinator, *(task.owner for task in report.follow_up)]
    users += [row.owner for row in report.challenges]
    told = {user.display_name for user in users if user is not None} | {move.owner for move in report.moves}
    return told if record is None else told | {record.reporter, *(step.name for step in record.steps)}
