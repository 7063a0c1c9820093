"""How soon the leads of fairs were answered and what came of them: the curve, and the leads behind its numbers."""

from flask import Response, request
from flask_babel import gettext as _

from crm.core.paging import cursor_of
from crm.core.permissions import Permission
from crm.insights import queries
from crm.insights.rules import answers as rules
from crm.insights.views.figures import bp
from crm.leads import queries as leads
from crm.web.access import me, requires
from crm.web.forms import translate
from crm.web.pages import page


@bp.get("/answers")
@requires(Permission.INSIGHTS_READ)
def answer_curve() -> Response:
    return page("insights/answers.html", curve=queries.answer_curve(), answers=rules)


@bp.get("/answers/leads")
@requires(Permission.INSIGHTS_READ)
def answer_leads() -> Response:
    """The leads behind a number of the curve; an unknown pace or number is none."""
    asked = request.args.get("pace", ""), request.args.get("of", rules.ALL)
    code = asked[0] if asked[0] in rules.PACES or asked[0] == rules.YOUNG else ""
    what = asked[1] if asked[1] in rules.COUNTED else rules.ALL
    result = queries.leads_of_pace(queries.answer_curve(), code, what, user=me(), cursor=cursor_of(request.args))
    told = {
        rules.BEFORE: _("Talk held earlier"),
        rules.REST: _("Not talked before"),
        rules.TALKED: _("Led to a talk"),
        rules.CASE: _("Became a negotiation"),
    }
    chips = [
        (_("First answer"), translate(_paces()[code]) if code else "", {"of": what}),
        (_("What is counted"), told.get(what, ""), {"pace": code}),
    ]
    return page(
        "insights/answer_leads.html", block="results", result=result, code=code, what=what, heading=leads.heading,
        firm=leads.firm, paces=_paces(), chosen=[chip for chip in chips if chip[1]],
    )  # fmt: skip


def _paces() -> dict[str, str]:
    return rules.PACES | {rules.YOUNG: rules.TOO_YOUNG}
