"""Whom the rows of an earlier ledger mean: people and units of the directory, never new ones."""

from collections import defaultdict
from datetime import date

from sqlalchemy import Connection

from cases.earlier_mapping import Mapped
from cases.earlier_rows import EarlierRow
from states.errors import Invalid
from storage import earlier
from storage.people import PersonRecord, person_named


class Directory:
    """The directory, as names of a ledger are looked up in it."""

    def __init__(self, connection: Connection, mapped: Mapped, today: date) -> None:
        self.connection, self.mapped, self.today = connection, mapped, today
        self.units: dict[str, list[int]] = defaultdict(list)
        self.unit_names: dict[int, str] = {}
        for unit, code, name in earlier.every_unit(connection):
            self.unit_names[unit] = name
            for word in {code, name}:
                self.units[word].append(unit)
        self.named: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for username, name, unit in earlier.everybody(connection):
            self.named[name].append((username, unit))
        self.found: dict[str, PersonRecord | None] = {}

    def unit(self, word: str) -> int:
        """The unit of that code or name, or that the mapping says; raises ``Invalid``."""
        meant = self.units.get(self.mapped.units.get(word, word), [])
        if len(meant) == 1:
            return meant[0]
        if meant:
            raise Invalid(
                "unit", "有几个单位叫这个名称：在映射的 units 中写明代码",
                "is the name of several units: give the code in units of the mapping",
            )  # fmt: skip
        raise Invalid(
            "unit", "没有这个单位：在映射的 units 中写明，或先建立单位",
            "is no unit here: say which in units of the mapping, or add it first",
        )  # fmt: skip

    def officer(self, row: EarlierRow, unit: int) -> PersonRecord:
        """Whose row it is: the username, the person that the mapping says, or name and unit.

        Raises ``Invalid``: who cannot be told from others is not guessed.
        """
        people = self.mapped.people
        said = people.get(f"{row.unit}/{row.officer}") or people.get(row.officer)
        if username := row.username or said:
            return self._person(username, "username" if row.username else "officer")
        here = [username for username, of in self.named.get(row.officer, []) if of == unit]
        if len(here) == 1:
            return self._person(here[0], "officer")
        if here:
            raise Invalid(
                "officer", "该单位有几人同名：在映射的 people 中写明账号",
                "is the name of several people of the unit: say who in people of the mapping",
            )  # fmt: skip
        if row.officer in self.named:
            raise Invalid(
                "officer", "此人现不在该单位：是同一人的，在映射的 people 中写明账号",
                "is not of that unit now: if they are the same, say so in people of the mapping",
            )  # fmt: skip
        raise Invalid(
            "officer", "该单位没有此人（姓名脱敏的，在映射的 people 中写明账号）",
            "is nobody of that unit (a masked name: say who in people of the mapping)",
        )  # fmt: skip

    def _person(self, username: str, column: str) -> PersonRecord:
        if username not in self.found:
            self.found[username] = person_named(self.connection, username, self.today)
        person = self.found[username]
        if person is None:
            raise Invalid(column, f"没有账号 {username[:40]}", f"names no user {username[:40]}")
        return person
