"""A text that is pasted into a form or comes with it as a small file."""

from hashlib import sha256
from typing import Annotated

from fastapi import File, Form, UploadFile

from cases.spreadsheets import decoded
from states.errors import GuardFailed, Invalid

MOST = 1 << 20
Text = Annotated[str, Form(max_length=MOST)]
Tried = Annotated[str, Form(max_length=64)]
"""What the form carries that keeps a text: the digest of the very text that was looked at."""
SmallFile = Annotated[UploadFile | None, File()]


def text_of(file: UploadFile | None, pasted: str) -> str:
    """What the file says where there is one, else what was pasted; raises ``Invalid``."""
    if file is None or not file.filename:
        found: str | None = pasted
    else:
        found = decoded(file.file.read(MOST))
    if found is None:
        raise Invalid(
            "text", "须为 UTF-8 或 GB18030 编码的文本", "must be text in UTF-8 or GB18030"
        )
    if not found.strip():
        raise Invalid(
            "text", "请选择文件，或者把文字贴在这里", "is empty: choose a file or paste it"
        )
    return unix(found.removeprefix("\ufeff"))


def unix(text: str) -> str:
    """Line ends as files have them: browsers send others."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def digest(text: str) -> str:
    """What says that a text is the one that was looked at."""
    return sha256(text.encode()).hexdigest()


def looked_at(text: str, tried: str) -> None:
    """Raise where another text is to be kept than the one that was looked at."""
    if tried != digest(text):
        raise GuardFailed(
            "请先预览，再载入预览过的文字", "look at it first, then load that very text"
        )
