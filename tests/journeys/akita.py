"""The facts of Akita's mission to Yanbian in October 2015, as a coordinator has them on paper.

Organisations, places and events are public. The people are invented, and so are the firms that the members come
from, the times and the hosts.
"""

from dataclasses import dataclass, field

NAME = "延辺経済交流団2015"
NAME_ZH = "秋田经济代表团访问延边2015"
HOTEL = "延辺白山ホテル"
HOTEL_ADDRESS = "吉林省延吉市友谊路66号"
SENDER = "秋田商工会議所"
HOST = "中国国際貿易促進委員会延辺支会"
GOVERNMENT = "延辺朝鮮族自治州人民政府"
OBJECTIVES = "地域間の経済交流と貿易を広げる。\n国際コンテナ航路の可能性を確かめる。"

#: (name, place, role)
ORGANISATIONS = [
    (SENDER, "秋田市", "chamber_cci"),
    (HOST, "延吉市", "ccpit"),
    ("沿海地方商工会議所", "ウラジオストク", "chamber_cci"),
    ("江原道", "江原道", "prefecture_gov"),
    ("秋田県", "秋田県", "prefecture_gov"),
    (GOVERNMENT, "延吉市", "prefecture_gov"),
    ("延辺州外事弁公室", "延吉市", "foreign_affairs_office"),
    ("吉林衆鑫有機米グループ", "延吉市", "maker_sme"),
    ("アイリトク米業", "延吉市", "maker_sme"),
    ("シンポー情報技術延辺", "延吉市", "maker_sme"),
    ("延辺大山商貿", "延吉市", "importer"),
    ("図們無形文化財展覧館", "図們市", "other"),
    ("羽州米穀株式会社", "秋田市", "maker_sme"),
    ("千秋の蔵酒造株式会社", "秋田市", "maker_sme"),
    ("土崎港湾運送株式会社", "秋田市", "logistics"),
    ("太平旅行社", "秋田市", "travel_agency"),
]

#: (name, reading, organisation, title, role): the delegation of 20, in the order of protocol.
DELEGATES = [
    ("渡部 恒一郎", "わたべ こういちろう", SENDER, "会頭", "head"),
    ("佐々木 克己", "ささき かつみ", SENDER, "副会頭", "deputy_head"),
    ("伊藤 貞夫", "いとう さだお", SENDER, "専務理事", "secretary_general"),
    ("加賀谷 実", "かがや みのる", "羽州米穀株式会社", "代表取締役", "member"),
    ("鎌田 秀樹", "かまた ひでき", "羽州米穀株式会社", "営業部長", "member"),
    ("三浦 あやの", "みうら あやの", "千秋の蔵酒造株式会社", "代表取締役", "member"),
    ("工藤 修平", "くどう しゅうへい", "千秋の蔵酒造株式会社", "海外担当", "member"),
    ("髙橋 直人", "たかはし なおと", "土崎港湾運送株式会社", "取締役", "member"),
    ("石川 勝", "いしかわ まさる", "土崎港湾運送株式会社", "航路課長", "member"),
    ("成田 みずほ", "なりた みずほ", "太平旅行社", "所長", "member"),
    ("菅原 大輔", "すがわら だいすけ", "太平旅行社", "主任", "member"),
    ("小野寺 健", "おのでら けん", SENDER, "議員", "member"),
    ("斎藤 真理", "さいとう まり", SENDER, "議員", "member"),
    ("畠山 義弘", "はたけやま よしひろ", SENDER, "議員", "member"),
    ("藤原 久美子", "ふじわら くみこ", SENDER, "女性会会長", "member"),
    ("進藤 亮", "しんどう りょう", SENDER, "青年部会長", "member"),
    ("熊谷 智", "くまがい さとし", "秋田県", "産業労働部次長", "observer"),
    ("安藤 恵", "あんどう めぐみ", "秋田県", "国際課主査", "observer"),
    ("長谷部 涼", "はせべ りょう", SENDER, "国際課係長", "coordinator"),
    ("柳 文子", "やなぎ ふみこ", SENDER, "通訳", "interpreter"),
]


@dataclass(frozen=True)
class Item:
    """A line of the programme: local times; `visit` are the fields of the visit behind it."""

    day: int
    start: str
    end: str
    kind: str
    title: str
    organisation: str = ""
    place: str = "延吉市"
    venue: str = ""
    address: str = ""
    more: dict[str, str] = field(default_factory=dict)
    timezone: str = "Asia/Shanghai"

    def fields(self) -> dict[str, str]:
        """What is typed into the form of an item."""
        plain = {"kind": self.kind, "day": f"2015-10-{self.day}", "start": self.start, "end": self.end}
        plain |= {"title": self.title, "place_id": self.place, "venue": self.venue, "address": self.address}
        plain |= {"organisation_id": self.organisation, "timezone": self.timezone}
        return {name: value for name, value in (plain | self.more).items() if value}


SURE = {"state": "confirmed"}
TUMEN = {"place_id": "図們市"}
AT_HOTEL = {"venue": HOTEL, "address": HOTEL_ADDRESS}
ITEMS = [
    Item(27, "09:30", "18:10", "flight", "秋田 → 仁川 → 延吉", timezone="Asia/Tokyo", more={"transport": "航空便"}),
    Item(27, "20:00", "08:00", "hotel", HOTEL, more={"end_day": "2015-10-31"}, **AT_HOTEL),
    Item(28, "09:00", "11:30", "conference", "経済交流会議", HOST, **AT_HOTEL, more=SURE | {
        "host_name": "金成浩", "host_reading": "Jīn Chénghào", "host_title": "会長",
        "purpose": "四地域の現状を述べ合い、交流の方針を確かめる。", "agenda": "各地域の挨拶\n貿易の現状\n航路",
    }),
    Item(28, "13:00", "15:30", "matching", "日中露韓 商談会", HOST, **AT_HOTEL, more=SURE),
    Item(28, "16:00", "17:00", "visit", "西市場 視察", venue="西市場", address="吉林省延吉市光明街", more=SURE),
    Item(28, "18:00", "20:00", "reception", "州政府 歓迎会", GOVERNMENT, **AT_HOTEL, more=SURE | {
        "host_name": "李正植", "host_title": "副州長",
    }),
    Item(29, "08:30", "09:30", "leaders_talks", "首脳会談", HOST, **AT_HOTEL, more=SURE),
    Item(29, "09:45", "11:30", "seminar", "北東アジア地域交流セミナー", HOST, **AT_HOTEL, more=SURE),
    Item(29, "11:30", "12:00", "signing", "三者経済交流協定 調印式", HOST, **AT_HOTEL, more=SURE),
    Item(29, "13:30", "14:30", "visit", "", "吉林衆鑫有機米グループ", address="吉林省延吉市依兰镇", more=SURE | {
        "host_name": "朴哲", "host_reading": "Piáo Zhé", "host_title": "総経理",
        "purpose": "有機米の栽培と輸出の条件を聞く。", "questions": "検疫の手続きは。\n最小の取引量は。",
    }),
    Item(29, "15:00", "16:00", "visit", "", "アイリトク米業", address="吉林省延吉市朝阳川镇", more=SURE | {
        "purpose": "精米の設備を見る。",
    }),
    Item(29, "16:30", "17:30", "visit", "", "シンポー情報技術延辺", address="吉林省延吉市高新区", more={
        "purpose": "日本向け開発の受託について聞く。",
    }),
    Item(29, "18:30", "20:30", "meal", "州外事弁公室 夕食会", "延辺州外事弁公室"),
    Item(30, "09:30", "10:30", "visit", "", "図們無形文化財展覧館", more=SURE | TUMEN | {
        "address": "吉林省图们市口岸街",
    }),
    Item(30, "10:45", "11:30", "visit", "図們 国境の橋 視察", more=SURE | TUMEN | {
        "address": "吉林省图们市图们江广场",
    }),
    Item(30, "14:30", "15:30", "visit", "", "延辺大山商貿", address="吉林省延吉市河南街", more=SURE | {
        "purpose": "日本製品アンテナショップの売れ筋を聞く。",
    }),
    Item(31, "09:00", "16:00", "flight", "延吉 → 仁川 → 秋田", more={"transport": "航空便"}),
]  # fmt: skip
