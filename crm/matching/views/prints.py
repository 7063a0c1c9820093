"""A matching table on paper and as a workbook."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from crm.core.errors import Refused
from crm.core.permissions import Permission
from crm.core.texts import Text
from crm.files import queries as files
from crm.matching import contents, queries, services
from crm.matching.forms import PrintForm
from crm.matching.kind import MATCHING_SESSION
from crm.matching.views.blueprint import bp, tab
from crm.pdf import fonts
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.locale import language
from crm.web.pages import attempt, saved, saved_file


@bp.route("/<int:id>/print", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_PRINT)
def print_table(id: int) -> ResponseReturnValue:
    board = queries.board(id, user=me())
    form = PrintForm(data={"language": language()})
    if form.validate_on_submit():
        with attempt(form):
            if not contents.sheets(board, form.by.data or "", form.language.data or ""):
                raise Refused(Text("No talks yet."), "by")
            job = services.request_print(board, by_what=form.by.data, language=form.language.data, by=me())
            return saved(url_for(".progress", id=id, job=job.id))
    return tab(
        "matching/print.html", queries.board(id, user=me()), "record", form=form, off=fonts.unavailable(),
        printed=files.of_record(MATCHING_SESSION, id), action_form=ActionForm,
    )  # fmt: skip


@bp.post("/<int:id>/workbook")
@requires(Permission.LISTS_EXPORT)
def workbook(id: int) -> Response:
    board = queries.board(id, user=me())
    content, name = contents.workbook(board, language()), f"{board.session.name}.xlsx"
    services.note_export(board, content, name=name, by=me())
    return saved_file(content, name=name)
