"""The month: one page to decide on, the paper that the board gets, and the figures as they stood on a day."""

from typing import Any, Final

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.agreements import queries as agreements
from crm.contacts.queries import listed_names
from crm.core import here
from crm.core.database import db, reading
from crm.core.errors import Refused
from crm.core.months import months_later
from crm.core.permissions import Permission
from crm.initiatives.queries import title
from crm.insights import contents, queries, services
from crm.insights.queries import above
from crm.insights.rules import Selection
from crm.insights.rules.evidence import POWER_RATIO
from crm.insights.rules.month import NUMBERS, RULES
from crm.insights.rules.ways import WAYS
from crm.insights.views import figures as shared
from crm.insights.views.figures import asked, bp
from crm.insights.views.hypothesis import cell_label
from crm.negotiations import queries as negotiations
from crm.pdf.render import RenderFailed
from crm.reports import queries as reports
from crm.reports import rules as report_rules
from crm.web.access import can, me, requires
from crm.web.locale import language
from crm.web.pages import page, saved, saved_file
from crm.wordings import queries as wordings

MOST_MOVES: Final = 12


@bp.get("/month")
@requires(Permission.INSIGHTS_READ)
def month() -> Response:
    kept = [(row, queries.values(row.numbers)) for row in queries.kept(user=me())]
    return page("insights/month.html", block="results", filters=asked(), kept=kept, **_shown())


@bp.post("/month/paper")
@requires(Permission.INSIGHTS_READ)
def month_paper() -> Response:
    try:
        with reading():  # setting pages takes a second: not while holding the write lock
            content = contents.month_pdf(shared.frame() | _shown() | {"can": can}, language())
    except RenderFailed as failure:
        raise Refused(failure.text) from failure
    return saved_file(content, name=contents.month_file(language()))


@bp.post("/kept")
@requires(Permission.INSIGHTS_WRITE)
def keep() -> ResponseReturnValue:
    """Keep the figures of today."""
    snapshot = services.keep(as_of=here.today(), by=me())
    db.session.commit()
    return saved(url_for(".kept", id=snapshot.id), _("Figures kept."))


@bp.get("/kept/<int:id>")
@requires(Permission.INSIGHTS_READ, Permission.BUDGETS_READ)
def kept(id: int) -> Response:
    """The figures of a day, beside the same day as it is counted now and beside what is open now."""
    snapshot = queries.one_kept(id, user=me())
    again = queries.numbers(queries.month_figures(as_of=snapshot.as_of))
    today = queries.open_numbers(queries.pipeline_figures(Selection(), as_of=here.today()))
    then, now = queries.values(snapshot.numbers), queries.values(again | today)
    return page("insights/kept.html", snapshot=snapshot, then=then, now=now, numbers=NUMBERS, rules=RULES)


def _shown() -> dict[str, Any]:
    """What page and paper tell: the figures of everything, and of what waits and moved what the reader may see."""
    today = here.today()
    since = months_later(today, -1)
    due = agreements.overdue_obligations(user=me(), today=months_later(today, 1))
    words = wordings.in_language(language())
    owing = {promise.organisation_id for promise, _agreement in due if promise.organisation_id is not None}
    return {
        "figures": queries.month_figures(as_of=today),
        "due": due,
        "owing": listed_names(list(owing), language()),
        "decisions": reports.submitted(me()),
        "plans": activities.all_waiting(user=me()),
        "drafts": above.drafts(me(), language()),
        "expiring": agreements.expiring(user=me(), today=today),
        "moves": negotiations.moved_since(since, user=me(), most=MOST_MOVES),
        "since": since,
        "said": lambda text: words.kept(text, here.han_language()),
        "ways": WAYS,
        "cell_label": cell_label,
        "evaluations": queries.evaluations(language()),
        "power_ratio": POWER_RATIO,
        "title_of": title,
        "report_rules": report_rules,
    }
