"""Relations of records: the panel on the pages of organisations and people, and the kinds that the office defines."""

from flask import Blueprint, Response, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit import services as audit
from crm.contacts import queries as contacts
from crm.contacts import services as contact_services
from crm.contacts.forms import DIRECTIONS, RelationDatesForm
from crm.contacts.rules import ABOVE_RELATIONS, GROUP_RELATION
from crm.core import here
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.ties import queries, rules, services
from crm.ties.forms import KindForm, NewKindForm, TieForm
from crm.ties.models import TieKind
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.locale import language
from crm.web.pages import attempt, page, saved
from crm.web.records import record_url, seen

#: The relations that make a group.
TREE = frozenset({*ABOVE_RELATIONS, GROUP_RELATION})

bp = Blueprint("ties", __name__, url_prefix="/ties")


@bp.app_template_filter("tie_called")
def tie_called(kind: TieKind, *, back: bool = False) -> queries.Called:
    """What a side of a kind is called for the reader; names must be loaded."""
    return queries.called(kind, language(), back=back)


# ------------------------------------------------------------------ on a record


def _seen(record_type: str, id: int) -> None:
    if record_type not in rules.SIDES:
        raise NotVisible
    seen(record_type, id)


def _back(record_type: str, id: int) -> str:
    return f"{record_url(record_type, id)}#relations"


@bp.get("/<record_type>/<int:id>")
@requires(Permission.CONTACTS_READ)
def panel(record_type: str, id: int) -> Response:
    _seen(record_type, id)
    on = here.today()
    known = contacts.relations_of(id, user=me(), on=on) if record_type == rules.ORGANISATIONS else []
    tree = contacts.tree_of(id, on=on) if any(line.relation.kind in TREE for line in known) else None
    lines = queries.lines(record_type, id, user=me(), language=language(), on=on)
    return page(
        "ties/panel.html", block="panel", known=known, tree=tree, lines=lines, record_type=record_type, record_id=id
    )


@bp.route("/<record_type>/<int:id>/new", methods=["GET", "POST"])
@requires(Permission.CONTACTS_WRITE)
def new(record_type: str, id: int) -> ResponseReturnValue:
    _seen(record_type, id)
    form = TieForm.of(record_type, queries.ways_from(record_type, queries.kinds(), language()))
    if form.validate_on_submit():
        with attempt(form):
            _record(form, record_type, id)
            return saved(_back(record_type, id), _("Relation saved."))
    return page("ties/form.html", form=form, record_type=record_type, record_id=id, tie=None, action_form=None)


def _record(form: TieForm, record_type: str, id: int) -> None:
    code, _separator, back = form.relation.data.partition(rules.BACK)
    dates = {"from_date": form.from_date.data, "to_date": form.to_date.data}
    if form.relation.data in DIRECTIONS:
        organisation = contacts.organisation(id, user=me())
        contact_services.relate(organisation, kind=code.partition(":")[0], back=code != form.relation.data,
                                other_id=form.other_id, **dates, by=me())  # fmt: skip
        return
    kind = queries.kind(int(code.removeprefix(rules.OWN)))
    services.tie(
        kind, record=(record_type, id), other_id=form.other_id, back=code != form.relation.data, **dates, by=me()
    )


@bp.route("/<record_type>/<int:id>/<int:tie_id>", methods=["GET", "POST"])
@requires(Permission.CONTACTS_WRITE)
def edit(record_type: str, id: int, tie_id: int) -> ResponseReturnValue:
    _seen(record_type, id)
    found = queries.one(tie_id, seen_from=(record_type, id), user=me())
    form = RelationDatesForm(data={"from_date": found.from_date, "to_date": found.to_date})
    if form.validate_on_submit():
        with attempt(form):
            services.change_tie(found, from_date=form.from_date.data, to_date=form.to_date.data, by=me())
            return saved(_back(record_type, id), _("Relation saved."))
    return page(
        "ties/form.html", form=form, record_type=record_type, record_id=id, tie=tie_id, action_form=ActionForm()
    )


@bp.post("/<record_type>/<int:id>/<int:tie_id>/remove")
@requires(Permission.CONTACTS_WRITE)
def remove(record_type: str, id: int, tie_id: int) -> ResponseReturnValue:
    _seen(record_type, id)
    services.untie(queries.one(tie_id, seen_from=(record_type, id), user=me()), by=me())
    answer = saved(_back(record_type, id))
    flash(_("Relation removed."))
    return answer


# ------------------------------------------------------------------ the kinds


@bp.get("/kinds")
@requires(Permission.FIELDS_MANAGE)
def kinds() -> Response:
    return page("ties/kinds.html", kinds=queries.kinds(archived=True), rules=rules, action_form=ActionForm)


@bp.route("/kinds/new", methods=["GET", "POST"])
@requires(Permission.FIELDS_MANAGE)
def new_kind() -> ResponseReturnValue:
    form = NewKindForm()
    if form.validate_on_submit():
        with attempt(form):
            services.make_kind(**form.input(), by=me())
            return saved(url_for(".kinds"), _("Kind of relation saved."))
    return page("ties/kind.html", form=form, kind=None, rules=rules)


@bp.route("/kinds/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.FIELDS_MANAGE)
def edit_kind(id: int) -> ResponseReturnValue:
    kind = queries.kind(id)
    form = KindForm.editing(kind)
    if form.validate_on_submit():
        with attempt(form, kind):
            services.change_kind(kind, **form.input(), by=me())
            return saved(url_for(".kinds"), _("Kind of relation saved."))
    return page("ties/kind.html", form=form, kind=queries.kind(id), rules=rules)


@bp.post("/kinds/<int:id>/archive")
@requires(Permission.FIELDS_MANAGE)
def archive_kind(id: int) -> ResponseReturnValue:
    audit.archive(queries.kind(id), rules.KIND_ARCHIVED, by=me())
    return saved(url_for(".kinds"), _("Kind of relation archived."), undo=url_for(".restore_kind", id=id))


@bp.post("/kinds/<int:id>/restore")
@requires(Permission.FIELDS_MANAGE)
def restore_kind(id: int) -> ResponseReturnValue:
    audit.restore(queries.kind(id), rules.KIND_RESTORED, by=me())
    return saved(url_for(".kinds"), _("Kind of relation restored."))
