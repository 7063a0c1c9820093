"""The log of what was given to third parties and received from them."""

from flask import Response
from flask.typing import ResponseReturnValue

from crm.core.permissions import Permission
from crm.places.rules import COUNTRIES
from crm.privacy import queries, rules
from crm.privacy.forms import PROVISIONS_LIST
from crm.privacy.views.blueprint import bp
from crm.web import listings
from crm.web.access import me, requires
from crm.web.locale import language
from crm.web.pages import page


@bp.get("/provisions")
@requires(Permission.PRIVACY_LOG)
def provisions() -> ResponseReturnValue:
    return listings.show(PROVISIONS_LIST, "privacy/provisions.html")


@bp.get("/provisions/<int:id>")
@requires(Permission.PRIVACY_LOG)
def provision(id: int) -> Response:
    found = queries.provision(id, user=me())
    named = {found.activity_id} - {None}
    return page(
        "privacy/provision.html", found=found, people=queries.people_of(id), rules=rules, countries=COUNTRIES,
        activities=queries.titles({each for each in named if each is not None}, user=me(), language=language()),
    )  # fmt: skip
