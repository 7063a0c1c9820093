"""A fair in Yanji that is on, a code, a phone that was let in, and a lead as it sends it."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.activities.models import Activity
from crm.audit.services import action
from crm.booths import rules, services
from crm.booths.models import BoothCapture, BoothCode, BoothPhone
from crm.booths.services import Sending, SentLead
from crm.core import clock
from crm.core.database import db, writing
from tests import cast
from tests.missions import voyage

THERE = "Asia/Shanghai"


def fair(**changes: Any) -> Activity:
    """A fair of three days in Yanji, of which today is the second unless told otherwise."""
    today = clock.today(THERE)
    usual: dict[str, Any] = {
        "type": "trade_fair",
        "start_on": today - timedelta(days=1),
        "end_on": today + timedelta(days=1),
        "names": {"ja": "延吉商品展"},
    }
    return voyage.mission(**(usual | changes))


def code(activity: Activity, label: str = "A-12", booth_id: int | None = None) -> tuple[BoothCode, str]:
    """A code with what is typed."""
    with writing():
        made = services.make_code(activity, label=label, booth_id=booth_id, owner_id=cast.user().id, by=cast.user())
        db.session.commit()
    return made


def phone(row: BoothCode, name: str = "金") -> tuple[BoothPhone, str]:
    """A phone that this code has let in on the day before the fair of three days, with its key."""
    with writing():
        made = services.register(row, name=name)
        with action(rules.REGISTERED, by=None):
            made[0].registered_at -= timedelta(days=2)
        db.session.commit()
    return made


def send(phone: BoothPhone, key: str, *, at: datetime | None, picture: bytes = b"", **told: Any) -> BoothCapture:
    """What the phone sends under its key."""
    consents = {name: told.pop(name, False) for name in ("may_store", "may_share")}
    notice = str(told.pop("notice_version", ""))
    with writing():
        sent = services.receive(
            anew(phone),
            SentLead(**told),
            Sending(key, at, picture=picture, notice_version=notice, **consents),
            instance=Path(current_app.config["INSTANCE"]),
        )
        db.session.commit()
    return sent


def anew(phone: BoothPhone) -> BoothPhone:
    """The phone with its code, as a request finds it."""
    found = (
        select(BoothPhone)
        .where(BoothPhone.id == phone.id)
        .options(joinedload(BoothPhone.code).joinedload(BoothCode.booth))
    )
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def moment(day: date, hour: int) -> datetime:
    """On the clock of the fair."""
    return clock.from_wall(datetime(day.year, day.month, day.day, hour), THERE)
