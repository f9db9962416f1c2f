"""The canonical text of an event: anybody can make it again with the plainest of JSON writers."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from storage.chain import canonical

WORDS = st.text(st.characters(exclude_categories=["Cs"]))
PLAIN = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | WORDS
BODIES = st.dictionaries(
    WORDS, st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner))
)


@given(BODIES)
def test_the_canonical_text_is_sorted_json_without_spaces(body: dict[str, Any]) -> None:
    plain = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert canonical(body) == plain


def test_what_was_given_in_a_tuple_reads_as_a_list() -> None:
    assert canonical({"articles": ("第十六条",)}) == '{"articles":["第十六条"]}'
