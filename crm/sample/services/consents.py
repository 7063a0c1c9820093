"""What people of the sample consented to: delegates and hosts by their part in a mission, few alone."""

from datetime import timedelta
from typing import Final

from crm.privacy import services as privacy
from crm.privacy.services import RecordInput
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
