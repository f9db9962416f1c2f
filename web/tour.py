"""The guided tour of a sample bureau: where it leads, and how far a visitor has come."""

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from cases.tour import Guide, guides, is_sample
from states.vocabulary import Role
from storage import Store

COOKIE, OVER = "tour", "0"
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop: a page, whom to be there, and what to look at; texts are message ids."""

    role: Role
    path: str
    title: str
    look: str


STOPS = (
    Stop(
        Role.HND, "/", "工作台",
        "要办的事按紧急程度排列，按钮直接到表单；柱图是未来两周的到期件数，标出放假日。",
    ),
    Stop(
        Role.HND, "/cases", "案件列表",
        "期限最近的在前；可按期限、阶段、单位、结果筛选并存下来；勾选几件一并催办、变更承办。",
    ),
    Stop(
        Role.HND, "/cases?state=phase-review", "一件案件",
        "打开任意一件：上方是七个阶段；“下一步”中能办的有按钮，不能办的写明原因和条文。",
    ),
    Stop(
        Role.HND, "/inbox", "收件箱",
        "每件通知随办理动作产生，一件一次；提醒、升级都在这里，也按个人设置发到邮箱等。",
    ),
    Stop(
        Role.LEG, "/measures", "办法与要件",
        "本局办法逐条列出，每条之下是要件、期限、解释和依它办理的动作；法制审核登记解释。",
    ),
    Stop(
        Role.LEG, "/calendar", "工作日历",
        "放假和调休一目了然；填起算日和天数，逐日说明哪一天算、哪一天不算、为什么。",
    ),
    Stop(
        Role.BPG, "/cases?state=deliberation", "集体研究",
        "打开一件：先看认定和辅助研判，再看“作出决定”的表单：参加、回避、票数、理由都要写明。",
    ),
    Stop(
        Role.OFF, "/cases", "执法人员看到的",
        "只有本人的案件；能提出申请、补正、看自己的材料和期限。作出决定以前看不到审查的内容。",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tour:
    """Where a visitor is: ``number`` is the stop they are at, ``offered`` whether to ask them."""

    offered: bool = False
    number: int = 0
    guide: Guide | None = None

    @property
    def stop(self) -> Stop | None:
        """The stop they are at."""
        return STOPS[self.number - 1] if self.number else None

    @property
    def of(self) -> int:
        """How many stops there are."""
        return len(STOPS)

    @property
    def last(self) -> bool:
        """Whether nothing comes after it."""
        return self.number == len(STOPS)


def tour_of(request: Request, store: Store) -> Tour:
    """What the browser remembers of the tour; outside a sample bureau there is none."""
    kept = request.cookies.get(COOKIE, "")
    if kept == OVER:
        return Tour()
    if not is_sample(store):
        return Tour()
    if kept not in {str(n) for n in range(1, len(STOPS) + 1)}:
        return Tour(offered=True)
    role = STOPS[int(kept) - 1].role
    return Tour(number=int(kept), guide=guides(store, [role], request.app.state.clock()).get(role))


def remember(request: Request, answer: Response, number: int) -> None:
    """Let the browser keep how far one is; 0: it is over for good."""
    answer.set_cookie(
        COOKIE, str(number), YEAR, secure=request.url.scheme == "https", httponly=True,
        samesite="lax",
    )  # fmt: skip
