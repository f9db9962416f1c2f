"""A bureau's own copy of its measures for tests; every word is invented."""

from regulations.text import chinese

COPY = "某区办法（虚构）\n第一章  总则\n" + "".join(
    f"{chinese(n)}  第{n}句。\n（一）第{n}条之一；\n\n  （二）第{n}条<之>二。\n"
    for n in range(1, 23)
)
LEGAL = "shenlan"
