"""Who else promotes in Yanji, as far as it is on public record, an invented neighbour, and invented signs of demand."""

from datetime import date

from crm.contacts import services as contacts
from crm.contacts.models import Organisation
from crm.contacts.rules import OrganisationNameInput, RoleInput
from crm.core.database import db
from crm.negotiations import services as negotiations
from crm.rivals import services as rivals
from crm.rivals.services import RivalInput, SignalInput
from crm.sample.queries import own_data
from crm.sample.services.register import Register


def load_rivals(register: Register) -> None:
    """What other regions and bodies did; bodies that are no region are made here."""
    by = register.users["kobayashi"]
    made: dict[str, Organisation] = {}
    for row in own_data("rivals"):
        name = row["body_name"]
        if name and name not in made:
            made[name] = contacts.create_organisation(
                name=OrganisationNameInput(name, "ja", row["reading"]),
                other_names=[
                    OrganisationNameInput(row["en"], "en", kind="trade"),
                    OrganisationNameInput(row["zh"], "zh-Hans"),
                    OrganisationNameInput(row["ko"], "ko"),
                ],
                country="JP", roles=[RoleInput(row["role"])], by=by,
            )  # fmt: skip
            db.session.flush()
        content = RivalInput(
            place_id=register.places[row["place"]].id,
            body_place_id=register.places[row["body_place"]].id if row["body_place"] else None,
            body_organisation_id=made[name].id if name else None,
            activity_type=row["type"], title=row["title"],
            starts_on=date.fromisoformat(row["from"]), ends_on=date.fromisoformat(row["to"]),
            booths=int(row["booths"]) if row["booths"] else None, firms=int(row["firms"]) if row["firms"] else None,
            notes=row["notes"], source_url=row["source"],
        )  # fmt: skip
        rivals.record_rival(content, by=by)
    _name_winners(register, made)


def _name_winners(register: Register, made: dict[str, Organisation]) -> None:
    """To whom some cases were lost: invented firms, and the invented neighbour."""
    by = register.users["kobayashi"]
    for row in own_data("lost"):
        if row["body_name"] not in made:
            made[row["body_name"]] = contacts.create_organisation(
                name=OrganisationNameInput(row["body_name"], row["language"], row["reading"]),
                other_names=[OrganisationNameInput(row["en"], "en", kind="trade")],
                country=row["country"], roles=[RoleInput(row["role"])], by=by,
            )  # fmt: skip
            db.session.flush()
        case = register.negotiations[row["case"]]
        negotiations.name_rival(
            case, lost_to_place_id=None, lost_to_organisation_id=made[row["body_name"]].id, by=by
        )  # fmt: skip


def load_demand(register: Register) -> None:
    """What somebody in Yanji said, or a survey found, that shops would take."""
    for row in own_data("demand"):
        content = SignalInput(
            place_id=register.places[row["place"]].id, category=row["category"], price_tier=row["price_tier"],
            statement=row["statement"], source_kind=row["source_kind"], source=row["source"],
            observed_on=date.fromisoformat(row["observed_on"]), strength=int(row["strength"]),
        )  # fmt: skip
        rivals.record_signal(content, by=register.users["kobayashi"])
