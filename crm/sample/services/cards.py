"""The sample's exchanges of cards, how we met some people, and who watches whom."""

from datetime import date, timedelta

from crm.cards import services as cards
from crm.cards.services import Exchange, FirstMeeting
from crm.contacts.kind import PERSON
from crm.sample.queries import own_data
from crm.sample.services.register import Register
from crm.watches import services as watches


def load_exchanges(register: Register) -> None:
    """Cards that changed hands on missions and at fairs, some of them those of delegates."""
    for row in own_data("exchanges"):
        ours = register.cards.get(row["ours"])
        user = register.users.get(row["user"])
        cards.exchange(
            register.cards[row["theirs"]].person,
            Exchange(
                exchanged_on=_day(register, row["activity"], row["day"]),
                user_id=user.id if user is not None else None,
                our_person_id=ours.id if ours is not None else None,
                place=row["place"],
                activity_id=register.activities[row["activity"]].id,
                direction=row["direction"],
            ),
            by=register.users["kobayashi"],
        )


def load_acquaintances(register: Register) -> None:
    """How we came to know some of them, and through whom."""
    for row in own_data("acquaintances"):
        introducer = register.cards.get(row["introducer"])
        cards.tell_how_we_met(
            register.cards[row["person"]].person,
            FirstMeeting(
                met_on=_day(register, row["activity"], row["day"]),
                activity_id=register.activities[row["activity"]].id,
                introduced_by_id=introducer.id if introducer is not None else None,
                source=row["source"],
                note=row["note"],
            ),
            by=register.users["kobayashi"],
        )


def load_watches(register: Register) -> None:
    """Contacts that the staff want to stay in touch with."""
    for row in own_data("watches"):
        by_person = row["kind"] == PERSON.table
        id = register.cards[row["key"]].id if by_person else register.organisations[row["key"]].id
        watches.watch(row["kind"], id, days=int(row["days"]), by=register.users[row["user"]])


def _day(register: Register, activity: str, offset: str) -> date:
    return register.activities[activity].start_on + timedelta(days=int(offset))
