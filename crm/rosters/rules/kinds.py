"""What an organisation is by the last words of its name: a bank is a firm, a school neither firm nor office. A guess.

And what stands in the column of organisations and is none: フリーランス, 個人, なし.
"""

import re
import unicodedata
from typing import Final

from crm.core.folding import fold_characters, search_key
from crm.core.texts import N_

FIRM, OFFICE, OTHER = "firm", "office", "other"
KINDS: Final = {FIRM: N_("Firm"), OFFICE: N_("Authority or chamber"), OTHER: N_("Organisation")}

#: Where words say that somebody works for nobody, or that nothing is told.
_NOBODY: Final = re.compile(
    r"(?:フリー(?:ランス|ランサー)?|個人(?:事業主?|事業者|参加)?|自営業?者?|無所属|無職|所属な?し|なし|無し?|主婦|学生|未定|該当なし"
    r"|个人|个体户?|自由(?:职业者?|撰稿人)|无(?:单位|业)?|學生|学生|离退休|退休"
    r"|프리랜서|개인(?:사업자)?|자영업자?|무소속|무직|없음|학생|미정"
    r"|free-?lancer?|self-?employed|individual|private person|independent|none|n\.?/?a\.?|nil|tb[acd])"
    r"(?:\s*[(（][^()（）]*[)）])?|[-－―—ー–/／・.．…]+",
    re.IGNORECASE,
)


#: What lists write where nobody knows yet who or what it is: 未定, 待定2, 미정(추후 통보), TBD.
_OPEN: Final = re.compile(
    r"(?:未定|未決定?|未确定|未確定|未决定?|待定|待確定|待确定|另定|另行通知|人選中|調整中|選考中|选定中|選定中|空席|空缺|欠員"
    r"|미정|미확정|선정\s?중|공석|추후\s?(?:결정|확정|선정|통보|통지)|t\.?\s?b\.?\s?[acdn]\.?|vacant"
    r"|(?:name )?to be (?:announced|confirmed|decided|determined|named|nominated))"
    r"\s*(?:[0-9]{1,2}\s?(?:名|人|명)?|[A-Za-z])?(?:\s*[(][^()]*[)])?",
    re.IGNORECASE,
)


def is_nobody(text: str) -> bool:
    """Whether what stands for an organisation is none: フリーランス, 個人事業主, 自由职业者, 프리랜서, —."""
    return _NOBODY.fullmatch(text.strip()) is not None or is_open(text)


def is_open(text: str) -> bool:
    """Whether a cell says that nobody knows yet: 未定, 待定, 미정, TBD."""
    return _OPEN.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None


#: Behind the name of a body, which house of it: 北都銀行横手支店. What a house is, its body is.
_HOUSES: Final = "支店 本店 支社 支行 分行 支部 支会 営業所 営業部 出張所 지점 지사 지부 branch"


def _table(*rows: tuple[str, str, str]) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """(kind, role, how such names end), the words folded as names are. Of several rows the first one counts."""
    house = rf"(?:\W*\w{{0,8}}\W*{_one_of(_HOUSES)})?"
    return tuple((kind, role, re.compile(f"{_one_of(words)}{house}$")) for kind, role, words in rows)


def _one_of(words: str) -> str:
    return f"(?:{'|'.join(fold_characters(word).lower() for word in words.split())})"


#: How the names of bodies without a legal form end. Of several rows the first one counts.
_ENDINGS: Final = _table(
    (FIRM, "bank", "銀行 信用金庫 信用組合 信金 信用社 은행 신용협동조합 신협 bank"),
    (OTHER, "industry_cooperative", "協同組合 酒造組合 農業組合 漁業組合 工業組合 商業組合 협동조합"),
    (OFFICE, "trade_promotion", "貿易促進協会 貿易振興協会 貿易振興機構 貿易情報センター ジェトロ jetro kotra 코트라"),
    (OFFICE, "trade_promotion", "경제진흥원 무역진흥원 투자진흥원"),
    (OFFICE, "", "協会 協議会 連合会 連盟 中央会 委員会 管委会 領事館 大使館"),
    (OFFICE, "", "협회 협의회 연합회 위원회 영사관 대사관"),
    (OTHER, "research_institute", "研究所 研究院 研究センター 研究中心 技術センター 연구소 연구원 연구센터 institute"),
    (OTHER, "", "大学 学院 学校 高校 病院 医院 대학 대학교 학교 병원 university college hospital"),
    (FIRM, "travel_agency", "旅行社 旅行 旅行センター 観光 観光社 ツーリスト トラベル 여행사 여행 관광 travel tours"),
    (FIRM, "logistics", "物流 運輸 運送 通運 海運 倉庫 貨運 陸運 ロジスティクス 물류 운송 해운 통운 logistics freight"),
    (FIRM, "customs_broker", "通関 報関 報関行 관세사"),
    (FIRM, "media", "新聞 新報 日報 報社 放送 放送局 テレビ ラジオ 電視台 通信社 通訊社 신문 신문사 일보 방송 방송국"),
    (FIRM, "media", "新聞社 新報社 日報社"),
    (FIRM, "department_store", "百貨店 百貨 デパート 백화점"),
    (FIRM, "retail_chain", "チェーン ドラッグ ドラッグストア スーパー 超市 連鎖 마트 슈퍼"),
    (FIRM, "interpreter_agency", "通訳サービス 翻訳社 翻訳センター 翻译社"),
    (FIRM, "exhibition_organiser", "会展 展覧服務 전시기획"),
    (FIRM, "law_firm", "律師事務所 法律事務所 弁護士事務所 법률사무소"),
    (FIRM, "certification_body", "認証 認証センター 認証中心"),
    (FIRM, "maker_sme", "製作所 製造所 製造 工業 酒造 醸造 水産 製材 木工 木業 木材 銘木 鉄工 鉄工所 縫製 被服 服装"),
    (FIRM, "maker_sme", "紡織 繊維 食品 フーズ 食肉 製菓 製麺 農産 農園 米業 精米 製薬 化学 電機 電子 機械 精機 家具"),
    (FIRM, "maker_sme", "工芸 製品 식품 제조 제약 기계 섬유"),
    (FIRM, "", "商店 商事 商社 物産 商貿 貿易 本舗 本店 工務店 建設 薬局 書店 ホテル 旅館 酒店 賓館 飯店"),
    (FIRM, "", "グループ 集団 税理士法人 会計事務所 상사 물산 무역 상점 호텔 그룹 trading holdings group hotel"),
    (FIRM, "", "支店 支社 営業所 出張所 지점 지사"),
)
#: What a firm with a legal form is besides, told by a word of its name.
_FIRMS: Final = (
    ("travel_agency", ("旅行社", "旅行", "观光", "여행사", "travel")),
    ("logistics", ("物流", "货运", "运输", "运送", "通运", "海运", "물류", "운송", "logistics", "freight")),
    ("bank", ("银行", "은행", "bank")),
    ("department_store", ("百货", "백화점")),
    ("media", ("新闻", "电视台", "日报", "放送", "신문", "방송")),
    ("certification_body", ("认证",)),
    ("law_firm", ("律师事务所", "法律事务所", "辩护士法人", "법무법인")),
    ("maker_sme", ("制品", "食品", "木业", "服装", "制药", "制造", "制作所", "工厂", "机械", "纺织", "缝制")),
    ("trade_promotion", ("무역투자진흥",)),
    ("maker_sme", ("식품", "제조", "제약", "기계", "섬유")),
)  # fmt: skip
#: Firms by what they begin with.
_BEGINNINGS: Final = (("law_firm", "弁護士法人"), ("law_firm", "법무법인"), ("", "税理士法人"), ("", "司法書士法人"))
_NATIONS: Final = re.compile(r"(?:日本|日资|韓国|韩国|中国|台湾|外国|総|总)商会$")

#: The endings of what a province or a prefecture is called, and of what lies below it, as they are written: 県 is a
#: province in Japan and 县 a county in China.
_HIGH: Final = re.compile(r"(?:[省州県都道府도성주]|自治区|广域市|광역시|특별시)$")
_GOVERNMENT: Final = re.compile(
    r"(?:人民政府|政府|[県道府都]?庁|(?<=[市区町村])役[所場]|인민정부|정부|(?<=[도시군구])청)$"
)
#: Provinces and municipalities as bodies, also those that are not among the places on file.
_BARE: Final = re.compile(
    r"東京都|北海道|(?:京都|大阪)府|[^\s]{2,3}県|[^\s]{1,7}[市町村]|(?:京畿|江原|[忠全慶][清羅尚][南北])道"
    r"|(?:경기|강원|[충전경][청라상][남북])도|[가-힣]{2}(?:광역시|특별시)|[가-힣]{2,4}특별자치도"
)


def of_name(text: str, language: str) -> tuple[str, str]:
    """(kind, role) of a body whose name has no legal form; ("", "") where its words tell nothing."""
    if _BARE.fullmatch(text.strip()):
        return OTHER, of_government(text)
    if (role := next((role for role, word in _BEGINNINGS if text.startswith(word)), None)) is not None:
        return FIRM, role
    if language == "ja" and text.endswith("商会") and not _NATIONS.search(text):
        return FIRM, ""
    key = fold_characters(text).lower().strip()
    return next(((kind, role) for kind, role, pattern in _ENDINGS if pattern.search(key)), ("", ""))


def of_firm(key: str) -> str:
    """The role that the words of a firm's folded name tell; "" for none."""
    return next((role for role, words in _FIRMS if any(search_key(word) in key for word in words)), "")


def of_government(text: str) -> str:
    """Whether the government of a place is one of a province or prefecture, or of what lies below."""
    return "prefecture_gov" if _HIGH.search(_GOVERNMENT.sub("", text.strip())) else "municipal_gov"


def says_government(text: str) -> bool:
    """Whether a name says that it is a government, and not the place alone: 秋田県庁, 延吉市人民政府."""
    return _GOVERNMENT.search(text.strip()) is not None
