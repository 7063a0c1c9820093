"""The sample's rounds: what both sides offered in the talks about knitwear, and how far they moved."""

from datetime import timedelta
from decimal import Decimal
from itertools import groupby

from crm.audit.services import action
from crm.core.database import db
from crm.meetings.models import Meeting
from crm.sample import rules
from crm.sample.queries import own_data
from crm.sample.services.register import Register
from crm.talks.models import RoundOffer, TalkRound


def load_rounds(register: Register) -> None:
    """Each round with its offers: that of a talk on record, or one that the file gives a day."""
    for (key, talk, days, place), rows in groupby(
        own_data("rounds"), key=lambda row: (row["case"], row["talk"], row["days"], row["place"])
    ):
        case = register.negotiations[key]
        met = register.talks[key][int(talk)] if talk else None
        made = TalkRound(
            negotiation_id=case.id,
            held_on=met.held_on if met is not None else rules.TODAY + timedelta(days=int(days)),
            place=place,
            meeting_id=met.id if met is not None else None,
            ours=_sat(met, "ours"),
            theirs=_sat(met, "theirs"),
            offers=[
                RoundOffer(
                    side=row["side"],
                    term=row["term"],
                    amount=Decimal(row["amount"]) if row["amount"] else None,
                    unit=row["unit"],
                    currency=row["currency"],
                    incoterm=row["incoterm"],
                    text=row["words"],
                )
                for row in rows
            ],
        )
        with action(rules.LOADED, by=next(user for user in register.users.values() if user.id == case.owner_id)):
            db.session.add(made)
            db.session.flush()


def _sat(met: Meeting | None, side: str) -> str:
    return "、".join(each.name_snapshot for each in met.attendees if each.side == side) if met is not None else ""
