"""Booths: the panel on the page of a fair, one booth, its form."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities.kind import ACTIVITY
from crm.core.permissions import Permission
from crm.fairs import queries, rules, services
from crm.fairs.forms import BoothForm
from crm.fairs.models import Booth, BoothExhibitor, BoothShift, BoothThing, StallGoods
from crm.fairs.views.blueprint import archived, bp, checked_fair
from crm.places import queries as places
from crm.products import queries as products
from crm.web.access import can, me, requires
from crm.web.again import after_saving
from crm.web.locale import language
from crm.web.pages import ToldRefusal, attempt, page, saved


@bp.get("/panels/activities/<int:id>")
@requires(Permission.FAIRS_READ)
def activity_panel(id: int) -> Response:
    activity = queries.fair(id, user=me())
    booths = queries.booths_of(id, user=me())
    ids = [row.id for row in booths]
    things, shifts = queries.parts(BoothThing, ids, user=me()), queries.parts(BoothShift, ids, user=me())
    before = queries.edition_before(activity)
    named = ACTIVITY.seen_names([before], me(), language()) if before is not None else {}
    return page(
        "fairs/panel.html", block="panel", activity=activity, booths=booths, fair=queries.has_booths(activity),
        edition=queries.edition(id), packed=bool(things), staffed=bool(shifts),
        before=named,
        archived=queries.booths_of(id, user=me(), archived=True) if can(Permission.FAIRS_WRITE) else [],
    )  # fmt: skip


@bp.get("/booths/<int:id>")
@requires(Permission.FAIRS_READ)
def booth(id: int) -> Response:
    row = queries.booth(id, user=me(), archived=None)
    if row.archived_at is not None:
        return archived(row.label, url_for(".restore_booth", id=id))
    exhibitors = queries.parts(BoothExhibitor, [id], user=me())
    goods = queries.parts(StallGoods, [id], user=me()) if row.activity.type == rules.SELLING else None
    shown = {each.product_id for exhibitor in exhibitors for each in exhibitor.products}
    country = places.country_of(row.activity.place_id)
    return page(
        "fairs/booth.html", booth=row, exhibitors=exhibitors, country=country,
        access=products.access_by_id(shown | {each.product_id for each in goods or ()}, country),
        shifts=queries.parts(BoothShift, [id], user=me()), things=queries.parts(BoothThing, [id], user=me()),
        goods=goods, fee_exceeds=queries.fee_exceeds(row),
    )  # fmt: skip


@bp.route("/missions/<int:id>/booths/new", methods=["GET", "POST"])
@requires(Permission.FAIRS_WRITE)
def new_booth(id: int) -> ResponseReturnValue:
    activity = checked_fair(id)
    form = BoothForm(data={"currency": queries.usual_currency(activity)})
    if form.validate_on_submit():
        with attempt(form):
            made = services.write_booth(Booth(activity_id=id), form.input(), by=me())
            return saved(after_saving(url_for(".booth", id=made.id)), _("Saved."))
    return page("fairs/booth_form.html", form=form, activity=activity, booth=None)


@bp.route("/booths/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.FAIRS_WRITE)
def edit_booth(id: int) -> ResponseReturnValue:
    row = queries.booth(id, user=me())
    form = BoothForm.editing(row)
    if form.validate_on_submit():
        with attempt(form, row):
            services.write_booth(row, form.input(), by=me())
            return saved(url_for(".booth", id=id), _("Saved."))
    return page("fairs/booth_form.html", form=form, activity=row.activity, booth=row)


@bp.post("/booths/<int:id>/archive")
@requires(Permission.FAIRS_WRITE)
def archive_booth(id: int) -> ResponseReturnValue:
    row = queries.booth(id, user=me())
    services.put_away(row, by=me())
    there = url_for("missions.record", id=row.activity_id)
    return saved(there, _("Booth archived."), undo=url_for(".restore_booth", id=id))


@bp.post("/booths/<int:id>/restore")
@requires(Permission.FAIRS_WRITE)
def restore_booth(id: int) -> ResponseReturnValue:
    row = queries.booth(id, user=me(), archived=True)
    label = row.label
    with ToldRefusal():
        services.bring_back(row, by=me())
        return saved(url_for(".booth", id=id), _("Booth restored."))
    return archived(label, url_for(".restore_booth", id=id), 409)
