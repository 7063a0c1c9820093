"""What is kept about one person: shown as counts, handed out in one press, and erased."""

from typing import Any

from flask import Response, current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.contacts import queries as contacts
from crm.core.database import reading
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.subjects import contents, queries, rules, services
from crm.subjects.contents import texts
from crm.subjects.forms import EraseForm, HandOutForm, MarkForm, ReasonForm, RedactForm
from crm.subjects.queries import erased
from crm.subjects.rules.naming import ERASURES, KEEP
from crm.subjects.views.blueprint import bp
from crm.web.access import can, me, requires
from crm.web.forms import ActionForm, BaseForm
from crm.web.instance import instance_folder
from crm.web.locale import language, speak
from crm.web.pages import attempt, page, saved, saved_file, shown_once

#: How many others of a name are shown beside a text.
MOST_ALIKE = 10


@bp.get("/people/<int:id>")
@requires(Permission.SUBJECTS_WRITE)
def person(id: int) -> ResponseReturnValue:
    found = queries.subject(id)
    if found.erased_at is not None:
        return redirect(url_for(".erased_person", id=found.id), 303)
    if found.id != id:
        return redirect(url_for(".person", id=found.id), 303)
    return _shown(found.id, HandOutForm(data={"language": _usual(found.primary_language)}))


def _usual(tongue: str) -> str:
    """The person's own language, else the reader's."""
    return tongue if tongue in HandOutForm.language.kwargs["table"] else language()


def _shown(id: int, form: HandOutForm, mark_form: MarkForm | None = None) -> Response:
    found = queries.subject(id)
    ids = queries.ids_of(id)
    rows: list[dict[str, Any]] = [
        {"naming": part.naming, "count": len(part.rows), "left_out": contents.left_out(part.naming)}
        for part in queries.collected(ids)
        if part.rows
    ]
    return page(
        "subjects/person.html", person=found, name=contacts.own_name(found), merged=len(ids) - 1, rows=rows, form=form,
        marks=erased.marks(ids), held=contents.HELD, mark_form=mark_form or MarkForm(), rules=rules,
        action_form=ActionForm,
        status=422 if mark_form is not None and mark_form.errors else None,
    )  # fmt: skip


def _standing(id: int) -> Any:
    """Somebody who was not erased. NotVisible otherwise."""
    found = queries.subject(id)
    if found.erased_at is not None:
        raise NotVisible
    return found


@bp.post("/people/<int:id>/everything")
@requires(Permission.SUBJECTS_WRITE)
def everything(id: int) -> Response:
    found, form = _standing(id), HandOutForm()
    if not form.validate_on_submit():
        return _shown(found.id, form)
    speak(form.language.data)
    with reading():  # all texts are read, and setting the paper takes its time
        subject = _standing(id)
        told, card = contents.answer(subject, user=me()), contents.to_vcard(subject, user=me())
        paper = contents.to_pdf(told)
    services.tell(subject.id, by=me())
    return saved_file(contents.archive(told, paper, card, instance_folder()), name=f"person-{id}.zip")


@bp.post("/people/<int:id>/marks")
@requires(Permission.SUBJECTS_WRITE)
def mark(id: int) -> ResponseReturnValue:
    found, form = _standing(id), MarkForm()
    if form.validate_on_submit():
        services.mark(found.id, form.kind.data, reason=form.reason.data or "", by=me())
        return saved(url_for(".person", id=found.id), _("Saved."))
    return _shown(found.id, HandOutForm(formdata=None, data={"language": _usual(found.primary_language)}), form)


@bp.post("/marks/<int:id>/lift")
@requires(Permission.SUBJECTS_WRITE)
def unmark(id: int) -> ResponseReturnValue:
    standing = erased.mark(id)
    services.unmark(standing, by=me())
    return saved(url_for(".person", id=standing.person_id), _("Lifted."))


@bp.route("/people/<int:id>/erase", methods=["GET", "POST"])
@requires(Permission.SUBJECTS_WRITE)
def erase(id: int) -> ResponseReturnValue:
    found = _standing(id)
    if found.id != id:
        return redirect(url_for(".erase", id=found.id), 303)
    name = contacts.own_name(found)
    form = EraseForm(called=name.text)
    looked = None
    if form.is_submitted():
        with reading():  # others save meanwhile
            looked = services.look(id)
    if form.validate_on_submit():
        with attempt(form):
            done = services.erase(id, reason=form.reason.data or "", by=me(), looked=looked)
            answer = saved(url_for(".erased_person", id=id), _("The person was erased."))
            services.finish(done, instance_folder(), contents.ledgers())
            return answer
    planned = services.plan(id, looked)
    return page(
        "subjects/erase.html", form=form, person=planned.person, name=contacts.own_name(planned.person), plan=planned,
        going=[part for part in planned.found if part.rows and part.naming.erasing != KEEP], erasures=ERASURES,
        staying=[part for part in planned.found if part.rows and part.naming.erasing == KEEP],
        hits=len(planned.hits), held=[one for one in erased.marks(planned.ids) if one.kind == rules.HOLD],
    )  # fmt: skip


@bp.get("/erased/<int:id>")
@requires(Permission.CONTACTS_READ)
def erased_person(id: int) -> Response:
    return _erased(id)


def _erased(id: int, form: ReasonForm | None = None, text_form: BaseForm | None = None) -> Response:
    """A short page for everybody who sees contacts; what is still to do for whoever erases."""
    found = erased.of_person(id)
    works = can(Permission.SUBJECTS_WRITE)
    shown = texts.shown(found, user=me()) if works else []
    return page(
        "subjects/erased.html", erasure=found, called=rules.mark(id), rules=rules, action_form=ActionForm,
        texts=shown, alike=erased.others_called_so(found).people[:MOST_ALIKE] if works else [], text_form=text_form,
        kept=erased.kept(found.id) if works else [],
        kept_out=bool(erased.tombstones(found.id)), form=form or ReasonForm(),
        status=422 if text_form is not None else None,
    )  # fmt: skip


@bp.post("/hits/<int:id>/redact")
@requires(Permission.SUBJECTS_WRITE)
def redact(id: int) -> ResponseReturnValue:
    hit, form = erased.hit(id), RedactForm()
    if form.validate_on_submit():
        with attempt(form):
            services.redact(hit, by=me(), meant=form.meant.data)
            return _back(hit.erasure_id, _("The name was taken out of the text."))
    return _erased(erased.one(hit.erasure_id).person_id, text_form=form)


@bp.post("/hits/<int:id>/empty")
@requires(Permission.SUBJECTS_WRITE)
def empty(id: int) -> ResponseReturnValue:
    hit, form = erased.hit(id), ActionForm()
    if form.validate_on_submit():
        with attempt(form):
            services.empty(hit, by=me())
            return _back(hit.erasure_id, _("The text was emptied."))
    return _erased(erased.one(hit.erasure_id).person_id, text_form=form)


@bp.post("/hits/<int:id>/leave")
@requires(Permission.SUBJECTS_WRITE)
def leave(id: int) -> ResponseReturnValue:
    hit = erased.hit(id)
    services.leave(hit, by=me())
    return _back(hit.erasure_id, _("Left as it is."))


def _back(erasure_id: int, message: str) -> ResponseReturnValue:
    return saved(url_for(".erased_person", id=erased.one(erasure_id).person_id) + "#texts", message)


@bp.post("/kept/<int:id>/open")
@requires(Permission.SUBJECTS_WRITE)
def open_kept(id: int) -> Response:
    value = erased.kept_value(id)
    told = services.open_kept(value, by=me())
    return shown_once(
        "subjects/kept.html", value=value, told=[(contents.label(value.table_name, name), text) for name, text in
                                                 told.items() if text],
        person_id=erased.one(value.erasure_id).person_id,
    )  # fmt: skip


@bp.post("/erased/<int:id>/lift")
@requires(Permission.SUBJECTS_WRITE)
def lift(id: int) -> ResponseReturnValue:
    found, form = erased.of_person(id), ReasonForm()
    if form.validate_on_submit():
        with attempt(form):
            services.lift(found, reason=form.reason.data or "", by=me())
            return saved(url_for(".erased_person", id=id), _("The person may be entered again."))
    return _erased(id, form)


@bp.context_processor
def called() -> dict[str, Any]:
    """The days for which archives are kept."""
    return {"backup_days": _backup_days()}


def _backup_days() -> int | None:
    backup = current_app.extensions["settings"].backup
    return backup.days if backup else None
