"""An address that is looked up is the one that FastAPI finds by trying every route."""

from fastapi import FastAPI
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
