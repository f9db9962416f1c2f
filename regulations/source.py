"""A pack's text as plain data, with the line that every field stands on."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from regulations.errors import PackError

Place = Sequence[str | int]


@dataclass(frozen=True, slots=True)
class Source:
    """The data of a YAML text and the nodes it was built from."""

    data: Any
    root: yaml.Node | None

    def line(self, place: Place) -> int:
        """The line of the field at ``place``, or of the nearest part around it."""
        node, found = self.root, 1
        for step in place:
            node, line = _child(node, step)
            if node is None:
                break
            found = line
        return found


def read_source(text: str) -> Source:
    """Read YAML; a syntax error or a key given twice is a PackError."""
    try:
        loader = yaml.SafeLoader(text)
        root = loader.get_single_node()
        data = None if root is None else loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = error.problem or "unreadable"
        raise PackError(
            line, "-", f"不是有效的 YAML（{problem}）", f"is no YAML: {problem}"
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise PackError(1, "-", f"不是有效的 YAML（{error}）", f"is no YAML: {error}") from None
    _refuse_doubles(root)
    return Source(data, root)


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node | None, int]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark.line + 1
    return None, 0


def _refuse_doubles(root: yaml.Node | None) -> None:
    for node in _mappings(root):
        seen: set[Hashable] = set()
        for key, _ in node.value:
            if key.value in seen:
                line = key.start_mark.line + 1
                raise PackError(line, str(key.value), "同一字段写了两次", "is given twice")
            seen.add(key.value if isinstance(key.value, str) else str(key.value))


def _mappings(root: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    pending, met = [root] if root else [], set[int]()
    while pending:
        node = pending.pop()
        if id(node) in met:
            continue
        met.add(id(node))
        if isinstance(node, yaml.MappingNode):
            yield node
            pending.extend(part for pair in node.value for part in pair)
        elif isinstance(node, yaml.SequenceNode):
            pending.extend(node.value)
