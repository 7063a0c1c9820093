"""What can be done to many people or organisations, and what is asked for before."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from crm.contacts import queries, rules, services
from crm.contacts.models import Organisation, Person
from crm.contacts.services import chosen
from crm.core.permissions import Actor, Permission
from crm.core.texts import N_
from crm.core.upshots import Took, Upshot
from crm.lists.forms import each_of
from crm.places.forms import PlaceField
from crm.tags import rules as tag_rules
from crm.tags import services as tags
from crm.tags.forms import parted
from crm.web.forms import Choice, Line
from crm.web.listings import ALREADY, BulkForm, GroupAct, ListAct, RowAct, Values

CONSENT = {"no": N_("may be contacted"), "yes": N_("Do not contact")}


class TagChosenForm(BulkForm):
    """The names of the tags, commas between."""

    names = Line(_l("Tags, separated by commas"), limit=tag_rules.NAME_LIMIT * tag_rules.MOST_NAMES, required=True)


class ConsentForm(BulkForm):
    consent = Choice(_l("They"), table=CONSENT, required=True)


class ChangeOrganisationsForm(BulkForm):
    standing = Choice(_l("Status"), table=rules.ORGANISATION_STATUSES)
    place_id = PlaceField(_l("Place"))

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        if good and not (self.standing.data or self.place_id.data):
            self.standing.errors = [*self.standing.errors, gettext("Choose what is to be changed.")]
            return False
        return good


# ------------------------------------------------------------------ tags


def _tagged(number: int) -> str:
    return str(ngettext("%(num)d record will be tagged.", "%(num)d records will be tagged.", number))


def _tag(kind: str, ids: Sequence[int], said: Values, by: Actor) -> Upshot:
    fresh = tags.tag_afresh(kind, ids, parted(said["names"]), by=by)
    done = {id: Took(fresh[id]) for id in ids if fresh.get(id)}
    return Upshot(done, {id: ALREADY for id in ids if id not in done})


def _untag(kind: str, before: Mapping[int, Any], by: Actor) -> Upshot:
    """Take those off that were put on; what carried one already keeps it."""
    carried: dict[int, list[int]] = {}
    for id, tag_ids in before.items():
        for tag_id in tag_ids or ():
            carried.setdefault(tag_id, []).append(id)
    for tag_id, ids in carried.items():
        tags.untag_many(kind, ids, [tag_id], by=by)
    return Upshot({id: Took() for id in before})


def tag_act(kind: str) -> ListAct:
    """Put tags on records of this kind (table name)."""
    return GroupAct(
        code="tag",
        label=N_("Tag"),
        write=Permission.TAGS_WRITE,
        button=N_("Tag"),
        sentence=_tagged,
        form=TagChosenForm,
        together=partial(_tag, kind),
        apart=partial(_untag, kind),
    )


# ------------------------------------------------------------------ what is changed


def _marked(number: int) -> str:
    return str(ngettext("%(num)d person will be marked.", "%(num)d people will be marked.", number))


def _changed(number: int) -> str:
    return str(ngettext("%(num)d organisation will be changed.", "%(num)d organisations will be changed.", number))


def _change(organisation: Organisation, said: Values, *, by: Actor) -> None:
    if said["standing"]:
        chosen.stand(organisation, status=said["standing"], by=by)
    if said["place_id"]:
        chosen.put_at(organisation, place_id=said["place_id"], by=by)


def _before(organisation: Organisation, said: Values) -> dict[str, Any]:
    asked = {"standing": ("status",), "place_id": ("place_id", "country")}
    return {column: getattr(organisation, column) for name in asked if said[name] for column in asked[name]}


def _back(organisation: Organisation, before: Mapping[str, Any], *, by: Actor) -> None:
    if "status" in before:
        chosen.stand(organisation, status=before["status"], by=by)
    if "place_id" in before:
        chosen.put_at(organisation, place_id=before["place_id"], country=before["country"], by=by)


CONSENT_ACT: Final = RowAct(
    code="consent",
    label=N_("May they be contacted?"),
    write=Permission.CONTACTS_WRITE,
    sentence=_marked,
    form=ConsentForm,
    do=lambda person, said, *, by: chosen.mark_contact(person, do_not_contact=said["consent"] == "yes", by=by),
    before=lambda person, _said: person.do_not_contact,
    back=lambda person, before, *, by: chosen.mark_contact(person, do_not_contact=before, by=by),
)
CHANGE_ACT: Final = RowAct(
    code="change",
    label=N_("Change status or place"),
    write=Permission.CONTACTS_WRITE,
    sentence=_changed,
    form=ChangeOrganisationsForm,
    do=_change,
    before=_before,
    back=_back,
)

EACH_PERSON: Final = each_of(
    Person,
    Permission.CONTACTS_WRITE,
    queries.person,
    rules.PERSON_ARCHIVED,
    services.restore_person,
    acts=(tag_act("people"), CONSENT_ACT),
    named=lambda person: queries.own_name(person).text,
)
EACH_ORGANISATION: Final = each_of(
    Organisation,
    Permission.CONTACTS_WRITE,
    queries.organisation,
    services.archive_organisation,
    services.restore_organisation,
    acts=(tag_act("organisations"), CHANGE_ACT),
    named=lambda organisation: queries.own_name(organisation).text,
)
