"""Target lists: all of them, one with its members, adding from a search, and the panel on a record's page."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.audit import services as audit
from crm.core.cleaning import search_words
from crm.core.paging import cursor_of
from crm.core.permissions import Permission
from crm.targets import queries, rules, services
from crm.targets.forms import AddForm, ListForm, MemberForm, NewListForm, PutForm
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.guards import address_args
from crm.web.locale import language
from crm.web.pages import attempt, page, saved, saved_in_place
from crm.web.records import kinds, record_url, seen

bp = Blueprint("targets", __name__, url_prefix="/targets")


@bp.get("/")
@requires(Permission.TARGETS_READ)
def index() -> Response:
    kind = request.args.get("kind", "")
    kind = kind if kind in rules.KINDS else ""
    result = queries.lists(user=me(), kind=kind, cursor=cursor_of(request.args))
    return page("targets/index.html", result=result, kind=kind, rules=rules, args={"kind": kind} if kind else {})


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.TARGETS_WRITE)
def new() -> ResponseReturnValue:
    form = NewListForm()
    if form.validate_on_submit():
        with attempt(form):
            made = services.make_list(**form.values(), by=me())
            return saved(url_for(".record", id=made.id), _("Target list saved."))
    return page("targets/form.html", form=form, target_list=None)


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.TARGETS_WRITE)
def edit(id: int) -> ResponseReturnValue:
    target_list = queries.target_list(id, user=me())
    form = ListForm.editing(target_list)
    if form.validate_on_submit():
        with attempt(form, target_list):
            services.change_list(target_list, **form.values(), by=me())
            return saved(url_for(".record", id=id), _("Target list saved."))
    return page("targets/form.html", form=form, target_list=queries.target_list(id, user=me()))


@bp.get("/<int:id>")
@requires(Permission.TARGETS_READ)
def record(id: int) -> Response:
    target_list = queries.target_list(id, user=me())
    state = request.args.get("state", "")
    state = state if state in rules.MEMBER_STATES else ""
    result = queries.member_lines(
        target_list, user=me(), language=language(), state=state, cursor=cursor_of(request.args)
    )
    return page(
        "targets/record.html", target_list=target_list, result=result, state=state, args=address_args(), rules=rules,
        counts=queries.counts_of([id]).get(id, {}), action_form=ActionForm, row_form=_row_form,
    )  # fmt: skip


def _row_form(line: queries.MemberLine) -> MemberForm:
    """The small form in a member's row; its ids carry the row's number, for many stand on one page."""
    member = line.member
    return MemberForm(formdata=None, data=MemberForm.initial(member), row=member)


@bp.post("/<int:id>/archive")
@requires(Permission.TARGETS_WRITE)
def archive(id: int) -> ResponseReturnValue:
    audit.archive(queries.target_list(id, user=me()), rules.LIST_ARCHIVED, by=me())
    return saved(url_for(".index"), _("Target list archived."), undo=url_for(".restore", id=id))


@bp.post("/<int:id>/restore")
@requires(Permission.TARGETS_WRITE)
def restore(id: int) -> ResponseReturnValue:
    audit.restore(queries.target_list(id, user=me(), archived=True), rules.LIST_RESTORED, by=me())
    return saved(url_for(".record", id=id), _("Target list restored."))


@bp.route("/<int:id>/add", methods=["GET", "POST"])
@requires(Permission.TARGETS_WRITE)
def add(id: int) -> ResponseReturnValue:
    target_list, form, q = queries.target_list(id, user=me()), AddForm(), search_words(request.args.get("q", ""))
    if form.validate_on_submit():
        ids = kinds()[target_list.kind].visible_among(form.ids(), me())
        if ids:
            count = services.add_members(target_list, target_list.kind, ids, note=form.note.data or "", by=me())
            return saved(url_for(".record", id=id), _added(count))
        form.refuse(_("Tick at least one."), "note")
    found = queries.found(target_list.kind, q, user=me(), language=language())
    present = queries.on_list(target_list, [row.id for row in found])
    return page(
        "targets/add.html", form=form, target_list=target_list, q=q, found=found, present=present, rules=rules
    )  # fmt: skip


def _added(count: int) -> str:
    return str(ngettext("%(num)d added to the list.", "%(num)d added to the list.", count))


@bp.route("/members/<int:id>", methods=["GET", "POST"])
@requires(Permission.TARGETS_WRITE)
def member(id: int) -> ResponseReturnValue:
    found = queries.member(id, user=me())
    form = MemberForm.editing(found)
    back = url_for(".record", id=found.list_id)
    if form.validate_on_submit():
        with attempt(form, found):
            services.change_member(found, **form.values(), by=me())
            return _row(id, back, _("Saved."))
    [line] = _lines(queries.member(id, user=me()))
    return page("targets/member.html", form=form, line=line, back=back, rules=rules)


def _lines(member: Any) -> list[queries.MemberLine]:
    kind, id = member.record_type, member.record_id
    return [queries.MemberLine(member, queries.named(kind, [id], user=me(), language=language()).get(id))]


def _row(id: int, back: str, message: str) -> ResponseReturnValue:
    """The member's row as it is now, or the list."""
    [line] = _lines(queries.member(id, user=me()))
    return saved_in_place(
        "targets/_member.html", back=back, message=message, line=line, rules=rules, action_form=ActionForm,
        row_form=_row_form,
    )  # fmt: skip


@bp.post("/members/<int:id>/remove")
@requires(Permission.TARGETS_WRITE)
def remove_member(id: int) -> ResponseReturnValue:
    found = queries.member(id, user=me())
    back = url_for(".record", id=found.list_id)
    services.remove_member(found, by=me())
    return saved(back, _("Removed from the list."))


@bp.get("/panels/<any(people, organisations):record_type>/<int:id>")
@requires(Permission.TARGETS_READ)
def panel(record_type: str, id: int) -> Response:
    """The lists that a record stands on: a part of its page, or a page of its own without JavaScript."""
    seen(record_type, id)
    return _panel(record_type, id, PutForm.of(record_type, formdata=None))


def _panel(record_type: str, id: int, form: PutForm) -> Response:
    return page(
        "targets/panel.html", block="panel", record_type=record_type, record_id=id, form=form, rules=rules,
        members=queries.lists_of(record_type, id, user=me()), back=record_url(record_type, id),
    )  # fmt: skip


@bp.post("/on/<any(people, organisations):record_type>/<int:id>")
@requires(Permission.TARGETS_WRITE)
def put(record_type: str, id: int) -> ResponseReturnValue:
    seen(record_type, id)
    form = PutForm.of(record_type)
    if form.validate_on_submit():
        with attempt(form):
            target_list = queries.target_list(form.list_id.data or 0, user=me())
            count = services.add_members(target_list, record_type, [id], note=form.note.data or "", by=me())
            return saved(record_url(record_type, id), _added(count))
    return _panel(record_type, id, form)
