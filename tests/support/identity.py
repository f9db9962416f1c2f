"""A real identity provider on loopback, and a person who goes to and fro between it and us."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.group import free_port
from support.pages import HERE, Reader

FOLDER = Path(__file__).parent / "provider"
CLIENT, SECRET = "rongcuo", "only-the-tests-know-this-0123456789"
LEAST = 20
FORM = re.compile(r'<form[^>]* action="([^"]+)"')
FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@contextmanager
def identity_provider(ours: str) -> Iterator[str]:
    """Its issuer, as long as it runs; it knows the client at the address ``ours``."""
    node = shutil.which("node")
    if node is None or not (FOLDER / "node_modules").is_dir() or _version(node) < LEAST:
        pytest.skip(
            "no identity provider here: install Node.js 20, npm ci in tests/support/provider"
        )
    process = subprocess.Popen(
        [node, "provider.mjs", str(free_port()), ours, CLIENT, SECRET],
        cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert process.stdout
        issuer = process.stdout.readline().strip()
        assert issuer, "the identity provider does not start"
        yield issuer
    finally:
        process.terminate()
        process.communicate(timeout=10)


def _version(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.removeprefix("v").partition(".")[0])


@dataclass
class Traveller:
    """One browser: follows every answer, and signs in at the provider as ``name`` when asked."""

    client: Reader
    issuer: str
    there: httpx.Client
    name: str = "hemin@1"
    path: list[str] = field(default_factory=list)

    def go(self, url: str, **headers: str) -> Any:
        """Where it ends; ``path`` holds every address on the way."""
        for _ in range(20):
            self.path.append(url)
            answer = self.look(url, **headers)
            if not answer.is_redirect:
                return answer
            url = answer.headers["location"]
        raise AssertionError(self.path)

    def look(self, url: str, **headers: str) -> Any:
        """One answer, and at the provider whatever its forms lead to."""
        if not url.startswith(self.issuer):
            return self.client.get(url, headers=headers, follow_redirects=False)
        answer = self.there.get(url)
        while True:
            form = FORM.search(answer.text)
            if answer.is_redirect and self._stays(answer):
                answer = self.there.get(answer.url.join(answer.headers["location"]))
            elif form and answer.status_code == httpx.codes.OK:
                data = {**dict(FIELD.findall(answer.text)), "login": self.name, "password": "any"}
                answer = self.there.post(answer.url.join(unescape(form[1])), data=data)
            else:
                return answer

    def _stays(self, answer: httpx.Response) -> bool:
        return str(answer.url.join(answer.headers["location"])).startswith(self.issuer)

    def until_back(self, url: str) -> str:
        """The address by which the provider sends the browser back, not yet gone to."""
        while not url.startswith(f"{HERE}/sign-in/provider/back"):
            url = self.look(url).headers["location"]
        return url

    def spoil(self, how: str) -> None:
        """What the provider does to the answers of its token endpoint from now on."""
        self.there.get(f"{self.issuer}/spoil/{how}")
