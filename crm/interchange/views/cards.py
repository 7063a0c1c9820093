"""People as vCards: one, a selection, and the code that a phone reads from the screen."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any, Final

from flask import Response, current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.charts import qr as codes
from crm.contacts import queries as contacts
from crm.contacts.forms import PEOPLE_LIST
from crm.contacts.models import Person, Portrait
from crm.core.permissions import Permission
from crm.files import services as files
from crm.interchange.queries import contacts as queries
from crm.interchange.rules import vcards
from crm.interchange.rules.vcards import Contact
from crm.interchange.views.blueprint import bp
from crm.lists import contents
from crm.lists import rules as list_rules
from crm.lists import services as exports
from crm.lists.forms import GivingForm
from crm.lists.models import ListExport
from crm.lists.queries import giving
from crm.lists.queries.giving import Given, ToldOf, Towards
from crm.privacy import queries as privacy
from crm.web import listings
from crm.web.access import can, me, requires
from crm.web.forms import translate
from crm.web.instance import instance_folder
from crm.web.listings import BulkAct, BulkForm, Done
from crm.web.locale import language, zone
from crm.web.pages import attempt, saved_file, shown_once

#: Of how many people at most one file holds the portraits: each is as long as a hundred cards without.
PICTURED: Final = 500


class CardForm(GivingForm):
    """For whom one card is."""


class CardsForm(GivingForm, BulkForm):
    """For whom the cards of a selection are."""


@bp.post("/people/<int:id>/vcard")
@requires(Permission.LISTS_EXPORT)
def vcard(id: int) -> Response:
    """One card counts as a row of the day's exports and stands in the log, as a selection of many does."""
    person, contact = queries.contact(id, user=me())
    form = CardForm().telling(people=True, overrides=can("privacy:override"))
    if form.validate_on_submit():
        with attempt(form):
            to, name = form.towards, f"contact-{id}.vcf"
            _check(to, [id])
            _count_one()
            content = _file([(person, contact)], to)
            _note(to, [id], name, content)
            return saved_file(content, name=name)
    return _one(form, *queries.contact(id, user=me()))


@bp.route("/people/<int:id>/qr", methods=["GET", "POST"])
@requires(Permission.LISTS_EXPORT)
def qr(id: int) -> Response:
    """The card as a code that a phone takes along: it is shown once it was asked for and counted as a card."""
    form, drawn = CardForm().telling(people=True, overrides=can("privacy:override")), None
    person, contact = queries.contact(id, user=me())
    if form.validate_on_submit():
        with attempt(form):
            to, small = form.towards, vcards.small(contact)
            _check(to, [id])
            _count_one()
            _note(to, [id], "", small.encode())
            drawn = codes.drawn(small)
    return _one(form, *queries.contact(id, user=me()), drawn)


def _one(form: CardForm, person: Person, contact: Contact, drawn: tuple[int, str] | None = None) -> Response:
    return shown_once("interchange/qr.html", form=form, person=person, contact=contact, drawn=drawn)


@bp.route("/people/chosen/vcards", methods=["GET", "POST"])
@requires(Permission.LISTS_EXPORT)
def vcards_chosen() -> ResponseReturnValue:
    form = CardsForm().telling(people=True, overrides=can("privacy:override"))
    return listings.act(PEOPLE_LIST, BulkAct(_("vCards"), _cards, _("Export")), form, partial(_written, form))


def _count_one() -> None:
    exports.keep_export(_recorded(1), storage_name=None, rows=1, unwritable=None, by=me())


def _recorded(rows: int) -> ListExport:
    """Note that people leave as cards. Refused above the day's limit."""
    wish: dict[str, Any] = {
        "list_name": PEOPLE_LIST.name, "query": request.form.get("of", ""), "format": list_rules.VCARD,
        "encoding": "utf-8", "substitute": False, "language": language(), "timezone": zone(),
    }  # fmt: skip
    exports.check_export(rows, limit=current_app.extensions["settings"].export_rows, by=me(), **wish)
    return exports.record_export(**wish, by=me())


def _check(to: Towards | None, ids: Collection[int]) -> None:
    """Refused where somebody may not be given to whom the cards go."""
    if to is None:
        return
    gaps = exports.check_giving(to, ToldOf(frozenset(ids)), len(ids), overrides=can("privacy:override"))
    if gaps:
        flash(
            ngettext("%(num)d person in this list was not asked.", "%(num)d people in this list were not asked.", gaps)
        )


def _note(to: Towards | None, ids: Collection[int], name: str, content: bytes) -> None:
    """Note what went to somebody outside."""
    if to is not None:
        title, told = translate(PEOPLE_LIST.title), _("vCards")
        giving.note(Given(title, to, told, name, sha256(content).hexdigest()), ToldOf(frozenset(ids)), by=me())


def _cards(number: int) -> str:
    return str(
        ngettext("%(num)d card will be exported to one file.", "%(num)d cards will be exported to one file.", number)
    )


def _written(form: CardsForm, ids: list[int]) -> Done:
    """Write the cards of the selection into a file that is the reader's own, as an export of the list is."""
    to, found = form.towards, queries.contact_list(ids, user=me())
    _check(to, [person.id for person, _contact in found])
    kept, content = _recorded(len(ids)), _file(found, to)
    _note(to, [person.id for person, _contact in found], f"{PEOPLE_LIST.name}.vcf", content)
    name = contents.keep(instance_folder(), content)
    exports.keep_export(kept, storage_name=name, rows=len(found), unwritable=None, by=me())
    return Done(len(found), lead=url_for("lists.file", id=kept.id))


def _file(found: Sequence[tuple[Person, Contact]], to: Towards | None) -> bytes:
    """The cards as they leave the house: with portraits, and with the word whom not to write to.

    Of somebody who does not want to be contacted the portrait stays here: nobody needs it to leave them alone. It goes
    to others only where the person said yes to photographs.
    """
    portraits = contacts.portraits([person.id for person, _contact in found][:PICTURED])
    if to is not None:
        kept_back = set(portraits) - privacy.photographed(portraits)
        portraits = {id: each for id, each in portraits.items() if id not in kept_back}
        if kept_back:
            flash(
                ngettext(
                    "%(num)d portrait stayed here: there is no yes to photographs.",
                    "%(num)d portraits stayed here: there is no yes to photographs.",
                    len(kept_back),
                ),
                "warn",
            )
    label, stands = (
        giving.stands_to(PEOPLE_LIST.name, [person.id for person, _contact in found], to) if to else ("", {})
    )
    words = {id: f"{translate(label)}{_(': ')}{translate(told)}" for id, told in stands.items()}
    return vcards.vcards(_given_out(found, portraits, words)).encode()


def _given_out(
    found: Sequence[tuple[Person, Contact]], portraits: Mapping[int, Portrait], stands: Mapping[int, str]
) -> Iterator[Contact]:
    """`stands` says how they stand to being given to whom the cards go; nothing where they stay in the office."""
    for person, contact in found:
        warnings = [_("Do not contact")] if person.refuses else []
        told = [*warnings, *filter(None, [stands.get(person.id, "")])]
        portrait = portraits.get(person.id) if not person.refuses else None
        picture = _small(portrait) if portrait is not None else contact.picture
        yield replace(contact, warning=" · ".join(told), picture=picture)


def _small(portrait: Portrait) -> bytes:
    """The thumbnail; nothing where its bytes are missing, as after a backup of the database alone."""
    path = files.folder(instance_folder()) / portrait.thumbnail.storage_name
    return path.read_bytes() if path.is_file() else b""
