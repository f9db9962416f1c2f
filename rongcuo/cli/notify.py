"""``rongcuo notify``: whether a channel really delivers, and secrets sealed for the settings."""

import sys
from email.utils import parseaddr
from typing import Annotated

import typer

from deadlines import SHANGHAI
from flows.outgoing import CHANNELS, channel, seal, sender_of
from notifications.channels.errors import ChannelError, TemporaryFailure
from notifications.letters import Letter, message_id
from rongcuo.cli.output import Json, complain, dump, now, pick, say
from rongcuo.settings import Settings, get_settings, secret_names
from states.errors import Invalid

app = typer.Typer(help="通知通道 · channels of notices.", no_args_is_help=True)
_SUBJECT = "【容错纠错】测试消息，无需处理"
_TEXT = "这是容错纠错系统在{at}发出的一条测试消息。收到即表示通道可用，无需处理。"
LONGEST = 1000


@app.command("test")
def try_out(
    name: Annotated[str, typer.Argument(metavar="CHANNEL", help="、".join(CHANNELS))],
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="ADDRESS",
            help="收件人：邮件地址或该服务的用户 ID；邮件缺省发给发件人自己 · "
            "an e-mail address or the user id there; mail goes to the sender itself.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """真的发出一条无害的测试消息 · really send one harmless message."""
    settings = get_settings()
    service = channel(settings, name)
    letter = _letter(settings, _recipient(settings, name, to))
    try:
        with service:
            answer = service.send(letter)
    except ChannelError as error:
        again = isinstance(error, TemporaryFailure)
        if json:
            dump({"channel": name, "sent": False, "answer": str(error), "temporary": again})
        complain(
            f"没有送出（通知遇到这种情况{'会自动再试' if again else '不会再试'}）：{error}",
            f"Not sent (a notice would {'be tried again' if again else 'be given up'}): {error}",
        )
        raise typer.Exit(1) from None
    if json:
        dump({"channel": name, "sent": True, "answer": answer})
    else:
        say(pick(f"已送出，对方答复：{answer}。请到收件一端看是否收到。",
                 f"Sent; the service answered: {answer}. See whether it arrived."))  # fmt: skip


@app.command("seal")
def seal_(
    name: Annotated[str, typer.Argument(metavar="SETTING", help="设置名 · e.g. wecom_secret")],
) -> None:
    """密封一项口令，写进设置文件 · seal a secret for the settings file; it is read from stdin."""
    wanted = name.lower().removeprefix("rongcuo_")
    if wanted not in secret_names():
        known = "、".join(secret_names())
        raise Invalid(
            "SETTING", f"只能是{known}之一", f"must be one of {', '.join(secret_names())}"
        )
    say(f'{wanted} = "{seal(get_settings(), wanted, _typed())}"')


def _typed() -> str:
    """What is typed unseen, or the one line of a pipe."""
    if sys.stdin.isatty():
        text = str(
            typer.prompt(pick("口令（不显示）", "Secret (not shown)"), hide_input=True, err=True)
        )
    else:
        text = sys.stdin.read(LONGEST + 1)
    text = text.strip()
    if not text or len(text) > LONGEST or not text.isprintable():
        raise Invalid(
            "stdin",
            f"须为一行，不超过{LONGEST}字",
            f"must be one line of at most {LONGEST} letters",
        )
    return text


def _recipient(settings: Settings, name: str, to: str | None) -> str:
    if to:
        return to
    if name == "mail":
        return parseaddr(settings.mail_from)[1]
    raise Invalid("--to", "须写明收件人在该服务中的用户 ID", "is required: the user id there")


def _letter(settings: Settings, to: str) -> Letter:
    moment, domain = now(), sender_of(settings).domain
    text = _TEXT.format(at=f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}")
    return Letter(
        message_id=message_id(f"test/{moment.isoformat()}", to, domain),
        to_name="",
        to_address=to,
        subject=_SUBJECT,
        text=f"{text}\n",
        short=f"【容错纠错】{text}",
        date=moment,
    )
