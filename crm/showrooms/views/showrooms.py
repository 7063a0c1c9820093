"""The list of showrooms, one showroom, its form, its terms, and the panel on the page of who runs or houses it."""

from collections.abc import Sequence

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities.kind import ACTIVITY
from crm.agreements.kind import AGREEMENT
from crm.audit import services as audit
from crm.contacts.kind import ORGANISATION
from crm.core import here
from crm.core.errors import NotVisible
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Permission, allows
from crm.showrooms import queries, rules, services
from crm.showrooms.forms import SHOWROOMS_LIST, ContractForm, ShowroomForm
from crm.showrooms.models import ShowroomContract
from crm.showrooms.queries import ExhibitLine
from crm.showrooms.rules import partners
from crm.showrooms.views.blueprint import bp
from crm.showrooms.views.goods import has_address
from crm.web import listings
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.guards import row_id
from crm.web.locale import language
from crm.web.pages import ToldRefusal, attempt, page, saved


@bp.get("/")
@requires(Permission.SHOWROOMS_READ)
def index() -> ResponseReturnValue:
    return listings.show(SHOWROOMS_LIST, "showrooms/index.html")


@bp.get("/<int:id>")
@requires(Permission.SHOWROOMS_READ)
def record(id: int) -> Response:
    showroom = queries.one(id, user=me())
    line = queries.line(showroom, language())
    shelf = queries.with_access(queries.shelf(id, user=me(), language=language(), room=showroom))
    settlements, waits = queries.latest(id, user=me()), queries.waiting_at(id)
    signed = [terms.agreement_id for terms in showroom.contracts if terms.agreement_id is not None]
    agreed = AGREEMENT.seen_names(signed, me(), language())
    return page(
        "showrooms/record.html", line=line, showroom=showroom, shelf=shelf, agreed=agreed,
        terms=queries.terms_on(showroom.contracts, here.today()), waiting=waits.sales,
        settlements=settlements, settled=waits.settled,
        verdicts=queries.verdicts([row.id for row in settlements]),
        partners=partners, disputes=queries.disputes_in(id) if waits.disputes else (),
        partner_counts=queries.counts_waiting(id) if waits.counts else (),
        inquiries=waits.inquiries if allows(me().role, Permission.SHOWROOMS_WRITE) else 0,
        unlabelled=queries.unlabelled(shelf), codeless=_codeless(shelf), languages_of=LANGUAGE_LABELS,
        running=ACTIVITY.seen_names([showroom.activity_id], me(), language()) if showroom.activity_id else {},
    )  # fmt: skip


def _codeless(shelf: Sequence[ExhibitLine]) -> bool:
    """Whether labels of public products carry no code, since the office has no public address."""
    return not has_address() and any(line.exhibit.product.is_public for line in shelf)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.SHOWROOMS_WRITE)
def new() -> ResponseReturnValue:
    form = ShowroomForm(data={"operator_id": request.args.get("operator_id", type=row_id)})
    if form.validate_on_submit():
        with attempt(form):
            made = services.make(form.input(), by=me())
            return saved(url_for(".record", id=made.id), _("Saved."))
    return page("showrooms/form.html", form=form, showroom=None)


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.SHOWROOMS_WRITE)
def edit(id: int) -> ResponseReturnValue:
    showroom = queries.one(id, user=me())
    form = ShowroomForm.editing(showroom)
    if form.validate_on_submit():
        with attempt(form, showroom):
            services.change(showroom, form.input(), by=me())
            return saved(url_for(".record", id=id), _("Saved."))
    return page("showrooms/form.html", form=form, showroom=showroom)


@bp.post("/<int:id>/archive")
@requires(Permission.SHOWROOMS_WRITE)
def archive(id: int) -> ResponseReturnValue:
    showroom = queries.one(id, user=me())
    with ToldRefusal():
        services.archive(showroom, by=me())
        return saved(url_for(".index"), _("Showroom archived."), undo=url_for(".restore", id=id))
    return record(id), 409


@bp.post("/<int:id>/restore")
@requires(Permission.SHOWROOMS_WRITE)
def restore(id: int) -> ResponseReturnValue:
    audit.restore(queries.one(id, user=me(), archived=True), rules.RESTORED, by=me())
    return saved(url_for(".record", id=id), _("Showroom restored."))


@bp.route("/<int:id>/terms/new", methods=["GET", "POST"])
@requires(Permission.SHOWROOMS_WRITE)
def new_contract(id: int) -> ResponseReturnValue:
    showroom, form = queries.one(id, user=me()), ContractForm(data=_begun(id))
    if form.validate_on_submit():
        with attempt(form):
            services.write_contract(ShowroomContract(showroom_id=id), form.input(), by=me())
            return saved(url_for(".record", id=id), _("Saved."))
    line = queries.line(showroom, language())
    return page("showrooms/contract.html", form=form, line=line, showroom=showroom, row=None)


def _begun(id: int) -> dict[str, str]:
    """New terms begin in the currency of those before, else in that of the showroom's country."""
    return {"currency": queries.usual_currency(queries.one(id, user=me()))}


@bp.route("/terms/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.SHOWROOMS_WRITE)
def edit_contract(id: int) -> ResponseReturnValue:
    row = queries.contract(id, user=me())
    form = ContractForm.editing(row)
    if form.validate_on_submit() and form.accepts(services.doubts_of_terms(row, form.input())):
        with attempt(form, row):
            services.write_contract(row, form.input(), by=me())
            return saved(url_for(".record", id=row.showroom_id), _("Saved."))
    showroom = queries.one(row.showroom_id, user=me())
    line = queries.line(showroom, language())
    return page("showrooms/contract.html", form=form, line=line, showroom=showroom, row=row, action_form=ActionForm)


@bp.post("/terms/<int:id>/remove")
@requires(Permission.SHOWROOMS_WRITE)
def remove_contract(id: int) -> ResponseReturnValue:
    row = queries.contract(id, user=me())
    services.remove_contract(row, by=me())
    return saved(url_for(".record", id=row.showroom_id), _("Removed."), undo=url_for(".restore_contract", id=id))


@bp.post("/terms/<int:id>/restore")
@requires(Permission.SHOWROOMS_WRITE)
def restore_contract(id: int) -> ResponseReturnValue:
    row = queries.contract(id, user=me(), archived=True)
    services.restore_contract(row, by=me())
    return saved(url_for(".record", id=row.showroom_id), _("Restored."))


@bp.get("/panels/organisations/<int:id>")
@requires(Permission.SHOWROOMS_READ)
def organisation_panel(id: int) -> Response:
    if not ORGANISATION.is_visible(id, me()):
        raise NotVisible
    lines = queries.of_organisation(id, user=me(), language=language())
    shown = queries.of_maker(id, user=me(), language=language())
    return page("showrooms/panel.html", block="panel", lines=lines, shown=shown, organisation_id=id)
