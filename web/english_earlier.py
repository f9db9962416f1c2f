"""Imported cases in English."""

from collections.abc import Mapping
from types import MappingProxyType

EARLIER: Mapping[str, str] = MappingProxyType(
    {
        "导入旧台账": "Import an earlier ledger",
        "已办结的旧案从原有台账导入并标明，办理记录自导入之日起；不产生待办，也不发通知。": (
            "Cases that are over come in from the bureau's own ledger. They are marked as "
            "imported, their history begins with the import, and they bring neither tasks nor "
            "notices."
        ),
        "选择台账": "Choose a ledger",
        "XLSX 或 CSV，只有一个工作表，最多 {n} 行": "XLSX or CSV, one sheet, {n} rows at most",
        "先上传，再核对各栏与表头的对应关系，试导入后确认。": (
            "Upload it, check which column is which, try it, then confirm."
        ),
        "对应关系": "Which column is which",
        "映射（YAML）：左边是本系统的栏，右边是台账的表头；也可贴入以前用过的映射": (
            "Mapping (YAML): our column on the left, the ledger's heading on the right. A mapping "
            "that was used before may be pasted here"
        ),
        "试导入": "Try it",
        "试导入的结果": "What it would bring",
        "共 {n} 行": "{n} rows",
        "可以导入": "Can come in",
        "件案件，{n} 个事项": "cases of {n} matters",
        "不能导入": "Cannot come in",
        "行，原因见下": "rows, for the reasons below",
        "不导入的列": "Columns left aside",
        "略过不能导入的行，只导入其余的": "Leave out the rows that cannot come in",
        "不能导入的行": "Rows that cannot come in",
        "导入的旧案": "Imported earlier case",
        "原编号 {number}，由 {name} 于 {day} 从旧台账导入；此前的办理过程不在本系统中。": (
            "It was {number} in an earlier ledger, imported by {name} on {day}. "
            "What was done before that is not in this system."
        ),
        "原台账备注：": "Remarks in that ledger: ",
        "旧案": "Earlier",
        "只看导入的旧案": "Imported cases only",
    }
)
