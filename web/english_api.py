"""What the API alone says, in English."""

from collections.abc import Mapping
from types import MappingProxyType

API: Mapping[str, str] = MappingProxyType(
    {
        "内容不是 JSON": "This is not JSON",
        "请按接口说明发送 JSON 对象。": "Send a JSON object as the reference of the API says.",
        "请重新读取案件，核对后以新的版本再办理。": (
            "Read the case again, check it, and repeat with its new version."
        ),
        "没有运行；请稍后再试，或请管理员查看 rongcuo up 的日志。": (
            "Nothing was run: try again later, or let the administrator look into the log of "
            "rongcuo up."
        ),
        "内容格式不受理": "This kind of content is not taken",
        "请以 Content-Type: application/json 发送。": "Send it as Content-Type: application/json.",
        "须写明所见版本": "Say which version you saw",
        "请在 If-Match 中写明读取案件时得到的 ETag；不论版本的写 *。": (
            "Give in If-Match the ETag that reading the case told, or * for whatever it is now."
        ),
    }
)
