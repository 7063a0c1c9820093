"""What can be done to many records that have own fields: a value of theirs is set for each."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from flask_babel import gettext

from crm.core.errors import Refused
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_, Text
from crm.fields import queries, services
from crm.fields.forms.fields import own_field
from crm.fields.services import form_name
from crm.web.listings import ALREADY, BulkForm, ListAct, RowAct, Values

_EMPTY: Final[tuple[Any, ...]] = (None, "", [])


class OwnChosenForm(BulkForm):
    """The own fields of one kind of record: what is filled in is set for each, the rest stays as it is."""

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        if good and not any(field.data not in _EMPTY for field in self.asked_for()):
            first = self.asked_for()[0]
            first.errors = [*first.errors, gettext("Fill in at least one field.")]
            return False
        return good


def _form(record_type: str) -> BulkForm:
    defined = queries.defined(record_type)
    if not defined:
        raise Refused(Text("This field does not exist (any more)."))
    members: dict[str, Any] = {form_name(each.id): own_field(each, required=False) for each in defined}
    make: Any = type(OwnChosenForm)  # the metaclass of forms, which collects the fields
    form: BulkForm = make(OwnChosenForm.__name__, (OwnChosenForm,), members)()
    return form


def _set(record_type: str, record: Any, said: Values, *, by: Actor) -> None:
    wanted = _wanted(said)
    if all(was == becomes for was, becomes in services.foretold(record_type, record.id, wanted).values()):
        raise Refused(ALREADY)
    services.set_values(record_type, record.id, wanted, by=by)


def _before(record_type: str, record: Any, said: Values) -> dict[str, Any]:
    """{field: [what it says, what it will say]}; JSON has no numbers as keys."""
    return {str(id): list(pair) for id, pair in services.foretold(record_type, record.id, _wanted(said)).items()}


def _back(record_type: str, record: Any, before: Mapping[str, Any], *, by: Actor) -> None:
    services.put_back(record_type, record.id, {int(id): (was, becomes) for id, (was, becomes) in before.items()}, by=by)


def _wanted(said: Values) -> dict[int, Any]:
    """{field: what was filled in}."""
    return {int(name.removeprefix(form_name(""))): value for name, value in said.items() if value not in _EMPTY}


def own_act(record_type: str, write: Permission) -> ListAct:
    """Set own fields of records of this kind (table name)."""
    return RowAct(
        code="own",
        label=N_("Fill in custom fields"),
        write=write,
        form=partial(_form, record_type),
        offered=lambda: queries.are_there(record_type),
        do=partial(_set, record_type),
        before=partial(_before, record_type),
        back=partial(_back, record_type),
        elsewhere=True,
    )
