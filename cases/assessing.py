"""What answers suggest, before they stand in any report: decision support, never a decision."""

from datetime import date

from pydantic import TypeAdapter, ValidationError

from regulations import Answer, Assessment, BadAnswer, Pack
from states.errors import Invalid
from storage import Store
from storage.packs import pack_by_id, pack_in_force

_ANSWERS = TypeAdapter(dict[str, Answer])
MAX_ANSWERS = 500


def pack_for(store: Store, on: date) -> Pack:
    """The pack in force on a day; raises ``Invalid`` where none is."""
    with store.read() as connection:
        pack_id = pack_in_force(store, connection, on)
        if pack_id is None:
            raise Invalid("on", "当日没有施行的办法包", "has no pack in force")
        return pack_by_id(store, connection, pack_id)


def assess(pack: Pack, data: object) -> Assessment:
    """Weigh answers by item code; raises ``Invalid`` naming the answer that cannot be weighed."""
    try:
        answers = _ANSWERS.validate_python(data, strict=True)
    except ValidationError as error:
        place = error.errors()[0]["loc"]
        name = str(place[0])[:40] if place else "answers"
        raise Invalid(name, "只能回答 true、false 或 null", "must be true, false or null") from None
    if len(answers) > MAX_ANSWERS:
        raise Invalid("answers", f"至多{MAX_ANSWERS}项", f"must be {MAX_ANSWERS} at most")
    try:
        return pack.assessor.assess(answers)
    except BadAnswer as error:
        raise Invalid(error.code[:40] or "answers", error.zh, error.en) from None
