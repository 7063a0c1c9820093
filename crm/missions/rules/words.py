"""The words that suggest what an item of a programme is about, in Japanese, Chinese, Korean and English.

They are patterns: a bar between words, and a look ahead where a longer word means something else (会議所 is none of
the meetings).
"""

from collections.abc import Mapping
from typing import Final

#: Of several kinds the first one counts: a lunch at which something is signed is a signing.
KINDS: Final[tuple[tuple[str, str], ...]] = (
    (
        "internal",
        r"結団式|解団式|결단식|해단식|団内|[団團]員のみ|内部(?:打|会議|ミーティング|会议)|[团團][内內]|단내|내부\s?(?:회의|미팅)"
        r"|internal meeting|delegation(?:-only)? meeting",
    ),
    (
        "free",
        r"自由(?:行動|時間|活动|安排|参观)|フリータイム|자유\s?(?:시간|일정)|free (?:time|afternoon|morning|evening)"
        r"|at leisure",
    ),
    (
        "hotel",
        r"チェックイン|宿泊|投宿|入住|住宿|下榻|숙박|체크인|투숙|check.?in\b|overnight",
    ),
    (
        "signing",
        r"調印|署名|签约|签字|签署|조인식|서명식|체결식|signing",
    ),
    (
        "courtesy_call",
        r"表敬|拜会|礼节性|예방|courtesy",
    ),
    (
        "leaders_talks",
        r"首脳|トップ会談|市長会談|会談|会谈|会晤|회담|leaders|talks with",
    ),
    (
        "matching",
        r"商談会|マッチング|洽谈会|对接会|个别洽谈|个别商谈|商谈会|상담회|매칭|matching|b2b",
    ),
    (
        "reception",
        r"レセプション|歓迎会|送別会|懇親会|祝賀会|歓迎(?:夕|晩)[食餐]会|宴会|招待会|欢迎宴|欢送宴|酒会"
        r"|欢迎晚宴|리셉션|환영\s?(?:만찬|회|연)"
        r"|환송\s?(?:만찬|회|연)|연회|reception|banquet|(?:welcome|farewell) dinner|gala",
    ),
    (
        "meal",
        r"二次会|朝食|昼食|夕食|晩餐|会食|ランチ|ディナー|早餐|午餐|晚餐|午饭|晚饭|午宴|晚宴|工作餐|用餐|조식|중식|석식|조찬"
        r"|오찬|만찬|점심|저녁\s?식사|식사|lunch|dinner|breakfast",
    ),
    (
        "seminar",
        r"セミナー|説明会|講演|研修|勉強会|研讨会|说明会|讲座|推介会|培训|세미나|설명회|강연|연수|seminar|briefing"
        r"|workshop",
    ),
    (
        "ceremony",
        r"式典|開会式|閉会式|開幕|閉幕|出発式|除幕"
        r"|开幕|闭幕|仪式|开业|剪彩|기념식|개막|폐막|개회식"
        r"|ceremony",
    ),
    (
        "fair",
        r"展示会|見本市|博覧会|物産展|商品展|フェア|展览会|博览会|展销会|交易会|展会|전시회|박람회|판매전|\bfair\b"
        r"|\bexpo\b|exhibition booth",
    ),
    (
        "conference",
        r"会議(?!所|室|場)|交流会|フォーラム|シンポジウム|総会|大会|懇談会|论坛|会议(?!室|中心|所)|座谈会|总会"
        r"|회의(?!소|실)|포럼|교류회|심포지엄|총회|conference|forum|symposium|assembly",
    ),
    (
        "visit",
        r"視察|見学|訪問|参観|参观|考察|访问|走访|拜访|시찰|견학|방문|참관|visit|\btour\b|inspection|sightseeing",
    ),
    (
        "meeting",
        r"打ち?合わ?せ|面談|面会|ミーティング|意見交換|会合|協議|商談|面谈|洽谈|商谈|会面|会见|协商|交流|면담"
        r"|간담회|미팅|협의|상담|회동|meeting|discussion",
    ),
    (
        "transfer",
        r"移動|出発|到着|帰着|バス|新幹線|列車|鉄道|タクシー|送迎|出迎|見送|集合|解散|乗車|前往|出发|抵达|到达|出發|抵達|到達"
        r"|返回|返程|乘车|乘坐|大巴|高铁|接机|送机|集合"
        r"|이동|출발|도착|귀환|버스|기차|열차|집결|transfer|\bbus\b|\btrain\b"
        r"|depart|arriv|leave for|[着発]$|着(?=[、,後\s])|(?<!開)発(?=[、,])"
        r"|(?:ホテル|宿舎?|空港|駅)へ|(?:호텔|공항|역)으?로"
        r"|[往赴去回返](?:酒店|宾馆|饭店|机场|车站)",
    ),
)
#: Of a flight, where no number tells of one.
FLIES: Final = (
    r"空港[^-→~]{0,3}(?:着|発|到着|出発)|[机機][场場][^-→]{0,2}(?:到|出[发發]|起[飞飛]|抵)"
    r"|(?:抵[达達]|到[达達]).{1,8}[机機][场場]"
    r"|공항\s?(?:도착|출발|착|발)|フライト|航空便|航班|班[机機]|搭乗|비행기|항공편|\bflight\b"
    r"|(?:arriv\w+|land\w*) (?:at|in) .*airport|depart\w* .*airport"
)
#: Of a way that begins or ends at an airport, and is no flight.
BY_LAND: Final = r"バス|鉄道|列車|新幹線|タクシー|大巴|高铁|火车|버스|기차|\bbus\b|\btrain\b|ホテルへ|酒店|호텔"
#: What people ride, as it stands in the text: 貸切バス, 高铁.
RIDES: Final = (
    r"(?:貸切|専用|専用の|大型|中型|マイクロ|観光|シャトル|リムジン|路線)?バス|新幹線|高速鉄道|(?:貸切|専用)?列車|鉄道|電車"
    r"|(?:貸切|専用)?ハイヤー|(?:ジャンボ)?タクシー|徒歩|フェリー|(?:专用|包租)?(?:大巴|巴士|中巴|客车|专车)|高铁|动车|火车|出租车|步行"
    r"|(?:전세|전용|리무진)?\s?버스|고속철도?|기차|열차|택시|도보|\bKTX\b|\b(?:chartered |private )?(?:bus|coach)\b"
    r"|\b(?:high-speed )?(?:train|rail)\b|\btaxi\b|\bferry\b|\bon foot\b"
)
#: What stands around the name of a host in a title, at its end and at its beginning.
BEHIND_HOSTS: Final = (
    r"表敬訪問|表敬|訪問|視察|見学|参観|参观|考察|访问|走访|拜访|拜会|との?(?=$)|を|へ|への|にて|主催|共催|主办|による|との"
    r"|(?:歓迎|送別|懇親)?(?:夕食|昼食|晩餐|懇談|懇親|歓迎|意見交換|交流)会|懇談|会談|面談|意見交換|打合せ|打ち合わせ|協議|商談"
    r"|歓迎レセプション|レセプション|宴会|午宴|晚宴|欢迎宴会|座谈|会谈|座谈会|방문|예방|시찰|견학|면담|간담회|협의|만찬|오찬|주최"
)
BEFORE_HOSTS: Final = r"表敬訪問|(?:訪問|視察|見学)先?|拜访|拜会|访问|考察|走访|参观|礼节性|前往|赴|与|由|在|会见|会晤"
#: What says of a meal that one sits at it with whoever receives us, or whom we receive: no lunch on the way.
SHARED_MEALS: Final = (
    r"歓迎|送別|答礼|主催|招待|懇親|との|会食|宴|欢迎|欢送|答谢|与.+餐|환영|환송|만찬|오찬|[와과]의"
    r"|\b(?:welcome|farewell|banquet|hosted)\b|\b(?:dinner|lunch|supper) (?:with|by|of|hosted)\b"
)
#: In front of a colon, what is done at whoever stands behind it: 企業訪問：シンポー情報技術延辺.
ANNOUNCES: Final = (
    r"(?:企業|会社|工場|施設|団体|企业|公司|工厂|기업|회사|공장)?\s?(?:表敬訪問|訪問先?|視察先?|見学先?|参観|参观|考察|访问|走访|拜访|拜会"
    r"|방문|시찰|견학|예방)(?:企业|企業|公司)?|(?:company |site )?visit"
)
#: A time of day without a clock, at the head of a line: it says when, and is no part of what the item is called.
TIME_OF_DAY: Final = (
    r"(?:午前中?|午後|早朝|朝|夕方|夕刻|夜|昼|上午|下午|早上|早晨|中午|傍晚|晚上|凌晨"
    r"|오전|오후|아침|점심|저녁|밤)(?:の部|から|より|に)?"
)
#: Words of a title that name a sort of house and nobody: whoever is visited has a name.
NOBODY: Final = (
    r"(?:ホテル|旅館|市場|空港|レストラン|食堂|工場|企業|会場|市内|駅|港"
    r"|酒店|宾馆|饭店|餐厅|机场|机場|市场|工厂|企业|车站|会场|호텔|공항|시장|식당|레스토랑|공장|기업|역"
    r"|hotel|airport|restaurant|market|factory|station)(?:へ|まで|着|発|到着|出発|後|로|으로|에서?)*"
)
#: Of a visit to somebody, and not of a sight.
VISITS: Final = r"訪問|表敬|拜访|拜会|访问|走访|방문|예방|\bvisits?\b|\bcalls? on\b"
#: Of something that is inspected: a visit, unless it receives nobody.
INSPECTS: Final = r"視察|見学|参観|考察|参观|시찰|견학|\binspect(?:ion)?\b|\btour of\b"
#: The town itself, which receives nobody either.
THE_TOWN: Final = r"(?:市内|市街地?|[街町]並み?|市区|市容|시내|시가지|\b(?:city|town))$"
#: A house at which somebody works who receives: how its name ends.
HOUSES: Final = (
    r"(?:水族館|[資史]料館|博物館|美術館|記念館|展[示覧]館|物産館|図書館|文化館|動物園|植物園|学[校院園]|大学|病院|研究[所院]|研究センター"
    r"|支援センター|[県市]庁|役所|役場|[農漁]協|組合|会議所|商工会|酒造|醸造所?|製作所|工房|博物馆|美术馆|纪念馆|展览馆|图书馆|学[校院]"
    r"|医院|研究[所院]|[公总]司|商会|박물관|미술관|기념관|전시관|도서관|대학교?|병원|연구[소원]|시청|군청|조합)$"
)
#: What people go to see: the venue of the item whose title names it.
SIGHTS: Final = (
    r"(?:ホテル|市場|公園|美術館|博物館|展示館|展覧館|記念館|広場|タワー|酒店|饭店|宾馆|公园|美术馆|博物馆|展览馆|纪念馆|广场"
    r"|市场|호텔|시장|공원|미술관|박물관|전시관|기념관)$"
)
#: What is looked at and receives nobody: never offered as an organisation. A museum may receive.
NO_BODY: Final = (
    r"\b(?:bridge|border|market|square|park|street)s?(?=\s+(?:at|of|in|on|near|to|between)\b|$)"
    r"|(?:橋|桥|国境|边境|辺境|口岸|市場|市场|公園|公园|広場|广场|商店街|大街|다리|대교|국경|시장|공원|광장)$"
)
#: Of a place, in the brackets behind what happens there.
PLACE: Final = (
    r"ホテル|ホール|会館|会議室|会場|センター|レストラン|料亭|旅館|食堂|本店|支店|工場|空港|[市県]庁|市役所"
    r"|大学|公園|美術館|博物館|展示館|会議所|港$|市場$|階$|酒店|饭店|宾馆|餐厅|大厦|会议室|会议中心|中心$"
    r"|[楼厅层]$|[机機][场場]|大学|公园|博物馆|广场|市场|호텔|홀$|회관"
    r"|회의실|센터|식당|레스토랑|공항|대학교?|시청|도청|공원|박물관|[층실관]$|hotel"
    r"|hall|room|cent(?:er|re)|restaurant|airport|university|museum|building|floor"
)
#: Around the name of a town: anywhere in it or near it, and in no house.
AROUND: Final = (
    r"^\s*(?:in and around|around|near|outside|in)\s+"
    r"|\s*(?:の?(?:周辺|近郊|近辺|郊外|市街地?|市内)(?:一帯|各地)?|(?<=市)内(?:各地)?|周边|近郊|各地|一带"
    r"|(?:의 )?(?:주변|근교|인근|일대|시내)|(?<=시) ?내| and around| area)\s*$"
)
#: {zone: the airports on its clock}: names in our four languages and codes of IATA.
AIRPORTS: Final[Mapping[str, str]] = {
    "Asia/Seoul": (
        "仁川 金浦 釜山 金海 ソウル 済州 清州 大邱 首尔 济州 인천 김포 "
        "首爾 濟州 부산 김해 서울 제주 청주 대구 ICN GMP PUS CJU Incheon "
        "Seoul Gimpo Busan Jeju"
    ),
    "Asia/Shanghai": (
        "延吉 長春 长春 瀋陽 沈阳 大連 大连 北京 上海 哈爾濱 ハルビン 哈尔滨 青島 青岛 天津 広州 广州 廣州 西安 琿春 "
        "珲春 연길 옌지 장춘 심양 대련 베이징 상하이 하얼빈 YNJ CGQ "
        "SHE DLC PEK PKX PVG HRB TAO Yanji Changchun Shenyang Dalian "
        "Beijing Shanghai Harbin"
    ),
    "Asia/Tokyo": (
        "成田 羽田 関西 關西 関空 新潟 秋田 仙台 千歳 札幌 中部 名古屋 福岡 小松 富山 青森 東京 大阪 东京 关西 福冈 "
        "나리타 하네다 간사이 니가타 아키타 센다이 도쿄 오사카 후쿠오카 NRT HND "
        "KIX KIJ AXT SDJ CTS NGO FUK Niigata Akita Narita Haneda "
        "Kansai Sendai Tokyo Osaka Fukuoka"
    ),
    "Asia/Vladivostok": (
        "ウラジオストク ウラジオストック 海参崴 符拉迪沃斯托克 블라디보스토크 VVO Vladivostok ハバロフスク 哈巴罗夫斯克"
    ),
    "Asia/Taipei": ("台北 臺北 桃園 桃园 타이베이 TPE Taipei"),
    "Asia/Hong_Kong": ("香港 홍콩 HKG"),
    "Asia/Ulaanbaatar": ("ウランバートル 乌兰巴托 UBN ULN"),
}
