"""Conversations as the telephones give them out: names, times and texts are read from what is pasted."""

import pytest

from crm.interactions.rules import read_chat

pytestmark = pytest.mark.once

LINE_PHONE = """[LINE] 金成浩とのトーク履歴
保存日時：2026/11/20 10:00

2026/11/18(水)
09:30	金成浩	こんにちは
09:31	小林	"見本を
送ります"
2026/11/19(木)
午後1:05	金成浩	[スタンプ]"""
LINE_COMPUTER = "2026.11.18 水曜日\n09:30 金成浩 こんにちは\n09:31 小林 はい、了解です"
KAKAO_COMPUTER = """김성호 님과 카카오톡 대화
저장한 날짜 : 2026-11-20 10:00:01

--------------- 2026년 11월 18일 수요일 ---------------
[김성호] [오전 9:30] 안녕하세요
[코바야시] [오후 12:05] 네
알겠습니다"""
KAKAO_PHONE = "2026년 11월 18일 오전 9:30, 김성호 : 안녕하세요\n2026년 11월 18일 오후 3:30, 회원님 : 네"
WECHAT = "金成浩 2026/11/18 9:30:12\n您好，样品收到了。\n\n小林里美 2026-11-18 09:31:40\n谢谢"
WECHAT_MAILED = "—————  2026-11-18  —————\n\n\n金成浩  09:30\n\n您好，样品收到了。\n\n小林里美  09:31\n\n谢谢"
LINE_ENGLISH = "2026.11.18 Wednesday\n09:30 Kim Hello\n09:31 Kobayashi Hi"
WECHAT_WITHOUT_TIMES = "金成浩:\n您好\n\n小林:\n谢谢，比例是 1:20\n再见"


@pytest.mark.parametrize(
    ("text", "app", "summary"),
    [
        (LINE_PHONE, "line", "金成浩, 小林 · 18 Nov 2026 09:30 – 19 Nov 2026 13:05 · 3 messages"),
        (LINE_COMPUTER, "line", "金成浩, 小林 · 18 Nov 2026 09:30 – 09:31 · 2 messages"),
        (KAKAO_COMPUTER, "kakao", "김성호, 코바야시 · 18 Nov 2026 09:30 – 12:05 · 2 messages"),
        (KAKAO_PHONE, "kakao", "김성호, 회원님 · 18 Nov 2026 09:30 – 15:30 · 2 messages"),
        (WECHAT, "wechat", "金成浩, 小林里美 · 18 Nov 2026 09:30 – 09:31 · 2 messages"),
        (WECHAT_MAILED, "wechat", "金成浩, 小林里美 · 18 Nov 2026 09:30 – 09:31 · 2 messages"),
        (LINE_ENGLISH, "line", "Kim, Kobayashi · 18 Nov 2026 09:30 – 09:31 · 2 messages"),
        (WECHAT_WITHOUT_TIMES, "wechat", "金成浩, 小林 · 2 messages"),
    ],
)
def test_each_program_is_read(text: str, app: str, summary: str) -> None:
    chat = read_chat(text)
    assert chat is not None
    assert (chat.app, chat.summary("en")) == (app, summary)


def test_a_message_of_several_lines_is_one() -> None:
    texts = [[said.text for said in chat.said] for chat in map(read_chat, (LINE_PHONE, KAKAO_COMPUTER)) if chat]
    assert texts == [["こんにちは", "見本を\n送ります", "[スタンプ]"], ["안녕하세요", "네\n알겠습니다"]]


def test_a_line_that_ends_with_a_colon_is_nobody_where_messages_have_their_times() -> None:
    chat = read_chat("2026/11/18(水)\n09:30\t金成浩\t予定です\n午前の部：\n10時 集合\n09:31\t小林\tはい")
    assert chat is not None
    assert [(said.who, said.text) for said in chat.said] == [
        ("金成浩", "予定です\n午前の部：\n10時 集合"), ("小林", "はい"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "昨日電話した。", "2026/13/45", "价格：三百元左右", "09:30 no day above"])
def test_what_is_no_conversation_is_none(text: str) -> None:
    assert read_chat(text) is None
