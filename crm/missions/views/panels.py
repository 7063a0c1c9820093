"""What missions show on the pages of other records: initiative, organisation, person."""

from flask import Response

from crm.activities import queries as activities
from crm.activities.queries import Filter
from crm.core.permissions import Permission
from crm.missions import queries
from crm.missions.views.blueprint import bp
from crm.reports import rules as report_rules
from crm.web.access import me, requires
from crm.web.pages import page


@bp.get("/panels/initiative/<int:id>")
@requires(Permission.MISSIONS_READ)
def initiative_panel(id: int) -> Response:
    found = activities.activities(Filter(initiative=id), user=me())
    written = queries.report_lines([row.id for row in found.rows], user=me())
    return page(
        "missions/panel.html", block="panel", activities=found.rows, total=found.total_capped, initiative_id=id,
        reports=written, report_rules=report_rules,
    )  # fmt: skip


@bp.get("/panels/organisation/<int:id>")
@requires(Permission.MISSIONS_READ)
def organisation_panel(id: int) -> Response:
    visits = queries.of_organisation(id, user=me())
    parts = activities.of_organisation(id, user=me())
    return page("missions/visits_panel.html", block="panel", visits=visits, activities=parts)


@bp.get("/panels/person/<int:id>")
@requires(Permission.MISSIONS_READ)
def person_panel(id: int) -> Response:
    return page("missions/parts_panel.html", block="panel", parts=activities.of_person(id, user=me()))
