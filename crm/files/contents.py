"""A paper that is set while its reader waits, and handed out: plans, roles, samples."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from flask import Response, current_app, send_file

from crm.core.errors import Refused
from crm.files.rules import safe_name
from crm.pdf import styles
from crm.pdf.render import RenderFailed, render
from crm.web.locale import language

LANDSCAPE = "@page { size: A4 landscape; margin: 14mm 12mm; }"


def paper(html: str, name: str, *, page: str = "", assets: Mapping[str, bytes] | None = None) -> Response:
    """The download of a whole document in the reader's language; `page` is CSS that comes last, `assets` are pictures.

    `name` is the file's, without its ending. Takes a second. Refused when it cannot be set.
    """
    folder = Path(current_app.static_folder or "static") / "css"
    try:
        printed = render(
            html, assets=assets or {}, css=[*styles.texts(folder, language()), page], tighter=styles.TIGHTER
        )
    except RenderFailed as failed:
        raise Refused(failed.text) from failed
    whole_name = safe_name(f"{name}.pdf")
    return send_file(
        BytesIO(printed), mimetype="application/pdf", as_attachment=True, download_name=whole_name, max_age=0
    )
