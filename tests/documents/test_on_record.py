"""What a pack claims of earlier meetings: no more than is on record; and what whoever speaks reads."""

from datetime import date

from sqlalchemy.orm import Session, scoped_session

from tests.contacts import book
from tests.documents.test_packs import html
from tests.missions import voyage


def test_a_pack_claims_earlier_exchange_only_where_it_is_on_record(session: scoped_session[Session]) -> None:
    ahead = voyage.mission()
    host = book.organisation("延边海达贸易有限公司")
    voyage.item(ahead, host=host, hosts=[book.person("王海龙", at=host).id])

    def told() -> tuple[bool, ...]:
        shown = html(voyage.fresh(ahead), audience="leader", chosen=["visits", "speeches"])
        return tuple(text in shown for text in ("今回が初めての面談", "以下の訪問団に参加", "これまでも交流を重ねて"))

    assert told() == (True, False, False)
    earlier = voyage.mission(start_on=date(2025, 12, 10), end_on=date(2025, 12, 12), direction="inbound")
    voyage.delegate(earlier, book.person("李英兰", at=host), organisation_id=host.id)
    assert told() == (False, True, True)


def test_a_speech_names_who_speaks_as_it_is_said_aloud(session: scoped_session[Session]) -> None:
    """The Korean and the Chinese column held 田邉 俊夫 (TANABE Toshio); then the Chinese one 田边俊夫, beside 田邉
    on the cover and in the list.
    """
    mission = voyage.mission()
    head = book.person("田邉 俊夫", "ja", reading="たなべ としお", forms=[("latin_passport", "en", "TANABE TOSHIO")])
    voyage.delegate(mission, head, role="head")
    for language, said in (
        ("ko", "저는 단장 다나베 도시오입니다"),
        ("zh-Hans", '我是团长<span lang="ja">田邉俊夫</span>。'),
    ):
        shown = html(voyage.fresh(mission), language=language, audience="leader", chosen=["speeches"])
        assert said in shown
