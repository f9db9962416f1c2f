"""The pages of the calendar in English."""

from collections.abc import Mapping
from types import MappingProxyType

CALENDAR: Mapping[str, str] = MappingProxyType(
    {
        "日历": "Calendar",
        "{year} 年工作日历": "Working days of {year}",
        "工作日 {n} 天": "{n} working days",
        "这一年的放假安排尚未公布，按法定节假日暂定；公布后载入即重算。": (
            "This year's arrangement is not published: statutory holidays, provisional. Everything "
            "is counted anew once it is loaded."
        ),
        "年份": "Years",
        "今年": "This year",
        "推算期限": "Count a period",
        "历次载入": "Versions",
        "起": "for",
        "个工作日": "working days",
        "日": "days",
        "个月": "months",
        "推算": "Count",
        "起算日不计入": "the start day is not counted",
        "到期日：": "Due on ",
        "逐日说明": "Day by day",
        "不计": "not counted",
        "休": "off",
        "班": "on",
        "六": "Sa",
        "今天": "today",
        "法定放假": "day off",
        "调休上班": "make-up working day",
        "休息日": "weekend",
        "放假和调休": "Days off and make-up days",
        "更改日历": "Change the calendar",
        "载入一年的安排": "Load a year's arrangement",
        "单日调整": "Set a single day",
        "重算全部期限": "Count everything anew",
        "载入和调整都先预览；确认后重算全部未办结的期限，改期的通知责任人。重算可重复进行。": (
            "Both are looked at first; once confirmed every open task is counted anew, and who "
            "answers for one that moved is told. Counting again moves nothing."
        ),
        "国务院办公厅公布的放假安排，通用的 JSON 格式：年份、文件、每个放假日和调休上班日。": (
            "The State Council's arrangement in the usual JSON: the year, the papers, each day off "
            "and each make-up day."
        ),
        "注意：文件没有列入这些法定节假日，可能不完整，请核对：": (
            "Look: the file leaves out these statutory holidays; is it whole? "
        ),
        "{year} 年：放假 {off} 天，调休上班 {worked} 天。尚未写入。": (
            "{year}: {off} days off, {worked} make-up days. Nothing is written yet."
        ),
        "放假安排": "Arrangement",
        "放假安排（JSON）": "Arrangement (JSON)",
        "将改期的待办": "Tasks that would move",
        "现到期": "Due now",
        "将到期": "Would be due",
        "重算为 {day}，已告知，不提前": "computed {day}, but was told: it stays",
        "您可查看的案件中没有要改期的待办。": "No task of the cases that you see would move.",
        "另有您不查看的案件的待办 {n} 项。": "And {n} tasks of cases that you do not see.",
        "{n} 件案件的数据有问题，无法重算，请告知系统管理员。": (
            "{n} cases cannot be counted, as something is wrong with their data: tell the system "
            "administrator."
        ),
        "有变化的月份": "Months that change",
        "左为现行，右为载入后": "left as it is, right as it would be",
        "与现行的没有不同。": "Nothing differs.",
        "临时放假、上班或者撤销调整，须有依据；先预览再确认。": (
            "A day off, a working day, or a day given back; with its source. Look first, then "
            "confirm."
        ),
        "尚未写入。核对以下变化后确认。": (
            "Nothing is written yet. Check what would change, then confirm."
        ),
        "定为": "Set as",
        "放假": "day off",
        "上班": "working day",
        "撤销单日调整": "as published",
        "因何调整": "What for",
        "依据文件": "Paper it rests on",
        "确认调整": "Set it",
        "每次载入或调整是一个版本，期限的说明引用它；以前的都保留。": (
            "Each load or change is a version, which the explanation of a due day cites; all of "
            "them stay."
        ),
        "安排已写入，期限还没有重算：": "It is kept, and not yet counted with: ",
        "{year} 年放假安排": "The arrangement of {year}",
        "随软件": "shipped",
    }
)
