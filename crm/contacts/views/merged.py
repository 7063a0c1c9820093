"""Where a record went: merged away, its address leads to the one that stayed; archived, it tells the way back."""

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.contacts import queries
from crm.contacts.models import Organisation, Person
from crm.contacts.queries.named import organisation_labels, people_labels
from crm.contacts.views.blueprint import bp
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.web.access import me
from crm.web.errors import answer
from crm.web.locale import language
from crm.web.pages import page

#: {endpoint: whose number its address holds}.
MODELS: dict[str, type[Person] | type[Organisation]] = {
    "contacts.person": Person,
    "contacts.edit_person": Person,
    "contacts.organisation": Organisation,
    "contacts.edit_organisation": Organisation,
}


@bp.errorhandler(NotVisible)
def look_where_it_went(_error: NotVisible) -> ResponseReturnValue:
    """To the survivor with a notice, to the way back from the archive, or 404 as everywhere.

    Only who finds nothing pays for looking.
    """
    endpoint, id = request.endpoint or "", (request.view_args or {}).get("id")
    if request.method != "GET" or endpoint not in MODELS or id is None:
        return answer(404)
    stayed = queries.survivor_id(MODELS[endpoint], id)
    if stayed is not None:
        flash(_("Number %(old)s was merged into this record.", old=id))
        return redirect(url_for(endpoint, id=stayed), 303)
    if MODELS[endpoint] is Person and queries.is_erased(id):
        return redirect(url_for("subjects.erased_person", id=id), 303)
    return _archived(MODELS[endpoint], id) or answer(404)


def _archived(model: type[Person] | type[Organisation], id: int) -> Response | None:
    if model is Person:
        label, restore = people_labels([id], user=me(), archived=True).get(id), ".restore_person"
    else:
        found = organisation_labels([id], user=me(), language=language(), archived=True)
        label, restore = found.get(id), ".restore_organisation"
    if not label:
        return None
    return page(
        "archived.html", status=404, label=label, restore=url_for(restore, id=id), needs=Permission.CONTACTS_WRITE
    )
