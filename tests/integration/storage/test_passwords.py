"""Passwords are kept as a bureau's program keeps them: slow to guess."""

import subprocess
import sys

from storage import hashing


def test_a_password_is_hashed_at_the_costs_of_rfc_9106():
    """In a process of its own: the suite's hashes at less."""
    said = subprocess.run(
        [sys.executable, "-c", "from storage.hashing import hash_password as h; print(h('x'))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_hash_of_other_costs_still_fits_and_is_known_as_outdated():
    cheap = hashing.hash_password("Vq7-langerSatz")
    assert hashing.fits("Vq7-langerSatz", cheap)
    assert not hashing.fits("Vq7-langersatz", cheap)
    assert not hashing.fits("Vq7-langerSatz", None)
    assert not hashing.outdated(cheap)
    dear = "$argon2id$v=19$m=16,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
    assert hashing.outdated(dear + "x" * 43)
