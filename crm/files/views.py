"""Giving a file out: by id only, as an attachment, to those who see its record."""

from flask import Blueprint, Response, send_file

from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.files import queries, services
from crm.web.access import requires
from crm.web.instance import instance_folder
from crm.web.records import seen

bp = Blueprint("files", __name__, url_prefix="/files")


@bp.get("/<int:id>")
@requires(Permission.FILES_READ)
def record(id: int) -> Response:
    kept = queries.one(id)
    seen(kept.record_type, kept.record_id)
    path = services.folder(instance_folder()) / kept.storage_name
    if not path.is_file():  # restored from a backup of the database alone
        raise NotVisible
    answer = send_file(path, mimetype=kept.media_type, as_attachment=True, download_name=kept.name, max_age=0)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
