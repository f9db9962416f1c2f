"""The pages of accounts, roles and the first set-up in English, by their Chinese text."""

from collections.abc import Mapping
from types import MappingProxyType

ACCOUNTS: Mapping[str, str] = MappingProxyType(
    {
        # the first set-up
        "首次设置": "First set-up",
        "设立本单位和三名管理员，只办理一次。三人互相制约，须是三个人；各得一个一次性口令。": (
            "The bureau and its three administrators, once. They hold each other in check, so they "
            "are three persons; each gets a password for once."
        ),
        "设置码": "Set-up code",
        "启动系统时显示在服务器上，24小时内有效；也可以运行 rongcuo account set-up-code 取得。": (
            "The server shows it at its start, good for 24 hours; or run rongcuo account "
            "set-up-code there."
        ),
        "单位名称": "Name of the bureau",
        "建单位和账号，重置口令；看不到案件。": (
            "Makes units and accounts, resets passwords; sees no case."
        ),
        "提请授予和收回身份，由另一人确认；看不到案件。": (
            "Asks for roles and ends them, another hand confirms; sees no case."
        ),
        "查阅账号、身份和操作日志；看不到案件。": (
            "Reads accounts, roles and the journal; sees no case."
        ),
        "小写字母、数字": "small letters, digits",
        "邮箱（可不填）": "Mail (may stay empty)",
        "完成设置": "Set up",
        "首次设置已完成": "The first set-up is done",
        "口令只显示这一次，离开本页后无法再看。请分别交给本人，首次登录时更换。": (
            "These passwords are shown this once. Give each to its person; it is changed at the "
            "first sign-in."
        ),
        "接下来": "What comes next",
        "三名管理员各自登录，更换口令，设置动态验证码。": (
            "Each of the three signs in, changes the password and sets up the second factor."
        ),
        "系统管理员在“账号”中建立单位和账号。": (
            "The system administrator makes units and accounts under Accounts."
        ),
        "安全管理员在“身份”中提请授予身份，另一人确认后生效。": (
            "The security administrator asks for roles under Roles; another hand confirms them."
        ),
        "去登录": "Sign in now",
        # accounts
        "账号": "Accounts",
        "账号列表": "List of accounts",
        "账号和单位": "Accounts and units",
        "谁能登录：状态、最近登录、动态验证码和口令": (
            "Who gets in: state, last sign-in, second factor and password"
        ),
        "新建账号": "New account",
        "按状态": "By state",
        "姓名、登录名、单位": "name, user name, unit",
        "查找": "Find",
        "人员": "Person",
        "最近登录": "Last sign-in",
        "从未登录": "Never",
        "已启用": "Set up",
        "未启用": "None",
        "至 {at}": "until {at}",
        "今日设置": "set today",
        "已用 1 天": "1 day old",
        "已用 {n} 天": "{n} days old",
        "没有符合条件的账号。": "No account fits.",
        "查看全部账号": "All accounts",
        "第 {n} 页": "Page {n}",
        "上一页": "Previous page",
        "建立后显示一次性口令；身份另由安全管理员提请。": (
            "A password for once is shown then; roles are asked for by the security administrator."
        ),
        "以小写字母开头，用小写字母、数字、点、横线，2至40个字符；以后不能修改。": (
            "2 to 40 of a-z, 0-9, . _ -, beginning with a letter; it stays as it is."
        ),
        "通知发到这里；不填则收不到邮件。": "Where notices go; without it no mail comes.",
        "邮箱": "Mail",
        "账号已建立": "The account is made",
        "口令已重置": "The password is reset",
        "口令只显示这一次，离开本页后无法再看。请交给本人，首次登录时更换。": (
            "The password is shown this once. Give it to its person, who changes it at the first "
            "sign-in."
        ),
        "一次性口令": "Password for once",
        "账号还没有身份；由安全管理员在“身份”中提请，另一人确认。": (
            "The account has no role yet: the security administrator asks for it under Roles, "
            "another hand confirms it."
        ),
        "回到账号列表": "Back to the accounts",
        "还没有身份；由安全管理员提请，另一人确认。": (
            "No role yet: the security administrator asks, another hand confirms."
        ),
        "查看": "Look",
        "办理": "Do",
        "此人已在名册，还不能登录。": "Known here, and cannot sign in yet.",
        "开通账号": "Make an account",
        "这是您自己的账号；口令和动态验证码请在“我的账号”中办理。": (
            "This is your own: change password and second factor under My account."
        ),
        "重置口令": "Reset the password",
        "现在的口令立即失效，此人的登录和接口令牌全部作废；新的一次性口令只显示一次。": (
            "The present password ends at once, with every session and token of this person; the "
            "new one is shown once."
        ),
        "取消动态验证码": "Reset the second factor",
        "手机上的验证器不再有效，此人的登录全部退出；下次登录只凭口令，管理员须重新设置。": (
            "The telephone's codes end, and every session of this person; the next sign-in takes "
            "the password alone, and administrators set a factor up again."
        ),
        "手机遗失的，由安全管理员或审计管理员取消；重置口令的人不能取消。": (
            "Where the telephone is lost, the security or audit administrator resets it; whoever "
            "resets passwords cannot."
        ),
        "原验证器现在显示的6位数字": "The 6 digits the present app shows now",
        "原手机已遗失的，请安全管理员取消后重新设置。": (
            "Where that telephone is lost, ask the security administrator to reset it first."
        ),
        "停用账号": "Disable the account",
        "此人立即退出，不能再登录，接口令牌作废；身份和办理记录不变，可以再启用。": (
            "This person is out at once and cannot sign in, tokens end; roles and history stay, "
            "and the account can be enabled again."
        ),
        "停用": "Disable",
        "启用账号": "Enable the account",
        "此人可以用原来的口令登录，原有身份照旧有效。": (
            "This person signs in with the password they had; their roles hold as before."
        ),
        "不办理": "Leave it",
        # units
        "单位": "Unit",
        "单位一览": "Units",
        "本局及所属单位；执法人员和党组织的身份按单位授予": (
            "The bureau and what belongs to it; officers and party organisations are of a unit"
        ),
        "1 人": "1 person",
        "{n} 人": "{n} people",
        "单位更名": "Rename a unit",
        "今后各处都用新名称；已签发的报告和文书仍用原名，本期整改跟踪报告注明更名。": (
            "The new name is used from now on; reports and papers that were issued keep the old "
            "one, and the follow-up report of this period says so."
        ),
        "更名": "Rename",
        "新名称": "New name",
        "并入另一单位": "Merge into another unit",
        "不能撤回。人员转到并入的单位，本单位不再接收人员和案件；原有案件、报告和身份保留"
        "，由并入的单位一并负责；本期以后不再单独签发整改跟踪报告。": (
            "It cannot be taken back. Its people go to that unit; it takes no more people or "
            "cases. Its cases, reports and roles stay, and that unit answers for them, too; after "
            "this period it has no follow-up report of its own."
        ),
        "并入": "Merge",
        "并入哪个单位": "Into which unit",
        "撤销单位": "Close a unit",
        "撤销": "Close",
        "已撤销": "closed",
        "不能撤回。本单位不再接收人员和案件；原有案件、报告和身份保留，由上级单位一并负责"
        "；本期以后不再签发整改跟踪报告。": (
            "It cannot be taken back. It takes no more people or cases. Its cases, reports and "
            "roles stay, and the unit above answers for them, too; after this period it has no "
            "follow-up report."
        ),
        "人员转往": "Its people go to",
        "该单位没有人员的不填。": "Not needed where it has nobody.",
        "没有人员": "It has nobody",
        "例如机构改革的文号；记入操作日志。": (
            "Such as the number of the document; it goes into the journal."
        ),
        "已并入上级": "merged into the one above",
        "{name}已办理，转出人员 {n} 人。": "Done: {name}. People moved: {n}.",
        "以下身份只对原单位的案件继续有效；须在新单位办理的，请安全管理员重新提请：": (
            "These roles hold for the unit's own cases alone; where they are needed elsewhere, the "
            "security administrator asks for them anew:"
        ),
        "还没有下属单位。": "No unit below the bureau yet.",
        "新增单位": "New unit",
        "代码": "Code",
        "小写字母、数字、横线，例如 team1；以后不能修改。": (
            "Of a-z, 0-9 and -, such as team1; it stays as it is."
        ),
        "上级单位": "Belongs to",
        "新增": "Add",
        # roles
        "身份": "Roles",
        "所任身份": "Role",
        "安全管理员提请，另一人确认后生效；收回的下一次操作起无效": (
            "The security administrator asks, another hand confirms; what is ended is gone at the "
            "next request"
        ),
        "提请授予身份": "Ask for a role",
        "待确认": "Waiting",
        "{name} 提请": "asked for by {name}",
        "待 {names} 确认": "waits for {names}",
        "没有可以确认的人": "nobody is there to confirm it",
        "没有待确认的身份。": "Nothing waits.",
        "没有等您确认的身份。": "Nothing waits for you.",
        "身份一览": "List of roles",
        "姓名、登录名、身份、单位": "name, user name, role, unit",
        "含已收回": "Ended ones too",
        "起止": "From, to",
        "没有符合条件的身份。": "No role fits.",
        "查看全部身份": "All roles",
        "{x} 代 {y}": "{x} for {y}",
        "{first} 至 {last}": "{first} to {last}",
        "至 {last}": "to {last}",
        "{first} 起": "from {first}",
        "长期": "open",
        "全局": "The whole bureau",
        "代行": "Stands in",
        "提请": "Ask",
        "确认": "Confirmed",
        "确认后立即生效。请核对人员、身份、单位和起止日；您对确认负责，操作日志会记下。": (
            "Once confirmed it is held at once. Check person, role, unit and days: you answer for "
            "it, and the journal keeps it."
        ),
        "确认授予": "Confirm",
        "不予授予": "Turn down",
        "撤回后此身份不再等待确认；需要时可以重新提请。": (
            "Taken back it waits no longer; it can be asked for again."
        ),
        "收回后对方下一次操作起不能再代您办理；已经办理的照旧有效。": (
            "From the next request on nobody stands in for you; what was done stays."
        ),
        "收回后下一次操作起无效，不能恢复，只能重新提请；已经办理的照旧有效。": (
            "It is gone at the next request and does not come back, it is asked for anew; what was "
            "done stays."
        ),
        "撤回提请": "Take back",
        "收回身份": "End the role",
        "另一名安全管理员或主要负责人确认后生效；两者都没有的，由系统管理员确认。": (
            "Another security administrator or the bureau's leader confirms it; where there is "
            "neither, the system administrator."
        ),
        "请选择": "Choose",
        "（按单位）": "(of a unit)",
        "执法人员、所在单位党组织须选单位，其余一般为全局。": (
            "Officers and party organisations are of a unit, others mostly of the whole bureau."
        ),
        "起始日（不填为立即）": "First day (empty: at once)",
        "截止日（不填为长期）": "Last day (empty: open)",
        "还没有别人的账号；请先由系统管理员建立。": (
            "Nobody else has an account: the system administrator makes them first."
        ),
        # one's own
        "我的身份": "My roles",
        "本人的身份": "What I hold",
        "您还没有身份；请联系安全管理员。": "No role yet: ask the security administrator.",
        "我代别人": "For whom I stand in",
        "没有人请您代行。": "Nobody asked you to.",
        "别人代我": "Who stands in for me",
        "您没有请人代行。": "Nobody does.",
        "请人代行": "Ask somebody to stand in",
        "外出时请人代行，最长{n}日，可随时收回；办理记录写明谁代谁，责任仍在您。": (
            "While you are away, for at most {n} days; end it at any time. The history says who "
            "stood in for whom, and you answer for it."
        ),
        "由谁代行": "Who",
        "从（不填为今日）": "From (empty: today)",
        "到": "To",
        "请其代行": "Let them stand in",
        "您没有可以请人代行的身份：本人的案件、表决和管理员身份不得由他人代行。": (
            "You hold nothing that can be lent: one's own case, vote and an administrator's role "
            "are nobody else's."
        ),
    }
)
