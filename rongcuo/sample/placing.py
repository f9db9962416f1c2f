"""Put the sample bureau in place whole: a stop in the middle must not leave half of it."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from rongcuo.sample.replay import load_sample
from storage import migrate, open_store


def place_sample(database: str, now: datetime) -> int:
    """Load the sample into the empty database at the URL; how many cases there are then.

    The embedded database is made beside its place and moved there when it is whole.
    """
    url = make_url(database)
    if url.get_backend_name() != "sqlite" or not url.database:
        with open_store(url) as store:
            return load_sample(store, now)
    place = Path(url.database)
    beside = place.with_name(f"{place.name}.sample")
    for left in place.parent.glob(f"{beside.name}*"):
        left.unlink()
    made = url.set(database=str(beside))
    migrate(made)
    with open_store(made) as store:
        count = load_sample(store, now)
    for left in (Path(f"{place}-wal"), Path(f"{place}-shm")):
        left.unlink(missing_ok=True)
    beside.replace(place)
    return count
