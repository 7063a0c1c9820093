"""People as vCards: one, a selection, and the code that a phone reads from the screen."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from flask import Response, current_app, request, url_for
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
from crm.lists.models import ListExport
from crm.web import listings
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.instance import instance_folder
from crm.web.listings import BulkAct, BulkForm, Done
from crm.web.locale import language, zone
from crm.web.pages import saved_file, shown_once

#: Of how many people at most one file holds the portraits: each is as long as a hundred cards without.
PICTURED: Final = 500


@bp.post("/people/<int:id>/vcard")
@requires(Permission.LISTS_EXPORT)
def vcard(id: int) -> Response:
    """One card counts as a row of the day's exports and stands in the log, as a selection of many does."""
    found = [queries.contact(id, user=me())]
    _count_one()
    return saved_file(vcards.vcards(_given_out(found)).encode(), name=f"contact-{id}.vcf")


@bp.route("/people/<int:id>/qr", methods=["GET", "POST"])
@requires(Permission.LISTS_EXPORT)
def qr(id: int) -> Response:
    """The card as a code that a phone takes along: it is shown once it was asked for and counted as a card."""
    person, contact = queries.contact(id, user=me())
    drawn = None
    if request.method == "POST":
        _count_one()
        drawn = codes.drawn(vcards.small(contact))
    return shown_once(
        "interchange/qr.html", person=person, contact=contact, drawn=drawn, action_form=ActionForm,
    )  # fmt: skip


@bp.route("/people/chosen/vcards", methods=["GET", "POST"])
@requires(Permission.LISTS_EXPORT)
def vcards_chosen() -> ResponseReturnValue:
    return listings.act(PEOPLE_LIST, BulkAct(_("vCards"), _cards, _("Export")), BulkForm(), _written)


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


def _cards(number: int) -> str:
    return str(
        ngettext("%(num)d card will be exported to one file.", "%(num)d cards will be exported to one file.", number)
    )


def _written(ids: list[int]) -> Done:
    """Write the cards of the selection into a file that is the reader's own, as an export of the list is."""
    kept = _recorded(len(ids))
    found = queries.contact_list(ids, user=me())
    content = vcards.vcards(_given_out(found)).encode()
    name = contents.keep(instance_folder(), content)
    exports.keep_export(kept, storage_name=name, rows=len(found), unwritable=None, by=me())
    return Done(len(found), lead=url_for("lists.file", id=kept.id))


def _given_out(found: Sequence[tuple[Person, Contact]]) -> Iterator[Contact]:
    """The cards as they leave the house: with portraits, and with the word whom not to write to.

    Of somebody who does not want to be contacted the portrait stays here: nobody needs it to leave them alone.
    """
    portraits = contacts.portraits([person.id for person, _contact in found][:PICTURED])
    for person, contact in found:
        if person.refuses:
            yield replace(contact, warning=_("Do not contact"))
        elif (portrait := portraits.get(person.id)) is not None:
            yield replace(contact, picture=_small(portrait))
        else:
            yield contact


def _small(portrait: Portrait) -> bytes:
    """The thumbnail; nothing where its bytes are missing, as after a backup of the database alone."""
    path = files.folder(instance_folder()) / portrait.thumbnail.storage_name
    return path.read_bytes() if path.is_file() else b""
