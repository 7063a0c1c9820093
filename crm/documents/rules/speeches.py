"""A short greeting and a toast for the head of the delegation, in the hosts' language and in the reader's."""

from collections.abc import Mapping
from typing import Final

#: {occasion: {language: paragraphs}}; `ours` is the sending body, `place` where we are, `head` who speaks.
SPEECHES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "greeting": {
        "ja": (
            "本日はお忙しい中、私ども{ours}の訪問団を温かくお迎えいただき、心より御礼申し上げます。団長の{head}でございます。",
            "{place}の皆様とは、これまでも交流を重ねてまいりました。互いの強みを生かし、両地域の企業がともに"
            "伸びていける道を、皆様と一緒に考えたいと存じます。",
            "今回の訪問が実り多いものとなり、次の一歩につながることを願っております。どうぞよろしくお願いいたします。",
        ),
        "zh-Hans": (
            "今天各位在百忙之中热情接待{ours}代表团，我谨代表全体团员表示衷心的感谢。我是团长{head}。",
            "长期以来，我们与{place}的各位朋友保持着友好交流。希望双方发挥各自优势，共同探讨两地企业携手发展的道路。",
            "衷心祝愿此次访问取得丰硕成果，并成为今后合作的新起点。请多多关照。",
        ),
        "ko": (
            "오늘 바쁘신 가운데 저희 {ours} 대표단을 따뜻하게 맞아 주셔서 진심으로 감사드립니다. "
            "저는 단장 {head}입니다.",
            "그동안 {place} 여러분과 교류를 이어 왔습니다. 서로의 강점을 살려 두 지역 기업이 함께 성장할 길을 "
            "여러분과 함께 찾고자 합니다.",
            "이번 방문이 알찬 결실을 맺고 다음 걸음으로 이어지기를 바랍니다. 잘 부탁드립니다.",
        ),
        "en": (
            "Thank you for receiving the delegation of {ours} so warmly today. I am {head}, head of the delegation.",
            "We have been in exchange with you in {place} for a long time. Let us look together for ways in which the "
            "firms of both our regions grow, each with its own strengths.",
            "I hope that this visit bears fruit and leads to a next step. We look forward to working with you.",
        ),
    },
    "toast": {
        "ja": ("{place}と私どもの友情、そして皆様のご健勝とご発展を祈念いたしまして、乾杯。",),
        "zh-Hans": ("我提议，为{place}与我们的友谊，为各位的健康和事业发展，干杯！",),
        "ko": ("{place} 여러분과 저희의 우정, 그리고 모두의 건강과 발전을 위하여, 건배!",),
        "en": ("To the friendship between {place} and ourselves, and to your health and success: cheers!",),
    },
}


def speech(occasion: str, language: str, *, ours: str, place: str, head: str) -> list[str]:
    """The paragraphs of a speech with the names filled in."""
    return [line.format(ours=ours, place=place, head=head) for line in SPEECHES[occasion][language]]
