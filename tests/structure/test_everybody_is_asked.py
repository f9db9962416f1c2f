"""Every use case asks the one table, or stands here with the reason why it need not."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from access.policy import Thing, granted_to
from states.vocabulary import Role

ROOT = Path(__file__).parents[2]
CASES = ROOT / "cases"
ASKED = {
    "access.policy.may", "access.policy.sight", "cases.standing.granted",
    "cases.standing.roles_in_case", "cases.eyes.eyes_of", "cases.eyes.look_at",
    "cases.eyes.cases_seen", "cases.eyes.eyes_on_matter",
}  # fmt: skip
"""Where a use case asks what somebody may."""
NOBODY: dict[str, str] = {
    f"cases.{name}": why
    for why, names in {
        "of everybody's own, by whoever is signed in": (
            "once.once once.is_known drafts.draft_of drafts.drop_draft drafts.keep_draft "
            "saved_views.drop_view saved_views.keep_view saved_views.views_of "
            "inbox.mark_read inbox.unread_notices preferences.preferences_of "
            "long_work.work_of long_work.works_of "
            "preferences.set_preferences open_id.is_linked open_id.link "
            "open_id.unlink feeds.list_feeds feeds.new_feed "
            "feeds.revoke_feed roles.lend_role "
            "roles_seen.my_roles roles_seen.colleagues signing_in.change_password "
            "signing_in.end_my_sessions signing_in.my_sessions signing_in.set_factor "
            "signing_in.sign_out tokens.make_token"
        ),
        "who it is, is what is asked here": (
            "signing_in.count open_id.enter_through "
            "signing_in.give_code signing_in.in_the_sample signing_in.known "
            "signing_in.sign_in tokens.known_by_token"
        ),
        "there is nobody yet who could be asked; a code or the terminal is": (
            "accounts.set_up first_set_up.is_set_up first_set_up.new_set_up_code "
            "first_set_up.set_up_by_code"
        ),
        "the second hand: who may be it depends on who asked": (
            "roles.confirm_role roles.turn_down_role"
        ),
        "everybody reads the measures, the calendar and the registries": (
            "assessing.pack_for regulations.loaded_packs regulations.look_at_pack "
            "regulations.look_at_text regulations.show registries.history "
            "registries.list_entries registries.preview calendars.preview "
            "recounting.rehearse measures.measures_seen measures.packs_seen "
            "registries.registry_page registries.registries_held "
            "calendars.calendar_in_force calendars.calendar_if calendars.calendar_versions "
            "statistics.clock_names statistics.issue_names"
        ),
        "of a sample bureau alone, where everybody is invented": "tour.is_sample tour.guides",
        "no person: the clock, the deliverer, the start, whoever has the machine": (
            "attempts.keep_attempt calendars.check_calendar chains.verify_chains "
            "counting.count_anew counting.count_what_changed digest_views.digest_flaws "
            "pattern_views.pattern_flaws "
            "patterns.watch_patterns "
            "checkpoints.seal_heads checkpoints.verify_checkpoints choosing.choose "
            "deadlines.enforce_deadlines deadlines.foresee "
            "delivery.record_delivered "
            "faults.serve faults.tell_administrators "
            "follow_up.bureau_of follow_up.issue_follow_ups "
            "hooks.deliver_hooks health.health history.verify journal.keep_refusal "
            "journal.keep_settings preparing.prepare recounting.recount "
            "tidying.tidy_files tidying.verify_files ending.end_what_is_over"
        ),
    }.items()
    for name in names.split()
}
"""What asks nothing of the table, by the reason."""


def functions() -> dict[str, ast.FunctionDef]:
    """Every function at the top of a module, by its whole name."""
    return {
        f"cases.{path.stem}.{node.name}": node
        for path in sorted(CASES.glob("*.py"))
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }


def names_of(path: Path) -> dict[str, str]:
    """What names at the top of a module mean: imported ones, and its own functions."""
    found = {}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.FunctionDef):
            found[node.name] = f"cases.{path.stem}.{node.name}"
    return found


def calls() -> dict[str, set[str]]:
    """What each function names, and so may call: a function that is handed on is called."""
    known = {path.stem: names_of(path) for path in CASES.glob("*.py")}
    return {
        name: {
            known[name.split(".")[1]].get(node.id, node.id)
            for node in ast.walk(body)
            if isinstance(node, ast.Name)
        }
        for name, body in functions().items()
    }


def asks(name: str, graph: dict[str, set[str]]) -> bool:
    """Whether it comes, over whatever it calls, to where the table is asked."""
    seen, waiting = set[str](), [name]
    while waiting:
        one = waiting.pop()
        if one in ASKED:
            return True
        if one not in seen:
            seen.add(one)
            waiting += graph.get(one, ())
    return False


def use_cases() -> Iterator[str]:
    """What the outer rooms call: public, and given the store or the gate."""
    for name, body in functions().items():
        first = [argument.arg for argument in body.args.args[:1]]
        if not body.name.startswith("_") and first in (["store"], ["gate"]):
            yield name


GRAPH = calls()


@pytest.mark.parametrize("name", sorted(use_cases()))
def test_a_use_case_asks_the_table_or_says_why_not(name: str):
    assert asks(name, GRAPH) is not (name in NOBODY)


@pytest.mark.parametrize("thing", [Thing.MEASURES, Thing.CALENDAR, Thing.REGISTRIES])
def test_what_is_shown_to_everybody_is_everybodys_in_the_table(thing: Thing):
    assert set(granted_to(thing, "R")) == set(Role) - {Role.SYS}


def test_no_reason_stands_for_what_is_gone():
    assert set(NOBODY) <= set(use_cases())
    assert len(list(use_cases())) > 60
