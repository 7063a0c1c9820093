"""The input of a portrait."""

from flask_babel import lazy_gettext as _l
from wtforms import FileField

from crm.web.forms import BaseForm


class PortraitForm(BaseForm):
    picture = FileField(
        _l("Portrait"),
        description=_l("JPEG, PNG or WebP. Location, date and camera are not saved."),
        render_kw={"accept": "image/*"},
    )
