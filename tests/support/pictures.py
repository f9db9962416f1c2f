"""Pictures of every page of the sample bureau, and of the READMEs: ``make pictures``.

Words on the command line choose pages by their names: ``make pictures ONLY="case home"``.
"""

import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser
from support.browser import DESK, PHONE, Window, chromium, window
from support.pages import READER, app_over, reader
from support.places import Place, forms, places
from support.sample import SAMPLE_NOW
from support.serving import served

from rongcuo.sample import load_sample
from states.events import EVENTS
from storage import migrate, open_store

ROOT = Path(__file__).parents[2]
THERE = ROOT / "var" / "pictures"
LOOKS = {
    "zh": ("zh", "light", DESK), "dark": ("zh", "dark", DESK), "en": ("en", "light", DESK),
    "phone": ("zh", "light", PHONE),
}  # fmt: skip
README = {"case.png": "zh", "case.en.png": "en"}
SHOWN = "/cases/2026-0011-1"
"""The case of the READMEs: under deliberation, with its assessment."""


def main() -> None:
    wanted = sys.argv[1:]
    THERE.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, chromium() as browser:
        url = f"sqlite:///{folder}/case.db"
        migrate(url)
        with open_store(url) as store:
            load_sample(store, SAMPLE_NOW)
        app = app_over(url, Path(folder))
        with served(app) as site:
            client = reader(app)
            found = [
                one
                for one in (*places(client), *_cases(), *forms(client, tuple(EVENTS)))
                if not wanted or one.name in wanted
            ]
            with window(browser, site) as opened:
                for place in found:
                    opened.sit(app, place.who)
                    _pictures(opened, place)
                    opened.complaints.clear()
                _readme(opened, app)
        found += _set_up(browser, Path(folder)) if not wanted else []
    names = sorted({file.stem.rpartition(".")[0] for file in THERE.glob("*.png")})
    (THERE / "index.html").write_text(_sheet(names), "utf-8")
    print(f"{len(found)} pages: {THERE / 'index.html'}")  # noqa: T201 - what a command says


def _cases() -> Iterator[Place]:
    """Cases at other points of their road."""
    for number in ("2026-0028-1", "2026-0015-1", "2026-0011-1", "2026-0007-1", "2026-0013-1"):
        yield Place(f"case-{number[5:]}", f"/cases/{number}", READER)


def _set_up(browser: Browser, folder: Path) -> list[Place]:
    """What an empty instance shows first."""
    (folder / "new").mkdir()
    url = f"sqlite:///{folder}/new/case.db"
    migrate(url)
    place = Place("set-up", "/set-up", "")
    with served(app_over(url, folder / "new")) as site, window(browser, site) as opened:
        _pictures(opened, place)
    return [place]


def _pictures(opened: Window, place: Place) -> None:
    mark = "&" if "?" in place.path else "?"
    for look, (lang, theme, screen) in LOOKS.items():
        opened.page.set_viewport_size(screen)  # type: ignore[arg-type]
        opened.page.goto(f"{place.path}{mark}lang={lang}&theme={theme}")
        high = max(opened.page.evaluate("document.documentElement.scrollHeight"), screen["height"])
        opened.page.set_viewport_size({**screen, "height": high})  # type: ignore[typeddict-item]
        opened.page.screenshot(path=THERE / f"{place.name}.{look}.png")


def _readme(opened: Window, app: Any) -> None:
    opened.be(app, READER)
    opened.page.set_viewport_size({"width": 1366, "height": 900})
    for file, lang in README.items():
        opened.page.goto(f"{SHOWN}?lang={lang}&theme=light")
        opened.page.screenshot(path=ROOT / "docs" / "images" / file)


def _sheet(names: list[str]) -> str:
    """All of them side by side, to be looked at."""
    rows = "".join(
        f"<h2>{escape(name)}</h2><p>"
        + "".join(
            f'<a href="{name}.{look}.png"><img src="{name}.{look}.png" height="360"></a> '
            for look in LOOKS
        )
        + "</p>"
        for name in names
    )
    return f'<!DOCTYPE html><meta charset="utf-8"><title>rongcuo</title>{rows}'


if __name__ == "__main__":
    main()
