"""The input of a portrait."""

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import FileField

from crm.core.pictures import LARGEST
from crm.web.forms import BaseForm


class PortraitForm(BaseForm):
    picture = FileField(
        _l("Portrait"),
        description=_l("JPEG, PNG or WebP. Location, date and camera are not saved."),
        render_kw={"accept": "image/*"},
    )

    def chosen(self) -> bytes:
        """What was sent, empty for nothing; one byte more than allowed is read, so that too much is told."""
        sent = self.picture.data
        return sent.stream.read(LARGEST + 1) if isinstance(sent, FileStorage) else b""
