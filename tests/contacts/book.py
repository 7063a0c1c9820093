"""A small book of contacts: what a test does not care about is filled in."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm.contacts import services
from crm.contacts.models import Organisation, Person
from crm.contacts.rules import AffiliationInput, ContactInput, OrganisationNameInput, PersonNameInput, RoleInput
from crm.core.database import db, writing
from crm.places import queries as places
from crm.places import services as places_services
from crm.places.models import Place
from tests.kept import kept


@kept
def load_rates() -> None:
    """The exchange rates of the sample: nobody is asked for one."""
    with writing():
        places_services.load_rates(places.own_data("rates"), by=None)
        db.session.commit()


@kept
def load_places() -> None:
    """Our own places, once."""
    with writing():
        places_services.load(places.own_data("places"), by=None)
        db.session.commit()


def place(code: str) -> Place:
    """A place by its official code; the places must be loaded."""
    return db.session.scalars(select(Place).options(selectinload(Place.names)).where(Place.code == code)).one()


def organisation(text: str = "延吉市商务局", language: str = "zh-Hans", **content: Any) -> Organisation:
    """An organisation, in China unless said otherwise. `roles` may be given as plain codes."""
    roles = [RoleInput(r) if isinstance(r, str) else r for r in content.pop("roles", ())]
    reading = content.pop("reading", "")
    with writing():
        made = services.create_organisation(
            name=OrganisationNameInput(text, language, reading),
            roles=roles,
            **({"country": "CN", "by": None} | content),
        )
        db.session.commit()
    return made


def person(full: str = "李明淑", language: str = "zh-Hans", **content: Any) -> Person:
    """A person. `at` is the organisation of the one post, `title` its title; `contacts` are (kind, value)."""
    at, title = content.pop("at", None), content.pop("title", "")
    posts = [AffiliationInput(at.id, title)] if at is not None else []
    points = [ContactInput(kind, value) for kind, value in content.pop("contacts", ())]
    forms = [PersonNameInput(language, text, kind=kind) for kind, language, text in content.pop("forms", ())]
    name = PersonNameInput(
        language, full, content.pop("family", ""), content.pop("given", ""), content.pop("reading", "")
    )
    values: dict[str, Any] = {"other_names": forms, "affiliations": posts, "contact_points": points, "by": None}
    with writing():
        made = services.create_person(name=name, **(values | content))
        db.session.commit()
    return made


#: The person whose four correct forms domain.md §1.3 gives: (kind, language, full).
MINGSHU_FORMS = (
    ("hangul_yanbian", "ko", "리명숙"),
    ("hangul_rok", "ko", "이명숙"),
    ("latin_passport", "en", "LI MINGSHU"),
    ("latin_business", "en", "Li Mingshu"),
    ("ja_reading", "ja", "り めいしゅく"),
)
