"""Setting an identity provider: what is missing is said in one sentence."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.group import Instance
from support.identity import CLIENT, identity_provider
from support.pages import HERE

from rongcuo.doctor import Check, examine
from rongcuo.settings import Settings, SettingsError, read_settings
from web.open_id import fault

ISSUER = "https://sso.example.org/realms/bureau"
BARE = (
    "import sys; sys.modules['authlib'] = None; sys.argv = ['rongcuo', *sys.argv[1:]]; "
    "from rongcuo.cli import main; main()"
)
"""The command as it is where the extra was not installed."""


def settings(tmp_path: Path, **given: Any) -> Settings:
    named = {"oidc_issuer": ISSUER, "oidc_client_id": CLIENT, "data_dir": tmp_path / "data"}
    return Settings(**{**named, **given})


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.write_text("only-here\n")
    file.chmod(0o600)
    return file


@pytest.mark.parametrize("command", ["up", "doctor"])
def test_without_the_extra_the_command_says_how_to_get_it(tmp_path: Path, command: str):
    instance = Instance(tmp_path / "data", {"RONGCUO_OIDC_ISSUER": ISSUER})
    ended = subprocess.run(
        [sys.executable, "-c", BARE, command], env=instance.environment,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode != 0
    assert "make install-extras" in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr


def test_nothing_of_it_is_loaded_where_no_provider_is_set():
    asked = "import sys, web; sys.exit(any(m in sys.modules for m in ('authlib', 'joserfc')))"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


def test_the_secret_must_be_given_and_for_us_alone(tmp_path: Path, secret: Path):
    assert "RONGCUO_OIDC_CLIENT_SECRET" in (fault(settings(tmp_path)) or "")
    chosen = settings(tmp_path, oidc_client_secret_file=secret)
    assert fault(chosen) is None
    secret.chmod(0o640)
    assert "chmod 600" in (fault(chosen) or "")
    secret.unlink()
    assert "读不出来" in (fault(chosen) or "")
    assert fault(settings(tmp_path, oidc_client_secret="x")) is None
    assert "CLIENT_ID" in (fault(settings(tmp_path, oidc_client_id="")) or "")
    assert fault(settings(tmp_path, oidc_issuer="", oidc_client_id="")) is None


def test_doctor_asks_the_provider_who_it_is(tmp_path: Path):
    def checked(issuer: str) -> Check:
        chosen = settings(tmp_path, oidc_issuer=issuer, oidc_client_secret="x")
        return next(one for one in examine(chosen) if "identity provider" in one.name)

    away = checked("http://localhost:9")
    assert (away.ok, away.found) == (False, "http://localhost:9: away")
    with identity_provider(HERE) as issuer:
        assert checked(issuer).ok
        # The same provider under a name that is not its own.
        assert not checked(issuer.replace("localhost", "127.0.0.1")).ok


@pytest.mark.parametrize("issuer", ["http://sso.example.org", "sso.example.org", f"{ISSUER}?a=b"])
def test_an_issuer_is_asked_over_https_alone(issuer: str):
    with pytest.raises(SettingsError, match="RONGCUO_OIDC_ISSUER"):
        read_settings(oidc_issuer=issuer)
