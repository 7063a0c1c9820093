"""What fits a name while it is typed: the options of the list under a box of a form or a filter."""

from flask import Response, request

from crm.contacts.forms.picks import meant_otherwise
from crm.contacts.queries.named import find_organisations, find_people, found_organisations
from crm.contacts.views.blueprint import bp
from crm.core.cleaning import search_words
from crm.core.permissions import Permission
from crm.web.access import can, me, requires
from crm.web.locale import language
from crm.web.pages import page

ON_LIST = 8


@bp.get("/pick/<any(organisations, people):kind>")
@requires(Permission.CONTACTS_READ)
def pick(kind: str) -> Response:
    typed, user = search_words(request.args.get("q", "")), me()
    if kind == "people":
        found = find_people(typed, user=user, limit=ON_LIST)
    else:
        found = find_organisations(typed, user=user, language=language(), limit=ON_LIST)
        if not found and typed:
            found = found_organisations([id for id, _sure in meant_otherwise(typed)], user=user, language=language())
    named = "adds" in request.args and can(Permission.CONTACTS_WRITE) and not any(one.label == typed for one in found)
    return page(
        "contacts/_found.html",
        found=found,
        listed=request.args.get("list", "")[:60],
        adds=typed if named else "",
        later="makes" in request.args,
    )
