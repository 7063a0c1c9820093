"""Watched contacts: one's own list, and the panel on a person's and an organisation's page."""

from typing import Any

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.contacts import queries as contacts
from crm.core import here
from crm.core.permissions import Permission
from crm.watches import queries, services
from crm.watches.forms import WatchForm
from crm.web.access import me, requires
from crm.web.pages import attempt, page, saved_in_place

bp = Blueprint("watches", __name__, url_prefix="/watches")


@bp.context_processor
def frame() -> dict[str, object]:
    """What the templates need to write a name and to link to its page."""
    return {"own_name": contacts.own_name, "page_of": page_of}


def page_of(kind: str, id: int) -> str:
    """The address of a watched record."""
    return url_for(f"contacts.{kind}", id=id)


@bp.get("/")
@requires(Permission.WATCHES_READ)
def index() -> Response:
    silences = queries.silences(me(), today=here.today())
    return page("watches/index.html", silences=silences, overdue=sum(row.is_overdue for row in silences))


def _panel(kind: str, id: int, form: WatchForm | None = None) -> dict[str, Any]:
    """The context of a record's panel; NotVisible when the user does not see the record."""
    record = queries.record(kind, id, user=me())
    watch = queries.one(kind, id, user=me())
    ask = queries.last_contact_with_people if kind == "person" else queries.last_contact_with_organisations
    fresh = WatchForm(formdata=None, data={"days": watch.days} if watch is not None else None)
    return {
        "kind": kind,
        "record": record,
        "watch": watch,
        "last": ask({id}, user=me()).get(id),
        "form": form or fresh,
    }


@requires(Permission.WATCHES_READ)
def panel(kind: str, id: int) -> Response:
    return page("watches/panel.html", block="panel", **_panel(kind, id))


@bp.post("/<any(person, organisation):kind>/<int:id>")
@requires(Permission.WATCHES_WRITE)
def watch(kind: str, id: int) -> ResponseReturnValue:
    queries.record(kind, id, user=me())
    form = WatchForm()
    if form.validate_on_submit():
        with attempt(form):
            services.watch(kind, id, days=form.days.data or 0, by=me())
            return _saved(kind, id, _("You will be reminded when contact stops."))
    return page("watches/panel.html", block="panel", **_panel(kind, id, form))


@bp.post("/<any(person, organisation):kind>/<int:id>/stop")
@requires(Permission.WATCHES_WRITE)
def stop(kind: str, id: int) -> ResponseReturnValue:
    queries.record(kind, id, user=me())
    row = queries.one(kind, id, user=me())
    if row is not None:  # pressed twice: it has stopped already
        services.stop(row, by=me())
    return _saved(kind, id, _("No longer watched."))


def _saved(kind: str, id: int, message: str) -> ResponseReturnValue:
    context = _panel(kind, id)
    return saved_in_place("watches/panel.html", block="panel", back=page_of(kind, id), message=message, **context)


for _kind in queries.KINDS:
    bp.add_url_rule(f"/panels/{_kind}/<int:id>", f"{_kind}_panel", panel, defaults={"kind": _kind})
