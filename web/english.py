"""The pages in English: the Chinese text is the message id. A test holds this complete."""

from collections.abc import Mapping
from types import MappingProxyType

from web.english_accounts import ACCOUNTS
from web.english_api import API
from web.english_calendar import CALENDAR
from web.english_digests import DIGESTS
from web.english_doing import DOING
from web.english_earlier import EARLIER
from web.english_figures import FIGURES
from web.english_follow_up import FOLLOW_UP
from web.english_help import HELP
from web.english_live import LIVE
from web.english_measures import MEASURES
from web.english_notices import NOTICES
from web.english_papers import TEMPLATES
from web.english_rooms import ROOMS

TEXTS: Mapping[str, str] = MappingProxyType(
    {
        **ACCOUNTS,
        **API,
        **EARLIER,
        **TEMPLATES,
        **ROOMS,
        # frame
        "容错纠错案件管理": "Tolerance cases",
        "跳到正文": "Skip to content",
        "搜索案件": "Search cases",
        "搜索案号、事由、姓名": "Search number, subject, name",
        "案号、事由、姓名": "number, subject, name",
        "显示": "Display",
        "深色": "Dark",
        "浅色": "Light",
        "主菜单": "Main menu",
        "案件": "Cases",
        "键盘：": "Keys:",
        "不用单键": "Switch keys off",
        "使用单键": "Switch keys on",
        "搜索": "search",
        "移动": "move",
        "打开": "open",
        "打印": "Print",
        # due days
        "今日到期": "Due today",
        "已超期": "Overdue",
        "即将到期": "Due next",
        "剩 1 个工作日": "1 working day left",
        "剩 {n} 个工作日": "{n} working days left",
        "超期 1 个工作日": "1 working day late",
        "超期 {n} 个工作日": "{n} working days late",
        "暂定": "provisional",
        "容错待办": "Tolerance tasks",
        "辅助研判": "Assessment",
        "仅供参考，由有权机关集体研究决定。": (
            "For reference only: the competent organ decides collectively."
        ),
        "{items} 虽认定为是，但{article}以{needs}为前提，{needs}不成立": (
            "{items}: so, but {article} presupposes {needs}, which does not hold"
        ),
        "待查": "to be looked into",
        "逐项认定": "Item by item",
        "是": "yes",
        "否": "no",
        "未查明": "not known",
        "证据": "Evidence",
        "至作出决定为止": "until the decision",
        "发生于 {day}": "Happened on {day}",
        "届满于 {instant}": "Lapsed at {instant}",
        "证据清单": "List of evidence",
        "同一事项共用": "shared within the matter",
        "{n} 个附件": "{n} files",
        "附到": "Attach to",
        "新的证据": "a new piece of evidence",
        "新证据的名称（不填则用文件名）": "Title of the new piece (empty: the file's name)",
        "出示给本人": "Show it to the officer",
        "已出示本人": "shown to the officer",
        "文件，最大 {n} MB": "File, at most {n} MB",
        "上传": "Upload",
        "上传进度": "Progress of the upload",
        "文件超过 {n} MB，请拆分或压缩后再上传。": (
            "The file is larger than {n} MB: split it or make it smaller."
        ),
        "没有传完，请检查网络后重试。": "It did not come whole: check the network and try again.",
        "本系统不得存储、处理国家秘密；涉密材料只登记文号。": (
            "No state secrets here: of classified papers only the number is entered."
        ),
        "文件无法保存": "The file cannot be kept",
        "请稍后再试，或告知系统管理员。": "Try again later, or tell the system administrator.",
        # tokens
        "接口令牌": "API tokens",
        "程序凭令牌以您的名义使用接口，权限不超过您本人；随时可以收回。": (
            "With a token a program uses the API in your name, with no more than your own rights; "
            "revoke it whenever you like."
        ),
        "新令牌，只显示这一次": "New token, shown this once",
        "请现在存入程序的密钥设置；放入请求头 Authorization: Bearer，不要写入网址。": (
            "Put it into the program's secrets now; it goes into the header Authorization: Bearer, "
            "never into an address."
        ),
        "新建令牌": "New token",
        "名称": "Name",
        "例如：台账同步": "e.g. ledger export",
        "权限": "For",
        "只限于（不选即不限）": "Only (none chosen: everything)",
        "有效至": "Last day",
        "新建": "Make",
        "已有令牌": "Tokens",
        "{n} 个": "{n}",
        "收回": "Revoke",
        "已收回": "revoked",
        "已到期": "over",
        "还没有令牌。": "No tokens yet.",
        "{no} 项为否，{open} 项未认定": "{no} answered no, {open} not answered",
        "下一年度放假安排尚未公布，日期待公布后重算": (
            "The next year's holidays are not published yet; the day will be computed again."
        ),
        # list
        "案件列表": "List of cases",
        "按期限": "By due day",
        "全部": "All",
        "五个工作日内": "Within 5 working days",
        "期限内": "In time",
        "无期限": "No due day",
        "关键词": "Words",
        "状态": "State",
        "全部状态": "All states",
        "筛选": "Filter",
        "清除": "Clear",
        "期限": "Due",
        "事由": "Subject",
        "案号": "number",
        "执法人员": "Officer",
        "启动方式": "Started",
        "结果": "Outcome",
        "未决定": "Undecided",
        "没有符合条件的案件。": "No case matches.",
        "查看全部案件": "See all cases",
        "（代{name}）": " (for {name})",
        "没有您可以查看的案件。": "There is no case that you may see.",
        "翻页": "Pages",
        "本页 {n} 件": "{n} on this page",
        "回到第一页": "First page",
        "下一页": "Next page",
        "第 {n} 步，共 7 步": "Step {n} of 7",
        # case
        "面包屑": "Breadcrumbs",
        "已暂停": "Paused",
        "已办结": "Closed",
        "办理阶段": "Phases",
        "（已完成）": "(done)",
        "（未经过）": "(not entered)",
        "下一步": "Next step",
        "第 {n} 版": "Version {n}",
        "依据": "Basis",
        "本案没有待办理的下一步。": "Nothing comes next in this case.",
        "登录": "Sign in",
        "登录名": "User name",
        "样例局：人员均为虚构，口令都是": (
            "The sample bureau: everybody is invented, and the password is"
        ),
        "。可用的登录名：": ". User names: ",
        "口令": "Password",
        "本系统不得存储、处理国家秘密。忘记口令请联系系统管理员。": (
            "No state secret may be stored or processed here. If you forgot your password, ask the "
            "system administrator."
        ),
        "动态验证码": "Code of the second factor",
        "手机应用上的6位数字": "The six digits on your telephone",
        "继续": "Go on",
        "手机遗失的，请系统管理员重置后重新设置。": (
            "If the telephone is lost, ask the system administrator to reset it."
        ),
        "更换口令": "Change the password",
        "口令是一次性的或者已经到期，更换后才能继续。": (
            "The password was for once, or is too old: change it to go on."
        ),
        "现口令": "Present password",
        "新口令": "New password",
        "至少{n}个字符，含大写、小写、数字、其他字符中{k}类；不含用户名，不与最近五个相同。": (
            "At least {n} characters, of capitals, small letters, digits and others at least {k} "
            "kinds; without the user name, and none of the last five."
        ),
        "再次输入新口令": "New password again",
        "更换": "Change",
        "设置动态验证码": "Set up the second factor",
        "管理员须启用动态验证码后才能继续。": "Administrators need a second factor to go on.",
        "用手机上的验证器应用扫描图形，或者输入下面的密钥，再填写它显示的6位数字。": (
            "Scan this with an authenticator on your telephone, or type the secret below, and give "
            "the six digits it shows."
        ),
        "密钥的二维码": "The secret as a square code",
        "启用": "Set up",
        "我的账号": "My account",
        "登录方式": "How you sign in",
        "登录中的设备": "Where you are signed in",
        "{n} 处": "{n} places",
        "登录时间": "Since",
        "最近使用": "Last used",
        "地址": "Address",
        "操作": "Action",
        "本机": "This one",
        "退出": "Sign out",
        "退出其他全部设备": "Sign out everywhere else",
        "尚未登录": "Not signed in",
        "请先登录。": "Sign in first.",
        "内容过大": "Too large",
        "请减少内容后再提交。": "Send less, please.",
        "尝试次数过多": "Too many tries",
        "请稍后再试。": "Try again later.",
        "请求来自其他网站": "Sent from another site",
        "请在本系统的页面上操作。": "Do it on a page of this system.",
        "拟办意见": "Recommended",
        "回避与表决": "Recusals and votes",
        "待决定": "To be decided",
        "回避": "Recused",
        "不予回避": "Not recused",
        "{by} 于 {day} 申报": "asked for by {by} on {day}",
        "{by} 于 {day} 决定": "decided by {by} on {day}",
        "{by} 于 {day} 确认此前工作": "earlier work confirmed by {by} on {day}",
        "赞成 {yes} 票，反对 {no} 票，弃权 {none} 票": "{yes} for, {no} against, {none} abstained",
        "主持：{name}": "chair: {name}",
        "参加：{names}": "present: {names}",
        "回避：{names}": "recused: {names}",
        "条文": "Wording",
        "本局解释 {number}（{day}）": "The bureau's interpretation {number} ({day})",
        "尚未载入本局办法文本，载入后各项显示条文：": (
            "The bureau's own text is not loaded yet; once it is, it stands at each item:"
        ),
        "文件": "FILE",
        "其他可办理事项（{n}）": "Other events ({n})",
        "用户名": "USER",
        "待办与期限": "Tasks and due days",
        "按工作日计算": "Counted in working days",
        "事项": "Task",
        "责任人": "Whose",
        "到期": "Due",
        "办理中": "Open",
        "已了结": "Settled",
        "已届满": "Lapsed",
        "本案没有待办。": "This case has no task.",
        "文书": "Papers",
        "{n} 份": "{n}",
        "打包下载": "Take it as a package",
        "已签发的文书；案卷归档包另含证据和办理记录。举报人信息一律不在其中。": (
            "The signed papers; that of the archive holds evidence and history, too. Nothing of a "
            "reporter is in any of them."
        ),
        "待签发": "To be signed",
        "已签发": "Signed",
        "签发": "Sign",
        "下载 .docx": "Download .docx",
        "下载 PDF": "Download PDF",
        "草稿：按案件现在的内容生成，签发时取号，签发后不再改变。": (
            "A draft, made from the case as it stands; signing gives it its number and fixes it."
        ),
        "请核对全文后签发：签发即取号，记入办理记录，不能撤回；内容不对的，先在案件中更正。": (
            "Read it whole before you sign: it takes its number, enters the history and cannot be "
            "taken back. What is wrong is put right in the case first."
        ),
        "尚无文书。": "No papers yet.",
        "通知": "Notices",
        "最近 {n} 条": "Latest {n}",
        "更早的 {n} 条": "{n} earlier ones",
        "已发出": "Sent",
        "待发送": "Waiting",
        "发送失败": "Failed",
        "不再需要": "No longer needed",
        "尚无通知。": "No notices yet.",
        "基本情况": "Facts",
        "事项编号": "Matter",
        "共同情况": "Shared facts",
        "各执法人员的案件": "The case of each officer",
        "启动文号": "Start document",
        "启动机关": "Started by",
        "启动日期": "Started on",
        "告知本人": "Officer told",
        "尚未告知": "Not yet",
        "申请期末日": "Last day to apply",
        "来源": "Source",
        "流程图": "The road",
        "流程图，当前状态：{state}": "The seven phases; the case is now: {state}",
        "办理记录": "History",
        "被拒绝的办理 {n} 次": "Refused attempts: {n}",
        "{n} 项": "{n}",
        "系统时钟": "The clock",
        "提示": "Hints",
        "来自清单、台账和以前的案件，不代替认定。": (
            "From registries and earlier cases; never an answer."
        ),
        "须核对": "compare",
        "可能": "possibly",
        "{day} 导入": "imported {day}",
        "相对人": "Party",
        "事发日": "Day of the event",
        "清单事项": "Items of the lists",
        "未关联（第六条）": "none linked (Art. 6)",
        "执法过错": "Record of errors",
        "记为执法过错": "counts as an error",
        "不记为执法过错（第十七条）": "does not count as an error (Art. 17)",
        "处分": "Sanction",
        "影响期至": "bears until",
        # who reported
        "举报": "Reports",
        "身份和原文密封保存，这里只有摘要": "who and in which words is sealed: abstracts alone",
        "匿名": "anonymous",
        "信访承办": "Petitions",
        "查阅举报人身份的理由（记入日志）": "Why you read who reported (kept in the journal)",
        "查阅": "Read",
        "还没有登记举报。": "No report is entered yet.",
        "登记举报": "Enter a report",
        "收到日期": "Received on",
        "摘要（他人所见，不得写入能识别举报人的内容）": (
            "Abstract (what others see: nothing by which the writer is known)"
        ),
        "举报原文": "Its own words",
        "姓名": "Name",
        "联系方式": "Contact",
        "证件号码": "ID number",
        "登记并密封": "Enter and seal",
        "举报人身份": "Who reported",
        "本次查阅已记入日志。请勿转抄、打印、外传；离开本页后须重新写明理由。": (
            "This reading is in the journal. Do not copy, print or pass it on; "
            "to come back you give a reason again."
        ),
        "匿名举报，没有登记身份": "anonymous: nobody is named",
        "没有登记原文": "not entered",
        # the identity provider
        "通过{name}登录": "Sign in with {name}",
        "已退出本系统，但在{name}的登录还在。公用电脑请": (
            "You have left this system and are still signed in at {name}. At a shared computer, "
        ),
        "一并退出": "sign out there, too",
        "。": ".",
        "已关联{name}。": "Linked with {name}.",
        "取消关联": "End the link",
        "关联{name}": "Link with {name}",
        "关联后可以从那里直接登录。": "From then on you may sign in from there.",
        # the journal
        "操作日志": "Journal",
        "登录、账号、身份、查阅举报人、附件、被拒的查看和导出；新的在前。": (
            "Sign-ins, accounts, roles, reports read, files, refusals, exports; newest first."
        ),
        "类别": "Kind",
        "全部类别": "Every kind",
        "时间": "When",
        "内容": "What",
        "何人": "Who",
        "说明": "Said",
        "没有记录。": "Nothing.",
        "更早的记录": "Older",
        # errors
        "请求无法处理": "This request cannot be served",
        "请检查网址后再试。": "Check the address and try again.",
        "网址不属于本系统": "This address is not ours",
        "请使用系统公布的网址；如须以此地址访问，请管理员设置 RONGCUO_BASE_URL。": (
            "Use the published address; to be reached by this one, "
            "the administrator sets RONGCUO_BASE_URL."
        ),
        "无权办理": "Not allowed",
        "请由有权限的人员办理，或联系案件承办人。": (
            "Ask somebody who may do this, or the handler of the case."
        ),
        "没有找到": "Not found",
        "网址可能有误，或内容已不存在；请回到案件列表查找。": (
            "The address may be wrong, or nothing is there any more; look in the list of cases."
        ),
        "不支持这种操作": "This cannot be done here",
        "内容已被他人更新": "Changed by somebody else",
        "请重新打开页面核对后再试。": "Open the page again, check, and repeat.",
        "输入有误": "Something in the input is wrong",
        "请按提示修改后再试。": "Correct what is named and try again.",
        "系统出现故障": "Something broke",
        "操作没有完成，请稍后再试；仍有问题请告知管理员查看运行日志。": (
            "Nothing was completed. Try again in a moment; "
            "if it stays, tell the administrator to look at the log."
        ),
        "数据库暂时不可用": "The database is away",
        "请稍后刷新；仍有问题请管理员运行 rongcuo doctor 查看原因，或 rongcuo migrate 升级。": (
            "Reload in a moment; if it stays, the administrator runs rongcuo doctor to see why, "
            "or rongcuo migrate."
        ),
        "回到案件列表": "Back to the cases",
        **NOTICES,
        **DIGESTS,
        **DOING,
        **MEASURES,
        **CALENDAR,
        **HELP,
        **LIVE,
        **FOLLOW_UP,
        **FIGURES,
    }
)
