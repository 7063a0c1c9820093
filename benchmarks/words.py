"""What invented names are put together from: parts as written, as read, and in Latin letters."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A part of a name: own script, reading (kana; pinyin with tones; hangul), Latin letters, hangul or hanja."""

    text: str
    reading: str
    latin: str
    other: str = ""


def _parts(lines: str) -> tuple[Part, ...]:
    return tuple(Part(*line.split("/")) for line in lines.split())


def _words(line: str) -> tuple[str, ...]:
    return tuple(line.split())


JA_FAMILIES = _parts(
    """
    佐藤/さとう/Sato 鈴木/すずき/Suzuki 高橋/たかはし/Takahashi 田中/たなか/Tanaka 渡邉/わたなべ/Watanabe
    伊藤/いとう/Ito 山本/やまもと/Yamamoto 中村/なかむら/Nakamura 小林/こばやし/Kobayashi 加藤/かとう/Kato
    吉田/よしだ/Yoshida 山田/やまだ/Yamada 佐々木/ささき/Sasaki 山口/やまぐち/Yamaguchi 松本/まつもと/Matsumoto
    井上/いのうえ/Inoue 木村/きむら/Kimura 林/はやし/Hayashi 斎藤/さいとう/Saito 清水/しみず/Shimizu
    山崎/やまざき/Yamazaki 森/もり/Mori 池田/いけだ/Ikeda 橋本/はしもと/Hashimoto 阿部/あべ/Abe
    石川/いしかわ/Ishikawa 山下/やました/Yamashita 中島/なかじま/Nakajima 石井/いしい/Ishii 小川/おがわ/Ogawa
    前田/まえだ/Maeda 岡田/おかだ/Okada 長谷川/はせがわ/Hasegawa 藤田/ふじた/Fujita 後藤/ごとう/Goto
    近藤/こんどう/Kondo 村上/むらかみ/Murakami 遠藤/えんどう/Endo 青木/あおき/Aoki 坂本/さかもと/Sakamoto
    福田/ふくだ/Fukuda 太田/おおた/Ota 西村/にしむら/Nishimura 藤井/ふじい/Fujii 金子/かねこ/Kaneko
    岡本/おかもと/Okamoto 中野/なかの/Nakano 原田/はらだ/Harada 小野/おの/Ono 竹内/たけうち/Takeuchi
    """
)
JA_GIVEN_FIRST = _parts(
    """
    明/あき/Aki 正/まさ/Masa 和/かず/Kazu 良/よし/Yoshi 智/とも/Tomo 信/のぶ/Nobu 義/よし/Yoshi 秀/ひで/Hide
    弘/ひろ/Hiro 康/やす/Yasu 敏/とし/Toshi 光/みつ/Mitsu 直/なお/Nao 勝/かつ/Katsu 清/きよ/Kiyo 春/はる/Haru
    由/ゆ/Yu 美/み/Mi 里/さと/Sato 千/ち/Chi 佳/か/Ka 紀/のり/Nori 孝/たか/Taka 文/ふみ/Fumi 貴/たか/Taka
    友/とも/Tomo 恵/え/E 真/ま/Ma 裕/ひろ/Hiro 邦/くに/Kuni
    """
)
JA_GIVEN_LAST = _parts(
    """
    子/こ/ko 美/み/mi 男/お/o 夫/お/o 也/や/ya 人/と/to 彦/ひこ/hiko 之/ゆき/yuki 樹/き/ki 江/え/e 代/よ/yo 香/か/ka
    郎/ろう/ro 介/すけ/suke 平/へい/hei 輔/すけ/suke 雄/お/o 絵/え/e 奈/な/na 治/はる/haru 志/し/shi 久/ひさ/hisa
    範/のり/nori 穂/ほ/ho 紀/のり/nori
    """
)
ZH_FAMILIES = _parts(
    """
    王/Wáng/Wang/왕 李/Lǐ/Li/리 张/Zhāng/Zhang/장 刘/Liú/Liu/류 陈/Chén/Chen/진 杨/Yáng/Yang/양 赵/Zhào/Zhao/조
    黄/Huáng/Huang/황 周/Zhōu/Zhou/주 吴/Wú/Wu/오 徐/Xú/Xu/서 孙/Sūn/Sun/손 马/Mǎ/Ma/마 朱/Zhū/Zhu/주 胡/Hú/Hu/호
    林/Lín/Lin/림 郭/Guō/Guo/곽 何/Hé/He/하 高/Gāo/Gao/고 罗/Luó/Luo/라 郑/Zhèng/Zheng/정 梁/Liáng/Liang/량
    谢/Xiè/Xie/사 宋/Sòng/Song/송 唐/Táng/Tang/당 许/Xǔ/Xu/허 邓/Dèng/Deng/등 冯/Féng/Feng/풍 韩/Hán/Han/한
    曹/Cáo/Cao/조 曾/Zēng/Zeng/증 彭/Péng/Peng/팽 萧/Xiāo/Xiao/소 蔡/Cài/Cai/채 潘/Pān/Pan/반 田/Tián/Tian/전
    董/Dǒng/Dong/동 袁/Yuán/Yuan/원 金/Jīn/Jin/김 朴/Piáo/Piao/박 崔/Cuī/Cui/최 全/Quán/Quan/전
    """
)
ZH_GIVEN = _parts(
    """
    明/míng/ming/명 淑/shū/shu/숙 伟/wěi/wei/위 芳/fāng/fang/방 娜/nà/na/나 敏/mǐn/min/민 静/jìng/jing/정 丽/lì/li/려
    强/qiáng/qiang/강 磊/lěi/lei/뢰 洋/yáng/yang/양 勇/yǒng/yong/용 杰/jié/jie/걸 娟/juān/juan/연 涛/tāo/tao/도
    霞/xiá/xia/하 平/píng/ping/평 刚/gāng/gang/강 桂/guì/gui/계 英/yīng/ying/영 华/huá/hua/화 建/jiàn/jian/건
    国/guó/guo/국 文/wén/wen/문 辉/huī/hui/휘 春/chūn/chun/춘 梅/méi/mei/매 玉/yù/yu/옥 兰/lán/lan/란 东/dōng/dong/동
    海/hǎi/hai/해 波/bō/bo/파 宁/níng/ning/녕 雪/xuě/xue/설 红/hóng/hong/홍 龙/lóng/long/룡 新/xīn/xin/신
    """
)
KO_FAMILIES = _parts(
    """
    김/김/Kim/金 이/이/Lee/李 박/박/Park/朴 최/최/Choi/崔 정/정/Jung/鄭 강/강/Kang/姜 조/조/Cho/趙 윤/윤/Yoon/尹
    장/장/Jang/張 임/임/Lim/林 한/한/Han/韓 오/오/Oh/吳 서/서/Seo/徐 신/신/Shin/申 권/권/Kwon/權 황/황/Hwang/黃
    안/안/Ahn/安 송/송/Song/宋 전/전/Jeon/全 홍/홍/Hong/洪 유/유/Yoo/劉 고/고/Ko/高 문/문/Moon/文 양/양/Yang/梁
    손/손/Son/孫 배/배/Bae/裵 백/백/Baek/白 허/허/Heo/許 남/남/Nam/南 심/심/Shim/沈
    """
)
KO_GIVEN = _parts(
    """
    민/민/min/民 지/지/ji/智 현/현/hyun/賢 수/수/soo/洙 영/영/young/英 은/은/eun/恩 서/서/seo/瑞 준/준/jun/俊
    호/호/ho/浩 진/진/jin/眞 미/미/mi/美 경/경/kyung/京 성/성/sung/成 재/재/jae/在 윤/윤/yun/允 하/하/ha/夏
    연/연/yeon/姸 희/희/hee/姬 태/태/tae/泰 우/우/woo/宇 선/선/sun/善 정/정/jung/貞 규/규/kyu/奎 철/철/chul/哲
    """
)
LATIN_FAMILIES = _words(
    """
    Ivanov Petrov Sokolov Popov Lebedev Kozlov Novikov Morozov Volkov Pavlov Orlov Belov Karpov Fomin Zaitsev
    Anderson Baker Carter Davies Evans Foster Graham Harris Irving Jackson Keller Lambert Meyer Nielsen Owens Parker
    Quinn Roberts Schmidt Turner Ueland Vogel Weber Young Ziegler Fischer Hoffmann Laurent Moreau Girard
    """
)
LATIN_GIVEN = _words(
    """
    Alexander Andrei Anna Boris Clara Daniel Dmitri Elena Erik Frank Galina Hanna Igor Irina Jan Julia Karl Katya Lars
    Laura Maria Martin Natalia Nikolai Oleg Olga Paul Peter Robert Sergei Sofia Svetlana Tanya Thomas Victor Vera
    Walter William Yuri Zoya
    """
)
#: Stems of firms: as a Japanese firm writes and reads it, in Latin letters, in simplified characters.
STEMS = _parts(
    """
    大洋/たいよう/Taiyo/大洋 東方/とうほう/Toho/东方 北斗/ほくと/Hokuto/北斗 長白/ちょうはく/Chohaku/长白
    金山/きんざん/Kinzan/金山 新星/しんせい/Shinsei/新星 三和/さんわ/Sanwa/三和 共栄/きょうえい/Kyoei/共荣
    日進/にっしん/Nisshin/日进 光陽/こうよう/Koyo/光阳 豊田/とよだ/Toyoda/丰田 平和/へいわ/Heiwa/平和
    興業/こうぎょう/Kogyo/兴业 海蘭/かいらん/Kairan/海兰 天池/てんち/Tenchi/天池 富士/ふじ/Fuji/富士
    双葉/ふたば/Futaba/双叶 若松/わかまつ/Wakamatsu/若松 清流/せいりゅう/Seiryu/清流 白山/はくさん/Hakusan/白山
    桜木/さくらぎ/Sakuragi/樱木 青葉/あおば/Aoba/青叶 松風/まつかぜ/Matsukaze/松风 朝日/あさひ/Asahi/朝日
    瑞穂/みずほ/Mizuho/瑞穗 雪国/ゆきぐに/Yukiguni/雪国 緑川/みどりかわ/Midorikawa/绿川 千歳/ちとせ/Chitose/千岁
    昭和/しょうわ/Showa/昭和 泰山/たいざん/Taizan/泰山
    """
)
#: Trades: Japanese, reading, English, simplified Chinese.
TRADES = _parts(
    """
    食品/しょくひん/Foods/食品 機械/きかい/Machinery/机械 貿易/ぼうえき/Trading/贸易 物流/ぶつりゅう/Logistics/物流
    電子/でんし/Electronics/电子 繊維/せんい/Textiles/纤维 酒造/しゅぞう/Brewing/酿酒 水産/すいさん/Fisheries/水产
    製薬/せいやく/Pharma/制药 建材/けんざい/Materials/建材 家具/かぐ/Furniture/家具 精密/せいみつ/Precision/精密
    農産/のうさん/Farms/农产 化学/かがく/Chemical/化学 観光/かんこう/Travel/旅游 商事/しょうじ/Commerce/商贸
    """
)
#: Trades in hangul, in the order of TRADES.
KO_TRADES = _words("식품 기계 무역 물류 전자 섬유 주조 수산 제약 건재 가구 정밀 농산 화학 관광 상사")
KO_STEMS = _words("대양 동방 북두 장백 금산 신성 삼화 공영 일진 광양 풍전 평화 흥업 해란 천지 부사")
TITLES = {
    "ja": ("代表取締役社長", "専務取締役", "営業部長", "海外事業課長", "主任", "係長"),
    "zh-Hans": ("董事长", "总经理", "副总经理", "销售部经理", "主任", "科长"),
    "ko": ("대표이사", "전무이사", "영업부장", "해외사업과장", "대리", "주임"),
    "en": ("President", "Managing Director", "Sales Manager", "Export Manager", "Buyer", "Assistant"),
}
DEPARTMENTS = {
    "ja": ("営業部", "海外事業部", "", "総務部"),
    "zh-Hans": ("销售部", "国际合作部", "", "办公室"),
    "ko": ("영업부", "해외사업부", "", "총무부"),
    "en": ("Sales", "Export", "", "Administration"),
}
SUBJECTS = (
    "サンプルの評価と最初の発注", "冷凍食品の取引条件", "代理店契約の打合せ", "展示会後の商談", "样品与报价",
    "关于独家代理的洽谈", "견본과 가격 협의", "Terms of a first shipment",
)  # fmt: skip
SAID = (
    "試食の評価は良く、まず一コンテナから始めたい。ラベルは簡体字で、賞味期限は十二か月を希望する。",
    "价格可以接受，但交货期要缩短到三十天，付款方式为见票即付信用证。",
    "포장 단위를 작게 하고 한국어 표시를 붙이면 백화점에 납품할 수 있다.",
    "They would take the first lot on trial if the certificate of origin arrives before the goods.",
)
ANSWERED = (
    "工場に確認のうえ、来週中に見積書を送る。",
    "我方下周寄出样品和正式报价单。",
    "다음 달 초에 견본을 다시 보내기로 했다.",
    "We send a revised offer by the end of the month.",
)
