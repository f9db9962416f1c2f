"""A deed that a program sends twice under one key: done once, refused, broken off, forgotten."""

from datetime import timedelta

import pytest
from support.bureau import HANDLER, SUPERVISOR, Bureau, at

from cases.once import KEPT, Once, once
from states.errors import GuardFailed, Invalid, NotFound

NOW = at("2026-03-03")


class Deed:
    """Counts how often it is done; refuses first, where it is told to."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.done, self.refuses = 0, refuses

    def __call__(self) -> str:
        if self.refuses:
            self.refuses = False
            raise GuardFailed("还不行", "not yet")
        self.done += 1
        return f"Y-{self.done}"


def test_it_is_done_once_and_answers_as_the_first_time(bureau: Bureau):
    deed = Deed()
    first, second = (once(bureau.store, HANDLER, "k", "POST /x", NOW, deed) for _ in range(2))
    assert (first, second) == (Once("Y-1", repeated=False), Once("Y-1", repeated=True))
    assert deed.done == 1


def test_a_key_is_its_persons_own_and_for_one_deed(bureau: Bureau):
    deed = Deed()
    once(bureau.store, HANDLER, "k", "POST /x", NOW, deed)
    with pytest.raises(Invalid) as refused:
        once(bureau.store, HANDLER, "k", "POST /y", NOW, deed)
    assert refused.value.name == "Idempotency-Key"
    assert not once(bureau.store, SUPERVISOR, "k", "POST /y", NOW, deed).repeated
    assert deed.done == 2
    with pytest.raises(NotFound):
        once(bureau.store, "nobody", "k", "POST /x", NOW, deed)


def test_a_refusal_gives_the_key_back(bureau: Bureau):
    deed = Deed(refuses=True)
    with pytest.raises(GuardFailed, match="还不行"):
        once(bureau.store, HANDLER, "k", "POST /x", NOW, deed)
    assert not once(bureau.store, HANDLER, "k", "POST /x", NOW, deed).repeated


def test_what_is_under_way_or_was_broken_off_is_not_begun_again(bureau: Bureau):
    deed = Deed()

    def meanwhile() -> str:
        with pytest.raises(GuardFailed, match="正在进行"):
            once(bureau.store, HANDLER, "k", "POST /x", NOW, deed)
        return deed()

    once(bureau.store, HANDLER, "k", "POST /x", NOW, meanwhile)
    assert deed.done == 1

    def killed() -> str:
        deed()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        once(bureau.store, HANDLER, "dead", "POST /x", NOW, killed)
    with pytest.raises(GuardFailed, match="中途停止"):
        once(bureau.store, HANDLER, "dead", "POST /x", NOW, deed)
    assert deed.done == 2


def test_a_key_is_forgotten_after_its_days(bureau: Bureau):
    deed = Deed()
    once(bureau.store, HANDLER, "k", "POST /x", NOW, deed)
    later = NOW + KEPT + timedelta(minutes=1)
    assert not once(bureau.store, HANDLER, "k", "POST /y", later, deed).repeated
    assert deed.done == 2
