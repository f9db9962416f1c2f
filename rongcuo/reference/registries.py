"""The kinds of registry and the columns of their files."""

from regulations.registries import REGISTRIES, Column
from rongcuo.reference.markdown import code, table


def registries() -> str:
    """Every kind of registry with its columns; a star marks those that must be filled in."""
    return table(
        ("代码", "清单、台账", "依据", "列（带 * 的必填）"),
        [
            (code(each.kind), each.zh, each.article, "、".join(map(_column, each.columns)))
            for each in REGISTRIES.values()
        ],
    )


def _column(column: Column) -> str:
    return f"{column.zh}{'*' if column.required else ''}"
