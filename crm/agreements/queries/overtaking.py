"""Which open steps a contract overtook: those of a signed case that were due by its signing (domain.md §1.6)."""

from typing import Any

from sqlalchemy import Select, and_, case, func, select

from crm.agreements.models import Agreement, AgreementNegotiation
from crm.agreements.rules import EVER_SIGNED
from crm.core.reading import one_of
from crm.core.records import stands
from crm.negotiations import queries as negotiations
from crm.negotiations.models import Negotiation
from crm.negotiations.rules import WON


def overtaken() -> dict[str, Select[Any]]:
    """{table: (id of a record of which every case is signed, the day of the last signing)}, as the cases stand now;
    `negotiations.signed_of` asks of another day which records those are.
    """
    signed = and_(
        Agreement.id == AgreementNegotiation.agreement_id,
        stands(Agreement),
        one_of(Agreement.status, EVER_SIGNED),
        Agreement.signed_on.is_not(None),
    )
    day = func.max(Agreement.signed_on)
    case_id = AgreementNegotiation.negotiation_id
    own: Any = select(case_id, day).join(Agreement, signed).join(AgreementNegotiation.negotiation)
    goes_on = func.sum(case((one_of(Negotiation.stage, WON), 0), else_=1))
    linked = {
        table: select(record, day)
        .join(Negotiation, of == Negotiation.id)
        .outerjoin(AgreementNegotiation, case_id == Negotiation.id)
        .outerjoin(Agreement, signed)
        .where(stands(Negotiation))
        .group_by(record)
        .having(goes_on == 0)
        for table, (record, of) in negotiations.GREW_FROM.items()
    }
    return {"negotiations": own.where(one_of(Negotiation.stage, WON)).group_by(case_id)} | linked
