"""What stands on a person's page: how we met, their cards, and who exchanged cards with them."""

from typing import Any

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit import services as audit
from crm.cards import queries, rules, services
from crm.cards.forms import ExchangeForm, FirstMeetingForm
from crm.cards.views.blueprint import bp
from crm.contacts import queries as contacts
from crm.core.permissions import Permission
from crm.web.access import me, requires
from crm.web.forms import BaseForm
from crm.web.pages import attempt, page, saved, saved_in_place


def _panel(id: int, **forms: BaseForm) -> dict[str, Any]:
    """The context of a person's panel; a form that was refused takes the place of its fresh one."""
    person = contacts.person(id, user=me())
    met = queries.acquaintance(id)
    exchanges = queries.exchanges_of(id)
    named = {row.activity_id for row in exchanges} | {met.activity_id if met else None}
    return {
        "person": person,
        "cards": queries.cards_of(id, user=me()),
        "exchanges": exchanges,
        "met": met,
        "introduced": queries.introduced_by(id, user=me()),
        "visible_activities": queries.visible_activity_ids(me(), named),
        "exchange_form": forms.get("exchange_form") or ExchangeForm(formdata=None),
        "met_form": forms.get("met_form") or FirstMeetingForm.of(met, formdata=None),
    }


@bp.get("/panels/person/<int:id>")
@requires(Permission.CARDS_READ)
def person_panel(id: int) -> Response:
    return page("cards/panel.html", block="panel", **_panel(id))


@bp.post("/people/<int:id>/exchanges")
@requires(Permission.CARDS_WRITE)
def add_exchange(id: int) -> ResponseReturnValue:
    person, form = contacts.person(id, user=me()), ExchangeForm()
    if form.validate_on_submit():
        with attempt(form):
            services.exchange(person, form.input(), by=me())
            return _saved_panel(id, _("Exchange of cards recorded."))
    status = form.http_status
    return page("cards/panel.html", block="panel", status=status, **_panel(id, exchange_form=form))


@bp.route("/people/<int:id>/how-we-met", methods=["GET", "POST"])
@requires(Permission.CARDS_WRITE)
def tell(id: int) -> ResponseReturnValue:
    person, met = contacts.person(id, user=me()), queries.acquaintance(id)
    form = FirstMeetingForm.of(met)
    if form.validate_on_submit():
        with attempt(form, met):
            services.tell_how_we_met(person, form.input(), by=me())
            return _saved_panel(id, _("Saved."))
    return page("cards/panel.html", block="panel", status=form.http_status, **_panel(id, met_form=form))


def _saved_panel(id: int, message: str) -> ResponseReturnValue:
    """The new panel in place of the old one, or back to the person's page."""
    back = url_for("contacts.person", id=id)
    return saved_in_place("cards/panel.html", block="panel", back=back, message=message, **_panel(id))


@bp.post("/exchanges/<int:id>/archive")
@requires(Permission.CARDS_WRITE)
def archive_exchange(id: int) -> ResponseReturnValue:
    row = queries.exchange(id, user=me())
    audit.archive(row, rules.EXCHANGE_ARCHIVED, by=me())
    undo = url_for(".restore_exchange", id=id)
    return saved(url_for("contacts.person", id=row.person_id), _("Exchange of cards archived."), undo=undo)


@bp.post("/exchanges/<int:id>/restore")
@requires(Permission.CARDS_WRITE)
def restore_exchange(id: int) -> ResponseReturnValue:
    row = queries.exchange(id, user=me(), archived=True)
    services.restore_exchange(row, by=me())
    return saved(url_for("contacts.person", id=row.person_id), _("Exchange of cards restored."))
