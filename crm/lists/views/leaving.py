"""What somebody is in charge of goes to a colleague in one act: they leave, or are away for long."""

from dataclasses import dataclass

from flask import current_app, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core.database import db
from crm.core.paging import count
from crm.core.permissions import Permission
from crm.lists import services
from crm.lists.forms import HandOnForm
from crm.lists.views.blueprint import bp, listing
from crm.lists.views.chosen import act_of, begun
from crm.users import queries as users
from crm.web.access import me, requires
from crm.web.forms import translate
from crm.web.listings import Asked, BulkAct, Listing, RowAct, reader, tell
from crm.web.pages import attempt, page, saved


@dataclass(frozen=True)
class Charge:
    """What somebody is in charge of on one list: how much, where it is listed, and the act that hands it on."""

    listing: Listing
    act: RowAct
    ids: list[int]
    url: str


@bp.route("/leaving/<int:id>", methods=["GET", "POST"])
@requires(Permission.USERS_MANAGE)
def leaving(id: int) -> ResponseReturnValue:
    user = users.one(id)
    form, charges = HandOnForm.leaving(user), _charges(id)
    if form.validate_on_submit():
        with attempt(form):
            for charge in charges:
                _hand_on(charge, form.colleague_id.data)
            return saved(url_for(".leaving", id=id), _("Handed over."))
    return page("lists/leaving.html", form=form, user=user, charges=charges)


def _charges(id: int) -> list[Charge]:
    found = []
    for name, code, query in current_app.extensions["handed_on"]:
        of, asked_for = listing(name), query.format(id=id)
        _each, what = act_of(of, code)
        statement = of.ids(Asked.of_query(of, asked_for, reader()), me())
        if isinstance(what, RowAct) and count(statement):
            found.append(Charge(of, what, list(db.session.scalars(statement)), f"{url_for(of.endpoint)}?{asked_for}"))
    return found


def _hand_on(charge: Charge, colleague_id: int) -> None:
    said = charge.act.form().naming(colleague_id)
    run = services.begin(list_name=charge.listing.name, act=charge.act.code, said=said, ids=charge.ids, by=me())
    what = BulkAct(translate(charge.act.label), charge.act.sentence, "")
    tell(what, begun(run, charge.listing, len(charge.ids)))
