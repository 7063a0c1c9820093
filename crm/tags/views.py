"""Tags: the list of all with rename, merge and archive, and the chips on a record's page."""

from typing import Any

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit import services as audit
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.tags import queries, rules, services
from crm.tags.forms import MergeForm, NamesForm, TagForm
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.pages import attempt, page, saved, saved_in_place
from crm.web.records import record_url, seen

bp = Blueprint("tags", __name__, url_prefix="/tags")


@bp.app_context_processor
def frame() -> dict[str, object]:
    """What the chips of tags need, on whichever page they stand."""
    return {"tag_chips": rules.CHIPS, "tags_panel": tags_panel}


def tags_panel(record_type: str, record_id: int, form: NamesForm | None = None) -> dict[str, Any]:
    """The context of `tags/_record.html`: the record's tags, the names to choose from, the box."""
    known = queries.beside(record_type, record_id)
    return {
        "record_type": record_type,
        "record_id": record_id,
        "tags": [tag for tag in known if tag.tagging is not None],
        "names": [tag.name for tag in known],
        "form": form or NamesForm(formdata=None),
    }


def _check_seen(record_type: str, record_id: int) -> None:
    if record_type not in rules.TAGGED_LABELS:
        raise NotVisible
    seen(record_type, record_id)


@bp.get("/")
@requires(Permission.TAGS_READ)
def index() -> Response:
    return page("tags/index.html", uses=queries.all_with_uses(), rules=rules, action_form=ActionForm)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.TAGS_MANAGE)
def new() -> ResponseReturnValue:
    form = TagForm()
    if form.validate_on_submit():
        with attempt(form):
            services.make(**form.values(), by=me())
            return saved(url_for(".index"), _("Tag saved."))
    return page("tags/form.html", form=form, tag=None, merge_form=None)


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.TAGS_MANAGE)
def edit(id: int) -> ResponseReturnValue:
    tag = queries.one(id)
    form = TagForm.editing(tag)
    if form.validate_on_submit():
        with attempt(form, tag):
            services.change(tag, **form.values(), by=me())
            return saved(url_for(".index"), _("Tag saved."))
    return page("tags/form.html", form=form, tag=queries.one(id), merge_form=MergeForm.of(id))


@bp.post("/<int:id>/merge")
@requires(Permission.TAGS_MANAGE)
def merge(id: int) -> ResponseReturnValue:
    tag, form = queries.one(id), MergeForm.of(id)
    if form.validate_on_submit():
        with attempt(form):
            services.merge(tag, into=queries.one(form.into_id.data or 0), by=me())
            return saved(url_for(".index"), _("Tags merged."))
    tag_form = TagForm(formdata=None, data=TagForm.initial(queries.one(id)), row=queries.one(id))
    return page("tags/form.html", status=form.http_status, form=tag_form, tag=queries.one(id), merge_form=form)


@bp.post("/<int:id>/archive")
@requires(Permission.TAGS_MANAGE)
def archive(id: int) -> ResponseReturnValue:
    audit.archive(queries.one(id), rules.TAG_ARCHIVED, by=me())
    return saved(url_for(".index"), _("Tag archived."), undo=url_for(".restore", id=id))


@bp.post("/<int:id>/restore")
@requires(Permission.TAGS_MANAGE)
def restore(id: int) -> ResponseReturnValue:
    audit.restore(queries.one(id), rules.TAG_RESTORED, by=me())
    return saved(url_for(".index"), _("Tag restored."))


@bp.get("/on/<record_type>/<int:id>")
@requires(Permission.TAGS_READ)
def on_record(record_type: str, id: int) -> Response:
    _check_seen(record_type, id)
    return page("tags/record.html", block="panel", back=record_url(record_type, id), panel=tags_panel(record_type, id))


@bp.post("/on/<record_type>/<int:id>/add")
@requires(Permission.TAGS_WRITE)
def add(record_type: str, id: int) -> ResponseReturnValue:
    _check_seen(record_type, id)
    form = NamesForm()
    if form.validate_on_submit():
        with attempt(form):
            services.tag(record_type, id, form.input(), by=me())
            return _in_place(record_type, id, _("Tag added."))
    panel = tags_panel(record_type, id, form)
    return page(
        "tags/record.html", block="panel", back=record_url(record_type, id), status=form.http_status, panel=panel
    )


@bp.post("/on/<record_type>/<int:id>/<int:tag_id>/remove")
@requires(Permission.TAGS_WRITE)
def remove(record_type: str, id: int, tag_id: int) -> ResponseReturnValue:
    _check_seen(record_type, id)
    services.untag(record_type, id, tag_id, by=me())
    return _in_place(record_type, id, _("Tag removed."))


def _in_place(record_type: str, id: int, message: str) -> ResponseReturnValue:
    """The panel as it is now, or the record's page."""
    return saved_in_place(
        "tags/record.html", block="panel", back=record_url(record_type, id), message=message,
        panel=tags_panel(record_type, id),
    )  # fmt: skip
