"""Persons in a text (姓名): named by a title, a word of naming or the part they play."""

import re
from collections.abc import Iterator
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from routing.extract.names import Named, apart

_HAN = "\u4e00-\u9fff"
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗"
    "凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄"
    "米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万"
    "支柯昝管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段"
    "富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂"
    "索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充"
    "慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶"
    "空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公区麦招冼岑邝伦肖闫覃佘"
)
_DOUBLE = "欧阳|司徒|上官|司马|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|端木"
_FAMILY = rf"(?:{_DOUBLE}|[{_SURNAMES}])"
_TITLE = (
    "先生|女士|太太|大姐|大妈|大叔|姑娘|厂长|园长|院长|处长|股长|支书|主席|教授|法官|检察官|班主任|小姐|老师|医生|师傅|阿姨|叔叔|大爷|经理|主任|局长|所长|书记|村长|老板|律师|警官|教练|校长|"
    "医师|护士|店长|司机|队长|站长|科长|同志|伯|婆婆"
)
# 司机张先生, 我和李小姐, 邻居黄伯: these three seldom belong to the name behind them.
_BEFORE = "".join(sorted(set(_SURNAMES) - {"和", "司", "居"}))
_TITLED = re.compile(
    rf"(?<![{_BEFORE}])(?P<name>{_FAMILY}[{_HAN}]{{0,2}}?)(?P<title>{_TITLE})(?!们)"
)
_CALLED = re.compile(
    r"(?:我叫|名叫|名字[叫是]|我姓名|姓名(?:是|为|:)? ?|联系人(?:是|为|:)? ?|本人叫|(?<!大)叫做|举报人(?:是|:)|投诉人(?:是|:)|(?:我是|本人)(?=[^的]{2,3}[,，。;]))"
    rf"(?P<name>{_FAMILY}[{_HAN}]{{1,2}})(?![{_HAN}]*?(?:区|村|镇|市|路|街|公司|小区))"
)
_IN_NAMES = frozenset("大小新")  # 陈大文, 李小新, where the name begins for sure
_NO_NAME = frozenset(
    "是在有的了我你他这那不都就和从到对向大小老新全机交车店厂校货租网档摊铺场馆园院所该司告间候调说时后能会要被将"
)
# Family names that are more often common words: only 区小姐, 查先生 or 姓查 are persons.
_COMMON_NAMES = frozenset(
    "后公时车经向查区居班和费于从到由都应那能干空全平安双连门步单管相满通解计成是当管过当并且再但该把"
)
_POLITE = frozenset({"先生", "女士", "小姐", "太太"})
# 刘某, 何某强, 张某某: whom a paper or a careful citizen does not spell out.
_SOMEBODY = re.compile(
    rf"(?!(?<=[{_HAN}])(?<![人叫是])区)(?P<name>{_FAMILY}某(?:[某甲乙丙丁]|[{_HAN}](?=[把将被在打骂收占拖拒,。;]))?)(?!某|些|种|个|小区|村|街|镇|公司|科技|有限|商|实业|集团|学校|医院|物业)"
)
_PERSON_SIGN = re.compile(f"{_TITLE}|某|叫|姓名|联系人|我是|本人|人是|人:")
# Behind these a full name may stand: 工作人员张三, 司机王大强.
_PARTS = (
    "工作人员|职员|员工|医生|医师|护士|护士长|老师|班主任|教师|教练|司机|司机师傅|驾驶员|保安|保安员|"
    "保安队长|队长|民警|警察|辅警|协警|交警|城管|城管队员|执法人员|执法队员|科员|办事员|经办人|业务员|"
    "业务经理|经理|店长|店员|服务员|收银员|销售|销售员|客服|中介|房东|二房东|老板|老板娘|包工头|工头|负责人|"
    "法人|法人代表|法定代表人|快递员|骑手|外卖员|管理员|网格员|村干部|书记|村支书|主任|村主任|物业主任|所长|"
    "站长|局长|科长|镇长|校长|园长|院长|厂长|村民|邻居|业主|租户|租客|住户|会计|护工|保姆"
)
_PLAYED: Any = AhoCorasick(_PARTS.split("|"), matchkind=MatchKind.LeftmostLongest)
# Family names that hardly ever begin another word, and the second characters of the words they do begin.
_SURE_FAMILY = (
    "王李张刘陈杨赵黄周吴徐孙朱马胡郭林何高罗郑梁谢宋唐许邓冯韩曹曾彭萧肖蔡潘田董袁余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖"
    "范汪陆石戴贾韦夏邱方侯邹熊孟秦白江闫阎薛尹段雷黎史陶贺毛郝龚邵覃莫孔汤温康施洪赖庞樊殷凌霍关伍严欧金麦冼岑邝佘"
)
_WORDS = {
    "马": "上路虎桶达力车甲蹄列",
    "高": "速声度价空峰温兴傲喊调薪额利昂层管级龄压等中考架铁档血跟于大低效呼举涨亢贵深见歌唱居产端新楼高处烧热发密射估矮",
    "方": "向面式法便言案才可始形针程丈",
    "曾": "经多在于说对",
    "许": "诺多久可配愿",
    "何": "时以况必处种止故尝苦如为日其等方人不妨不至者须地年月",
    "黄": "牛色金昏泥土花豆瓜酒",
    "谢": "绝谢罪意幕",
    "胡": "乱说言扯搅来同闹须诌编",
    "毛": "病手糙巾利衣坯",
    "江": "湖边",
    "温": "和柔馨度水泉暖存热带饱",
    "陈": "述旧列词",
    "周": "末边围一二三四五六日天期转到遭济游年身刊报岁长全密",
    "孙": "子女",
    "张": "口嘴贴开罗扬狂望牙",
    "郑": "重",
    "程": "序度",
    "石": "头材板油灰化块子碑",
    "白": "天白色眼干拿吃收跑费等条酒人骂打纸板花癜日",
    "任": "意性何由职务命教期凭免一",
    "施": "工压救暴行展加放以肥治教法毒",
    "严": "重格厉肃禁谨峻密守惩加明酷防寒整刑办打管查苛实控",
    "康": "复养",
    "洪": "水亮",
    "赖": "着账帐皮在床掉以",
    "关": "门闭机于掉系了注照心停店键押切爱乎节税联怀上外内连",
    "金": "额钱融牌色属条币子价",
    "林": "立业区地带木",
    "余": "款额下留种年万名个座次元",
    "杜": "绝撰",
    "陆": "续",
    "戴": "着上口",
    "夏": "天季日至夜",
    "陶": "醉",
    "史": "无",
    "唐": "突代朝",
    "苏": "醒",
    "董": "事",
    "殷": "勤切",
    "凌": "晨虐辱乱",
    "莫": "名非大须",
    "罗": "列嗦",
    "王": "牌八",
    "田": "地产径",
    "钟": "点头情表",
    "范": "围",
    "段": "时",
    "雷": "同击电雨",
    "李": "子",
    "杨": "树",
    "丁": "点",
    "叶": "子",
    "欧": "打",
    "庞": "大杂",
    "麦": "当",
    "汤": "水",
    "熊": "孩",
    "贺": "电喜",
    "萧": "条",
    "宋": "代朝",
    "秦": "皇",
}
_NOT_GIVEN = _NO_NAME - _IN_NAMES | frozenset(
    "某上下经久多少着过没未很太也又还再已正只各每些们么吗呢吧啊呀嘛什谁哪几两位号部件事钱费药课题话打让把讲收拿做看听问找去来出入进回开手口头吃喝住用买卖骂拒称给态先师主医阿乱或等与"
)
# What may stand behind a name: the end of the words, a manner or a deed.
_BEHIND = (
    r"$|[,。;:!?、()\"“” ]|态度|服务|说|讲|称|骂|打|推[诿脱卸搡]|收[取了费受钱]|要求|不|没|未|拒|对[我他她市业孩学患乘来老群]|在|把|将|被|给[我他她]|"
    r"向|乱|威胁|恐吓|辱|侮|敷衍|恶|索|殴|让|叫|就|也|都|却|竟|一直|总是|经常|常常|多次|长期|故意|随意|擅自|违|私自|偷|骗|欠|拖[欠延拉]|霸|占|动手|与|和|跟|"
    r"是|的|利用|玩忽|迟|操作|驾驶|闯|绕路|酒驾|开车|误诊|体罚|吃拿|办事|工作|上班|接电话|电话|失职|渎|滥|虚|强[制迫行]|暴|出言|当[场众面]|非常|很|太|极|还|又|要|扣|耐心|热情|帮|认真|挂"
)
_FULL = rf"(?P<name>(?:{_DOUBLE}|[{_SURE_FAMILY}])[{_HAN}]{{1,2}}?)(?={_BEHIND})"
_PLAYING = re.compile(rf"(?:[:( ]|名?叫|姓名:?|[是为])?{_FULL}")
_NEXT = re.compile(rf"[和与、]{_FULL}")  # 客服王芳、李娜
_NOT_LAST = frozenset("人里房塘灯道路服")  # 江西人, 江景房
_KIN = frozenset("伯叔姨婶嫂婆")  # 邻居黄伯养狗


def persons(normal: str) -> list[Named]:
    """Return names of persons, with their title where that is all that is known."""
    found = list(_playing(normal))
    if not _PERSON_SIGN.search(normal):
        return found
    for match in (*_CALLED.finditer(normal), *_SOMEBODY.finditer(normal)):
        found.append(Named(match.start("name"), match.end("name"), match["name"]))
    return apart([*found, *_titled(normal)])


def _titled(normal: str) -> Iterator[Named]:
    """Yield names with their titles; where one is none (司机张先生), another may begin inside it."""
    at = 0
    while (match := _TITLED.search(normal, at)) is not None:
        if _is_name(match, normal):
            yield Named(match.start(), match.end(), match.group())
            at = match.end()
        else:
            at = match.start() + 1


def _is_name(match: re.Match[str], normal: str) -> bool:
    name = match["name"]
    known = len(name) == 1 and match["title"] in _POLITE
    common = name[0] in _COMMON_NAMES and not known  # 出租车司机, 值班医生
    alone = match.start() == 0 or not "一" <= normal[match.start() - 1] <= "鿿"
    odd = _NO_NAME - _IN_NAMES if alone else _NO_NAME
    return not common and not odd.intersection(name[1:])


def _playing(normal: str) -> Iterator[Named]:
    """Yield full names right behind the part that somebody plays: 工作人员张三, not 工作人员严重."""
    for _, _, end in _PLAYED.find_matches_as_indexes(normal):
        match = _PLAYING.match(normal, end)
        while match is not None and _is_full(match["name"]):
            yield Named(match.start("name"), match.end("name"), match["name"])
            match = _NEXT.match(normal, match.end("name"))


def _is_full(name: str) -> bool:
    family = 2 if name.startswith(tuple(_DOUBLE.split("|"))) else 1
    given = name[family:]
    return bool(
        given
        and given[0] not in _WORDS.get(name[0], "")
        and given[-1] not in _NOT_LAST
        and given[0] not in _KIN
        and not _NOT_GIVEN.intersection(given)
    )
