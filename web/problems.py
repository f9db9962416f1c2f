"""What the error pages say: what happened, and what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """A title and one sentence of advice, as message ids."""

    title: str
    advice: str


PROBLEMS = {
    "400": Problem("请求无法处理", "请检查网址后再试。"),
    "json": Problem("内容不是 JSON", "请按接口说明发送 JSON 对象。"),
    "host": Problem(
        "网址不属于本系统",
        "请使用系统公布的网址；如须以此地址访问，请管理员设置 RONGCUO_BASE_URL。",
    ),
    "401": Problem("尚未登录", "请先登录。"),
    "403": Problem("无权办理", "请由有权限的人员办理，或联系案件承办人。"),
    "404": Problem("没有找到", "网址可能有误，或内容已不存在；请回到案件列表查找。"),
    "405": Problem("不支持这种操作", "请从案件页面上的按钮办理。"),
    "elsewhere": Problem("请求来自其他网站", "请在本系统的页面上操作。"),
    "409": Problem("内容已被他人更新", "请重新打开页面核对后再试。"),
    "412": Problem("内容已被他人更新", "请重新读取案件，核对后以新的版本再办理。"),
    "413": Problem("内容过大", "请减少内容后再提交。"),
    "415": Problem("内容格式不受理", "请以 Content-Type: application/json 发送。"),
    "428": Problem("须写明所见版本", "请在 If-Match 中写明读取案件时得到的 ETag；不论版本的写 *。"),
    "422": Problem("输入有误", "请按提示修改后再试。"),
    "429": Problem("尝试次数过多", "请稍后再试。"),
    "500": Problem("系统出现故障", "操作没有完成，请稍后再试；仍有问题请告知管理员查看运行日志。"),
    "507": Problem("文件无法保存", "请稍后再试，或告知系统管理员。"),
    "engine": Problem(
        "任务引擎没有应答", "没有运行；请稍后再试，或请管理员查看 rongcuo up 的日志。"
    ),
    "503": Problem(
        "数据库暂时不可用",
        "请稍后刷新；仍有问题请管理员运行 rongcuo doctor 查看原因，或 rongcuo migrate 升级。",
    ),
}
