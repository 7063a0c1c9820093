"""What is done to people: made, changed with everything below them, archived, restored."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from crm.audit.rules import Verb
from crm.audit.services import action
from crm.contacts import queries, rules
from crm.contacts.models import (
    Affiliation,
    ContactPoint,
    LanguageSkill,
    Organisation,
    Person,
    PersonName,
)
from crm.contacts.rules import (
    AffiliationInput,
    ContactInput,
    PersonNameInput,
    SkillInput,
)
from crm.contacts.services.posts import followed
from crm.contacts.services.rows import (
    CHOOSE,
    check_codes,
    check_dates,
    check_name,
    check_not_merged,
    checked_titles,
    normalised,
    sync,
)
from crm.core import here
from crm.core.database import db, touch
from crm.core.errors import Refused
from crm.core.languages import Language
from crm.core.permissions import Actor
from crm.core.records import assign
from crm.core.texts import Text


def create_person(*, name: PersonNameInput, by: Actor | None, **content: Any) -> Person:
    """A new person; `content` as for `change_person`."""
    person = Person(names=[], affiliations=[], contact_points=[], language_skills=[])
    _write_person(person, rules.PERSON_CREATED, name, by, **content)
    return person


def change_person(person: Person, *, name: PersonNameInput, by: Actor | None, **content: Any) -> None:
    """Write the whole person anew. Names, affiliations with organisations, contacts and languages must be loaded.

    `name` is the form on the card. `content`: other_names, affiliations, contact_points, languages (sequences of
    the inputs in rules), salutation, do_not_contact, notes. Rows not given are taken away, except affiliations:
    those are history and end only when their input says so.
    """
    _write_person(person, rules.PERSON_CHANGED, name, by, **content)


def _write_person(
    person: Person,
    verb: Verb,
    name: PersonNameInput,
    by: Actor | None,
    *,
    other_names: Sequence[PersonNameInput] = (),
    affiliations: Sequence[AffiliationInput] = (),
    contact_points: Sequence[ContactInput] = (),
    languages: Sequence[SkillInput] = (),
    salutation: str = "",
    do_not_contact: bool = False,
    notes: str = "",
) -> None:
    name, others = rules.completed(name), [rules.completed(form) for form in other_names]
    for form in (name, *others):
        check_name(form.full, form.language, "full")
    check_codes([form.kind for form in others], rules.PERSON_NAME_KINDS, "other_names")
    check_codes([form.name_order for form in (name, *others)], ["", *rules.NAME_ORDERS], "name_order")
    check_codes([skill.level for skill in languages], rules.LANGUAGE_LEVELS, "languages")
    check_codes([skill.language for skill in languages], list(Language), "languages")
    if len({skill.language for skill in languages}) < len(languages):
        raise Refused(Text("Each language may appear only once."), "languages")
    posts = _checked_posts(person, affiliations, by)
    points = normalised(contact_points, _regions(posts, name.language), person.contact_points)
    with action(verb, by=by):
        person.primary_language, person.salutation = name.language, salutation
        person.do_not_contact, person.notes = do_not_contact, notes
        assign(person, rules.person_keys(name, others))
        _write_person_names(person, name, others)
        _write_posts(person, posts)
        sync(person.contact_points, points, ContactPoint)
        sync(person.language_skills, languages, LanguageSkill)
        db.session.add(person)
        touch(person)


def _write_person_names(person: Person, name: PersonNameInput, others: Sequence[PersonNameInput]) -> None:
    card = next((row for row in person.names if row.kind == rules.PRIMARY), None)
    if card is None:
        card = PersonName()
        person.names.append(card)
    assign(card, name.columns() | {"kind": rules.PRIMARY})
    sync(person.names, others, PersonName, keep=[card])


def _checked_posts(
    person: Person, given: Sequence[AffiliationInput], by: Actor | None
) -> list[tuple[AffiliationInput, Organisation | None]]:
    """The posts with their organisations, which must be visible or stand there already."""
    known = {post.organisation_id: post.organisation for post in person.affiliations}
    fresh = {post.organisation_id for post in given} - set(known) - {None}
    visible = queries.visible_organisations(by).where(Organisation.id.in_(fresh))
    found = known | {organisation.id: organisation for organisation in db.session.scalars(visible)}
    for post in given:
        if post.organisation_id is None and post.id is None:
            raise Refused(Text("Choose the organisation of this post."), "affiliations")
        if post.organisation_id is not None and post.organisation_id not in found:
            raise Refused(CHOOSE, "affiliations")
        if post.title_rank not in rules.TITLE_RANKS:
            raise Refused(Text("A rank must be between 1 (top) and 9."), "affiliations")
        check_dates(post.from_date, post.to_date, "affiliations")
    if sum(post.is_primary for post in given) > 1:
        raise Refused(Text("Only one post can be the main one."), "affiliations")
    return [(post, found[post.organisation_id] if post.organisation_id else None) for post in given]


def _write_posts(person: Person, posts: Sequence[tuple[AffiliationInput, Organisation | None]]) -> None:
    """Change and add posts, end those given without an organisation, and settle which is the main one."""
    today = here.today()
    known = {post.id: post for post in person.affiliations}
    wanted = None
    for given, organisation in posts:
        row = known.get(given.id or 0)
        if organisation is None:
            if row is not None and row.to_date is None:
                row.to_date, row.end_known = max(today, row.from_date or today), False
            continue
        columns = given.columns()
        ticked = columns.pop("is_primary")
        titles = columns.pop("titles")
        if titles is not None:
            columns["titles"] = checked_titles(titles, "affiliations")
        if row is None:
            row = Affiliation(is_primary=False)
            person.affiliations.append(row)
        elif given.since is not None:
            said = row.titles  # in other languages, of the title before
            row, columns["from_date"] = followed(person, row, given.since, "affiliations"), given.since
            columns["titles"] = {
                code: text for code, text in columns.get("titles", {}).items() if said.get(code) != text
            }
        if not given.end_known:
            over = row.to_date is not None and row.to_date < today
            columns["to_date"] = row.to_date if over else rules.last_held(given.from_date, today)
        if columns["end_reason"] is None:
            del columns["end_reason"], columns["successor_id"]
        assign(row, columns | {"organisation": organisation})
        wanted = row if ticked else wanted
    current = [row for row in person.affiliations if row.to_date is None or row.to_date >= today]
    if wanted not in current:  # nothing is ticked, or a post that is over
        wanted = next((row for row in current if row.is_primary), current[0] if len(current) == 1 else None)
    if posts:
        _make_primary(person, wanted)


def _make_primary(person: Person, wanted: Affiliation | None) -> None:
    losing = [row for row in person.affiliations if row.is_primary and row is not wanted]
    for row in losing:
        row.is_primary = False
    if losing:
        db.session.flush()  # the index allows one at a time, and the order inside one flush is not ours
    if wanted is not None and not wanted.is_primary:
        wanted.is_primary = True


def _regions(posts: Sequence[tuple[AffiliationInput, Organisation | None]], language: str) -> list[str]:
    """Which countries' dialling rules the numbers are read by."""
    countries = {organisation.id: organisation.country for _, organisation in posts if organisation is not None}
    return rules.regions_of([post for post, _ in posts], countries, language)


def supplement(
    person: Person,
    *,
    points: Sequence[ContactInput] = (),
    post: Affiliation | None = None,
    title: str = "",
    department: str = "",
    since: date | None = None,
    by: Actor | None,
) -> None:
    """Add ways to reach a person, passing over those known already, and say what one of their posts is called.

    From `since` on, as a post that follows it; None: it was never called otherwise. Posts with organisations and
    contact points must be loaded. An empty title or department leaves what stands there.
    """
    at = next((row.organisation for row in person.affiliations if row.is_primary), None)
    region = at.country if at is not None else rules.REGIONS.get(person.primary_language, "")
    known = {(point.kind, point.normalised) for point in person.contact_points}
    with action(rules.PERSON_CHANGED, by=by):
        for point in normalised(points, [region]):
            if (point.kind, point.normalised) not in known:
                row = ContactPoint()
                assign(row, point.columns())
                person.contact_points.append(row)
        if post is not None:
            called = title or post.title, department or post.department
            if called != (post.title, post.department):
                new = followed(person, post, since, "since") if since is not None else post
                new.title, new.department = called
                new.titles = {}  # they said in other languages what is no longer true
        touch(person)


def restore_person(person: Person, *, by: Actor | None) -> None:
    """Bring an archived person back. Refused for one that was merged: its names and posts are at the other one."""
    check_not_merged(person)
    if person.erased_at is not None:
        raise Refused(Text("This person was erased and cannot be brought back."))
    with action(rules.PERSON_RESTORED, by=by):
        person.archived_at = None


def quick_person(
    *, full: str, latin: str = "", organisation_id: int | None, title: str = "", contact: str, by: Actor | None
) -> Person:
    """A person from five fields: the name as on the card and in Latin letters, organisation and job title, one way to
    reach them.

    The language of the name and the kind of contact are guessed; the full form corrects them. Refused for a title
    without an organisation.
    """
    if title and organisation_id is None:
        raise Refused(Text("Choose the organisation of this post."), "organisation_id")
    organisation = None
    if organisation_id is not None:
        organisation = db.session.scalar(queries.visible_organisations(by).where(Organisation.id == organisation_id))
        if organisation is None:
            raise Refused(CHOOSE, "organisation_id")
    language = rules.person_language(full, organisation.country if organisation else "")
    points = [ContactInput(rules.guess_contact_kind(contact), contact)] if contact else []
    try:
        return create_person(
            name=PersonNameInput(language, full),
            other_names=[PersonNameInput("en", latin, kind="latin_passport")] if latin else [],
            affiliations=[AffiliationInput(organisation.id, title)] if organisation else [],
            contact_points=points,
            by=by,
        )
    except Refused as refusal:
        field = {"contact_points": "contact", "affiliations": "organisation_id"}.get(refusal.field or "", refusal.field)
        raise Refused(refusal.text, field) from refusal
