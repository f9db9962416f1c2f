"""Live pages, long work and automatic work in English, by their Chinese text."""

from collections.abc import Mapping
from types import MappingProxyType

LIVE: Mapping[str, str] = MappingProxyType(
    {
        # live pages
        "连接中": "Connecting",
        "实时": "Live",
        "离线": "Offline",
        "本案刚有新的办理。": "This case was worked on just now.",
        "有 {n} 项更新。": "Updates: {n}.",
        "刚有大批案件更新。": "Very many cases were updated.",
        "刚有大批案件更新，本案可能在内。": "Very many cases were updated, maybe this one.",
        "刷新查看": "Reload to see",
        # long work
        "准备 CSV 文件": "Prepare a CSV file",
        "办理进度": "Work under way",
        "进度": "Progress",
        "可以离开本页，工作会继续；随时可以从“办理进度”回来。": (
            "You may leave this page, the work goes on; come back by 'Work under way'."
        ),
        "刷新": "Look again",
        "保存文件": "Save the file",
        "查看结果": "See the result",
        "文件保留一天，只有您可以取用。": "The file is kept for a day, for you alone.",
        "开始": "Began",
        "结束": "Ended",
        "您发起的、需要较长时间的工作；保留一天。": (
            "What you set going and takes a while; kept for a day."
        ),
        "没有进行中或刚完成的工作。": "Nothing is under way.",
    }
)
