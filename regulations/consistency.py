"""What the parts of a pack must agree on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from regulations.suggestions import ERROR_OR_LOSS

if TYPE_CHECKING:
    from regulations.pack import Pack


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a pack contradicts itself, and how."""

    place: tuple[str, ...]
    zh: str
    en: str


def faults(pack: "Pack") -> Iterator[Fault]:
    """Every contradiction, in no order that matters."""
    yield from _doubled_ids(pack)
    yield from _objection_clocks(pack)
    yield from _endless_clocks(pack)
    yield from _lapses(pack)
    yield from _doubled_codes(pack)
    yield from _unknown_groups(pack)
    yield from _missing_tracks(pack)
    yield from _odd_suggestions(pack)
    yield from _unknown_suspicions(pack)


def _objection_clocks(pack: "Pack") -> Iterator[Fault]:
    """An objection needs its two clocks, and clocks of an objection need one."""
    for name in ("objection", "answer_objection"):
        if pack.review_of_outcome.enabled != (name in pack.deadlines):
            yield Fault(
                ("deadlines",),
                f"{name} 与 review_of_outcome.enabled 须同时设定",
                f"{name} and review_of_outcome.enabled go together",
            )


def _endless_clocks(pack: "Pack") -> Iterator[Fault]:
    for name, rule in pack.deadlines.items():
        if rule.until and name != "application_window":
            yield Fault(
                ("deadlines", name, "until"),
                "只有申请期可以没有最后一日",
                "only the application window may be without a last day",
            )


def _lapses(pack: "Pack") -> Iterator[Fault]:
    """Only an application that was not supplemented can be taken as withdrawn."""
    for name, rule in pack.deadlines.items():
        if rule.lapses_into and name != "supplement":
            yield Fault(
                ("deadlines", name, "lapses_into"),
                "只有补正逾期可以视为撤回",
                "only a supplement that lapsed may count as a withdrawal",
            )


def _doubled_ids(pack: "Pack") -> Iterator[Fault]:
    named = ((deadline.id, ("deadlines", name)) for name, deadline in pack.deadlines.items())
    yield from _doubles(named)


def _doubled_codes(pack: "Pack") -> Iterator[Fault]:
    groups = {**pack.groups, "quality_checks": pack.quality_checks}
    named = [(i.code, ("groups", name)) for name, group in groups.items() for i in group.items]
    yield from _doubles([*named, *((i.code, ("distinctions",)) for i in pack.distinctions)])


def _doubles(named: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for code, place in named:
        if code in seen:
            yield Fault(place, f"编码 {code} 重复", f"the code {code} is used twice")
        seen.add(code)


def _unknown_groups(pack: "Pack") -> Iterator[Fault]:
    """A group presupposes groups above it: so nothing presupposes itself, however far round."""
    above: set[str] = set()
    for name, group in pack.groups.items():
        for needed in group.requires:
            if needed not in above:
                yield Fault(
                    ("groups", name, "requires"),
                    f"前面没有可作为前提的项目组 {needed}",
                    f"there is no group {needed} above it to presuppose",
                )
        above.add(name)


def _missing_tracks(pack: "Pack") -> Iterator[Fault]:
    for track in ("bureau", "external"):
        if track not in pack.tracks:
            yield Fault(("tracks",), f"缺少 {track}", f"the track {track} is missing")


def _unknown_suspicions(pack: "Pack") -> Iterator[Fault]:
    known = pack.item_codes()
    for name, group in pack.groups.items():
        if group.suspects and group.suspects not in known:
            yield Fault(
                ("groups", name, "suspects"),
                f"没有 {group.suspects} 这一项",
                f"there is no item {group.suspects}",
            )


def _odd_suggestions(pack: "Pack") -> Iterator[Fault]:
    yield from _doubles((row.code, ("suggestions",)) for row in pack.suggestions)
    known = {*pack.groups, ERROR_OR_LOSS}
    for index, row in enumerate(pack.suggestions):
        place = ("suggestions", str(index))
        for name in row.names():
            if name not in known:
                yield Fault(
                    place,
                    f"没有名为 {name} 的项目组",
                    f"there is no group {name}",
                )
        if (row.left is None) != bool(list(row.names())):
            yield Fault(place, "须写明条件", "needs conditions, or left, and not both")
