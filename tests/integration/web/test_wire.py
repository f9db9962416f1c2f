import re
from pathlib import Path

import pytest
from support.pages import TestClient
from support.sample import own_sample

from rongcuo.settings import Settings
from web.app import create_app

PAGES = ["/cases", "/cases/2026-0003-1", "/nothing", "/cases?lang=en&theme=dark"]


@pytest.mark.parametrize("path", [*PAGES, "/readyz"])
def test_every_answer_is_guarded(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_a_browser_that_came_by_https_comes_so_from_then_on(client: TestClient) -> None:
    assert "strict-transport-security" not in client.get("/cases").headers
    answer = client.get(f"https://{client.base_url.netloc.decode()}/nothing")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_inline_style_or_script(client: TestClient, path: str) -> None:
    page = client.get(path).text
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    assert set(re.findall(r"<script[^>]*>([^<]*)</script>", page)) == {""}


@pytest.mark.parametrize("path", PAGES)
def test_no_link_is_dead(client: TestClient, path: str) -> None:
    page = client.get(path).text
    here = path.partition("?")[0]
    for found in set(re.findall(r'(?:href|src|(?<!method="post"\s)action)="([^"]+)"', page)):
        address = found.replace("&amp;", "&")
        if address.startswith("?") and here == "/nothing":
            continue
        target = here + address if address.startswith("?") else address
        assert client.get(target).status_code == 200 or address == "#main", target


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "[::1", ""])
def test_a_foreign_host_name_is_refused_and_told_the_setting(client: TestClient, host: str) -> None:
    answer = client.get("/cases", headers={"Host": host})
    assert answer.status_code == 400
    assert "RONGCUO_BASE_URL" in answer.text


@pytest.mark.parametrize("host", ["localhost:8642", "127.0.0.1", "[::1]:8642"])
def test_loopback_has_many_names(client: TestClient, host: str) -> None:
    assert client.get("/cases", headers={"Host": host}).status_code == 200


def test_the_configured_address_is_ours(sample_url: str, tmp_path: Path) -> None:
    settings = Settings(
        database_url=own_sample(sample_url, tmp_path),
        data_dir=tmp_path,
        base_url="https://rongcuo.example/",
    )
    with TestClient(create_app(settings), base_url="https://rongcuo.example") as client:
        answer = client.get("/sign-in?lang=en")
    assert answer.status_code == 200
    assert "Secure" in answer.headers["set-cookie"]


def test_static_files_are_kept_for_ever_under_their_content(client: TestClient) -> None:
    page = client.get("/cases").text
    [address] = re.findall(r'href="(/static/[0-9a-f]{16}/app\.css)"', page)
    answer = client.get(address)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("name", ["app.css", "../pages/base.html.j2", "nothing.js"])
def test_other_content_has_another_address(client: TestClient, name: str) -> None:
    assert client.get(f"/static/{'0' * 16}/{name}").status_code == 404


def test_language_and_theme_are_remembered(client: TestClient) -> None:
    client.get("/cases?lang=en&theme=dark")
    page = client.get("/cases").text
    assert '<html lang="en" data-mode="dark">' in page
    client.get("/cases?lang=zh&theme=light")
    assert '<html lang="zh-CN" data-mode="light">' in client.get("/cases").text


def test_an_unknown_language_or_theme_is_not_believed(client: TestClient) -> None:
    answer = client.get('/cases?lang=xx&theme="><b>')
    assert '<html lang="zh-CN">' in answer.text
    assert "set-cookie" not in answer.headers


def test_a_page_is_never_sent_on_to_another_site(client: TestClient) -> None:
    page = client.get("//elsewhere.example/cases").text
    assert "elsewhere.example" not in page


@pytest.mark.parametrize("path", ["/cases", "/cases/2026-0003-1"])
def test_a_page_is_light(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 10_000
    assert len(answer.content) < 48_000  # to whom nothing is compressed


@pytest.mark.parametrize(
    ("address", "here", "asked_from", "compressed"),
    [
        ("https://rongcuo.example", "https://rongcuo.example", "same-origin", True),
        ("https://rongcuo.example", "https://rongcuo.example", "none", True),
        ("https://rongcuo.example", "https://rongcuo.example", "cross-site", False),
        ("https://rongcuo.example", "https://rongcuo.example", "same-site", False),
        ("https://rongcuo.example", "https://rongcuo.example", None, False),
        ("https://rongcuo.example", "http://rongcuo.example", None, False),
        ("http://rongcuo.example", "http://rongcuo.example", None, True),
        ("http://rongcuo.example", "http://rongcuo.example", "cross-site", False),
    ],
)
def test_a_page_is_compressed_where_its_length_tells_nobody_more(
    sample_url: str,
    tmp_path: Path,
    address: str,
    here: str,
    asked_from: str | None,
    compressed: bool,
) -> None:
    settings = Settings(
        database_url=own_sample(sample_url, tmp_path), data_dir=tmp_path, base_url=address
    )
    headers = {"Sec-Fetch-Site": asked_from} if asked_from else {}
    with TestClient(create_app(settings), base_url=here) as client:
        answer = client.get("/sign-in", headers=headers)
    assert answer.status_code == 200
    assert ("content-encoding" in answer.headers) == compressed
