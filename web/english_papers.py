"""The pages of papers' templates in English."""

from collections.abc import Mapping
from types import MappingProxyType

TEMPLATES: Mapping[str, str] = MappingProxyType(
    {
        "文书模板": "Templates",
        "每种文书由一个文本模板生成；已签发的文书仍用签发时的一版。": (
            "Each kind of paper is made from a template; what is signed keeps the one it was "
            "signed with."
        ),
        "现用": "In use",
        "何人何日更换": "Changed by, on",
        "第{n}版": "Version {n}",
        "出厂": "Shipped",
        "现用第{n}版": "Version {n} is in use",
        "现用出厂的一版": "The shipped one is in use",
        "模板文字": "Text of the template",
        "一行一块，写法见使用手册“文书模板”；先试排，再保存。": (
            "One line, one block: the user's manual has them all. Try it first, then keep it."
        ),
        "用样例案件试排": "Try it with the sample case",
        "保存为新的一版": "Keep as a new version",
        "放弃修改": "Leave it as it was",
        "没有问题。下面是样例案件的文书；保存以前什么也没有改变。": (
            "Nothing is wrong. Below is the sample's paper; nothing is changed before it is kept."
        ),
        "历次版本": "Versions",
        "恢复出厂": "back to the shipped one",
        "恢复出厂的一版": "Go back to the shipped one",
        "没有改过。": "It was never changed.",
        "与出厂的一版不同": "What differs from the shipped one",
        "一字不差。": "Nothing.",
        "今后签发的这种文书用出厂的模板；您的各版都保留，已签发的文书不变。": (
            "What is signed from now on is made from the shipped template; your versions stay, and "
            "so does what is signed."
        ),
    }
)
