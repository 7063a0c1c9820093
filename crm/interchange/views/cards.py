"""People as vCards: one, a selection, and the code that a phone reads from the screen."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import segno
from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.contacts.forms import PEOPLE_LIST
from crm.contacts.models import Person
from crm.core.permissions import Permission
from crm.interchange.queries import contacts as queries
from crm.interchange.rules import vcards
from crm.interchange.rules.vcards import Contact
from crm.interchange.views.blueprint import bp
from crm.lists import contents
from crm.lists import rules as list_rules
from crm.lists import services as exports
from crm.web import lists
from crm.web.access import me, requires
from crm.web.lists import Act, BulkForm, Done
from crm.web.locale import language, zone
from crm.web.pages import page


@bp.get("/people/<int:id>.vcf")
@requires(Permission.CONTACTS_READ)
def vcard(id: int) -> Response:
    person, contact = queries.contact(id, user=me())
    answer = Response(vcards.vcard(contact), mimetype="text/vcard")
    answer.headers.set("Content-Disposition", "attachment", filename=f"contact-{person.id}.vcf")
    return answer


@bp.get("/people/<int:id>/qr")
@requires(Permission.CONTACTS_READ)
def qr(id: int) -> Response:
    person, contact = queries.contact(id, user=me())
    code = segno.make(vcards.small(contact), error="l", micro=False, encoding="utf-8")
    size, path = vcards.drawn([bytes(row) for row in code.matrix])
    return page("interchange/qr.html", person=person, contact=contact, size=size, path=path)


@bp.route("/people/chosen/vcards", methods=["GET", "POST"])
@requires(Permission.LISTS_EXPORT)
def vcards_chosen() -> ResponseReturnValue:
    return lists.act(PEOPLE_LIST, Act(_("vCards"), _cards, _("Export")), BulkForm(), _written)


def _cards(number: int) -> str:
    return str(
        ngettext("%(num)d card will be written into one file.", "%(num)d cards will be written into one file.", number)
    )


def _written(ids: list[int]) -> Done:
    """Write the cards of the selection into a file that is the reader's own, as an export of the list is."""
    settings = current_app.extensions["settings"]
    wish: dict[str, Any] = {
        "list_name": PEOPLE_LIST.name, "query": request.form.get("of", ""), "format": list_rules.VCARD,
        "encoding": "utf-8", "substitute": False, "language": language(), "timezone": zone(),
    }  # fmt: skip
    exports.check_export(len(ids), limit=settings.export_rows, by=me(), **wish)
    found = queries.contact_list(ids, user=me())
    content = vcards.vcards(_warned(person, contact) for person, contact in found).encode()
    kept = exports.record_export(**wish, by=me())
    name = contents.keep(Path(current_app.config["INSTANCE"]), content)
    exports.keep_export(kept, storage_name=name, rows=len(found), unwritable=None, by=me())
    return Done(len(found), lead=url_for("lists.file", id=kept.id))


def _warned(person: Person, contact: Contact) -> Contact:
    """Whoever gets the file must know whom not to write to."""
    return replace(contact, warning=_("Do not contact")) if person.do_not_contact else contact
