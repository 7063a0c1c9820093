"""What of a person is kept to a term: what they signed, and the approved reports that name them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.agreements.models import Agreement
from crm.agreements.rules import was_signed
from crm.core.database import db
from crm.privacy.models import Provision
from crm.subjects import rules
from crm.subjects.models import RetentionRun
from crm.subjects.queries.rows import NamedRows, Row
from crm.subjects.rules.naming import PROVISIONS


@dataclass(frozen=True)
class KeptPart:
    """A row that is kept, by the record that it belongs to, and the last day."""

    table: str
    row: Row
    record: tuple[str, int]
    until: date


def signed(found: Sequence[NamedRows]) -> list[KeptPart]:
    """The signatures of the person on agreements that were signed."""
    rows = [row for part in found if part.naming.table == "signatories" for row in part.rows]
    agreements = _by_id(Agreement, [row["agreement_id"] for row in rows])
    kept = []
    for row in rows:
        agreement = agreements[row["agreement_id"]]
        if was_signed(agreement.status):
            last = agreement.expires_on or agreement.signed_on or agreement.updated_at.date()
            kept.append(KeptPart("signatories", row, ("agreements", agreement.id), rules.kept_until(last)))
    return kept


def given(found: Sequence[NamedRows], name: str) -> list[KeptPart]:
    """The name of the person for the register of what was given to others, to the term of the latest entry."""
    rows = [row for part in found if part.naming.table == PROVISIONS for row in part.rows]
    provisions = _by_id(Provision, [row["provision_id"] for row in rows])
    if not rows:
        return []
    latest = max(rows, key=lambda row: (provisions[row["provision_id"]].provided_on, row["id"]))
    until = rules.kept_until(provisions[latest["provision_id"]].provided_on, rules.YEARS_TOLD)
    return [KeptPart(PROVISIONS, latest | {"name_snapshot": name}, ("provisions", latest["provision_id"]), until)]


def _by_id(model: Any, ids: Sequence[int]) -> Mapping[int, Any]:
    return {row.id: row for row in db.session.scalars(select(model).where(model.id.in_(ids)))}


def retained(most: int = 20) -> list[RetentionRun]:
    """What was deleted at its term, the latest first."""
    return list(db.session.scalars(select(RetentionRun).order_by(RetentionRun.id.desc()).limit(most)))
