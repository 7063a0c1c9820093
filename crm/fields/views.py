"""The administrator's page of own fields: defined, changed, archived, restored."""

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit import services as audit
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Permission
from crm.fields import queries, rules, services
from crm.fields.forms import FieldForm, NewFieldForm
from crm.fields.models import FieldDefinition
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.locale import language
from crm.web.pages import attempt, page, saved
from crm.web.records import kinds, record_url

bp = Blueprint("fields", __name__, url_prefix="/fields")


@bp.app_template_filter("field_label")
def field_label(definition: FieldDefinition) -> str:
    """What the field is called for the reader; labels must be loaded."""
    return queries.label_text(definition, language())


@bp.app_context_processor
def frame() -> dict[str, object]:
    """What the facts of a record's page need: `own_facts(record_type, id)`."""
    return {"own_facts": own_facts, "own_texts": own_texts, "own_link": own_link}


def own_facts(record_type: str, record_id: int) -> list[tuple[FieldDefinition, rules.Value]]:
    """What a record says in its own fields, in their order; empty ones are left out."""
    told = queries.values(record_type, [record_id]).get(record_id, {})
    defined = queries.defined(record_type) if told else []
    return [(definition, told[definition.id]) for definition in defined if definition.id in told]


def own_texts(definition: FieldDefinition, value: rules.Value) -> list[str]:
    """The answers of a choice, or of several, in the words of the reader."""
    return queries.told_texts(definition, value, language())


def own_link(value: rules.Linked) -> tuple[str, str]:
    """What the record of a link is called, and its page; empty for one that the reader does not see."""
    named = kinds()[value.record_type].seen_names([value.id], me(), language())
    return (named[value.id][0], record_url(value.record_type, value.id)) if value.id in named else ("", "")


@bp.get("/")
@requires(Permission.FIELDS_MANAGE)
def index() -> Response:
    groups = [(label, queries.defined(code, archived=True)) for code, label in rules.RECORD_LABELS.items()]
    return page(
        "fields/index.html", groups=groups, rules=rules, action_form=ActionForm, language_labels=LANGUAGE_LABELS
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.FIELDS_MANAGE)
def new() -> ResponseReturnValue:
    asked = request.args.get("record_type", "")
    form = NewFieldForm(data={"record_type": asked} if asked in rules.RECORD_LABELS else None)
    if form.validate_on_submit():
        with attempt(form):
            services.make(**form.input(), by=me())
            return saved(url_for(".index"), _("Field saved."))
    return page("fields/form.html", form=form, definition=None, rules=rules)


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.FIELDS_MANAGE)
def edit(id: int) -> ResponseReturnValue:
    definition = queries.one(id)
    form = FieldForm.editing(definition)
    if form.validate_on_submit():
        with attempt(form, definition):
            services.change(definition, **form.input(), by=me())
            return saved(url_for(".index"), _("Field saved."))
    return page("fields/form.html", form=form, definition=queries.one(id), rules=rules)


@bp.post("/<int:id>/archive")
@requires(Permission.FIELDS_MANAGE)
def archive(id: int) -> ResponseReturnValue:
    audit.archive(queries.one(id), rules.FIELD_ARCHIVED, by=me())
    return saved(url_for(".index"), _("Field archived."), undo=url_for(".restore", id=id))


@bp.post("/<int:id>/restore")
@requires(Permission.FIELDS_MANAGE)
def restore(id: int) -> ResponseReturnValue:
    audit.restore(queries.one(id), rules.FIELD_RESTORED, by=me())
    return saved(url_for(".index"), _("Field restored."))
