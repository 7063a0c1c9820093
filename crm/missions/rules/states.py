"""The state of an item of the programme, and of the appointment that it is."""

from crm.core.texts import N_

#: The one state of an item. That of an appointment is read from it: see APPOINTMENT_OF.
ITEM_STATUSES: dict[str, str] = {
    "unasked": N_("Tentative"),
    "tentative": N_("Tentative"),
    "informal_yes": N_("Tentative"),
    "confirmed": N_("Confirmed"),
    "done": N_("Done"),
    "cancelled": N_("Cancelled"),
}
#: How a form offers them: what is not settled with a host yet has three steps, all of them tentative.
ITEM_CHOICES: dict[str, str] = {
    "unasked": N_("Tentative: not requested yet"),
    "tentative": N_("Tentative: requested"),
    "informal_yes": N_("Tentative: informally agreed"),
    "confirmed": N_("Confirmed"),
    "done": N_("Done"),
    "cancelled": N_("Cancelled, impossible"),
}

#: これから依頼, 打診中, 内諾, 確定, 不可
APPOINTMENTS: dict[str, str] = {
    "to_ask": N_("To be requested"),
    "asked": N_("Requested"),
    "informal_yes": N_("Informally agreed"),
    "confirmed": N_("Confirmed"),
    "impossible": N_("Impossible"),
}
#: {state of an item: the word for its appointment, where somebody receives us}
APPOINTMENT_OF: dict[str, str] = {
    "unasked": "to_ask",
    "tentative": "asked",
    "informal_yes": "informal_yes",
    "confirmed": "confirmed",
    "done": "confirmed",
    "cancelled": "impossible",
}

#: Items in these states bind the people in them (INV-A1).
BINDING = frozenset({"confirmed", "done"})
#: Not agreed for good: to be asked, asked, or agreed informally.
TENTATIVE = frozenset({"unasked", "tentative", "informal_yes"})
#: Still to come: they may move, and something may be missing.
OPEN = TENTATIVE | {"confirmed"}
