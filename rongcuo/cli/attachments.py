"""``rongcuo attachment``: files of a case's evidence."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from cases.attachments import HandedIn, attach, attachments_on, give_out, may_attach
from cases.tidying import GRACE_HOURS, tidy_files
from deadlines import SHANGHAI
from rongcuo.cli.output import Json, Viewer, dump, now, pick, progress, say, store, table, viewer
from rongcuo.settings import get_settings
from rongcuo.shelf import shelf_of
from states.errors import Invalid
from storage.files.shelf import Shelf
from storage.files.unfit import TooLarge

app = typer.Typer(help="证据附件 · files of evidence.", no_args_is_help=True)
Number = Annotated[str, typer.Argument(metavar="NUMBER", help="案号 · number of the case.")]
BLOCK = 1 << 20


@app.command("add")
def add(
    number: Number,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="文件 · the file.")],
    evidence: Annotated[
        str,
        typer.Option(metavar="E1", help="附到哪件证据，不写则登记为新证据 · empty: a new piece."),
    ] = "",
    title: Annotated[str, typer.Option(help="新证据的名称 · title of the new piece.")] = "",
    shown: Annotated[
        bool, typer.Option("--shown", help="出示给本人 · show it to the officer.")
    ] = False,
    as_: Viewer = None,
    json: Json = False,
) -> None:
    """上传附件，记入办理记录 · attach a file and enter its hash in the history."""
    who, shelf = viewer(as_), _shelf()
    with store() as opened:
        may_attach(opened, number, who, now())
        with shelf.draft() as draft:
            _read_into(draft.write, file, shelf.most_bytes)
            handed = HandedIn(number, who, file.name, evidence, title, shown)
            view = attach(opened, shelf, draft, handed, now())
    if json:
        dump(view)
    else:
        said = f"{view.evidence} {view.name} {view.digest}"
        say(pick(f"已附上 {view.id}：{said}", f"Attached {view.id}: {said}"))


@app.command("list")
def list_(number: Number, as_: Viewer = None, json: Json = False) -> None:
    """本案附件 · the files of a case."""
    with store() as opened:
        found = attachments_on(opened, number, now(), viewer=viewer(as_))
    if json:
        dump(found)
        return
    if not found:
        say(pick("没有附件。", "No files."))
        return
    table(
        pick("编号 证据 文件 类型 字节 何人 时间", "No Evidence File Kind Bytes Who Time").split(),
        [(one.id, one.evidence, one.name, one.kind, one.size, one.by_name,
          f"{one.added_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}") for one in found],
    )  # fmt: skip


@app.command("get")
def get(
    number: Number,
    file: Annotated[int, typer.Argument(metavar="N", help="附件编号 · number of the file.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="PATH", help="存为，缺省原名 · where to.")
    ] = None,
    as_: Viewer = None,
) -> None:
    """取出附件，核对哈希值 · write a file out, once its hash is checked."""
    who = viewer(as_)
    with store() as opened:
        found = give_out(opened, _shelf(), number, file, now(), viewer=who)
    target = out or Path(found.name)
    try:
        with found.path.open("rb") as held, target.open("xb") as copy:
            shutil.copyfileobj(held, copy, BLOCK)
    except FileExistsError:
        raise Invalid("--out", "已有同名文件，请另指定", "exists already: choose another") from None
    except OSError as error:
        reason = error.strerror or "?"
        raise Invalid("--out", f"无法写入（{reason}）", f"cannot be written ({reason})") from None
    say(str(target))


@app.command("tidy")
def tidy(json: Json = False) -> None:
    """清理没有案件使用的文件，一天以内的保留 · remove files no case knows, older than a day."""
    with store() as opened:
        gone = tidy_files(opened, _shelf())
    if json:
        dump({"removed": len(gone), "bytes": sum(size for _, size in gone)})
        return
    total = sum(size for _, size in gone)
    count, hours = len(gone), GRACE_HOURS
    say(pick(f"已清理 {count} 个文件，{total} 字节；{hours} 小时以内的保留。",
             f"Removed {count} files, {total} bytes; the last {hours} h stay."))  # fmt: skip


def _shelf() -> Shelf:
    return shelf_of(get_settings())


def _read_into(write: Callable[[bytes], None], file: Path, most: int) -> None:
    """Read a file a block at a time; one that is too large is refused before it is read."""
    try:
        size = file.stat().st_size
        if size > most:
            raise TooLarge(most)
        with file.open("rb") as source, progress(file.name) as tell:
            done = 0
            while block := source.read(BLOCK):
                write(block)
                done += len(block)
                tell(done, size)
    except OSError as error:
        reason = error.strerror or "?"
        raise Invalid("file", f"无法读取（{reason}）", f"cannot be read ({reason})") from None
