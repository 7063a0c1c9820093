"""A short greeting and a toast: of the head of a delegation to the hosts, or of whoever receives guests to them."""

from collections.abc import Mapping
from typing import Final

#: {occasion: {language: paragraphs}}; `ours` is our body, `guests` that of whom we receive, `place` where we are,
#: `head` who speaks, `known` what is said to those whom we have met before.
SPEECHES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "greeting": {
        "ja": (
            "本日はお忙しい中、私ども{ours}の訪問団を温かくお迎えいただき、心より御礼申し上げます。団長の{head}でございます。",
            "{known}互いの強みを生かし、両地域の企業がともに伸びていける道を、皆様と一緒に考えたいと存じます。",
            "今回の訪問が実り多いものとなり、次の一歩につながることを願っております。どうぞよろしくお願いいたします。",
        ),
        "zh-Hans": (
            "今天各位在百忙之中热情接待{ours}代表团，我谨代表全体团员表示衷心的感谢。我是团长{head}。",
            "{known}希望双方发挥各自优势，共同探讨两地企业携手发展的道路。",
            "衷心祝愿此次访问取得丰硕成果，并成为今后合作的新起点。请多多关照。",
        ),
        "ko": (
            "오늘 바쁘신 가운데 저희 {ours} 대표단을 따뜻하게 맞아 주셔서 진심으로 감사드립니다. "
            "저는 단장 {head}입니다.",
            "{known}서로의 강점을 살려 두 지역 기업이 함께 성장할 길을 여러분과 함께 찾고자 합니다.",
            "이번 방문이 알찬 결실을 맺고 앞으로의 협력으로 이어지기를 바랍니다. 잘 부탁드립니다.",
        ),
        "en": (
            "Thank you for receiving the delegation of {ours} so warmly today. I am {head}, head of the delegation.",
            "{known}Let us look together for ways in which the "
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
    "welcome": {
        "ja": (
            "本日は遠路はるばる{place}までお越しいただき、誠にありがとうございます。{ours}の{head}でございます。"
            "{guests}の皆様を、心より歓迎申し上げます。",
            "このたびのご訪問を機に、互いの強みを生かし、両地域の企業がともに伸びていける道を、皆様と一緒に考えたいと存じます。",
            "ご滞在が実り多いものとなり、次の一歩につながることを願っております。どうぞよろしくお願いいたします。",
        ),
        "zh-Hans": (
            "感谢各位远道而来访问{place}。我是{ours}的{head}，谨对{guests}代表团各位的到来表示热烈欢迎。",
            "希望以此次来访为契机，双方发挥各自优势，共同探讨两地企业携手发展的道路。",
            "衷心祝愿各位此行取得丰硕成果，并成为今后合作的新起点。请多多关照。",
        ),
        "ko": (
            "먼 길 {place}까지 와 주셔서 진심으로 감사드립니다. 저는 {ours} {head}입니다. "
            "{guests} 대표단 여러분을 진심으로 환영합니다.",
            "이번 방문을 계기로 서로의 강점을 살려 두 지역 기업이 함께 성장할 길을 여러분과 함께 찾고자 합니다.",
            "머무르시는 동안 알찬 결실을 맺고 앞으로의 협력으로 이어지기를 바랍니다. 잘 부탁드립니다.",
        ),
        "en": (
            "Welcome to {place}, and thank you for coming such a long way. I am {head} of {ours}, and it is a pleasure "
            "to receive the delegation of {guests}.",
            "Let us use this visit to look together for ways in which the firms of both our regions grow, each with "
            "its own strengths.",
            "I hope that your stay bears fruit and leads to a next step. We look forward to working with you.",
        ),
    },
    "welcome_toast": {
        "ja": ("{guests}の皆様と私どもの友情、そして皆様のご健勝とご発展を祈念いたしまして、乾杯。",),
        "zh-Hans": ("我提议，为{guests}与我们的友谊，为各位的健康和事业发展，干杯！",),
        "ko": ("{guests} 여러분과 저희의 우정, 그리고 모두의 건강과 발전을 위하여, 건배!",),
        "en": ("To the friendship between {guests} and ourselves, and to your health and success: cheers!",),
    },
}
#: {language: what a greeting says in place of `known` to hosts of whom earlier talks are on record}
_KNOWN: Final[Mapping[str, str]] = {
    "ja": "{place}の皆様とは、これまでも交流を重ねてまいりました。",
    "zh-Hans": "此前，我们已与{place}的各位朋友有过交流。",
    "ko": "그동안 {place} 여러분과 교류를 이어 왔습니다. ",
    "en": "We have been in exchange with you in {place} before. ",
}
#: (of the greeting, of the toast) by the direction of an activity.
OCCASIONS: Final[Mapping[str, tuple[str, str]]] = {"inbound": ("welcome", "welcome_toast")}
TRAVELLING: Final = ("greeting", "toast")


def speech(
    occasion: str, language: str, *, ours: str, place: str, head: str, guests: str = "", met_before: bool = False
) -> list[str]:
    """The paragraphs of a speech with the names filled in."""
    known = _KNOWN[language].format(place=place) if met_before else ""
    lines = SPEECHES[occasion][language]
    return [line.format(ours=ours, place=place, head=head, guests=guests, known=known) for line in lines]
