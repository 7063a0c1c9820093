"""The public form, the form for codes, and what the office decides about an applicant."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from crm.applications import rules
from crm.applications.models import Application
from crm.applications.queries import Alike
from crm.applications.services import ApplicationInput
from crm.contacts.forms.picks import OrganisationField, PersonField
from crm.places.forms import CountryField
from crm.travel import rules as travel_rules
from crm.travel.rules import Details
from crm.web.forms import BaseForm, Choice, Day, Line, Prose, Tick, Whole

SHORT, LONG = 60, 1000
_PRIVATE = {"autocomplete": "off"}


def _label(name: str) -> Any:
    return _l(travel_rules.LABELS[name])


class CodeForm(BaseForm):
    """Where somebody without a link types the code from a letter."""

    code = Line(
        _l("Code"), limit=SHORT, required=True, render_kw={"autocomplete": "off", "autocapitalize": "characters"}
    )


class ApplyForm(BaseForm):
    """参加申込書: what a company writes to take part. Only company, name, a way to answer and consent are needed."""

    company = Line(_l("Company"), required=True, render_kw={"autocomplete": "organization"})
    company_reading = Line(_l("Reading of the company's name"))
    name = Line(_l("Full name"), required=True, render_kw={"autocomplete": "name"})
    reading = Line(_l("Reading"), description=_l("Kana, or pinyin with tones."))
    title = Line(_l("Job title"), limit=120, render_kw={"autocomplete": "organization-title"})
    email = Line(_l("E-mail"), limit=254, render_kw={"autocomplete": "email", "type": "email"})
    phone = Line(_l("Phone"), limit=SHORT, render_kw={"autocomplete": "tel", "type": "tel"})
    products = Prose(_l("Products you carry along"), limit=LONG, description=_l("Samples, how many, of what value."))
    counterparts = Prose(
        _l("Whom you want to meet"), limit=LONG, description=_l("Kinds of companies, or names if you know them.")
    )
    remarks = Prose(_l("Remarks"), limit=LONG)
    diet = Prose(_label("diet"), limit=LONG)
    room = Choice(_label("room"), table=travel_rules.ROOMS)
    smoking = Choice(_label("smoking"), table=travel_rules.SMOKING)
    passport_name = Line(_label("passport_name"), limit=SHORT, render_kw=_PRIVATE)
    passport_number = Line(_label("passport_number"), limit=SHORT, render_kw=_PRIVATE)
    nationality = CountryField(_label("nationality"), table=travel_rules.NATIONALITIES)
    birth_date = Day(_label("birth_date"), render_kw=_PRIVATE)
    passport_expires = Day(_label("passport_expires"), render_kw=_PRIVATE)
    consent = Tick(
        _l("I agree"), validators=[InputRequired(_l("Without your consent we may not keep this application."))]
    )

    def input(self, language: str) -> ApplicationInput:
        """What the services take."""
        values = self.values()
        values.pop("consent")
        told = {name: values.pop(name) for name in tuple(values) if name in travel_rules.LABELS}
        told["passport_number"] = travel_rules.cleaned_number(told["passport_number"])
        told["passport_name"] = travel_rules.cleaned_name(told["passport_name"])
        return ApplicationInput(language=language, travel=Details(**told), **values)


class CodesForm(BaseForm):
    companies = Prose(
        _l("For which companies"),
        limit=10_000,
        description=_l("One per line; each gets its own code. Empty: one code without a name."),
    )
    days = Whole(
        _l("Valid for how many days"), required=True, least=1, most=rules.LONGEST.days, default=rules.USUAL.days
    )

    def lines(self) -> list[str]:
        """The companies, at least one."""
        return [line.strip() for line in (self.companies.data or "").splitlines() if line.strip()] or [""]


class MatchForm(BaseForm):
    """Who of the book the applicant and their company are. Make it with `of`."""

    organisation_id = OrganisationField(_l("Company in the contacts"), description=_l("Empty: it is entered as new."))
    person_id = PersonField(_l("Person in the contacts"), description=_l("Empty: they are entered as new."))

    @classmethod
    def of(cls, application: Application, alike: Alike) -> "MatchForm":
        """The form with the likeliest ones chosen; whoever decides sees why they are proposed."""
        first = {
            "organisation_id": alike.organisations[0].organisation.id if alike.organisations else None,
            "person_id": alike.people[0].line.person.id if alike.people else None,
        }
        return cls(row=application, data=first)

    @classmethod
    def initial(cls, row: Application) -> dict[str, Any]:
        return {"organisation_id": row.organisation_id, "person_id": row.person_id}
