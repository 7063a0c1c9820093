"""What is kept about one person: shown as counts, handed out in one press."""

from typing import Any

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from crm.contacts import queries as contacts
from crm.core.database import reading
from crm.core.permissions import Permission
from crm.subjects import contents, queries, services
from crm.subjects.forms import AnswerForm
from crm.subjects.rules.naming import ERASURES
from crm.web.access import me, requires
from crm.web.instance import instance_folder
from crm.web.locale import language, speak
from crm.web.pages import page, saved_file

bp = Blueprint("subjects", __name__, url_prefix="/subjects")


@bp.get("/people/<int:id>")
@requires(Permission.SUBJECTS_WRITE)
def person(id: int) -> ResponseReturnValue:
    found = queries.subject(id)
    if found.id != id:
        return redirect(url_for(".person", id=found.id), 303)
    return _shown(found.id, AnswerForm(data={"language": _usual(found.primary_language)}))


def _usual(tongue: str) -> str:
    """The person's own language, else the reader's."""
    return tongue if tongue in AnswerForm.language.kwargs["table"] else language()


def _shown(id: int, form: AnswerForm) -> Response:
    found = queries.subject(id)
    ids = queries.ids_of(id)
    rows: list[dict[str, Any]] = [
        {"naming": part.naming, "count": len(part.rows), "left_out": contents.left_out(part.naming)}
        for part in queries.collected(ids)
        if part.rows
    ]
    return page(
        "subjects/person.html", person=found, name=contacts.own_name(found), merged=len(ids) - 1, rows=rows,
        erasures=ERASURES, form=form,
    )  # fmt: skip


@bp.post("/people/<int:id>/everything")
@requires(Permission.SUBJECTS_WRITE)
def everything(id: int) -> Response:
    form = AnswerForm()
    if not form.validate_on_submit():
        return _shown(id, form)
    found = queries.subject(id)
    speak(form.language.data)
    told = contents.answer(found, user=me())
    card = contents.to_vcard(found, user=me())
    with reading():  # setting the paper takes its time
        paper = contents.to_pdf(told)
    services.tell(found.id, by=me())
    return saved_file(contents.archive(told, paper, card, instance_folder()), name=f"person-{id}.zip")
