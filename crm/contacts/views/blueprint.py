"""The blueprint, and how templates of every capability write a name: `person|own_name`, `organisation|shown`."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from crm.contacts import queries, rules
from crm.contacts.models import ContactPoint, Organisation, Person, Portrait
from crm.core import identifiers
from crm.core.languages import Language
from crm.core.permissions import Permission
from crm.places.rules import Shown
from crm.web.access import requires
from crm.web.locale import language

bp = Blueprint("contacts", __name__, url_prefix="/contacts")


@bp.get("/")
@requires(Permission.CONTACTS_READ)
def index() -> ResponseReturnValue:
    return redirect(url_for(".people"))


@bp.app_template_filter("own_name")
def own_name(record: Organisation | Person) -> Shown:
    """The name in its owner's script; `names` must be loaded."""
    return queries.own_name(record)


@bp.app_template_filter("addressed")
def addressed(person: Person, post: str = "") -> Shown:
    """The name with the post in it, 様, 先生, 님 or Ms; `names` must be loaded, `post` is as on the card."""
    return queries.addressed(person, post)


@bp.app_template_filter("shown")
def shown(record: Organisation | Person) -> Shown:
    """The name for the reader when there is one in their language, else the owner's; `names` must be loaded."""
    return queries.display_name(record, language())


@bp.app_template_filter("listed_forms")
def listed_forms(record: Organisation | Person) -> tuple[Shown, list[tuple[str, str]]]:
    """(the name for the reader, its other forms as the macros take them); `names` must be loaded."""
    name, forms = queries.listed_forms(record, *queries.face(record), language())
    return name, [(form.text, form.language) for form in forms]


@bp.app_template_filter("kept_name")
def kept_name(text: str, record: Organisation | Person) -> Shown:
    """A name as it was kept, for the reader where it still is the one of the record; `names` must be loaded."""
    own = queries.own_name(record)
    return queries.display_name(record, language()) if text in ("", own.text) else Shown(text, own.language)


@bp.app_template_filter("alt_names")
def alt_names(record: Organisation | Person) -> list[tuple[str, str]]:
    """Reading, hangul, Latin letters, as the macros take them: [(text, language)]."""
    return [(form.text, form.language) for form in queries.alt_names(record)]


@bp.app_template_filter("titled_post")
def titled_post(post: rules.Post, own: str) -> tuple[str, str]:
    """Department and title for the reader, with their language; `own` is that of the person's card."""
    return rules.titled_post(post, language(), own)


@bp.app_template_filter("by_language")
def by_language(titles: Mapping[str, str]) -> list[tuple[str, str]]:
    """Titles in further languages as the macros take them: [(text, language)], in the order of the languages."""
    return [(titles[code], code.value) for code in Language if titles.get(code)]


@bp.app_template_filter("contact_link")
def contact_link(point: ContactPoint) -> str | None:
    """The tel:, mailto: or https: address of a contact point."""
    return rules.link(point.kind, point.normalised)


@bp.app_template_filter("identifier_text")
def identifier_text(organisation: Organisation) -> str:
    """The registration number as its country writes it."""
    return identifiers.shown(organisation.identifier_type, organisation.identifier_value)


@bp.app_template_filter("web_address")
def web_address(address: str) -> str | None:
    """A stored web address when it may be linked to."""
    return rules.web_address(address)


@bp.app_template_filter("contact_text")
def contact_text(point: ContactPoint) -> str:
    """A contact point as it is read out."""
    return rules.readable(point.kind, point.value, point.normalised)


@bp.app_template_global("portrait_url")
def portrait_url(portrait: Portrait) -> str:
    """Where the thumbnail is; another portrait has another address, so that none is shown for the one before."""
    return url_for("contacts.portrait", id=portrait.person_id, small=1, v=portrait.id)


def confirmed() -> bool:
    """Whether the button was the one that saves in spite of possible duplicates."""
    return request.form.get("confirmed") == "1"


def duplicate_status(candidates: Sequence[object]) -> int | None:
    """409 for a form that waits for a look at possible duplicates; None leaves the status to the form."""
    return 409 if candidates else None
