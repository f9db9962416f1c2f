"""Cases that were over before they came here: they enter at their end, and nothing follows."""

from states import checks as k
from states import conditions as c
from states.table.rows import A16, R, S, rows

EARLIER = tuple(
    row
    for state in (S.CLOSED, S.TERMINATED, S.WITHDRAWN)
    for row in rows(
        "import", None, state, R.HND, ("第二条", A16),
        when=c.was_over(state), checks=(k.of_one_piece,),
    )
)  # fmt: skip
