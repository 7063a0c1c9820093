"""The texts of a document that are not in its language: each with a field for what it says there."""

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.core import here
from crm.core.errors import Refused
from crm.core.permissions import Permission
from crm.documents import contents, rules
from crm.documents.contents import Content, Imprint
from crm.documents.forms import WordsForm
from crm.documents.rules import PrintWish
from crm.documents.views.blueprint import bp
from crm.reports import queries as reports
from crm.web.access import me, requires
from crm.web.guards import row_id, safe_next
from crm.web.locale import language
from crm.web.pages import attempt, page, saved
from crm.wordings import queries as wordings
from crm.wordings.queries import Wordings


@bp.route("/missions/<int:id>/words", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_PRINT)
def words(id: int) -> ResponseReturnValue:
    activity, wish = activities.one(id, user=me()), _asked(id)
    found = texts_of(contents.filled(wish, user=me()))
    form = WordsForm.of(found, wordings.of_texts([*map(wordings.digest_of, found.used)], wish.language))
    back = safe_next(request.args.get("next") or url_for(".mission", id=id, kind=wish.kind, lang=wish.language))
    if form.validate_on_submit():
        with attempt(form):
            return saved(back, _("Saved.") if form.keep(by=me()) else _("Nothing changed."))
    return page(
        "documents/words.html", form=form, activity=activities.one(activity.id, user=me()), wish=wish, back=back
    )


def texts_of(content: Content) -> Wordings:
    """What is known of the texts of a document, and which of them stand in another language than its own."""
    return contents.untranslated(content, Imprint("", 1, here.today(), ""))


def _asked(id: int) -> PrintWish:
    """The document that the address tells; an unknown code is no page."""
    args = request.args
    report = args.get("report", type=row_id)
    if report is not None and reports.one(report, user=me()).activity_id != id:
        abort(404)
    try:
        return rules.wish(
            id,
            kind=args.get("kind", rules.BRIEFING),
            language=args.get("lang", language()),
            audience=args.get("audience", ""),
            chosen=args.getlist("parts"),
            report_id=report,
        ).unrestricted()
    except Refused:
        abort(404)
