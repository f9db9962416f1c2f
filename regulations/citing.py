"""How articles are cited: 第十六条 in Chinese, Art. 16 in English."""

import re

CITED = re.compile(r"第([一二三四五六七八九十]{1,3})条")
DIGITS = "零一二三四五六七八九"


def article_number(article: str) -> int | None:
    """16 for ``第十六条``; ``None`` for what is not one article and nothing else."""
    found = CITED.fullmatch(article)
    return _number(found[1]) if found else None


def cited(citation: str) -> tuple[int, ...]:
    """Every article that a citation names: ``第十条至第十二条、第十七条`` is 10, 11, 12, 17."""
    found: list[int] = []
    for part in citation.split("、"):
        ends = [_number(zh) for zh in CITED.findall(part)]
        found += range(ends[0], ends[-1] + 1) if "至" in part else ends
    return tuple(dict.fromkeys(found))


def in_english(citation: str) -> str:
    """``第十条至第十六条`` as ``Arts. 10–16``; what is no article of a law stays as it is."""
    said = CITED.sub(lambda found: f"§{_number(found[1])}", citation)
    said = said.replace("至§", "–").replace("、§", ", ")
    said = re.sub(r"(?<=[\u4e00-\u9fff》])§", " §", said)
    return re.sub(r"§(?=\d+(?:–|, ))", "Arts. ", said).replace("§", "Art. ")


def place(citation: str) -> int:
    """Where a citation stands in the order of the measures: the number of its first article."""
    found = CITED.search(citation)
    return _number(found[1]) if found else 0


def _number(zh: str) -> int:
    """A number below one hundred as the articles write it: 十六, 二十二."""
    tens, ten, units = zh.rpartition("十")
    if not ten:
        return DIGITS.index(units)
    return (DIGITS.index(tens) if tens else 1) * 10 + (DIGITS.index(units) if units else 0)
