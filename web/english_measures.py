"""The pages of the measures and the registries in English."""

from collections.abc import Mapping
from types import MappingProxyType

MEASURES: Mapping[str, str] = MappingProxyType(
    {
        "办法与要件": "Measures",
        "办法包": "Packs",
        "办法包 {code} 第 {version} 版": "pack {code}, version {version}",
        "自 {day} 施行": "in force since {day}",
        "载入本局文本": "Load the bureau's text",
        "本局办法的文本还没有载入，这里只有条号、要件和期限。": (
            "The bureau's own text is not loaded: here are numbers, items and clocks alone."
        ),
        "在条文、要件和解释中查找": "Search articles, items, interpretations",
        "条目": "Articles",
        "解释 {n} 件": "{n} interpretations",
        "没有一条含有这些字词。": "No article holds these words.",
        "查看全部条文": "See all articles",
        "本局文本中没有这一条，或者还没有载入。": (
            "The bureau's text has no such article, or is not loaded."
        ),
        "须全部具备": "all of them must hold",
        "有一项即可": "any one of them will do",
        "要件": "Item",
        "须写明理由": "needs a reason",
        "任一": "any of",
        "均无": "none of",
        "本局的解释（第二十一条）": "The bureau's interpretations (Art. 21)",
        "{name} 登记": "entered by {name}",
        "撤回": "Withdraw",
        "撤回 {number}": "Withdraw {number}",
        "还没有解释。": "No interpretation yet.",
        "登记一件解释": "Enter an interpretation",
        "解释哪一条、哪一项": "Of which article or item",
        "文号": "Document number",
        "印发日期": "Issued on",
        "解释的内容": "What it says",
        "登记": "Enter",
        "依此办理的动作": "Events that rest on it",
        "由此产生的文书": "Papers that come of it",
        "没有。": "None.",
        "按影响期表": "by the table of impact periods",
        "{n} 个工作日": "{n} working days",
        "{n} 日": "{n} days",
        "{n} 个月": "{n} months",
        "可延长 {n}": "may be extended by {n}",
        "办法原文": "the measures",
        "其他规定": "another norm",
        "本局设定": "set by the bureau",
        "待办": "Task",
        "出处": "Source",
        "要件、期限和规则；案件始终适用启动之日施行的一版。": (
            "Items, clocks and rules; a case keeps the version of the day it was started."
        ),
        "载入办法包": "Load a pack",
        "版本": "Version",
        "施行日期": "In force since",
        "载入时间": "Loaded at",
        "现行": "in force",
        "一直": "always",
        "本局印发的办法全文，按“第…条”分开；先预览，确认以后才写入，以前的文本保留。": (
            "The whole of the measures as the bureau issued them, split at 第…条. Look first; only "
            "what you confirm is written, and earlier texts stay."
        ),
        "共 {n} 条，与现有文本不同的 {k} 条。尚未写入。": (
            "{n} articles, {k} other than held. Nothing is written yet."
        ),
        "注意：办法包引用的这些条不在文件中：": (
            "Look: the pack cites articles that the file lacks: "
        ),
        "办法全文": "The whole text",
        "先预览，确认以后才写入；已立的案件仍适用原来的一版。": (
            "Look first; only what you confirm is written. Cases keep the version they began with."
        ),
        "不同的期限": "Other clocks",
        "新增的要件": "New items",
        "删去的要件": "Items gone",
        "尚未写入。": "Nothing is written yet.",
        "办法包的文字": "The text of the pack",
        "办法包的文字（YAML）": "The text of the pack (YAML)",
        "预览": "Look at it",
        "确认载入": "Load it",
        "放弃": "Leave it",
        # registries
        "清单": "Registries",
        "责任清单、执法事项、抽查计划、责令改正和规则；最近一次导入的为现行。": (
            "Duties, enforcement items, inspections, orders and rules; the newest import is in "
            "force."
        ),
        "条数": "Rows",
        "导入": "Import",
        "还没有导入过": "nothing imported yet",
        "现行：{day} 由 {name} 导入": "in force: imported {day} by {name}",
        "下载空表": "Empty file",
        "导入文件": "Import a file",
        "CSV 或 XLSX，表头同空表，最大 20 MB": (
            "CSV or XLSX with the headings of the empty file, 20 MB at most"
        ),
        "先预览；有一行不合要求即不导入。导入后整份取代现行的清单。": (
            "Look first. With one row that cannot be taken nothing is imported; the file takes the "
            "place of the whole list in force."
        ),
        "现行的内容": "What is in force",
        "当日有效": "Valid on",
        "共 {n} 条": "{n} in all",
        "没有符合条件的内容。": "Nothing matches.",
        "还没有导入过。下载空表填写，或者导入现有的表格。": (
            "Nothing was imported yet: fill in the empty file, or import a table you have."
        ),
        "历次导入": "Every import",
        "{n} 行不合要求，没有导入任何内容。请改正后重新上传。": (
            "{n} rows cannot be taken, and nothing was imported. Correct them and upload it again."
        ),
        "这份文件已是现行的，不必再导入。": "This file is in force already.",
        "不导入的列：": "Columns left aside: ",
        "不合要求的行": "Rows that cannot be taken",
        "行": "Row",
        "列": "Column",
        "另有 {n} 处，先改正以上各处。": "{n} more; correct these first.",
        "与现行的相比": "Beside what is in force",
        "可用的 {n} 行": "{n} rows can be taken",
        "新增的": "New",
        "有变动": "Changed",
        "不再有": "Gone",
        "导入后，“不再有”的各条不再有效；以前的导入仍可查。": (
            "What is gone is no longer in force; earlier imports stay."
        ),
        "确认导入": "Import it",
        "重新上传": "Upload again",
    }
)
