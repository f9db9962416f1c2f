"""Every setting, in one place: RONGCUO_… variables, or one file; for the outermost rooms only."""

import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from sqlalchemy import make_url

SEALED = "sealed:"
"""How a secret begins that is sealed under the keys of the data folder."""
FILE_VARIABLE = "RONGCUO_SETTINGS"
DEFAULT_FILE = "rongcuo.toml"
MOST_WEB_PROCESSES = 4
WAITING, WORK = "waiting", "work"
ISSUER = r"^$|^https://[^\s?#]+$|^http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/[^\s?#]*)?$"
"""Nothing secret goes unencrypted over a network."""

Port = Annotated[int, Field(ge=1, le=65535)]
Directory = Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())]


class SettingsError(Exception):
    """A setting that cannot be used; the sentence names it and says what it must be."""


class Settings(BaseSettings):
    """The settings; a variable beats the file."""

    model_config = SettingsConfigDict(
        env_prefix="RONGCUO_", extra="forbid", frozen=True, hide_input_in_errors=True
    )

    data_dir: Annotated[
        Directory,
        Field(
            description="数据目录：数据库、附件、密钥、Prefect、未发出的邮件 · database, keys, mail"
        ),
    ] = Path("var")
    database_url: Annotated[
        str,
        Field(
            description="案件数据库，缺省为数据目录下的 SQLite · empty: SQLite in the data folder"
        ),
    ] = ""
    host: Annotated[str, Field(description="网页监听地址 · address the pages listen on")] = (
        "127.0.0.1"
    )
    port: Annotated[Port, Field(description="网页端口 · port of the pages")] = 8642
    web_processes: Annotated[
        int,
        Field(
            ge=0,
            le=16,
            description="网页进程数，0：每核一个，至多四个 · processes that serve the pages; "
            "0: one a core, four at most",
        ),
    ] = 0
    prefect_port: Annotated[
        Port, Field(description="内嵌 Prefect 端口 · port of the embedded Prefect server")
    ] = 4642
    base_url: Annotated[
        str,
        Field(description="通知中链接的开头 · how links in notices begin; empty: host and port"),
    ] = ""
    proxies: Annotated[
        str,
        Field(
            description="反向代理的地址，逗号分隔；只信它们的 X-Forwarded-For、-Proto · "
            "addresses of the proxies whose X-Forwarded-… is believed; empty: nobody's"
        ),
    ] = ""
    bureau_name: Annotated[str, Field(description="署名 · name under every notice")] = (
        "区生态环境局"
    )
    pack: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z][A-Za-z0-9_.]{0,39}$",
            description="本局适用的办法 · code of the bureau's measures",
        ),
    ] = "banan"
    crypto_suite: Annotated[
        Literal["international", "national"],
        Field(description="密码算法：国际或国密 · international, or SM3 and SM4"),
    ] = "international"
    password_min_length: Annotated[
        int, Field(ge=8, le=64, description="口令最短长度 · shortest password")
    ] = 10
    password_classes: Annotated[
        int, Field(ge=1, le=4, description="口令须含几类字符 · kinds of characters it mixes")
    ] = 3
    password_days: Annotated[
        int, Field(ge=0, le=3650, description="口令有效天数，0 不限 · days it lasts; 0: for ever")
    ] = 90
    session_idle_minutes: Annotated[
        int, Field(ge=1, le=1440, description="无操作多久退出登录（分钟）· idle until signed out")
    ] = 30
    session_hours: Annotated[
        int, Field(ge=1, le=168, description="登录最长多久（小时）· longest session")
    ] = 12
    token_days: Annotated[
        int, Field(ge=1, le=3650, description="接口令牌最长有效天数 · longest life of an API token")
    ] = 180
    attachment_mb: Annotated[
        int, Field(ge=1, le=10_000, description="单个附件最大 MB · largest file in MB")
    ] = 100
    attachments_per_case: Annotated[
        int, Field(ge=1, le=10_000, description="每案附件最多个数 · most files of a case")
    ] = 200
    clamd: Annotated[
        str,
        Field(
            description="病毒扫描 clamd 的 unix 套接字路径或 主机:端口，空则不扫描 · "
            "path or host:port of the virus scanner; empty: none"
        ),
    ] = ""
    clamd_required: Annotated[
        bool,
        Field(description="扫描服务不应答时拒收附件 · no verdict, no file"),
    ] = True
    oidc_issuer: Annotated[
        str,
        Field(
            pattern=ISSUER,
            description="统一身份认证（OpenID Connect）的 issuer，须为 https，空则不用 · "
            "issuer of the identity provider, https; empty: none",
        ),
    ] = ""
    oidc_client_id: Annotated[
        str, Field(description="在那里登记的客户端编号 · client id registered there")
    ] = ""
    oidc_client_secret: Annotated[SecretStr, Field(description="客户端密钥 · client secret")] = (
        SecretStr("")
    )
    oidc_client_secret_file: Annotated[
        Path | None,
        Field(description="或者存放它的文件，权限 600 · or the file that holds it, mode 600"),
    ] = None
    oidc_username_claim: Annotated[
        str,
        Field(
            min_length=1, max_length=100, description="哪一项是登录名 · claim with the user name"
        ),
    ] = "preferred_username"
    oidc_label: Annotated[
        str, Field(min_length=1, max_length=30, description="登录按钮上的名称 · name on the button")
    ] = "统一身份认证"
    user: Annotated[
        str, Field(description="命令行的缺省用户（--as）· who the command line is, without --as")
    ] = ""
    checkpoint_dir: Annotated[
        Path | None,
        Field(
            description="封存文件的目录，最好是本机只能追加的地方；空为数据目录下 checkpoints/ · "
            "where checkpoints are kept, best where this machine can only add"
        ),
    ] = None
    language: Annotated[
        Literal["zh", "en"], Field(description="命令行的语言 · language of the command line")
    ] = "zh"
    sample: Annotated[
        bool,
        Field(description="空库时载入样例局 · load the sample bureau into an empty database"),
    ] = True
    smtp_host: Annotated[
        str, Field(description="邮件服务器，空则写入 mail/ · empty: letters go to mail/")
    ] = ""
    smtp_port: Annotated[Port, Field(description="邮件服务器端口 · its port")] = 25
    smtp_user: Annotated[str, Field(description="邮件账号 · account")] = ""
    smtp_password: Annotated[SecretStr, Field(description="邮件口令 · password")] = SecretStr("")
    smtp_starttls: Annotated[
        bool, Field(description="必须使用 STARTTLS · no letter without STARTTLS")
    ] = True
    smtp_tls: Annotated[
        bool, Field(description="一连接即用 TLS（465 端口）· TLS from the start, as on port 465")
    ] = False
    mail_from: Annotated[str, Field(description="发件人 · sender")] = (
        "容错纠错系统 <rongcuo@localhost>"
    )
    wecom_bot_url: Annotated[
        SecretStr, Field(description="企业微信群机器人的 Webhook 地址 · address of its robot")
    ] = SecretStr("")
    wecom_corp_id: Annotated[str, Field(description="企业微信企业 ID · corporation")] = ""
    wecom_agent_id: Annotated[
        int, Field(ge=0, description="企业微信应用 AgentId · application")
    ] = 0
    wecom_secret: Annotated[SecretStr, Field(description="企业微信应用 Secret · its secret")] = (
        SecretStr("")
    )
    wecom_url: Annotated[
        str, Field(description="企业微信接口地址，私有部署时改 · its API, where hosted privately")
    ] = "https://qyapi.weixin.qq.com"
    dingtalk_url: Annotated[
        SecretStr, Field(description="钉钉机器人的 Webhook 地址 · address of the DingTalk robot")
    ] = SecretStr("")
    dingtalk_secret: Annotated[
        SecretStr, Field(description="钉钉机器人加签密钥 · its signing secret")
    ] = SecretStr("")
    feishu_url: Annotated[
        SecretStr, Field(description="飞书机器人的 Webhook 地址 · address of the Feishu robot")
    ] = SecretStr("")
    feishu_secret: Annotated[
        SecretStr, Field(description="飞书机器人签名密钥 · its signing secret")
    ] = SecretStr("")
    webhook_url: Annotated[
        SecretStr, Field(description="本单位系统接收通知的地址 · address of a system of your own")
    ] = SecretStr("")
    webhook_secret: Annotated[
        SecretStr, Field(description="它的签名密钥 · the secret that signs what it gets")
    ] = SecretStr("")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then variables, then the one file."""
        file = TomlConfigSettingsSource(
            settings_cls, toml_file=os.environ.get(FILE_VARIABLE, DEFAULT_FILE)
        )
        return init_settings, env_settings, file

    @property
    def database(self) -> str:
        """The database's URL, the embedded one where none is set."""
        return self.database_url or f"sqlite:///{self.data_dir / 'rongcuo.db'}"

    @property
    def store(self) -> tuple[str, str, Literal["international", "national"]]:
        """What ``storage.open_store`` asks for."""
        return self.database, self.pack, self.crypto_suite

    @property
    def url(self) -> str:
        """Where the pages are, without a slash at the end."""
        return self.base_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def pages_served_by(self) -> int:
        """How many processes serve the pages."""
        return self.web_processes or min(MOST_WEB_PROCESSES, os.cpu_count() or 1)

    @property
    def prefect_api(self) -> str:
        """The embedded Prefect server's API; always loopback."""
        return f"http://127.0.0.1:{self.prefect_port}/api"

    @property
    def checkpoints(self) -> Path:
        """Where checkpoints are kept."""
        return self.checkpoint_dir or self.data_dir / "checkpoints"

    def shown(self) -> dict[str, str]:
        """Whatever is not as shipped, as the journal shows it: of a secret only that it is set."""
        found = {}
        for name, field in Settings.model_fields.items():
            value = getattr(self, name)
            if value == field.default:
                continue
            if isinstance(value, SecretStr):
                found[name] = "***"
            elif name == "database_url":
                found[name] = make_url(value).render_as_string(hide_password=True)
            else:
                found[name] = str(value)
        return found

    @property
    def passing(self) -> tuple[Path, Path]:
        """Where files lie for a day: handed in and not yet taken, and made by long work."""
        return self.data_dir / WAITING, self.data_dir / WORK

    def folder(self, name: str) -> Path:
        """A folder below the data folder, made if missing; for the owner only."""
        path = self.data_dir / name
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path


@cache
def get_settings() -> Settings:
    """The settings of this process; raises ``SettingsError``."""
    return read_settings()


def read_settings(**given: Any) -> Settings:
    """Read the settings anew; raises ``SettingsError`` with one sentence."""
    named = os.environ.get(FILE_VARIABLE)
    if named and not Path(named).is_file():
        raise SettingsError(f"{FILE_VARIABLE}：没有这个文件 {named} · there is no such file")
    _refuse_unknown_variables()
    _refuse_open_secrets(Path(named or DEFAULT_FILE))
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"设置 RONGCUO_{name}：{first['msg']}") from None
    except ValueError as error:
        raise SettingsError(f"设置文件 {DEFAULT_FILE} 无法读取：{error}") from None


def _refuse_unknown_variables() -> None:
    """A misspelt variable must not be silently without effect."""
    known = {f"RONGCUO_{name}".upper() for name in Settings.model_fields} | {FILE_VARIABLE}
    for name in os.environ:
        if name.startswith("RONGCUO_") and name not in known:
            raise SettingsError(f"没有名为 {name} 的设置，见 docs/settings.md · no such setting")


def _refuse_open_secrets(file: Path) -> None:
    """A file that every account can read holds no secret, unless it is sealed."""
    try:
        if not file.stat().st_mode & 0o007:
            return
        held = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return  # said where the settings are read
    for name in secret_names():
        if (value := held.get(name)) and not str(value).startswith(SEALED):
            raise SettingsError(
                f"{file} 中的 {name} 其他账号可读，请运行 chmod 600 {file}，或者用 "
                f"rongcuo notify seal {name} 密封 · others can read it: chmod 600, or seal it"
            )


def secret_names() -> list[str]:
    """The settings that are secret."""
    return [name for name, field in Settings.model_fields.items() if field.annotation is SecretStr]


def settings_table() -> str:
    """The one table of settings, as Markdown."""
    lines = ["| 变量 · variable | 缺省 · default | 说明 · meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = field.default
        if isinstance(default, SecretStr):
            default = ""
        shown = f"`{default}`" if str(default) else "（空）"
        lines.append(f"| `RONGCUO_{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(lines)
