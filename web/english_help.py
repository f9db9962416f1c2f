"""The help and the guided tour in English."""

from collections.abc import Mapping
from types import MappingProxyType

HELP: Mapping[str, str] = MappingProxyType(
    {
        "帮助": "Help",
        "每个阶段谁在何时办什么、依哪一条；按 ? 随时回到这里。": (
            "Who does what by when in each phase, and under which article; ? leads here."
        ),
        "七个阶段": "The seven phases",
        "键盘": "Keys",
        "还有": "And",
        "各种身份做什么": "What each role does",
        "词语": "Words",
        "意思": "Meaning",
        "状态：": "states: ",
        "这一阶段的案件": "Cases in this phase",
        "谁在何时办什么": "Who does what by when",
        "办理动作": "Event",
        "由谁": "Who",
        "新的待办：": "opens: ",
        "在案件页面的“下一步”办理：能办的有按钮，不能办的写明原因。": (
            "Done under 'Next step' on the page of a case: what may be done is a button, what may "
            "not says why."
        ),
        "随时可能办理": "At nearly any time",
        "随时": "Any time",
        "您的身份": "yours",
        "维护": "Keeps",
        "导览": "Tour",
        "导览 {n}/{of}": "Tour {n}/{of}",
        "第一次来？跟着导览走一遍": "Here for the first time? Take the tour",
        "八站，约十分钟；这里是样例局，人和事都是虚构的。": (
            "Eight stops, ten minutes. This is the sample bureau: people and matters are invented."
        ),
        "开始导览": "Begin the tour",
        "不再提示": "Do not ask again",
        "结束导览": "End the tour",
        "上一站": "Back",
        "下一站": "Next",
        "这一站": "This stop",
        "以何人登录": "Sign in as",
        "您已是": "you are",
        "先退出，再用这个登录名登录；口令见登录页。": (
            "Sign out and in again under this name; the password stands on the sign-in page."
        ),
        "去看：{title}": "Go and see: {title}",
        # the stops
        "要办的事按紧急程度排列，按钮直接到表单；柱图是未来两周的到期件数，标出放假日。": (
            "What waits for you by urgency, each with a button that leads to its form; the columns "
            "are what falls due within two weeks, with the days off in between."
        ),
        "期限最近的在前；可按期限、阶段、单位、结果筛选并存下来；勾选几件一并催办、变更承办。": (
            "Nearest due day first. Narrow it by urgency, phase, unit or outcome and keep the view "
            "under a name; tick some to urge or hand over together."
        ),
        "一件案件": "A case",
        "打开任意一件：上方是七个阶段；“下一步”中能办的有按钮，不能办的写明原因和条文。": (
            "Open any: on top the seven phases; 'Next step' lists what may be done now, and says "
            "why the rest may not and under which article."
        ),
        "每件通知随办理动作产生，一件一次；提醒、升级都在这里，也按个人设置发到邮箱等。": (
            "Each notice comes of an event, once; reminders and escalations are here, and go by "
            "mail or chat as everybody has set it."
        ),
        "本局办法逐条列出，每条之下是要件、期限、解释和依它办理的动作；法制审核登记解释。": (
            "The measures article by article, with items, clocks, interpretations and events; "
            "legal review enters interpretations."
        ),
        "工作日历": "Calendar of working days",
        "放假和调休一目了然；填起算日和天数，逐日说明哪一天算、哪一天不算、为什么。": (
            "Days off and make-up days at a glance; give a start and a length, and each day says "
            "whether it counts and why."
        ),
        "集体研究": "Deliberation",
        "打开一件：先看认定和辅助研判，再看“作出决定”的表单：参加、回避、票数、理由都要写明。": (
            "Open one: first the answers and the assessment, then the form of 'Decide': who was "
            "there, who kept out, votes and reasons."
        ),
        "执法人员看到的": "What an officer sees",
        "只有本人的案件；能提出申请、补正、看自己的材料和期限。作出决定以前看不到审查的内容。": (
            "Their own cases alone: they apply, supplement, read their own papers and due days. "
            "Nothing of the review is seen before the decision."
        ),
        # keys
        "到搜索框": "to the search field",
        "列表中下一行": "next row of a list",
        "列表中上一行": "row before",
        "打开选中的一行": "open the row",
        "离开输入框": "leave a field",
        "打开帮助": "open the help",
        "到下一个按钮、链接或者输入框": "to the next button, link or field",
        # words
        "一次启动的追责问责程序；涉及几名执法人员，就有几件容错案件。": (
            "One accountability procedure; as many cases as officers it concerns."
        ),
        "一名执法人员在一个事项中的容错办理，从启动到总结教训。": (
            "One officer in one matter, from its start to the lessons learned."
        ),
        "案件所关的人；只看得到自己的案件。": "Whom the case concerns; sees their own alone.",
        "案件上发生的一步，如受理、决定；由谁、在何时、凭哪一条，都写在表里。": (
            "A step of a case, such as accepting or deciding; one table says who, when and under "
            "which article."
        ),
        "有到期日的一件事，写明由谁办；办结、届满或者超期。": (
            "Something with a due day and an owner; settled, lapsed or overdue."
        ),
        "从哪一日起、多长、按工作日还是日历日；起算日不计入。": (
            "From which day, how long, in working or calendar days; the start is not counted."
        ),
        "到期日落在放假安排尚未公布的年份，公布以后重算。": (
            "A due day in a year whose holidays are not published: it will be counted anew."
        ),
        "告知、提醒或者升级；随办理动作产生，一件一次。": (
            "Telling, reminding or escalating; comes of an event, once."
        ),
        "由案件内容生成、取号签发的公文；签发以后不再改变。": (
            "An official paper made from the case, numbered when signed; from then on it stays."
        ),
        "第十条、第十二条、第十四条列举的、可以免责或者从轻减轻的情况。": (
            "What arts. 10, 12 and 14 list for exempting or treating more lightly."
        ),
        "第十三条要求同时具备的各项。": "What art. 13 asks for, all of it at once.",
        "第十五条、第十六条所列，不予或者不得容错的情况。": (
            "What arts. 15 and 16 list against tolerance."
        ),
        "按逐项认定推出的结论，只供参考，由有权机关集体决定。": (
            "What the answers suggest: for reference only, the competent organ decides."
        ),
        "履职尽责、免责、从轻、减轻、不予容错或者不得容错。": (
            "Duty done, exempted, lighter, mitigated, not tolerated or excluded."
        ),
        "第十八条的整改：方案、进展、验收。": "Art. 18: plan, progress, acceptance.",
        "第十九条：受到错告、诬告的，及时澄清。": (
            "Art. 19: whoever was wrongly accused is cleared without delay."
        ),
        "案件之后的总结：问题类型、原因、完善的制度。": (
            "What is learned after a case: kind of issue, causes, better rules."
        ),
        "同类问题反复出现，须研判警示。": (
            "The same kind of issue again and again: to be analysed and warned of."
        ),
        "整改到哪一步的定期报告。": "A regular report on how far corrections have come.",
        "全部案件的汇总表。": "The table of all cases.",
        # roles
        "看工作台和收件箱：申请期内提出申请；被告知补正的按期补正；收到决定后签收。": (
            "Workbench and inbox: applies within the window, supplements in time, receives the "
            "decision."
        ),
        "替本单位人员提出申请；其他机关启动的，研究并报送建议；免责以后制定、报告整改。": (
            "Applies for the unit's officers; proposes where another organ started it; plans and "
            "reports corrections."
        ),
        "集体研究，作出决定；第十六条的排除情形逐项明确，偏离辅助研判的写明理由。": (
            "Deliberates and decides; settles every exclusion of art. 16 and says why it departs "
            "from the assessment."
        ),
        "立案、告知、初核、指定审查人、送达；每天先看工作台中已超期和今日到期的。": (
            "Registers, informs, checks, assigns reviewers, serves; each day first what is overdue "
            "and due."
        ),
        "逐项认定第十条至第十六条各项并附证据，按期报送审查报告。": (
            "Answers each item of arts. 10–16 with evidence and submits the report in time."
        ),
        "审核审查报告，退回的写明意见；登记本局对条文的解释。": (
            "Reviews the report, says why one is returned; enters interpretations."
        ),
        "批准逾期申请、不予受理、中止等；批准和验收整改；催办。承办人和督办人不得同为一人。": (
            "Admits what is late, refuses, suspends; approves and accepts corrections; urges. "
            "Never the same person as the handler."
        ),
        "决定以后存入人事档案，交回回执；影响期满时确认。": (
            "Files the decision, returns the receipt, confirms the end of an impact period."
        ),
        "决定以后存入廉政档案，交回回执。": "Files the decision, returns the receipt.",
        "反馈实名举报人、说明匿名举报、办理澄清正名；举报人身份只在履行职责时查阅。": (
            "Answers reporters, explains, clears names; reads who reported only where duty asks it."
        ),
        "超期三个工作日的升级到您：过问、督促。": (
            "Hears of what is three working days late, and sees to it."
        ),
        "超期五个工作日的升级到您；确认身份；查阅举报人身份须写明理由。": (
            "Hears of what is five working days late; confirms roles; reads who reported, with why."
        ),
        "追责问责机关的联络人，查阅与本机关有关的决定和出示的证据。": (
            "The organ's contact: reads the decisions that concern it and what it is shown."
        ),
        "建账号和单位，维护日历、清单、办法和文书模板；看不到任何案件。": (
            "Makes accounts and units; keeps calendar, registries and templates; sees no case."
        ),
        "登记身份（由主要负责人确认）、取消动态验证码；看不到任何案件。": (
            "Enters roles (the bureau leader confirms), ends second factors; sees no case."
        ),
        "看操作日志，导出核验；看不到任何案件。": (
            "Reads the journal, exports and verifies it; sees no case."
        ),
    }
)
