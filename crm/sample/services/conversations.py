"""The sample's conversations: copied from WeChat, LINE and KakaoTalk as their programs give them out; invented."""

from typing import Final

from crm.audit.services import action
from crm.core import clock, here
from crm.core.database import db
from crm.interactions.rules import read_chat
from crm.negotiations.models import Interaction
from crm.sample import rules
from crm.sample.services.register import Register

WECHAT: Final = """\
金成浩 2026年11月12日 10:12
小林女士，您好！上次说的毛衣样品已经收到了，手感很好。
小林 里美 2026年11月12日 10:25
金总您好，太好了！请问颜色方面有什么意见？
金成浩 2026年11月12日 10:31
红色再深一点会更适合春节。下周我和百货店的买手再看一遍，然后给您答复。
小林 里美 2026年11月12日 10:40
好的，我转告厂家。等您的消息。"""
LINE: Final = """\
2026/11/16(月)
09:05	髙橋直樹	おはようございます。延吉の春節物産展の件、色見本はいつまでにお送りすればよいですか。
09:18	小林 里美	おはようございます。今週中に届くと、来週の打合せに間に合います。
09:21	髙橋直樹	承知しました。深めの赤を2色追加して、木曜に発送します。
09:24	小林 里美	助かります。送り状の写真もこちらにお願いします。"""
KAKAO: Final = """\
--------------- 2026년 11월 17일 화요일 ---------------
[최동해] [오후 2:15] 안녕하세요, 두만강 쪽 운송 일정이 하루 늦어질 것 같습니다.
[小林 里美] [오후 2:31] 알려 주셔서 감사합니다. 견본은 며칠에 도착할까요?
[최동해] [오후 2:34] 금요일 오전이면 창고에 들어갑니다. 도착하면 바로 연락드리겠습니다."""
#: (who it was with, the text as pasted, the zone of the telephone it was copied from)
CONVERSATIONS: Final = (
    ("金成浩", WECHAT, rules.CHINA),
    ("髙橋直樹", LINE, rules.JAPAN),
    ("최동해", KAKAO, "Asia/Seoul"),
)


def load_conversations(register: Register) -> None:
    """Each on the person it was with and their organisation, at the time of its last message."""
    for name, body, zone in CONVERSATIONS:
        card, chat = register.cards[name], read_chat(body)
        if chat is None or chat.last is None:
            raise LookupError(f"the conversation with {name} is not read as one")
        with action(rules.LOADED, by=register.users["kobayashi"]):
            db.session.add(
                Interaction(
                    organisation_id=register.organisations[card.organisation].id,
                    person_id=card.id,
                    kind=chat.app,
                    direction="in",
                    at=clock.from_wall(chat.last, zone),
                    summary=chat.summary(here.language()),
                    body=body,
                )
            )
