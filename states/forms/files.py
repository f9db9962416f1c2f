"""The forms of what is kept beside the history: a file of evidence (第七条), a signed paper."""

from typing import Annotated

from pydantic import Field, StringConstraints

from states.forms.base import Form, Line

Digest = Annotated[str, StringConstraints(pattern=r"^(sha256|sm3):[0-9a-f]{64}$")]


class AttachFile(Form):
    """附上文件: written where a file is taken in, never by hand; the history keeps its hash."""

    evidence: Annotated[Line, Field(title="证据编号", description="number of the evidence, E1")]
    name: Annotated[Line, Field(title="文件名", description="name of the file, cleaned")]
    kind: Annotated[Line, Field(title="类型", description="kind, found by its content")]
    size: Annotated[int, Field(ge=1, title="字节数", description="bytes")]
    digest: Annotated[
        Digest, Field(title="哈希值", description="algorithm and hash of its content")
    ]
    shown: Annotated[
        bool, Field(title="出示本人", description="the officer may read it, whoever put it there")
    ] = False
    scanned: Annotated[bool, Field(title="已查毒", description="a virus scanner found nothing")] = (
        False
    )


class SignPaper(Form):
    """签发文书: written where a paper is signed, never by hand; the history keeps its hashes."""

    seq: Annotated[int, Field(ge=1, title="起因", description="event that called for the paper")]
    code: Annotated[Line, Field(title="文书代码", description="D01 to D40")]
    number: Annotated[Line | None, Field(title="文号", description="number it was given")] = None
    template: Annotated[Digest, Field(title="模板", description="hash of its template")]
    data: Annotated[Digest, Field(title="数据", description="hash of what was filled in")]
    words: Annotated[Digest, Field(title="哈希值", description="hash of its words")]
