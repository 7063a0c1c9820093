"""A person changes employer: the old post ends and the new one begins in one step, and nothing is forgotten."""

from datetime import date, timedelta

from crm.audit.services import action
from crm.contacts import queries, rules
from crm.contacts.kind import PERSON
from crm.contacts.models import Affiliation, Organisation, Person
from crm.contacts.rules import AffiliationInput, OrganisationNameInput, PersonNameInput
from crm.contacts.rules.posts import DECEASED, EMPLOYER_CHANGED, GOES_ON, IS_OVER, EmployerChange
from crm.contacts.services.organisations import create_organisation
from crm.contacts.services.people import create_person
from crm.contacts.services.rows import CHOOSE, checked_titles
from crm.core import here
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.permissions import Actor
from crm.core.texts import Text


def change_employer(person: Person, change: EmployerChange, *, by: Actor) -> Affiliation | None:
    """End a current post with reason and successor and open the new one; returns that, None when there is none.

    The person's posts with their organisations must be loaded. Refused for a post that has ended, a day that has
    not come, a day before the post began (an older card rolls nothing back), an unknown reason, a new employer of
    someone deceased, and a successor who is the person.
    """
    old = _current(person, change.post_id)
    day = _day(old, change.changed_on)
    _check(person, change, by)
    with action(EMPLOYER_CHANGED, by=by, record=person):
        employer = _employer(change, old.organisation.country, by)
        old.to_date, old.end_known, old.end_reason = day - timedelta(days=1), True, change.reason
        old.successor_id = _successor(change, old, day, by)
        was_primary, old.is_primary = old.is_primary, False
        db.session.flush()  # the index allows one main post at a time, and the order inside one flush is not ours
        new = _open(person, change, employer, day, is_primary=was_primary) if employer is not None else None
        if was_primary and new is None:
            _promote(person)
        if change.reason == DECEASED:
            person.do_not_contact = True
        touch(person)
    return new


def _promote(person: Person) -> None:
    """The only post that goes on is the main one, as in the form of a person."""
    today = here.today()
    held = [post for post in person.affiliations if rules.is_current(post.from_date, post.to_date, today)]
    if len(held) == 1:
        held[0].is_primary = True


def _current(person: Person, post_id: int | None) -> Affiliation:
    today = here.today()
    for post in person.affiliations:
        if post.id == post_id and rules.is_current(post.from_date, post.to_date, today):
            return post
    raise Refused(Text("Choose one of the current posts."), "post_id")


def _day(post: Affiliation, day: date | None) -> date:
    if day is None:
        raise Refused(Text("Fill in this field."), "changed_on")
    if day > here.today():
        raise Refused(Text("This date is in the future."), "changed_on")
    if day.year < 1950:
        raise Refused(Text("Check the year."), "changed_on")
    if post.from_date is not None and day <= post.from_date:
        text = Text("The current post began on %(date)s: the change must come after it.", date=post.from_date)
        raise Refused(text, "changed_on")
    return day


def _check(person: Person, change: EmployerChange, by: Actor) -> None:
    if change.reason not in rules.END_REASONS:
        raise Refused(CHOOSE, "reason")
    if change.title_rank not in rules.TITLE_RANKS:
        raise Refused(Text("A rank must be between 1 (top) and 9."), "title_rank")
    if change.reason in GOES_ON and not change.has_new_post:
        raise Refused(Text("Choose the new employer, or enter its name."), "organisation_id")
    if change.reason in IS_OVER and change.has_new_post:
        raise Refused(Text("With this reason there is no new employer."), "organisation_id")
    if change.successor_id == person.id:
        raise Refused(Text("A person cannot be their own successor."), "successor")
    if change.successor_id is not None and not PERSON.is_visible(change.successor_id, by):
        raise Refused(CHOOSE, "successor")


def _employer(change: EmployerChange, country: str, by: Actor) -> Organisation | None:
    """The new employer from the contacts, or made of its name, in the country of the old one."""
    if change.organisation_id is not None:
        visible = queries.visible_organisations(by).where(Organisation.id == change.organisation_id)
        found = db.session.scalar(visible)
        if found is None:
            raise Refused(CHOOSE, "organisation_id")
        return found
    if not change.organisation_name:
        return None
    name = OrganisationNameInput(change.organisation_name, rules.guess_language(change.organisation_name, country))
    try:
        made = create_organisation(name=name, country=country, by=by)
    except Refused as refusal:
        raise Refused(refusal.text, "organisation_name") from refusal
    db.session.flush()
    return made


def _successor(change: EmployerChange, old: Affiliation, day: date, by: Actor) -> int | None:
    """Who holds the old post now: from the contacts, or made of the name with that very post."""
    if change.successor_id is not None or not change.successor_name:
        return change.successor_id
    language = rules.person_language(change.successor_name, old.organisation.country)
    name = PersonNameInput(language, change.successor_name)
    post = AffiliationInput(
        old.organisation_id, old.title, old.department, old.title_rank, from_date=day, is_primary=True,
        titles=old.titles,
    )  # fmt: skip
    try:
        made = create_person(name=name, affiliations=[post], by=by)
    except Refused as refusal:
        raise Refused(refusal.text, "successor") from refusal
    db.session.flush()
    return made.id


def _open(
    person: Person, change: EmployerChange, employer: Organisation, day: date, *, is_primary: bool
) -> Affiliation:
    new = Affiliation(
        organisation=employer, department=change.department, title=change.title, title_rank=change.title_rank,
        titles=checked_titles(change.titles, "title"), from_date=day, is_primary=is_primary,
    )  # fmt: skip
    person.affiliations.append(new)
    return new
