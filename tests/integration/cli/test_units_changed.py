"""Units are added, renamed, merged and closed on the command line."""

from support.commands import Terminal

ADMIN, WHY = ("--as", "jiangheng"), ("--reason", "编办〔2026〕3号")


def test_units_are_added_renamed_merged_and_closed(terminal: Terminal):
    terminal.done("unit", "add", "post", "河口驻点", "--parent", "second", *ADMIN)
    terminal.done("unit", "rename", "post", "河口执法点", *ADMIN, *WHY)
    terminal.done("unit", "close", "post", *ADMIN, *WHY)
    said = terminal.done("unit", "merge", "second", "first", *ADMIN, *WHY).out
    assert "白雪  UPO" in said
    found = {one["code"]: one for one in terminal.done("unit", "list", "--json", *ADMIN).data}
    assert (found["post"]["name"], found["post"]["ended"]) == ("河口执法点", "closed")
    assert (found["second"]["ended"], found["second"]["people"]) == ("merged", 0)
    assert "已撤销" in terminal.done("unit", "list", *ADMIN).out
    assert terminal.done("verify", "--json").data["ok"]
