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
from crm.web.locale import language
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
            done = [_hand_on(charge, form.colleague_id.data) for charge in charges]
            return saved(url_for(".leaving", id=id), _("Handed over.") if any(done) else _("There was nothing left."))
    return page("lists/leaving.html", form=form, user=user, charges=charges, named_in=_named_in(id))


def _named_in(id: int) -> list[tuple[str, str, tuple[str, str]]]:
    """(label, address, (name, language)) of what is changed on its own page."""
    return [
        (translate(label), url_for(endpoint, id=record), name)
        for label, kind, endpoint, found in current_app.extensions["named_in"]
        for record, name in kind.seen_names(found(id), me(), language()).items()
    ]


def _charges(id: int) -> list[Charge]:
    found = []
    for name, code, query in current_app.extensions["handed_on"]:
        of, asked_for = listing(name), query.format(id=id)
        _each, what = act_of(of, code)
        statement = of.ids(Asked.of_query(of, asked_for, reader()), me())
        if isinstance(what, RowAct) and count(statement):
            found.append(Charge(of, what, list(db.session.scalars(statement)), f"{url_for(of.endpoint)}?{asked_for}"))
    return found


def _hand_on(charge: Charge, colleague_id: int) -> int:
    """How many it did, or left to the background."""
    said = charge.act.form().naming(colleague_id)
    run = services.begin(list_name=charge.listing.name, act=charge.act.code, said=said, ids=charge.ids, by=me())
    what = BulkAct(translate(charge.act.label), charge.act.sentence, "")
    done = begun(run, charge.listing, len(charge.ids))
    tell(what, done)
    return done.number + done.waiting
