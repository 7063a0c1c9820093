"""The initiative form, and the fields for a name in each language that activities use, too."""

from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import inspect
from wtforms.fields.core import Field

from crm.contacts.forms.picks import OrganisationField
from crm.core.languages import Language
from crm.core.texts import N_
from crm.initiatives import queries
from crm.initiatives.models import Initiative
from crm.initiatives.rules import INITIATIVE_STATUSES
from crm.web.access import me
from crm.web.forms import BaseForm, Choice, Day, Line, Prose
from crm.web.listings import Narrowing, coded
from crm.web.usual import usual

#: {field: language}, in the order in which the working name is looked for.
NAME_FIELDS: dict[str, str] = {
    "name_ja": Language.JA,
    "name_zh": Language.ZH,
    "name_ko": Language.KO,
    "name_en": Language.EN,
}


class NamedForm(BaseForm):
    """A record that has a name in one to four languages; the first one filled in is the working name."""

    name_ja = Line(_l("Name in Japanese"), render_kw={"lang": "ja"})
    name_zh = Line(_l("Name in Chinese"), render_kw={"lang": "zh-Hans"})
    name_ko = Line(_l("Name in Korean"), render_kw={"lang": "ko"})
    name_en = Line(_l("Name in English"), render_kw={"lang": "en"})

    @property
    def called(self) -> list[Field]:
        """The fields of the names, that of the language in which the office writes first: one is enough."""
        first = usual().language
        return [self[field] for field, language in sorted(NAME_FIELDS.items(), key=lambda pair: pair[1] != first)]

    def names(self) -> dict[str, str]:
        """{language: text} of the names filled in."""
        return {language: self[field].data for field, language in NAME_FIELDS.items() if self[field].data}

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if not any(self[field].data for field in NAME_FIELDS):
            self.called[0].errors = [*self.called[0].errors, _("Enter the name in at least one language.")]
            return False
        return valid


def names_of(rows: Any) -> dict[str, str]:
    """{field: text} of name rows, for a form's initial data."""
    texts = {row.language: row.text for row in rows}
    return {field: texts.get(language, "") for field, language in NAME_FIELDS.items()}


class InitiativeForm(NamedForm):
    state = Choice(_l("Status"), table=INITIATIVE_STATUSES, required=True, blank=None, default="active")
    lead_organisation_id = OrganisationField(_l("Lead body"))
    start_on = Day(_l("First day"))
    end_on = Day(_l("Last day"))
    goals = Prose(_l("Goals"), description=_l("One per line, with a figure where there is one."))

    @classmethod
    def initial(cls, row: Initiative) -> dict[str, Any]:
        initiative = queries.one(row.id, user=me()) if "names" in inspect(row).unloaded else row
        plain = ("lead_organisation_id", "start_on", "end_on", "goals")
        return (
            names_of(initiative.names)
            | {"state": initiative.status}
            | {name: getattr(initiative, name) for name in plain}
        )

    def input(self) -> dict[str, Any]:
        """The keyword arguments of `services.plan` and `change`."""
        values = {name: value for name, value in self.values().items() if name not in NAME_FIELDS}
        values["status"] = values.pop("state")
        return values | {"names": self.names(), "goals": self.goals.data or ""}


INITIATIVES_LIST: Final = Narrowing(
    endpoint="initiatives.index",
    facets=(coded("status", N_("Status"), INITIATIVE_STATUSES, one=True),),
    wanted=queries.InitiativeFilter,
    words=N_("Name in any language"),
)
