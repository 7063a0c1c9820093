"""Saving a template, and planning from one."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.initiatives.forms import NAME_FIELDS, NamedForm
from crm.missions.forms.missions import initiative_options
from crm.missions.services import TEMPLATE_NAME_LIMIT
from crm.places.forms import PlaceField
from crm.web.forms import BaseForm, Day, Line, RecordChoice


class TemplateForm(BaseForm):
    name = Line(_l("Name of the template"), limit=TEMPLATE_NAME_LIMIT, required=True)


class FromTemplateForm(NamedForm):
    place_id = PlaceField(_l("Main place"), required=True)
    start_on = Day(_l("First day"), required=True)
    initiative_id = RecordChoice(_l("Initiative"), options=initiative_options)

    def input(self) -> dict[str, Any]:
        """The keyword arguments of `services.from_template`."""
        rest = {name: value for name, value in self.values().items() if name not in NAME_FIELDS}
        return rest | {"names": self.names()}
