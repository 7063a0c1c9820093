"""The old address of a record that was merged away leads to the one that stayed."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.contacts import queries
from crm.contacts.models import Organisation, Person
from crm.contacts.views.blueprint import bp
from crm.core.errors import NotVisible
from crm.web.errors import answer

#: {endpoint: whose number its address holds}.
MODELS: dict[str, type[Person] | type[Organisation]] = {
    "contacts.person": Person,
    "contacts.edit_person": Person,
    "contacts.organisation": Organisation,
    "contacts.edit_organisation": Organisation,
}


@bp.errorhandler(NotVisible)
def follow_the_merge(_error: NotVisible) -> ResponseReturnValue:
    """To the survivor with a notice, or 404 as everywhere. Only who finds nothing pays for looking."""
    endpoint, id = request.endpoint or "", (request.view_args or {}).get("id")
    known = request.method == "GET" and endpoint in MODELS and id is not None
    stayed = queries.survivor_id(MODELS[endpoint], int(id or 0)) if known else None
    if stayed is None or request.endpoint is None:
        return answer(404)
    flash(_("Number %(old)s was merged into this record.", old=id))
    return redirect(url_for(endpoint, id=stayed), 303)
