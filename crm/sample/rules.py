"""What the sample is: the day it is told from, its staff, and the words its records are made of. Nobody is real."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from crm.audit.rules import Verb
from crm.core.permissions import Role
from crm.core.texts import N_

LOADED = Verb("sample.loaded", N_("Sample loaded"))

#: The day the sample is told from: what is due, overdue and stalled lies around it.
TODAY: Final = date(2026, 11, 24)
#: Every load throws the same dice.
SEED: Final = 20261124
#: In which reports are written.
LANGUAGE: Final = "ja"
CHINA, JAPAN = "Asia/Shanghai", "Asia/Tokyo"


@dataclass(frozen=True)
class Account:
    """A member of staff of the sample, or of a firm of it; `key` is how our data files name them."""

    key: str
    email: str
    name: str
    role: Role
    language: str = "ja"
    timezone: str = JAPAN
    firm: str = ""  #: of a maker's person, the key of it


ACCOUNTS: Final = (
    Account("honda", "honda@example.jp", "本田 悠", Role.ADMIN),
    Account("kobayashi", "kobayashi@example.jp", "小林 里美", Role.COORDINATOR),
    Account("tanabe", "tanabe@example.jp", "田邉 俊夫", Role.MISSION_LEADER),
    Account("yoshihara", "yoshihara@example.jp", "吉原 健一", Role.MANAGEMENT),
    Account("quan", "quan@example.cn", "全 美玲", Role.COORDINATOR, "zh-Hans", CHINA),
    Account("nam", "nam@example.kr", "남 서윤", Role.COORDINATOR, "ko", "Asia/Seoul"),
    Account("miller", "miller@example.com", "Grace Miller", Role.COORDINATOR, "en"),
    Account("hoshino", "hoshino@example.jp", "星野 清一", Role.MANAGEMENT),
    Account("mizuno", "mizuno@example.jp", "水野 聡", Role.AUDITOR),
    Account("maruyama", "maruyama@example.jp", "丸山 直子", Role.MAKER, firm="marunao"),
)
#: Who coordinates and who leads an activity, where it is not the usual two.
COORDINATORS: Final = {"bj25": "quan", "sh25": "quan", "x1": "nam", "bj26": "quan", "x3": "nam", "in1": "miller"}
LEADERS: Final = {"m6": "tanabe", "m7a": "tanabe", "m8": "tanabe"}


@dataclass(frozen=True)
class Effort:
    """An initiative with its names by language; `activities` are the keys of what belongs to it, empty for the rest."""

    key: str
    names: dict[str, str]
    lead: str
    goals: str
    start_on: date
    end_on: date
    activities: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()  #: of data/cases.tsv that belong to it, whatever activity they came from


INITIATIVES: Final = (
    Effort(
        "yanbian",
        {
            "ja": "見附ニット延辺展開",
            "zh-Hans": "见附针织延边拓展",
            "ko": "미쓰케 니트 연변 진출",
            "en": "Mitsuke knit to Yanbian",
        },
        "chamber",
        "延辺に販路を持つ提携先を3社つくる\n2026年度末までに成約8件\n延吉の常設展示場を2年続ける",
        date(2025, 4, 1),
        date(2028, 3, 31),
        cases=("c33",),
    ),
    Effort(
        "cities",
        {
            "ja": "越後ものづくり大都市展開",
            "zh-Hans": "越后制造大城市拓展",
            "ko": "에치고 제조업 대도시 진출",
            "en": "Echigo makers to the big cities",
        },
        "cci",
        "北京・上海の展示会で引合を年80件得る\n大都市の小売と2件成約する",
        date(2025, 4, 1),
        date(2027, 3, 31),
        ("bj25", "sh25", "sh25b", "x2", "bj26", "sy26"),
    ),
    Effort(
        "launch",
        {
            "ja": "見附ニット 延吉での発売",
            "zh-Hans": "见附针织 延吉上市",
            "ko": "미쓰케 니트 연길 출시",
            "en": "Launch of Mitsuke knitwear in Yanji",
        },
        "coop",
        "見附のニット4品を延吉で売り出す\n常設展示場と地元提携先の販路で通年の売り場をつくる",
        date(2025, 6, 1),
        date(2027, 3, 31),
        ("pf26", "lf27"),
        ("c13", "c31", "c32"),
    ),
)

#: Delegations: {activity: (person, role), in the order of protocol}.
DELEGATIONS: Final = {
    "m5": "吉原健一:head 直井由紀:advisor 田邉俊夫:secretary_general 大橋勇:deputy_head 髙橋直樹:member "
    "長谷川進:member 葛巻恵:member 渡邊浩:member 山﨑隆:member 茂野静:member 五十嵐学:member 小林里美:coordinator "
    "全英爱:interpreter",
    "m6": "田邉俊夫:head 大橋勇:deputy_head 今井史子:advisor 直井由紀:advisor 髙橋直樹:member 長谷川進:member "
    "渡邊浩:member 安角恵:member 鍛冶一郎:member 茂野静:member 小林里美:coordinator 全英爱:interpreter",
    "m7a": "田邉俊夫:head 角田正樹:advisor 佐野奈緒:member 長谷川進:member 安角恵:member 鍛冶一郎:member "
    "小林里美:coordinator 全英爱:interpreter",
    "m8": "田邉俊夫:head 大橋勇:deputy_head 今井史子:advisor 髙橋直樹:member 佐野奈緒:member 長谷川進:member "
    "葛巻恵:member 渡邊浩:member 安角恵:member 小林里美:coordinator",
    "in2": "欧阳华:head 孙丽娜:member 周今:member",
}
OBJECTIVES: Final = {
    "m6": "販売店契約の調印\n売り場3か所の視察と価格帯の確認\n保税倉庫を使った通関手順の確認",
    "m8": "委託販売契約の更新条件をまとめる\n新しい提携先候補2社の販路を現地で確かめる\n春の新作ニットの反応を聞く",
    "m7a": "吉林市の卸売市場の調査\n吉林欧華との販売店契約の調印",
    "m5": "延辺の市場調査\n販路を持つ提携先候補との初顔合わせ",
}

#: By activity: how many contracts and how many framework agreements it aims at.
AGREEMENTS_AIMED_AT: Final = {"m5": (None, 2), "m6": (1, 1), "m7a": (1, 1), "m8": (None, 1)}
#: Street lines by place, with the house number to fill in; in the language of the country.
STREETS: Final = {
    "110000": "北京市东城区样板街{n}号",
    "310000": "上海市长宁区样板路{n}弄",
    "210100": "沈阳市沈河区样板街{n}号",
    "210200": "大连市中山区样板路{n}号",
    "220100": "长春市南关区样板大路{n}号",
    "220200": "吉林省吉林市船营区样板街{n}号",
    "222401": "吉林省延吉市样板街{n}号",
    "222402": "吉林省图们市样板路{n}号",
    "222403": "吉林省敦化市样板大街{n}号",
    "222404": "吉林省珲春市边境经济合作区样板路{n}号",
    "222405": "吉林省龙井市样板街{n}号",
    "230100": "哈尔滨市道里区样板街{n}号",
    "15100": "新潟県新潟市見本町{n}",
    "15202": "新潟県長岡市見本{n}丁目",
    "15204": "新潟県三条市見本{n}",
    "15208": "新潟県小千谷市見本{n}",
    "15209": "新潟県加茂市見本町{n}",
    "15211": "新潟県見附市見本町{n}",
    "15213": "新潟県燕市見本{n}",
}

#: Switchboards, with two digits to fill in, and the places of each; in ranges that no exchange of the country has.
TELEPHONES: Final = {
    "+86-10-0000-{n:02}00": ("110000",),
    "+86-21-0000-{n:02}00": ("310000",),
    "+86-24-0000-{n:02}00": ("210100",),
    "+86-411-0000-{n:02}00": ("210200",),
    "+86-431-0000-{n:02}00": ("220100",),
    "+86-432-0000-{n:02}00": ("220200",),
    "+86-433-000-{n:02}00": ("222401", "222402", "222403", "222404", "222405"),
    "+86-451-0000-{n:02}00": ("230100",),
    "025-000-{n:02}00": ("15100",),
    "0256-00-{n:02}00": ("15204", "15209", "15213"),
    "0258-00-{n:02}00": ("15202", "15208", "15211"),
}

#: What the initiative of the launch launches: products, price tier, prices in the shop, day.
LAUNCHED: Final = ("sweater", "vest", "summer", "cardigan")
LAUNCH_PRICES: Final = ("premium", Decimal(860), Decimal(1980))
LAUNCHED_ON: Final = date(2025, 12, 1)

#: Which products (keys of data/products.tsv) an activity carries, in the order of their sheets.
CARRIED: Final = {
    "m6": ("sweater", "vest", "cutlery"),
    "m7a": ("cutlery", "shears", "ricebox"),
    "m8": ("sweater", "summer", "cardigan", "cutlery", "tumbler", "shears"),
    "lf27": ("sweater", "vest", "summer", "cardigan"),
}

#: Of which mission the list of samples is written: {product: (how many, yen of one, through customs, who carries)}.
SAMPLED: Final = "m8"
SAMPLES: Final = {
    "sweater": (3, 7_800, "ata_carnet", "髙橋直樹"),
    "summer": (4, 4_600, "ata_carnet", "葛巻恵"),
    "cardigan": (2, 8_500, "ata_carnet", "渡邊浩"),
    "cutlery": (2, 1_980, "paid_import", "安角恵"),
    "tumbler": (6, 5_200, "paid_import", "安角恵"),
}

#: What is shown and asked about, by product category.
PRODUCTS: Final = {
    "knitwear": ("カシミヤ混セーター", "紳士ニットベスト", "洗えるサマーニット", "リブ編みカーディガン"),
    "textiles": ("小千谷縮のストール", "縮の夏掛け"),
    "tableware": ("18-8カトラリー5本組", "チタンカップ", "鎚目のビアタンブラー"),
    "metalware": ("園芸ばさみ", "鍛造爪切り", "三徳包丁"),
    "crafts": ("桐の米びつ", "桐の小箱"),
    "food": ("米菓詰合せ",),
    "sake": ("純米吟醸720ml",),
}
#: List price of one piece in yuan, by category.
PRICES: Final = {
    "knitwear": Decimal(368),
    "textiles": Decimal(420),
    "tableware": Decimal(198),
    "metalware": Decimal(156),
    "crafts": Decimal(240),
    "food": Decimal(48),
    "sake": Decimal(188),
}

MARKUP: Final = 2  #: shelf price over list price

#: Visitors of a fair that are written down but not matched: made of these parts.
SURNAMES: Final = ("赵", "钱", "孙", "周", "吴", "郑", "冯", "褚", "卫", "蒋", "韩", "杨", "朱", "秦", "许", "何")
GIVEN_NAMES: Final = ("文静", "志强", "晓东", "丽萍", "海涛", "雪梅", "建平", "思远", "玉兰", "家豪", "春燕", "立新")
KOREAN_NAMES: Final = ("김영희", "박철수", "최은주", "리동철", "정미란", "강성국")
TRADES: Final = (
    ("服饰有限公司", "retailer"),
    ("商贸有限公司", "wholesaler"),
    ("百货", "department_store"),
    ("进出口公司", "importer"),
    ("电子商务有限公司", "ecommerce"),
    ("礼品公司", "distributor"),
)
SIGNS: Final = ("东旭", "嘉禾", "永盛", "明月", "华美", "金桥", "百川", "四季", "天一", "瑞祥")
CITY_WORDS: Final = {
    "110000": "北京",
    "310000": "上海",
    "210200": "大连",
    "222401": "延吉",
    "220200": "吉林",
    "15211": "延边",
}
INQUIRIES: Final = {
    "zh-Hans": (
        "希望了解最小起订量和交货期。",
        "想要样品两件，先看面料手感。",
        "价格偏高，问能否做联名款。",
        "问是否有中文标签和检测报告。",
        "只收集目录，暂无采购计划。",
    ),
    "ko": ("견본 두 벌과 가격표를 요청함.", "한국 제품과 비교하고 싶다고 함.", "설 선물용 수량을 문의함."),
    "en": ("Asks for a price list in English.", "Wants two samples sent to the office."),
    "ja": ("最小ロットと納期を知りたい。", "百貨店の催事に30点ほど並べたい。"),
}
DISQUALIFIED: Final = ("個人の来場者で仕入れの予定なし", "同業者の情報収集", "連絡先に届かない", "取扱い分野が違う")

#: What each maker makes.
MAKERS: Final = {
    "marunao": "knitwear",
    "koshiji": "knitwear",
    "kuzumaki": "knitwear",
    "imamachi": "knitwear",
    "kakukin": "tableware",
    "yahiko": "tableware",
    "kaji": "metalware",
    "kiri": "crafts",
    "chijimi": "textiles",
    "kasho": "food",
    "shuzo": "sake",
}
#: What visitors ask for, the more often the likelier.
WANTED: Final = ("knitwear", "knitwear", "knitwear", "tableware", "tableware", "crafts", "metalware", "textiles")
#: Where the visitors of an activity come from, if not from Yanji.
BOOTHS: Final = {
    "bj25": "110000",
    "bj26": "110000",
    "sh25": "310000",
    "sh25b": "310000",
    "x2": "210200",
    "in2": "220200",
    "m7a": "220200",
    "in1": "15211",
}
_YANBIAN: Final = ("haiyue", "baihuo", "wuliu", "luyou", "lvyuan", "dunhua", "tumengang", "arirang")
#: Firms we know that come to an activity.
VISITORS: Final = {
    "bj25": ("bj_yanhua", "bj_dongzhi", "bj_caigou"),
    "bj26": ("bj_yanhua", "bj_dongzhi", "bj_caigou"),
    "sh25": ("sh_jingyuan", "sh_hudong", "sh_baina", "sh_shenpu"),
    "sh25b": ("sh_jingyuan", "sh_hudong", "sh_baina", "kangwon", "vostok"),
    "x2": ("dl_bincheng", "dl_youhao"),
    "in2": ("ouhua", "jiangcheng"),
    "m7a": ("ouhua", "jiangcheng", "dunhua"),
    **dict.fromkeys(("m5", "in1", "x1", "m6", "room", "pf26", "x3", "sy26", "m8"), _YANBIAN),
}
KOREAN_BOOTHS: Final = frozenset({"x1", "room", "pf26", "x3"})
KOREAN_SHARE: Final = 0.4
CONFIRMED_SHARE: Final = 0.6
LEAD_CHANNELS: Final = ("own_store", "wholesale_market", "private_wechat", "live_commerce", "department_store_counter")

#: Cases that rest: why and until when.
HOLDS: Final = {
    "c19": ("百納百貨の組織改編が終わるまで", date(2027, 1, 31)),
    "c24": ("新潟県産の酒の輸入停止が続くあいだ", date(2027, 3, 31)),
}
#: What was answered when a stage asked for it.
ANSWERS: Final = {
    "terms": "価格、最小ロット、支払条件を双方で話し合った。",
    "approval_draft": "契約書案を双方の社内決裁に回した。",
    "executing": "最初の荷が届き、売り場に並んだ。",
}
#: What was sent and said between two talks.
WORDS: Final = {
    "sample": "見本2点を航空便で送った。",
    "quote": "見積書（日中併記）をメールで送った。",
    "mail": "条件の対案を中国語で送った。",
    "call": "電話で進み具合を聞いた。検討中とのこと。",
    "wechat": "对方在微信上回复：“样品已收到，下周给答复。”",
    "note": "初荷の到着を写真で確認した。",
    "greeting": "春節のあいさつ状を送った。",
}


@dataclass(frozen=True)
class OwnField:
    """A field that the sample's administrator added; `key` is how our data files name it."""

    key: str
    record_type: str
    kind: str
    labels: dict[str, str]
    position: int
    options: tuple[str, ...] = ()


OWN_FIELDS: Final = (
    OwnField(
        "warmth", "organisations", "choice", {"ja": "温度感", "zh-Hans": "合作意愿", "ko": "관심도", "en": "Warmth"},
        10, ("高", "中", "低"),
    ),
    OwnField(
        "since", "organisations", "date",
        {"ja": "初接触日", "zh-Hans": "首次接触日", "ko": "첫 접촉일", "en": "First contact"}, 20,
    ),
    OwnField("gift", "people", "text", {"ja": "喜ばれる土産", "zh-Hans": "喜欢的礼品", "en": "Welcome gift"}, 10),
)  # fmt: skip

TAG_COLOURS: Final = {"重点先": "amber", "キーパーソン": "accent", "ニット": "green"}


@dataclass(frozen=True)
class Targets:
    """A target list with {organisation key: (state, note)}."""

    name: str
    purpose: str
    members: dict[str, tuple[str, str]]


TARGET_LIST: Final = Targets(
    "延辺 百貨店・小売 重点アプローチ",
    "次の派遣までに商談の約束を取り付ける。ニットの見本を先に送る。",
    {
        "baihuo": ("interested", "見本を確認済み"),
        "dunhua": ("approached", "微信で連絡、返事待ち"),
        "arirang": ("to_approach", ""),
        "luyou": ("to_approach", ""),
        "dl_youhao": ("declined", "今年は新規の取引をしない"),
    },
)

#: A kind of relation of the office's own, from an organisation to a person, and who it holds for.
TIE_NAMES: Final = {"ja": "顧問", "zh-Hans": "顾问", "ko": "고문", "en": "Adviser"}
TIE_INVERSES: Final = {"ja": "顧問先", "zh-Hans": "担任顾问", "ko": "고문을 맡은 곳", "en": "Advises"}
TIE_SIDES: Final = ("chamber", "全英爱")
