"""The input of the pages about people."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import inspect

from crm.contacts import queries, rules
from crm.contacts.forms.employers import NewEmployer, asked
from crm.contacts.forms.likeness import weights
from crm.contacts.forms.picks import OrganisationField
from crm.contacts.forms.rows import (
    CONTACT_LIMIT,
    READS,
    AffiliationRow,
    ContactRow,
    PersonNameRow,
    SkillRow,
    all_checked,
    as_dicts,
    contact_inputs,
    counted,
    offer,
    suggesting,
)
from crm.contacts.forms.titles import given_titles, shown_titles
from crm.contacts.models import Affiliation, Person, PersonName
from crm.contacts.rules import (
    AffiliationInput,
    PersonNameInput,
    SkillInput,
)
from crm.core.cleaning import BadText
from crm.core.contact_points import normalise
from crm.core.languages import NAME_LANGUAGES
from crm.web.access import me
from crm.web.forms import (
    BaseForm,
    Choice,
    Line,
    Prose,
    Rows,
    Tick,
)


class PersonForm(BaseForm):
    language = Choice(_l("Language of the card"), table=NAME_LANGUAGES, required=True, blank=None)
    family = Line(_l("Family name"), limit=rules.PART_LIMIT, render_kw=READS)
    given = Line(_l("Given name"), limit=rules.PART_LIMIT, render_kw=READS)
    full = Line(
        _l("Full name as on the card"),
        description=_l("Only when it is not simply family and given name."),
        render_kw=READS,
    )
    reading = Line(_l("Reading"), description=_l("Kana, or pinyin with tones."))
    name_order = Choice(_l("Order of the name"), table=rules.NAME_ORDERS, blank=_l("As usual in that language"))
    names = Rows(PersonNameRow, _l("Other forms of the name"), least=0)
    affiliations = Rows(
        AffiliationRow,
        _l("Posts"),
        description=_l(
            "Keep the row of a post that is over, and give it an end date. Clearing its organisation ends the post "
            "today."
        ),
    )
    contact_points = Rows(ContactRow, _l("Contact details"), least=1)
    languages = Rows(SkillRow, _l("Languages"), least=0)
    salutation = Line(_l("Salutation"), limit=40)
    do_not_contact = Tick(_l("Do not contact"))
    notes = Prose(_l("Notes"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {post.id: post for post in _posts(self.row)}
        for entry in self.affiliations:
            entry.form.compare(known.get(entry.form.row_id))
        if suggesting():
            self.suggest()

    def suggest(self) -> None:
        """Offer a reading and other forms of the name where nothing is written yet."""
        name = self.name()
        if not (name.full or name.family):
            return
        name = rules.completed(name)
        if not self.reading.data:
            self.reading.data = rules.suggested_reading(name)
        known = {row.kind.data for row in counted(self.names)}
        for form in rules.suggested_forms(name, known):
            offer(self.names, kind=form.kind, language=form.language, full=form.full)

    @classmethod
    def initial(cls, row: Person) -> dict[str, Any]:
        person = row
        if inspect(person).unloaded & {"names", "affiliations", "contact_points", "language_skills"}:
            person = queries.person(row.id, user=me(), archived=True)
        card = next(name for name in person.names if name.kind == rules.PRIMARY)
        others = [name for name in person.names if name is not card]
        return {
            "language": card.language, "family": card.family, "given": card.given,
            "full": _more_than_parts(card), "reading": card.reading, "name_order": card.name_order,
            "names": [
                shown | {"full": _more_than_parts(name)}
                for name, shown in zip(
                    others, as_dicts(others, "kind", "language", "family", "given", "reading", "name_order"),
                    strict=True,
                )
            ],
            "affiliations": [
                shown_titles(post.pop("titles")) | _shown_end(post) | {"title_rank": str(post["title_rank"])}
                for post in as_dicts(
                    person.affiliations, "organisation_id", "department", "title", "title_rank", "from_date",
                    "to_date", "end_known", "is_primary", "titles",
                )
            ],
            "contact_points": as_dicts(person.contact_points, "kind", "value", "label"),
            "languages": as_dicts(person.language_skills, "language", "level"),
            "salutation": person.salutation, "do_not_contact": person.do_not_contact, "notes": person.notes,
        }  # fmt: skip

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if not (self.full.data or self.family.data or self.given.data):
            self.family.errors = [*self.family.errors, _("Enter the family name, the given name or the full name.")]
            valid = False
        return all_checked(self.contact_points, self.regions()) and self._is_divided() and valid

    def _is_divided(self) -> bool:
        """Whether kana tells where the given name begins; of what stands there already nothing is asked."""
        ways = rules.divided_kana(self.reading.data or "", self.family.data or "", self.given.data or "")
        if not ways or self.reading.data == self.reading.object_data:
            return True
        told = _("Put a space between family and given name, for example “%(reading)s” (guess).", reading=ways[0])
        self.reading.errors = [*self.reading.errors, told]
        return False

    def regions(self) -> list[str]:
        """Whose dialling rules the numbers follow, as `rules.regions_of` says."""
        posts = [
            AffiliationInput(row.organisation_id.data, to_date=row.to_date.data, is_primary=row.is_primary.data)
            for row in counted(self.affiliations)
        ]
        countries = queries.countries_of({post.organisation_id for post in posts if post.organisation_id is not None})
        return rules.regions_of(posts, countries, self.language.data or "")

    def name(self) -> PersonNameInput:
        """The name on the card."""
        return PersonNameInput(
            self.language.data or "", self.full.data or "", self.family.data or "", self.given.data or "",
            self.reading.data or "", name_order=self.name_order.data or "",
        )  # fmt: skip

    def input(self) -> dict[str, Any]:
        """The keyword arguments of `services.create_person` and `change_person`."""
        return {
            "name": self.name(),
            "other_names": [
                PersonNameInput(r.language.data, r.full.data or "", r.family.data or "", r.given.data or "",
                                r.reading.data or "", r.kind.data, r.row_id, r.name_order.data or "")
                for r in counted(self.names)
            ],
            "affiliations": [
                AffiliationInput(r.organisation_id.data, r.title.data or "", r.department.data or "",
                                 int(r.title_rank.data), r.from_date.data, r.to_date.data, r.is_primary.data, r.row_id,
                                 end_known=not r.is_ended.data or r.to_date.data is not None,
                                 titles=given_titles(r), since=r.new_since)
                for r in counted(self.affiliations)
            ],
            "contact_points": contact_inputs(self.contact_points),
            "languages": [SkillInput(r.language.data, r.level.data, r.row_id) for r in counted(self.languages)],
            "salutation": self.salutation.data or "",
            "do_not_contact": self.do_not_contact.data,
            "notes": self.notes.data or "",
        }  # fmt: skip

    def new_employers(self) -> list[AffiliationRow]:
        """The rows whose organisation is to be added."""
        return [row for row in counted(self.affiliations) if row.adds]

    def firms(self) -> list[queries.OrganisationCandidate]:
        """Which organisations may be those that are to be added."""
        return [firm for row in self.new_employers() for firm in row.firms()]

    def candidates(self) -> list[queries.Candidate]:
        """Who may be the same person."""
        content = self.input()
        regions = self.regions()
        points = [(p.kind, rules.dialled(p.kind, p.value, regions)) for p in content["contact_points"]]
        posts = [post.organisation_id for post in content["affiliations"] if post.organisation_id]
        names = [content["name"], *content["other_names"]]
        return queries.candidates(names, points, posts[0] if posts else None, user=me(), weights=weights())


def _posts(person: Person | None) -> Sequence[Affiliation]:
    """The posts on file of whoever the form is about; none where they are not loaded: nothing is compared then."""
    return person.affiliations if person is not None and "affiliations" not in inspect(person).unloaded else ()


def _shown_end(post: dict[str, Any]) -> dict[str, Any]:
    """A post with its end as the form asks for it: no day of one that nobody knows."""
    known = post.pop("end_known")
    return post | {"is_ended": not known} | ({} if known else {"to_date": None})


def _more_than_parts(name: PersonName) -> str:
    """The full name where it is not simply family and given name: a corrected family name must not stand beside it."""
    parts = PersonNameInput(name.language, "", name.family, name.given, kind=name.kind, name_order=name.name_order)
    return "" if (name.family or name.given) and rules.completed(parts).full == name.full else name.full


class QuickPersonForm(NewEmployer, BaseForm):
    full = Line(_l("Name as on the card"), required=True)
    latin = Line(_l("Name in Latin letters"), description=_l("As the person writes it, for example in the passport."))
    organisation_id = OrganisationField(_l("Organisation"), makes=False)
    new_role, new_at, new_anywhere = asked()
    title = Line(_l("Job title"), limit=rules.TITLE_LIMIT, description=_l("With the department, as on the card."))
    contact = Line(_l("E-mail, phone or WeChat"), limit=CONTACT_LIMIT)

    def candidates(self) -> list[queries.Candidate]:
        """Who may be the same person."""
        return person_candidates(self.full.data or "", self.organisation_id.data, self.contact.data or "")


def person_candidates(full: str, organisation_id: int | None, contact: str) -> list[queries.Candidate]:
    """Who may be the same as the person typed so far; a contact that cannot be read yet is left out."""
    country = queries.country_of(organisation_id)
    tag, kind = rules.person_language(full, country), rules.guess_contact_kind(contact)
    try:
        points = [(kind, normalise(kind, contact, country or rules.REGIONS.get(tag, "")))]
    except BadText:
        points = []
    return queries.candidates([PersonNameInput(tag, full)], points, organisation_id, user=me(), weights=weights())
