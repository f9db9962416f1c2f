"""The inbox, dead letters and urging from the command line."""

from support.bureau import HANDLER, OFFICER, SUPERVISOR
from support.commands import Terminal
from support.letters import Pigeonhole, deliver

from notifications.channels.errors import PermanentFailure


def test_the_inbox_is_listed_marked_as_read_and_empty_of_new_ones(terminal: Terminal):
    number = terminal.bureau.open("2026-03-02", informed_on="2026-03-02")
    shown = terminal.done("notify", "inbox", "--as", OFFICER).out
    assert "启动告知及申请权利告知" in shown
    assert number in shown
    assert "未读 1 条" in shown
    terminal.done("notify", "inbox", "--as", OFFICER, "--read")
    assert "没有通知" in terminal.done("notify", "inbox", "--as", OFFICER, "--new").out
    found = terminal.done("notify", "inbox", "--as", OFFICER, "--json").data
    assert (found["unread"], found["lines"][0]["case"]) == (0, number)


def test_a_dead_letter_is_listed_and_sent_again(terminal: Terminal):
    terminal.bureau.open("2026-03-02", informed_on="2026-03-02")
    refused = {f"{OFFICER}@example.invalid": PermanentFailure("no such mailbox.")}
    deliver(terminal.bureau, Pigeonhole(refusing=refused), "2026-03-02")
    [dead] = terminal.done("notify", "dead", "--as", HANDLER, "--json").data["lines"]
    assert (dead["failure"], dead["answer"]) == ("refused", "no such mailbox.")
    assert "对方拒收" in terminal.done("notify", "dead", "--as", HANDLER).out
    words = ("notify", "resend", str(dead["id"]), "--as", HANDLER)
    assert "含 1 条通知" in terminal.done(*words).out
    assert "没有未送达" in terminal.done("notify", "dead", "--as", HANDLER).out
    assert "未送达的通知" in terminal.refused(*words)


def test_a_task_is_urged_once_a_day(terminal: Terminal):
    number = terminal.bureau.open("2026-03-02", informed_on="2026-03-02")
    words = ("task", "urge", number, "application_window", "--as", SUPERVISOR)
    assert "已催办，通知 3 人" in terminal.done(*words).out
    assert "每个工作日只催办一次" in terminal.refused(*words)
