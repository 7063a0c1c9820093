"""The input of the pages that define kinds of relations and record relations."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from crm.contacts.forms import DIRECTIONS, RelationDatesForm
from crm.contacts.forms.picks import OrganisationField, PersonField
from crm.core.languages import Language
from crm.ties import rules
from crm.ties.models import TieKind
from crm.ties.queries import Called
from crm.web.forms import BaseForm, Choice, Line

#: {language: what the form calls the name in it, and the reverse}.
NAMED = {
    Language.JA: ("name_ja", "inverse_ja"),
    Language.ZH: ("name_zh", "inverse_zh"),
    Language.KO: ("name_ko", "inverse_ko"),
    Language.EN: ("name_en", "inverse_en"),
}


class KindForm(BaseForm):
    """A kind that there is: what it stands between cannot change any more."""

    name_ja = Line(_l("Name in Japanese"), limit=rules.NAME_LIMIT)
    inverse_ja = Line(_l("Reverse in Japanese"), limit=rules.NAME_LIMIT)
    name_zh = Line(_l("Name in Chinese"), limit=rules.NAME_LIMIT)
    inverse_zh = Line(_l("Reverse in Chinese"), limit=rules.NAME_LIMIT)
    name_ko = Line(_l("Name in Korean"), limit=rules.NAME_LIMIT)
    inverse_ko = Line(_l("Reverse in Korean"), limit=rules.NAME_LIMIT)
    name_en = Line(_l("Name in English"), limit=rules.NAME_LIMIT)
    inverse_en = Line(_l("Reverse in English"), limit=rules.NAME_LIMIT)

    @classmethod
    def initial(cls, row: TieKind) -> dict[str, Any]:
        told = {name.language: (name.name, name.inverse) for name in row.names}
        return {
            field: text
            for language, fields in NAMED.items()
            for field, text in zip(fields, told.get(language, ("", "")), strict=True)
        }

    def input(self) -> dict[str, Any]:
        """The keyword arguments of `services.change_kind`."""
        return {
            "names": {language: self[name].data or "" for language, (name, _inverse) in NAMED.items()},
            "inverses": {language: self[inverse].data or "" for language, (_name, inverse) in NAMED.items()},
        }

    def refuse(self, message: str, field: str | None = None) -> None:
        """Names are four fields: what is wrong with them stands beside the first."""
        first = {"names": 0, "inverses": 1}
        super().refuse(message, NAMED[Language.JA][first[field]] if field in first else field)


class NewKindForm(KindForm):
    first = Choice(_l("First side"), table=rules.SIDES, required=True, blank=None)
    second = Choice(_l("Second side"), table=rules.SIDES, required=True, blank=None)

    def input(self) -> dict[str, Any]:
        """The keyword arguments of `services.make_kind`."""
        return super().input() | {"first": self.first.data, "second": self.second.data}


class TieForm(RelationDatesForm):
    """How a record stands to another: relations that the product knows, between organisations, and the office's own."""

    relation = Choice(_l("What the other one is to it"), table={}, required=True)
    organisations_id = OrganisationField(_l("Organisation"))
    people_id = PersonField(_l("Person"))

    @classmethod
    def of(cls, record_type: str, ways: Sequence[tuple[str, str, Called]]) -> "TieForm":
        """With the relations that a record of this table can have."""
        form = cls()
        known = DIRECTIONS if record_type == rules.ORGANISATIONS else {}
        form.relation.table = {**known, **{code: called.text for code, _side, called in ways}}
        form.others = {code: side for code, side, _called in ways} | dict.fromkeys(known, rules.ORGANISATIONS)
        for side in set(rules.SIDES) - set(form.others.values()):
            del form[f"{side}_id"]
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """The other one is of the sort that the relation is with, and no one else is named."""
        if not super().validate(extra_validators):
            return False
        wanted = self.others[self.relation.data]
        for side in set(self.others.values()):
            given = self[f"{side}_id"]
            if (given.data is None) is (side == wanted):
                message = gettext("Choose one.") if side == wanted else gettext("Leave this empty here.")
                given.errors = [*given.errors, message]
        return not self.errors

    def refuse(self, message: str, field: str | None = None) -> None:
        """What is wrong with the other organisation stands beside its field, as it is called here."""
        super().refuse(message, "organisations_id" if field == "other_id" else field)

    @property
    def other_id(self) -> int | None:
        """The record that was named."""
        found: int | None = self[f"{self.others[self.relation.data]}_id"].data
        return found
