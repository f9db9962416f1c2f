"""A process to be killed: forks, for each line it is given, a child that advances cases for ever.

A child says each step when it is committed; whoever started it kills the child at any moment.
"""

import os
import sys
from itertools import count

from support.bureau import APPLICATION, HANDLER, OFFICER, UNIT, Bureau
from support.papers_in import REPORT

from storage import open_store

LINE = (
    ("file", OFFICER, APPLICATION),
    ("file", UNIT, APPLICATION),
    ("accept", HANDLER, {}),
    ("assign_reviewers", HANDLER, {"reviewers": ["guyuan", "jiangyue"]}),
    ("submit_report", "guyuan", REPORT),
    ("return_report", "shenlan", {"opinion": "补正"}),
)


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def advance_for_ever(url: str) -> None:
    with open_store(url) as store:
        bureau = Bureau(store)
        for number in count():
            case = bureau.open("2026-03-02", officers=[OFFICER, "zhouqian"])
            say("opened", case, 1)
            for event, by, data in LINE:
                done = bureau.do("2026-03-05", event, by, key=f"{event}-{by}", **data)
                say("done", case, done.version)
            if number % 3 == 0:
                bureau.sweep("2026-03-10T00:05")


def main() -> None:
    for url in sys.stdin:
        child = os.fork()
        if child == 0:
            say("begun", os.getpid(), 0)
            advance_for_ever(url.strip())
        os.waitpid(child, 0)
        say("killed", child, 0)


if __name__ == "__main__":
    main()
