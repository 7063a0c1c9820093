"""A form that is saved although something in it looks odd, once somebody has said so."""

from collections.abc import Mapping
from typing import ClassVar

from flask_babel import lazy_gettext as _l

from crm.core.texts import Text
from crm.web.forms.base import BaseForm
from crm.web.forms.choices import Tick
from crm.web.forms.texts import translate


class DoubtedForm(BaseForm):
    #: Asked only where something looks odd.
    odd_seen = Tick(_l("It is right: save it"))

    PLUMBING: ClassVar[frozenset[str]] = BaseForm.PLUMBING | {"odd_seen"}
    doubted = False

    def accepts(self, doubts: Mapping[str, Text]) -> bool:
        """Whether it may be saved: what looks odd is told beside its field until somebody says that it is right."""
        if self.odd_seen.data or not doubts:
            return True
        for field, doubt in doubts.items():
            self.refuse(translate(doubt), field)
        self.doubted = True
        return False
