"""SpiffWorkflow: a BPMN process a case, its user tasks in lanes, kept as JSON in ``sqlite3``."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from sqlite3 import Connection

from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

from beside import rows
from beside.work import EVENTS, Event

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="peers">
<process id="case" isExecutable="true">
"""


def process() -> str:
    """The five events as user tasks in a row, each in the lane of its role."""
    names = ["start", *(event.name for event in EVENTS), "end"]
    lanes = "".join(
        f'<lane id="lane_{e.role}" name="{e.role}"><flowNodeRef>{e.name}</flowNodeRef></lane>'
        for e in EVENTS
    )
    flows = "".join(
        f'<sequenceFlow id="to_{after}" sourceRef="{before}" targetRef="{after}"/>'
        for before, after in pairwise(names)
    )
    tasks = "".join(
        f'<userTask id="{name}" name="{name}"><incoming>to_{name}</incoming>'
        f"<outgoing>to_{after}</outgoing></userTask>"
        for name, after in pairwise(names[1:])
    )
    return (
        f'{HEAD}<laneSet id="lanes">{lanes}</laneSet>'
        f'<startEvent id="start"><outgoing>to_{names[1]}</outgoing></startEvent>{tasks}'
        f'<endEvent id="end"><incoming>to_end</incoming></endEvent>{flows}</process></definitions>'
    )


class Work:
    """Each step reads the case's process, completes the task in its lane, and writes it again."""

    def __init__(self, connection: Connection, cases: int) -> None:
        self._connection = connection
        self._serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
        parser = BpmnParser()
        parser.add_bpmn_str(process().encode())
        workflow = BpmnWorkflow(parser.get_spec("case"))
        workflow.do_engine_steps()
        rows.settle(connection, cases, self._serializer.serialize_json(workflow))

    def ready(self, event: Event) -> None:
        """Nothing is needed."""

    def fire(self, case: int, event: Event) -> None:
        """One step, one transaction."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._step(case, event, event.user)
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _step(self, case: int, event: Event, user: str) -> None:
        held = self._connection.execute(rows.PERSON, (user,)).fetchall()
        roles = {row[1] for row in held}
        _, version, text = self._connection.execute(rows.CASE, (case,)).fetchone()
        workflow = self._serializer.deserialize_json(text)
        task = workflow.get_next_task(state=TaskState.READY, manual=True)
        if task.task_spec.name != event.name or task.task_spec.lane not in roles:
            raise PermissionError(event.name)
        task.run()
        workflow.do_engine_steps()
        text = self._serializer.serialize_json(workflow)
        moved = (event.dest, version + 1, text, case, version)
        assert self._connection.execute(rows.MOVE, moved).rowcount == 1
        row = rows.happened(case, version + 1, event, held[0][0])
        self._connection.execute(rows.HAPPENED, row)

    def refuses(self, case: int, event: Event, user: str) -> bool:
        """Whether the lane is not the person's."""
        try:
            self._step(case, event, user)
        except PermissionError:
            return True
        return False

    def ended(self) -> tuple[int, int]:
        """From the tables."""
        return rows.ended(self._connection)


@contextmanager
def opened(folder: Path, cases: int) -> Iterator[Work]:
    """The work on a file of its own."""
    with closing(rows.connect(folder / "spiff.db")) as connection:
        yield Work(connection, cases)
