"""Watched contacts: one's own list, and the panel on a person's and an organisation's page."""

from typing import Any

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core import here
from crm.core.permissions import Permission
from crm.threads.queries import last_contacts
from crm.watches import queries, services
from crm.watches.forms import WatchForm
from crm.web.access import me, requires
from crm.web.pages import attempt, page, saved_in_place
from crm.web.records import record_url

bp = Blueprint("watches", __name__, url_prefix="/watches")


@bp.get("/")
@requires(Permission.WATCHES_READ)
def index() -> Response:
    silences = queries.silences(me(), today=here.today())
    return page("watches/index.html", silences=silences, overdue=sum(row.is_overdue for row in silences))


def _panel(record_type: str, id: int, form: WatchForm | None = None) -> dict[str, Any]:
    """The context of a record's panel; NotVisible when the user does not see the record."""
    record = queries.record(record_type, id, user=me())
    watch = queries.one(record_type, id, user=me())
    fresh = WatchForm(formdata=None, data={"days": watch.days} if watch is not None else None)
    return {
        "record_type": record_type,
        "record": record,
        "watch": watch,
        "last": last_contacts(record_type, {id}, user=me()).get(id),
        "form": form or fresh,
    }


@bp.get("/panels/<any(people, organisations):record_type>/<int:id>")
@requires(Permission.WATCHES_READ)
def panel(record_type: str, id: int) -> Response:
    return page("watches/panel.html", block="panel", **_panel(record_type, id))


@bp.post("/<any(people, organisations):record_type>/<int:id>")
@requires(Permission.WATCHES_WRITE)
def watch(record_type: str, id: int) -> ResponseReturnValue:
    queries.record(record_type, id, user=me())
    form = WatchForm()
    if form.validate_on_submit():
        with attempt(form):
            services.watch(record_type, id, days=form.days.data or 0, by=me())
            return _saved(record_type, id, _("You will be reminded when contact stops."))
    return page("watches/panel.html", block="panel", **_panel(record_type, id, form))


@bp.post("/<any(people, organisations):record_type>/<int:id>/stop")
@requires(Permission.WATCHES_WRITE)
def stop(record_type: str, id: int) -> ResponseReturnValue:
    queries.record(record_type, id, user=me())
    row = queries.one(record_type, id, user=me())
    if row is not None:  # pressed twice: it has stopped already
        services.stop(row, by=me())
    return _saved(record_type, id, _("No longer watched."))


def _saved(record_type: str, id: int, message: str) -> ResponseReturnValue:
    context = _panel(record_type, id)
    return saved_in_place(
        "watches/panel.html", block="panel", back=record_url(record_type, id), message=message, **context
    )
