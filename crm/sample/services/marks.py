"""What the office adds to the sample by itself: tags, own fields, saved lists, a target list, counterparts."""

from datetime import date
from typing import Any

from crm.core.database import db
from crm.counterparts import services as counterparts
from crm.counterparts.rules import SISTER_TESTS
from crm.counterparts.services import LinkInput
from crm.fields import services as fields
from crm.fields.services import OptionInput
from crm.lists import services as lists
from crm.places.rules import YANBIAN
from crm.sample import rules
from crm.sample.queries import own_data
from crm.sample.services.register import Register
from crm.tags import queries as tags_queries
from crm.tags import services as tags
from crm.targets import queries as target_queries
from crm.targets import services as targets
from crm.ties import services as ties
from crm.ties.rules import ORGANISATIONS, PEOPLE


def load_own_fields(register: Register) -> None:
    """Two fields of organisations and one of people, and what some records say in them."""
    by = register.users["honda"]
    made: dict[str, int] = {}
    for own in rules.OWN_FIELDS:
        definition = fields.make(
            record_type=own.record_type, kind=own.kind, labels=own.labels, position=own.position,
            options=[OptionInput(text) for text in own.options], by=by,
        )  # fmt: skip
        made[own.key] = definition.id
    for row in own_data("marks"):
        told = (pair.split("=") for pair in row["values"].split(";") if pair)
        values = {made[key]: value for key, value in told}
        fields.set_values(row["kind"], _record_id(register, row), values, by=register.users["kobayashi"])


def load_tags(register: Register) -> None:
    """Tags on people and organisations; the most used ones have a colour."""
    by = register.users["kobayashi"]
    for row in own_data("marks"):
        tags.tag(row["kind"], _record_id(register, row), row["tags"].split(","), by=by)
    known = tags_queries.by_keys(rules.TAG_COLOURS)
    for name, colour in rules.TAG_COLOURS.items():
        tag = next(tag for tag in known.values() if tag.name == name)
        tags.change(tag, name=name, colour=colour, by=by)


def load_target_lists(register: Register) -> None:
    """A shared list of shops to approach before the next mission, with where each stands."""
    by = register.users["kobayashi"]
    made = targets.make_list(
        name=rules.TARGET_LIST.name, purpose=rules.TARGET_LIST.purpose, kind="organisations", shared=True, by=by
    )
    db.session.flush()
    ids = {key: register.organisations[key].id for key in rules.TARGET_LIST.members}
    targets.add_members(made, "organisations", ids.values(), by=by)
    for key, (state, note) in rules.TARGET_LIST.members.items():
        [member] = target_queries.lists_of("organisations", ids[key], user=by)
        targets.change_member(member, state=state, note=note, by=by)


def load_views(register: Register) -> None:
    """Lists as their readers want to find them again, each in their own language; two stand in each one's menu."""
    yanbian = register.places[YANBIAN].id
    for row in own_data("views"):
        lists.save_view(
            list_name=row["list"], name=row["name"], query=row["query"].format(yanbian=yanbian),
            pinned=bool(row["pinned"]), by=register.users[row["user"]],
        )  # fmt: skip


def load_ties(register: Register) -> None:
    """An interpreter who advises our office: a relation of a kind that the administrator defined."""
    kind = ties.make_kind(
        first=ORGANISATIONS, second=PEOPLE, names=rules.TIE_NAMES, inverses=rules.TIE_INVERSES,
        by=register.users["honda"],
    )  # fmt: skip
    body, person = rules.TIE_SIDES
    ties.tie(
        kind, record=(ORGANISATIONS, register.organisations[body].id), other_id=register.cards[person].id,
        from_date=date(2024, 4, 1), by=register.users["kobayashi"],
    )  # fmt: skip


def load_counterparts(register: Register) -> None:
    """Sister cities and memoranda that are on public record, and those of the sample's own bodies."""
    for row in own_data("counterparts"):
        tests = dict.fromkeys(SISTER_TESTS, row["kind"] == "sister_city")
        sides: dict[str, Any] = {
            "place_id": _id(register.places, row["place"]),
            "organisation_id": _id(register.organisations, row["organisation"]),
            "other_place_id": _id(register.places, row["other_place"]),
            "other_organisation_id": _id(register.organisations, row["other_organisation"]),
        }
        content = LinkInput(
            kind=row["kind"], status=row["status"], signed_where=row["signed_where"], basis_document=row["basis"],
            signed_on=date.fromisoformat(row["signed_on"]) if row["signed_on"] else None, notes=row["notes"],
            **sides, **tests,
        )  # fmt: skip
        counterparts.make(content, by=register.users["kobayashi"])


def _id(records: Any, key: str) -> int | None:
    return records[key].id if key else None


def _record_id(register: Register, row: dict[str, str]) -> int:
    if row["kind"] == "people":
        return register.cards[row["key"]].id
    return register.organisations[row["key"]].id
