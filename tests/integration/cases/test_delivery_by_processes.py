"""Real processes and a real mail server: two at once, and ``kill -9`` around a letter."""

import signal
from collections import defaultdict
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from support.bureau import Bureau, at
from support.delivering import SENDER, Deliverer, new_deliverer, newcomers, remind
from support.smtp import MailServer, Received

from cases.delivery import deliver_notices
from rongcuo.sample.replay import Drawer
from storage.schema import Delivery, Notice

MORNING, NEXT = "2026-03-05T09:05", "2026-03-05T09:16"
KILLED = signal.SIGKILL.value


@pytest.fixture(scope="module")
def deliverer() -> Iterator[Deliverer]:
    """A process whose children deliver."""
    with new_deliverer() as one:
        yield one


def opened(bureau: Bureau, cases: int) -> list[str]:
    """Cases of which the first letters are sent already."""
    numbers = [bureau.open("2026-03-02", informed_on="2026-03-02") for _ in range(cases)]
    deliver_notices(bureau.store, Drawer(), at("2026-03-02"), sender=SENDER)
    return numbers


def by_person(server: MailServer) -> dict[str, list[Received]]:
    found = defaultdict(list)
    for letter in server.mailbox:
        assert len(letter.recipients) == 1
        found[letter.recipients[0]].append(letter)
    return found


def states(bureau: Bureau) -> set[str]:
    with bureau.store.read() as connection:
        names = (
            select(Delivery.state)
            .join(Notice, Notice.id == Delivery.notice_id)
            .where(Notice.name == "reminder")
        )
        return set(connection.execute(names).scalars())


def test_four_deliverers_at_once_give_each_person_one_letter_with_all_of_theirs(
    bureau: Bureau, deliverer: Deliverer, smtp_server: MailServer
):
    people = newcomers(bureau, 12)
    remind(bureau, people, opened(bureau, 4), "2026-03-05T09:00")
    assert deliverer.deliver(bureau, MORNING, smtp_server.port, children=4) == [0] * 4
    letters = by_person(smtp_server)
    for person in people:
        assert len(letters[f"{person}@example.invalid"]) == 1
        assert all(
            number in letters[f"{person}@example.invalid"][0].text for number in bureau.numbers
        )
    assert len({letter.message["Message-ID"] for letter in smtp_server.mailbox}) == len(
        smtp_server.mailbox
    )
    assert states(bureau) == {"sent"}


@pytest.mark.parametrize("letter", [1, 2, 4])
@pytest.mark.parametrize("hour", ["before", "after"])
def test_a_digest_whose_deliverer_is_killed_comes_again_as_the_same_letter(
    bureau: Bureau, deliverer: Deliverer, smtp_server: MailServer, hour: str, letter: int
):
    """Killed before the server took it, once; afterwards, twice at most and under one id."""
    people = newcomers(bureau, 5)
    remind(bureau, people, opened(bureau, 3), "2026-03-05T09:00")
    first = deliverer.deliver(bureau, MORNING, smtp_server.port, hour=hour, letter=letter)
    assert first == [KILLED]
    # Under lease yet: nobody takes what the dead one held.
    assert deliverer.deliver(bureau, "2026-03-05T09:10", smtp_server.port) == [0]
    assert "queued" in states(bureau)
    # More is owed meanwhile; it does not change the letters that are fixed.
    late = bureau.open("2026-03-02", informed_on="2026-03-02")
    remind(bureau, people, [late], "2026-03-05T09:11")
    assert deliverer.deliver(bureau, NEXT, smtp_server.port) == [0]
    assert states(bureau) == {"sent"}
    letters = by_person(smtp_server)
    again = 0
    for person in people:
        mine = letters[f"{person}@example.invalid"]
        copies = [letter for letter in mine if late not in letter.text]
        assert len({copy.message["Message-ID"] for copy in copies}) == 1
        assert len({copy.text for copy in copies}) == 1
        assert all(number in copies[0].text for number in bureau.numbers[:3])
        again += len(copies) - 1
        (apart,) = (letter for letter in mine if late in letter.text)
        assert not any(number in apart.text for number in bureau.numbers[:3])
    assert again == (1 if hour == "after" else 0)
