"""The automatic proposal: asked for here, and how far it is."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from crm.core.permissions import Permission
from crm.jobs import queries as jobs
from crm.matching import queries, services
from crm.matching.views.blueprint import bp, tab
from crm.web.access import me, requires
from crm.web.pages import saved


@bp.post("/<int:id>/propose")
@requires(Permission.MATCHING_WRITE)
def propose(id: int) -> ResponseReturnValue:
    job = services.request(queries.board(id, user=me()), by=me())
    return saved(url_for(".progress", id=id, job=job.id))


@bp.get("/<int:id>/jobs/<int:job>")
@requires(Permission.MATCHING_READ)
def progress(id: int, job: int) -> Response:
    found = jobs.one(job, user_id=me().id)
    return tab("matching/progress.html", queries.board(id, user=me()), "record", block="progress", job=found)
