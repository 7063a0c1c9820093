"""What stands on a business card beside names, in four languages: marks of firms, posts, addresses and numbers."""

import re
from typing import Final

#: Signs of an organisation's name.
ORGANISATION: Final = re.compile(
    r"株式会社|㈱|\(株\)|（株）|有限会社|\(有\)|合同会社|商工会議所|商工会|財団|社団|法人|協同組合|組合|協会|連盟|大学|研究所"
    r"|研究院|銀行|病院|百貨店|県庁|市役所|役場|商店街|製作所|工業|商事|領事館"
    r"|公司|集团|集團|商会|协会|委员会|管委会|商务局|外事办|人民政府|贸促|百货|银行|研究中心|联合会"
    r"|주식회사|㈜|\(주\)|（주）|유한회사|협회|상공회의소|대학교|공사|시청|도청|은행|연구원|연구소|그룹"
    r"|\b(?:Co\.?,? ?Ltd|Ltd|Inc|Corp|Corporation|Company|LLC|GmbH|Group|Institute|University|Association|Chamber"
    r"|Bureau|Bank|Federation|Committee|Trading|Holdings|Foundation|Council|Cooperative|Department Store)\b",
    re.IGNORECASE,
)
#: What a full stop belongs to at the end of a line.
STOPPED: Final = re.compile(r"\b(?:Ltd|Inc|Corp|Co|Jr|Sr)\Z", re.IGNORECASE)
#: Posts. In Chinese, Japanese and Korean the word ends the post; in English it may stand anywhere in it.
_POSTS: Final = (
    "代表取締役|取締役|社長|会長|副会長|会頭|副会頭|専務|常務|理事長|理事|監事|部長|課長|係長|次長|主任|主査|主事|参事|局長"
    "|支店長|店長|所長|室長|館長|院長|工場長|センター長|顧問|相談役|経営指導員|補佐|教授|講師|研究員|弁護士|税理士|通訳"
    "|マネージャー|マネジャー|ディレクター|アドバイザー|コーディネーター|市長|知事"
    "|总经理|副总|董事长|董事|经理|总裁|局长|处长|科长|科员|厅长|主席|会长|秘书长|部长|总监|主管|助理|翻译|市长|州长|代表"
    "|대표이사|대표|회장|사장|전무|상무|이사|부장|차장|과장|대리|팀장|본부장|실장|소장|국장|부시장|부주장|부지사|지점장|주임|사원|교수|박사|연구원"
)
#: What makes a post that of a deputy, and is no name behind it: 部長代理.
_DEPUTY: Final = "(?:代理|代行|心得|待遇)?"
TITLE: Final = re.compile(
    rf"(?:{_POSTS}){_DEPUTY}(?:[(（][^()（）]{{1,12}}[)）])?$"
    r"|\b(?:President|Chairman|Chairwoman|Chair|CEO|COO|CFO|Director|Manager|Chief|Secretary|Officer|Professor"
    r"|Representative|Executive|Engineer|Consultant|Advisor|Adviser|Interpreter|Assistant|Leader|Mayor|Head of)\b",
    re.IGNORECASE,
)
#: A post with the name behind it and no space between them: 总经理李明淑.
TITLE_AND_NAME: Final = re.compile(rf"(?P<title>.{{0,8}}(?:{_POSTS}){_DEPUTY})(?P<name>[^\s0-9A-Za-z]{{2,5}})")
#: Parts of an organisation.
DEPARTMENT: Final = re.compile(
    r"(?:部|課|室|係|局|担当|グループ|センター|チーム|支店|支所|本部|事業部|事務局|处|科|股|办公室|팀|부|실|과|본부|센터|지점|사업부)$"
    r"|\b(?:Department|Dept|Division|Section|Team|Office)\b",
    re.IGNORECASE,
)
#: A line that says where something is. Each needs two signs, since 市 and 路 stand in names, too.
ADDRESS: Final = re.compile(
    r"〒|[都道府県].{1,12}[市区町村郡]|[市区町村郡].{0,16}(?:丁目|番地|番|[0-9]+[-－ー][0-9]+|[0-9]+号)|[0-9]+(?:階|F)\b"
    r"|[省市州区县].{0,24}(?:[路街道巷].{0,10}[0-9]|[0-9]+ ?[号號]|大厦|广场)|[路街] ?[0-9]+ ?[号號]"
    r"|(?:시|도|구|군) .{0,20}(?:로|길|동) ?[0-9]|(?:로|길) [0-9]+"
    r"|[0-9].{0,40}\b(?:Street|St|Road|Rd|Avenue|Ave|Building|Bldg|Floor|Blvd|Lane|Cho|Chome|Machi|Gu|Ro|Gil)\b"
    r"|\b(?:Street|Road|Avenue|Building|Floor)\b.{0,40}[0-9]|,\s*(?:Japan|China|Korea|P\.?R\.? ?China)\b",
    re.IGNORECASE,
)
POSTAL: Final = re.compile(
    r"(?:〒|^T) ?([0-9]{3}[-－ー ]?[0-9]{4})(?![-0-9])|(?:邮编|郵編|우편번호|우) ?[:：)]? ?([0-9]{5,6})"
    r"|\(우\) ?([0-9]{5,6})"
    r"|^([0-9]{3}-[0-9]{4})(?=\D|$)"
)
#: {kind of contact: what stands before the number}. Longer words first.
LABELS: Final = {
    "fax": r"fax|ファックス|ファクス|传真|傳真|팩스|f",
    "mobile": r"mobile|mob|cell(?:phone)?|h\.?p|携帯(?:電話)?|手机|手機|移动电话|휴대(?:폰|전화)|핸드폰|m",
    "direct": r"direct|dial in|直通|ダイヤルイン|直线|직통",
    "tel": r"tel(?:ephone)?|phone|電話|电话|電|代表電話|전화|대표전화|ph|t",
    "wechat": r"wechat(?: ?id)?|weixin|微信号?|위챗",
    "qq": r"qq",
    "line": r"line(?: ?id)?",
    "kakao": r"kakao(?:talk)?(?: ?id)?|카카오톡?|카톡",
}
#: What is printed before an address.
ADDRESS_LABEL: Final = re.compile(r"^(?:地址|住所|所在地|주소|add(?:ress)?)\s*[.:：]?\s*", re.IGNORECASE)
#: Signs of a zip code, a registration number or a slogan: no name is looked for in such a line.
NO_NAME: Final = re.compile(r"[0-9@:：/\\|<>{}\[\]=+*#%&!?。，、「」]")

#: The family names that nearly every Chinese and Korean card begins with, in either form of the characters.
FAMILIES_HAN: Final = frozenset(
    "李王张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧程曹袁邓鄧许許傅沈曾彭吕呂苏蘇"
    "卢盧蒋蔣蔡贾賈丁魏薛叶葉阎余潘杜戴夏钟鍾汪田任姜范方石姚谭廖邹熊金陆孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "朴全玄南安申池权權裴柳洪方太千车車玉禹元穆"
)
FAMILIES_HANGUL: Final = frozenset(
    "김이박최정강조윤장임한오서신권황안송류유전홍고"
    "문양손배백허남심노하곽성차주우구민진나지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국리량최태"
)
