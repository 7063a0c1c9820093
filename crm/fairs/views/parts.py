"""What belongs to a booth: its forms, taking it away and putting it back; packing list, shifts and goods of a fair."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.core.permissions import Permission
from crm.core.texts import N_, Text
from crm.fairs import contents, queries, services
from crm.fairs.forms import ExhibitorForm, GoodsForm, ShiftForm, ThingForm
from crm.fairs.models import Booth, BoothExhibitor, BoothShift, BoothThing, StallGoods
from crm.fairs.rules import goods as sums
from crm.fairs.views.blueprint import bp, checked_fair
from crm.files.contents import paper
from crm.initiatives.queries import title
from crm.web.access import me, requires
from crm.web.again import after_saving
from crm.web.forms import BaseForm, DoubtedForm
from crm.web.locale import language
from crm.web.pages import attempt, page, saved


@dataclass(frozen=True)
class Sort:
    """One sort of what belongs to a booth: its rows, their form, what writes one, and how the page is headed."""

    model: type[Any]
    form: type[BaseForm]
    write: Callable[..., Any]
    new: str
    edit: str


#: {code in the address: the sort}.
SORTS: Final = {
    "exhibitors": Sort(
        BoothExhibitor, ExhibitorForm, services.write_exhibitor, N_("New exhibitor"), N_("Edit the exhibitor")
    ),
    "shifts": Sort(BoothShift, ShiftForm, services.write_shift, N_("New shift"), N_("Edit the shift")),
    "goods": Sort(StallGoods, GoodsForm, services.write_goods, N_("New goods"), N_("Edit the goods")),
    "things": Sort(BoothThing, ThingForm, services.write_thing, N_("New thing to bring"), N_("Edit what is brought")),
}


#: {form: what is odd about what it says}.
_DOUBTS: Final[dict[type[BaseForm], Callable[..., dict[str, Text]]]] = {
    ExhibitorForm: services.exhibitor_doubts,
    ShiftForm: services.shift_doubts,
    GoodsForm: services.goods_doubts,
}


@bp.route("/booths/<int:id>/<any(exhibitors, shifts, things, goods):code>/new", methods=["GET", "POST"])
@requires(Permission.FAIRS_WRITE)
def new_part(id: int, code: str) -> ResponseReturnValue:
    sort, booth = SORTS[code], queries.booth(id, user=me())
    row = sort.model(booth_id=id, **{"products": []} if sort.model is BoothExhibitor else {})
    form = sort.form(data=_begun(code, booth))
    return _written(sort, form, row, booth, after_saving(url_for(".booth", id=id)), known=False)


def _begun(code: str, booth: Booth) -> dict[str, Any]:
    """A shift begins on the first day of the fair, and buyers pay in what its country pays in."""
    if code == "goods":
        return {"currency": queries.usual_currency(booth.activity)}
    return {"day": booth.activity.start_on} if code == "shifts" else {}


@bp.route("/booths/<any(exhibitors, shifts, things, goods):code>/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.FAIRS_WRITE)
def edit_part(code: str, id: int) -> ResponseReturnValue:
    sort = SORTS[code]
    row = queries.part(sort.model, id, user=me())
    return _written(sort, sort.form.editing(row), row, row.booth, url_for(".booth", id=row.booth_id), known=True)


def _written(sort: Sort, form: BaseForm, row: Any, booth: Booth, there: str, *, known: bool) -> ResponseReturnValue:
    """Save the part and lead on `there`, or show its form."""
    if form.validate_on_submit() and _accepted(form, row, booth):
        with attempt(form, row if known else None):
            sort.write(row, *([booth] if sort.model is StallGoods else []), form.input(), by=me())
            return saved(there, _("Saved."))
    return page("fairs/part_form.html", form=form, booth=booth, sort=sort, known=known)


def _accepted(form: BaseForm, row: Any, booth: Booth) -> bool:
    if not isinstance(form, DoubtedForm):
        return True
    return form.accepts(_DOUBTS[type(form)](row, booth, form.input()))


@bp.post("/booths/<any(exhibitors, shifts, things, goods):code>/<int:id>/remove")
@requires(Permission.FAIRS_WRITE)
def remove_part(code: str, id: int) -> ResponseReturnValue:
    row = queries.part(SORTS[code].model, id, user=me())
    services.remove_part(row, by=me())
    undo = url_for(".restore_part", code=code, id=id)
    return saved(url_for(".booth", id=row.booth_id), _("Removed."), undo=undo)


@bp.post("/booths/<any(exhibitors, shifts, things, goods):code>/<int:id>/restore")
@requires(Permission.FAIRS_WRITE)
def restore_part(code: str, id: int) -> ResponseReturnValue:
    row = queries.part(SORTS[code].model, id, user=me(), archived=True)
    services.restore_part(row, by=me())
    return saved(url_for(".booth", id=row.booth_id), _("Restored."))


@bp.get("/missions/<int:id>/goods")
@requires(Permission.FAIRS_READ)
def goods(id: int) -> Response:
    activity = checked_fair(id)
    booths = {row.id: row for row in queries.booths_of(id, user=me())}
    makers = queries.goods_by_maker(id, user=me())
    return page(
        "fairs/goods.html", activity=activity, booths=booths, makers=makers, total=sums.total(chain(*makers.values())),
        total_of=sums.total,
    )  # fmt: skip


@bp.get("/missions/<int:id>/packing.pdf")
@requires(Permission.FAIRS_READ)
def packing(id: int) -> Response:
    activity = checked_fair(id)
    return paper(contents.packing(activity, user=me()), f"{_('Packing list')} {title(activity.names, language())}")


@bp.get("/missions/<int:id>/shifts.pdf")
@requires(Permission.FAIRS_READ)
def shifts(id: int) -> Response:
    """Who stands at which booth when."""
    activity = checked_fair(id)
    return paper(contents.shifts(activity, user=me()), f"{_('Shifts')} {title(activity.names, language())}")
