"""Places and firms in a text: known ones of a case, and whatever is written like one."""

import re
from collections.abc import Iterable, Iterator

from reports.digest_signs import Signs, counted

Span = tuple[int, int]
PROVINCES = (
    "北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江",
    "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "海南", "四川", "贵州",
    "云南", "陕西", "甘肃", "青海", "台湾", "内蒙古", "广西", "西藏", "宁夏", "新疆", "香港",
    "澳门",
)  # fmt: skip
EVER = (
    "的了在和与及或是有为以到从向对由被把将于中内外上下前后等其该某各全每本我你他它这那几多跨邻"
    "一两二三四五"
)
"""Before the word for a kind of place it leaves the place without a name."""
BEFORE = {
    "省": "节反入出",
    "市": "城超门菜夜集股都直辖县区",
    "县": "区市",
    "镇": "乡城集小村",
    "乡": "城家回故老",
    "村": "乡农驻进政然新旧",
    "路": "道公铁线管电思出套回旁通水马沿修走带网环半退引绕短断来去顺高速干支岔陆",
    "街": "沿大小临老",
    "街道": "镇村乡",
    **dict.fromkeys(("社区", "大道", "新区", "水库", "工业园"), ""),
}
"""Signs that make another word of it, standing before it or (``AFTER``) behind it."""
AFTER = {
    "省": "略级厅局委心事时钱电",
    "市": "场区民政级局容值内面",
    "县": "级城内局区",
    "镇": "级静区街",
    "乡": "镇村愁亲",
    "村": "民级委庄镇组务",
    "路": "径线面段途况由桥基政网灯边上口人费过",
    "街": "面头区上道",
}
KINDS = sorted(BEFORE, key=len, reverse=True)
PLACE = re.compile(rf"(?=([\u4e00-\u9fff]{{2}})({'|'.join(KINDS)}))")
KNOWN = re.compile(
    r"(?=([\u4e00-\u9fff]{2})(省|市|县|区|州|旗|镇|乡|村|路|街|社区|河|湖|水库|沟|溪|江))"
)
ADDRESS = re.compile(r"[路街道巷弄村组社苑区]\d{1,5}(?:号|组|社|弄|栋|幢|单元|室)")
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][a-z0-9]{5,6}(?![a-z])"
)
FIRM = re.compile(
    "有限责任公司|有限公司|公司|集团|厂|合作社|养殖场|加工场|医院|学校|酒店|饭店|宾馆|煤矿|矿|码头|商行|经营部|门店"
)
LEGAL = ("有限责任公司", "有限公司")
TRADES = (
    "化工", "水泥", "造纸", "印染", "电镀", "养殖", "污水", "处理", "排污", "制药", "建材",
    "食品", "垃圾", "焚烧", "生猪", "屠宰", "环保", "环境", "科技", "实业", "工业", "机械",
    "金属", "塑料", "砖瓦", "采石", "制品", "股份", "工程", "服务", "水务", "能源", "生态",
    "农业", "发电", "热电", "钢铁", "纺织", "家具", "汽车", "加工", "生产", "监测",
)  # fmt: skip
"""What a firm does: before its kind it is no name yet."""
NAME = 2
"""Signs of the name of a firm (字号) that is looked for."""
NAMELESS = frozenset("某该此本家个类其各的等")
TOWN = re.compile(r"^([\u4e00-\u9fff]{1,7}?)(?:省|市|自治区|区|县|旗|镇|乡|街道)")


def places_in(read: Signs, known: frozenset[str]) -> Iterator[Span]:
    """Whatever is written like a place, an address or a plate, and each kind of ``known``."""
    for name in PROVINCES:
        yield from read.find(name)
    for found in PLACE.finditer(read.text):
        stem, kind = found[1], found[2]
        end = found.start() + len(stem) + len(kind)
        if _named(stem, kind, read.text[end : end + 1]):
            yield read.span(found.start(), end)
    for found in KNOWN.finditer(read.text):
        if found[1] + found[2] in known:
            yield read.span(found.start(), found.start() + len(found[1] + found[2]))
    for pattern in (ADDRESS, PLATE):
        yield from counted(read).match(pattern)


def known_places(text: str) -> set[str]:
    """What is called like a place in a text of the case, three signs or four each."""
    return {
        found[1] + found[2]
        for found in KNOWN.finditer(text)
        if found[1][-1] not in EVER and found[1][-1] not in BEFORE.get(found[2], "辖园片地厂库社")
    }


def firms_in(read: Signs, known: frozenset[str]) -> Iterator[Span]:
    """Firms by their full legal name, and each that a text of the case names, too."""
    for start, end, name, kind in _firms(read.text):
        if (kind in LEGAL and name) or name in known:
            yield read.span(start, end)


def known_firms(text: str) -> set[str]:
    """The two signs by which each firm is called that a text of the case names."""
    return {name for _, _, name, _ in _firms(text) if name}


def names_of_party(name: str, towns: Iterable[str]) -> set[str]:
    """A party's name and how it is called for short; a person's name stays as it is."""
    found, rest = {name}, name
    for ending in (*LEGAL, "公司", "集团"):
        rest = rest.removesuffix(ending)
    if rest != name and len(rest) > NAME:
        found.add(rest)
    if town := TOWN.match(rest):
        rest = rest[town.end() :]
    for place in sorted({*towns, *PROVINCES}, key=len, reverse=True):
        rest = rest.removeprefix(place)
    found |= {rest} if len(rest) > NAME else set()
    if rest == name:
        return found
    while rest.endswith(TRADES):
        rest = rest[:-NAME]
    # 字号: after a town that nobody told us of, or before what the firm does.
    ends = {rest, rest[:NAME], rest[-NAME:]}
    found |= {one for one in ends if len(one) >= NAME and one not in (*TRADES, *PROVINCES)}
    return found


def town_of(name: str) -> set[str]:
    """The town in the name of a bureau or an organ, with its kind and without."""
    town = TOWN.match(name)
    return {one for one in (town[0], town[1]) if len(one) > 1} if town else set()


def _named(stem: str, kind: str, after: str) -> bool:
    if stem[-1] in EVER or stem[-1] in BEFORE[kind]:
        return False
    return not (after and after in AFTER.get(kind, ""))


def _firms(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Every firm: where it begins and ends, by which two signs it is called, and its kind."""
    for found in FIRM.finditer(text):
        at = found.start()
        while text[:at].endswith(TRADES):
            at -= 2
        name = text[max(at - 2, 0) : at]
        nameless = len(name) < NAME or not name.isalnum() or not NAMELESS.isdisjoint(name)
        yield max(at - 2, 0), found.end(), "" if nameless else name, found[0]
