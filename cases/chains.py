"""Every chain of hashes recomputed, and nothing else: what a large bureau can do each hour."""

from collections.abc import Callable, Collection

from cases.history import Flaw, Proof, side_flaws
from cases.journal import journal_flaws
from cases.remnants import emptied_named, retention_flaws
from cases.unit_flaws import unit_flaws
from storage import Store, proofs
from storage.chain import GENESIS, HASHES
from storage.emptying import EMPTIED, emptied_cases
from storage.journal import last_number

Tell = Callable[[int, int], None]
"""How far it is: done, of how many."""


def verify_chains(store: Store, tell: Tell | None = None) -> Proof:
    """Recompute every chain, a few cases in memory at a time; the first broken event is named.

    Rows beside the events are not looked at: that is ``cases.history.verify``.
    """
    proof = Proof()
    with store.read() as connection:
        total, emptied = proofs.events_held(connection), emptied_cases(connection).keys()
        for cases, rows in proofs.links(connection):
            numbers = {case: (number, head) for case, number, head in cases}
            proof.cases += len(cases)
            proof.events += len(rows)
            proof.flaws += _broken(numbers, rows, emptied)
            if tell:
                tell(proof.events, total)
        proof.flaws += [Flaw("journal", *flaw) for flaw in journal_flaws(connection)]
        proof.flaws += [Flaw(of, None, *said) for of, *said in retention_flaws(connection)]
        proof.flaws += [Flaw(of, None, *said) for of, *said in unit_flaws(connection)]
        proof.flaws += side_flaws(connection)
        proof.emptied = emptied_named(connection)
        proof.entries = last_number(connection)
    return proof


def _broken(
    numbers: dict[int, tuple[str, str]], rows: list[proofs.LinkRow], emptied: Collection[int]
) -> list[Flaw]:
    """What is wrong with these cases; the one loop here is all that a million events cost."""
    broken, heads = dict[int, int](), dict.fromkeys(numbers, GENESIS)
    case, seq, head, hashed = 0, 0, GENESIS, ""
    made: Callable[[bytes], object] = _unknown
    for of, n, algorithm, previous, kept, body in rows:
        if of != case:
            heads[case] = head
            case, seq, head = of, 0, GENESIS
        if algorithm != hashed:
            hashed, made = algorithm, HASHES.get(algorithm) or _unknown
        seq += 1
        if made(f"{previous}\n{body}".encode()) == kept and previous == head and n == seq:
            head = kept
        elif body == EMPTIED and of in emptied and previous == head and n == seq:
            head = kept  # what it said was destroyed; what is left is proven by the appraisal
        else:
            broken.setdefault(case, n)
    heads[case] = head
    flaws = [
        Flaw(numbers[of][0], n, "哈希链断裂", "the hash chain is broken here")
        for of, n in broken.items()
    ]
    return flaws + [
        Flaw(number, None, "案件的 head 与办理记录不符", "head differs from the history")
        for of, (number, head) in numbers.items()
        if of not in broken and heads[of] != head
    ]


def _unknown(_said: bytes) -> object:
    """What an algorithm that nobody here knows makes: equal to nothing that could be kept."""
    return object()
