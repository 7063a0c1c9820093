"""The sample's matching table: talks in Yanji in December, two of them settled, some wishes still open."""

from datetime import date, time
from typing import Final

from crm.core.database import db
from crm.matching import queries, services
from crm.matching.models import MatchingCompany
from crm.matching.queries import MatchingBoard
from crm.matching.rules import PairWish, codes, read_wish
from crm.matching.rules.greedy import greedy
from crm.matching.services import Presence, Rounds
from crm.sample.services.register import INTERPRETERS, Register

ACTIVITY: Final = "m8"
DAY: Final = date(2026, 12, 12)
MAKERS: Final = ("marunao", "koshiji", "kuzumaki", "kakukin")  #: of whom somebody travels
COUNTERPARTS: Final = ("baihuo", "haiyue", "luyou", "lvyuan", "tumengang", "arirang", "wuliu", "dunhua")
#: What each maker wishes and hears from each counterpart, in the order above; "-" for nothing.
WISHES: Final = {
    "marunao": "3/2 3/3 - 1 - 2/1 - 2",
    "koshiji": "3/1 2 1 - - 3 - /1",
    "kuzumaki": "2/2 1/1 - - 2/2 - - 3",
    "kakukin": "/2 - 3/2 2 - 1 2 -",
}


def load_matching(register: Register) -> None:
    """Rounds on a Saturday, makers and counterparts with wishes, two interpreters, talks of which two are locked."""
    by = register.users["kobayashi"]
    session = services.open_session(
        register.activities[ACTIVITY], name="延吉商談会", timezone="Asia/Shanghai", venue="延吉 大宇飯店 2階", least=2,
        tables=4, rounds=Rounds(DAY, time(13, 0), 30, 10, 6), by=by,
    )  # fmt: skip
    db.session.flush()
    for side, names in (("maker", MAKERS), ("counterpart", COUNTERPARTS)):
        ids = [register.organisations[name].id for name in names]
        services.add_companies(queries.board(session.id, user=by), side, ids, by=by)
    for name in INTERPRETERS:
        services.add_interpreter(
            queries.board(session.id, user=by), register.cards[name].id, ["ja", "zh-Hans", "ko"], by=by
        )
    board = queries.board(session.id, user=by)
    row_of = {row.organisation_id: row for row in board.companies.values()}
    company = {name: row_of[register.organisations[name].id] for name in (*MAKERS, *COUNTERPARTS)}
    for name in ("lvyuan", "wuliu"):
        _say(register, board, company[name], name, languages=["ja", "zh-Hans"])
    for name in (each for each in COUNTERPARTS if each not in ("lvyuan", "wuliu", "haiyue")):
        _say(register, board, company[name], name, languages=sorted(codes(company[name].languages)))
    last = list(board.slots)[-1]
    _say(register, board, company["haiyue"], "haiyue", languages=["zh-Hans", "ko"], absent=[last], most=3)
    for name, cells in WISHES.items():
        wishes = {
            (company[name].id, company[other].id): read_wish(cell) or PairWish()
            for other, cell in zip(COUNTERPARTS, cells.replace("-", "0").split(), strict=True)
        }
        services.write_wishes(queries.board(session.id, user=by), wishes, by=by)
    _place(session.id, register)


def _say(register: Register, board: MatchingBoard, row: MatchingCompany, name: str, **known: object) -> None:
    staff = register.staff.get(name, [])
    presence = Presence(representative_id=staff[0].id if staff else None, **known)  # type: ignore[arg-type]  # as given
    services.change_company(board, row, presence, by=register.users["kobayashi"])


def _place(session_id: int, register: Register) -> None:
    """The talks as they are filled in by hand: the same on every machine. The first two are settled."""
    by = register.users["kobayashi"]
    for one in greedy(queries.board(session_id, user=by).problem):
        services.place(
            queries.board(session_id, user=by), maker=one.maker, counterpart=one.counterpart, slot=one.slot,
            table=one.table, interpreter=one.interpreter or services.ANYBODY, by=by,
        )  # fmt: skip
    for row in queries.board(session_id, user=by).meetings[:2]:
        services.lock(row, locked=True, by=by)
