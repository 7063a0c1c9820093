"""Short advice for the way: customs of a country, numbers for emergencies, how to keep the pack."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from crm.core.texts import N_

#: What holds everywhere we go.
_EVERYWHERE: Final = (
    N_("Give and take business cards with both hands, read the card, and leave it on the table during the talk."),
    N_("Call people by surname and title. When a title is unclear, ask the interpreter before the talk."),
    N_("Our head of delegation enters and speaks first. Seats follow the order of the delegation list."),
)
CUSTOMS: Final[dict[str, Sequence[str]]] = {
    "CN": (
        N_("At table the guest of honour faces the door, beside the host. Wait to be shown your seat."),
        N_("The host gives the first toast; ours answers. Hold your glass lower than that of a senior person."),
        N_("Do not give clocks, umbrellas, handkerchiefs, green hats or sets of four. Do not wrap gifts in white."),
        N_("Say who signs and who only attends: the company seal matters more than the signature."),
    ),
    "KR": (
        N_("Pour and receive drinks with two hands, and turn slightly aside when you drink before an elder."),
        N_("Start eating after the eldest person. Never leave the spoon or chopsticks standing in the rice."),
        N_("Do not write a living person's name in red. Avoid gifts in sets of four."),
    ),
    "JP": (
        N_("Arrive five minutes early. Exchange cards in the order of rank before you sit down."),
        N_("The seat farthest from the door is the seat of honour."),
        N_("A small gift from your own region is welcome; give it at the end of the meeting, with both hands."),
    ),
    "RU": (
        N_("Shake hands firmly, but never across a threshold."),
        N_("Give flowers in odd numbers only."),
    ),
}


@dataclass(frozen=True)
class Number:
    """Whom to call. Without a number there is a line to write it on, because it must be checked before departure."""

    label: str
    number: str = ""


EMERGENCY: Final[dict[str, Sequence[Number]]] = {
    "CN": (
        Number(N_("Police"), "110"),
        Number(N_("Ambulance"), "120"),
        Number(N_("Fire brigade"), "119"),
        Number(N_("Traffic accidents"), "122"),
        Number(N_("Consulate-General of Japan in Shenyang (Liaoning, Jilin, Heilongjiang)")),
    ),
    "KR": (
        Number(N_("Police"), "112"),
        Number(N_("Fire brigade and ambulance"), "119"),
        Number(N_("Embassy of Japan in Korea")),
    ),
    "JP": (Number(N_("Police"), "110"), Number(N_("Fire brigade and ambulance"), "119"), Number(N_("Your consulate"))),
    "RU": (Number(N_("All emergencies"), "112"), Number(N_("Consulate-General of Japan in Vladivostok"))),
}
_OURS: Final = (
    Number(N_("Our office")),
    Number(N_("Travel agency")),
    Number(N_("Insurance (policy number and claims line)")),
    Number(N_("Nearest hospital")),
)

HANDLING: Final = (
    N_("This pack holds personal data of hosts and delegates. It is for its holder and this mission only."),
    N_("Do not copy, photograph or send it. Keep it with you, never in a hotel room, car or meeting room."),
    N_("Write impressions of people on the notes pages with care: they may ask what is recorded about them."),
    N_("Hand it back to the secretariat after the return. It is shredded when the report is finished."),
    N_("When a pack is lost, tell the head of the delegation at once."),
)


def customs(country: str) -> list[str]:
    """Sentences about good manners in a country."""
    return [*_EVERYWHERE, *CUSTOMS.get(country, ())]


def emergency(country: str) -> list[Number]:
    """Whom to call in a country, public numbers first, then lines that the office fills in."""
    return [*EMERGENCY.get(country, ()), *_OURS]
