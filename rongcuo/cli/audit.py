"""``rongcuo audit``: what the audit administrator takes away, and what checks it elsewhere."""

import os
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from cases.exporting import export_for_audit
from rongcuo.cli.output import Json, Viewer, dump, now, pick, say, store, viewer
from rongcuo.settings import get_settings
from states.errors import GuardFailed, Invalid

app = typer.Typer(help="审计 · for the auditor.", no_args_is_help=True)


@app.command()
def export(
    file: Annotated[str, typer.Argument(metavar="FILE", help="写到哪个新文件 · a new file.")],
    as_: Viewer = None,
    json: Json = False,
) -> None:
    """导出操作日志、各案哈希链和封存文件，不含案情 · journal, hashes and checkpoints; no case."""
    chosen, path = get_settings(), Path(file)
    if (by := viewer(as_)) is None:
        raise Invalid("--as", "须写明何人导出", "is required")
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.exists():
            raise GuardFailed(f"{file} 已存在，请换一个文件名", f"{file} exists: name another file")
        with store() as opened, draft.open("xb") as out:
            done = export_for_audit(
                opened, chosen.checkpoints, chosen.folder("keys"), out, by, now()
            )
        draft.rename(path)
    except OSError as error:
        reason = error.strerror or "?"
        raise Invalid("FILE", f"无法写入（{reason}）", f"cannot be written ({reason})") from None
    finally:
        draft.unlink(missing_ok=True)
    if json:
        dump({"lines": done.lines, "key": done.key})
        return
    say(pick(f"已导出 {done.lines} 行：{file}", f"Exported {done.lines} lines: {file}"))
    say(
        pick(
            f"签名公钥，请另行抄存：{done.key}",
            f"The public key, to be written down apart: {done.key}",
        )
    )


@app.command()
def script() -> None:
    """单独核验导出文件的程序，只需 Python；存为 verify_export.py · what checks the export."""
    say(files("rongcuo").joinpath("verify_export.py").read_text("utf-8").rstrip("\n"))
