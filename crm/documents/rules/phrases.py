"""A page of phrases: greetings, toast, thanks, numbers, price talk, each as written and as spoken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from crm.core.languages import Language
from crm.core.texts import N_


@dataclass(frozen=True)
class Saying:
    """A phrase as written, and how it sounds in kana and in Latin letters."""

    text: str
    kana: str
    latin: str


@dataclass(frozen=True)
class SpokenPhrase:
    """One thing to say; `meaning` is a message id."""

    topic: str
    meaning: str
    zh: Saying
    ko: Saying
    ja: Saying

    def said_in(self, language: str) -> Saying:
        """The phrase in Japanese, Chinese or Korean."""
        return {Language.ZH.value: self.zh, Language.KO.value: self.ko}.get(language, self.ja)


def _phrase(topic: str, meaning: str, *, zh: Sequence[str], ko: Sequence[str], ja: Sequence[str]) -> SpokenPhrase:
    return SpokenPhrase(topic, meaning, Saying(*zh), Saying(*ko), Saying(ja[0], ja[0], ja[1]))


PHRASES: Final = (
    _phrase(
        "greeting",
        N_("Hello."),
        zh=("您好。", "ニンハオ", "Nín hǎo."),
        ko=("안녕하십니까?", "アンニョンハシムニッカ", "Annyeong-hasimnikka?"),
        ja=("こんにちは。", "Konnichiwa."),
    ),
    _phrase(
        "greeting",
        N_("Pleased to meet you."),
        zh=(
            "初次见面，请多关照。",
            "チューツージエンミエン、チンドゥオグアンジャオ",
            "Chūcì jiànmiàn, qǐng duō guānzhào.",
        ),
        ko=(
            "처음 뵙겠습니다. 잘 부탁드립니다.",
            "チョウム ペプケッスムニダ。チャル プタクトゥリムニダ",
            "Cheoeum boepgetseumnida. Jal butakdeurimnida.",
        ),
        ja=("はじめまして。よろしくおねがいします。", "Hajimemashite. Yoroshiku onegai shimasu."),
    ),
    _phrase(
        "greeting",
        N_("Thank you very much."),
        zh=("非常感谢。", "フェイチャン ガンシエ", "Fēicháng gǎnxiè."),
        ko=("대단히 감사합니다.", "テダニ カムサハムニダ", "Daedanhi gamsahamnida."),
        ja=("どうもありがとうございます。", "Dōmo arigatō gozaimasu."),
    ),
    _phrase(
        "greeting",
        N_("Excuse me."),
        zh=("不好意思。", "ブーハオイース", "Bù hǎoyìsi."),
        ko=("실례합니다.", "シルレハムニダ", "Sillyehamnida."),
        ja=("すみません。", "Sumimasen."),
    ),
    _phrase(
        "greeting",
        N_("Goodbye."),
        zh=("再见。", "ザイジエン", "Zàijiàn."),
        ko=("안녕히 계십시오.", "アンニョンヒ ケシプシオ", "Annyeonghi gyesipsio."),
        ja=("さようなら。", "Sayōnara."),
    ),
    _phrase(
        "table",
        N_("Cheers!"),
        zh=("干杯！", "ガンベイ", "Gānbēi!"),
        ko=("건배!", "コンベ", "Geonbae!"),
        ja=("かんぱい！", "Kanpai!"),
    ),
    _phrase(
        "table",
        N_("To our friendship!"),
        zh=("为我们的友谊干杯！", "ウェイ ウォーメンダ ヨウイー ガンベイ", "Wèi wǒmen de yǒuyì gānbēi!"),
        ko=("우리의 우정을 위하여!", "ウリエ ウジョンウル ウィハヨ", "Uriui ujeong-eul wihayeo!"),
        ja=("ゆうじょうに かんぱい！", "Yūjō ni kanpai!"),
    ),
    _phrase(
        "table",
        N_("I cannot drink alcohol."),
        zh=("我不会喝酒。", "ウォー ブーフイ ホージウ", "Wǒ bú huì hē jiǔ."),
        ko=("저는 술을 못 마십니다.", "チョヌン スルル モン マシムニダ", "Jeoneun sureul mot masimnida."),
        ja=("おさけは のめません。", "O-sake wa nomemasen."),
    ),
    _phrase(
        "table",
        N_("It tastes very good."),
        zh=("很好吃。", "ヘン ハオチー", "Hěn hǎochī."),
        ko=("아주 맛있습니다.", "アジュ マシッスムニダ", "Aju masitseumnida."),
        ja=("とても おいしいです。", "Totemo oishii desu."),
    ),
    _phrase(
        "price",
        N_("How much is it?"),
        zh=("多少钱？", "ドゥオシャオ チエン", "Duōshao qián?"),
        ko=("얼마입니까?", "オルマイムニッカ", "Eolma-imnikka?"),
        ja=("いくらですか。", "Ikura desu ka?"),
    ),
    _phrase(
        "price",
        N_("What is the minimum order?"),
        zh=("最小起订量是多少？", "ズイシャオ チーディンリャン シー ドゥオシャオ", "Zuìxiǎo qǐdìngliàng shì duōshao?"),
        ko=(
            "최소주문수량은 얼마입니까?",
            "チェソ チュムン スリャンウン オルマイムニッカ",
            "Choeso jumun suryang-eun eolma-imnikka?",
        ),
        ja=("さいしょう ロットは いくつですか。", "Saishō rotto wa ikutsu desu ka?"),
    ),
    _phrase(
        "price",
        N_("We will take this back and consider it."),
        zh=("我们回去研究一下。", "ウォーメン フイチュー イエンジウ イーシア", "Wǒmen huíqu yánjiū yíxià."),
        ko=("돌아가서 검토하겠습니다.", "トラガソ コムトハゲッスムニダ", "Doragaseo geomto-hagetseumnida."),
        ja=("もちかえって けんとうします。", "Mochikaette kentō shimasu."),
    ),
    _phrase(
        "number",
        N_("one, two, three, four, five"),
        zh=("一、二、三、四、五", "イー、アル、サン、スー、ウー", "yī, èr, sān, sì, wǔ"),
        ko=("일, 이, 삼, 사, 오", "イル、イ、サム、サ、オ", "il, i, sam, sa, o"),
        ja=("いち、に、さん、よん、ご", "ichi, ni, san, yon, go"),
    ),
    _phrase(
        "number",
        N_("six, seven, eight, nine, ten"),
        zh=("六、七、八、九、十", "リウ、チー、バー、ジウ、シー", "liù, qī, bā, jiǔ, shí"),
        ko=("육, 칠, 팔, 구, 십", "ユク、チル、パル、ク、シプ", "yuk, chil, pal, gu, sip"),
        ja=("ろく、なな、はち、きゅう、じゅう", "roku, nana, hachi, kyū, jū"),
    ),
    _phrase(
        "number",
        N_("hundred, thousand, ten thousand"),
        zh=("百、千、万", "バイ、チエン、ワン", "bǎi, qiān, wàn"),
        ko=("백, 천, 만", "ペク、チョン、マン", "baek, cheon, man"),
        ja=("ひゃく、せん、まん", "hyaku, sen, man"),
    ),
)

#: Yanbian is bilingual: its people are greeted in both languages.
_BILINGUAL: Final = "2224"
_SPOKEN: Final[Mapping[str, tuple[str, ...]]] = {"CN": ("zh-Hans",), "KR": ("ko",), "JP": ("ja",)}


def spoken_in(country: str, code: str | None, reader: str) -> list[str]:
    """The languages spoken at a place, without the reader's own. `code` is the place's official code."""
    found = _SPOKEN.get(country, ())
    if (code or "").startswith(_BILINGUAL):
        found = ("zh-Hans", "ko")
    return [language for language in found if language != reader]
