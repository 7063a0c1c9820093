"""What people of the sample consented to: delegates and hosts by their part in a mission, few alone."""

from datetime import timedelta
from typing import Final

from crm.privacy import queries as privacy_queries
from crm.privacy import services as privacy
from crm.privacy.rules import CONTRACT, DELEGATE, IN, PARTICIPATION, PARTNERS
from crm.privacy.services import ProvisionInput, RecordInput
from crm.sample import rules
from crm.sample.queries import own_data
from crm.sample.services.register import Register

#: Whose delegates and hosts are on record; of the mission that comes nobody was recorded yet.
RECORDED: Final = ("m5", "in1", "x1", "m6", "in2", "m7a", "sy26")
#: How long before the start.
BEFORE: Final = timedelta(days=14)


def load_consents(register: Register) -> None:
    """The answers of some, in the order of their days."""
    for key in RECORDED:
        activity = register.activities[key]
        on = register.workday(activity.start_on - BEFORE, -1)
        privacy.record_participation(activity, on=on, by=register.coordinator_of(key))
    for row in own_data("consents"):
        user = register.coordinator_of(row["activity"])
        day = register.activities[row["activity"]].start_on + timedelta(days=int(row["day"]))
        said = RecordInput(
            min(day, rules.TODAY), dict(told.split(":") for told in row["answers"].split()), regime=row["regime"],
            purposes=row["purposes"].split(), basis=row["basis"], notice_version=row["notice"],
            notice_language=row["language"], obtained_how=row["how"], obtained_by=user.display_name, note=row["note"],
        )  # fmt: skip
        privacy.record(register.cards[row["person"]].person, said, by=user)


def load_provisions(register: Register) -> None:
    """What went to those who received us, and what came from the association that sent its members along."""
    trip = register.activities["m6"]
    named = privacy_queries.sharing(trip.id, PARTNERS).people
    privacy.provide(
        ProvisionInput(
            register.workday(trip.start_on - BEFORE / 2, -1), "延吉市商务局",
            "団員名簿（氏名・所属・役職）", country="CN",
            scope=PARTNERS, basis=PARTICIPATION, activity_id=trip.id,
        ),
        [each.person.id for each in named if each.part == DELEGATE], by=register.coordinator_of("m6"),
    )  # fmt: skip
    privacy.provide(
        ProvisionInput(
            register.workday(trip.start_on - 2 * BEFORE, -1), "見附編物工業協同組合",
            "参加者の申込書（氏名・役職・連絡先）",
            direction=IN, country="JP", basis=CONTRACT, activity_id=trip.id,
        ),
        [register.cards[name].id for name in ("山﨑隆", "大橋勇")], by=register.coordinator_of("m6"),
    )  # fmt: skip
