"""An address that is looked up is the one that FastAPI finds by trying every route."""

import pytest
from fastapi import FastAPI
from starlette.routing import NoMatchFound
from support.pages import Reader
from support.ways import ways


def test_every_address_that_is_looked_up_is_the_one_that_leads_there(client: Reader):
    app = client.app
    assert isinstance(app, FastAPI)
    tried = 0
    for way in ways(app):
        route = way.route
        parts = dict.fromkeys(route.param_convertors, "1")
        found = app.url_path_for(route.name, **parts)
        assert found == FastAPI.url_path_for(app, route.name, **parts)
        tried += 1
    assert tried > 200


def test_an_address_without_parts_is_found_again_and_an_unknown_one_never(client: Reader):
    app = client.app
    assert isinstance(app, FastAPI)
    assert {app.url_path_for("corrections") for _ in "12"} == {"/corrections"}
    for _ in "12":
        with pytest.raises(NoMatchFound):
            app.url_path_for("nowhere")
        with pytest.raises(NoMatchFound):
            app.url_path_for("case")  # it has a number
