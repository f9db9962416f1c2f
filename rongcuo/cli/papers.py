"""``rongcuo paper``: official papers of a case."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from cases.bundles import BundleKind, bundle_case
from cases.paper_templates import (
    keep_template,
    preview_template,
    restore_template,
    template_seen,
    templates_seen,
)
from cases.papers import look_at_paper, print_paper, sign_paper
from cases.views import case_file
from documents.pdf import available
from documents.word import write_docx
from rongcuo.cli.output import Json, Viewer, dump, now, pick, say, store, table, viewer, write_into
from rongcuo.settings import get_settings
from rongcuo.shelf import shelf_of
from states.errors import Invalid

app = typer.Typer(help="公文 · official papers.", no_args_is_help=True)
templates = typer.Typer(help="文书模板 · their templates.", no_args_is_help=True)
app.add_typer(templates, name="template")
Number = Annotated[str, typer.Argument(metavar="NUMBER", help="案号 · number of the case.")]
PaperId = Annotated[int, typer.Argument(metavar="N", help="文书编号，见 list · see list.")]
Code = Annotated[str, typer.Argument(metavar="CODE", help="文书代码 D01 … · code of the paper.")]


@app.command("list")
def list_(number: Number, as_: Viewer = None, json: Json = False) -> None:
    """本案文书 · the papers of a case."""
    with store() as opened:
        found = case_file(opened, number, now(), viewer=viewer(as_)).papers
    if json:
        dump(found)
        return
    if not found:
        say(pick("没有文书。", "No papers."))
        return
    table(
        pick("编号 代码 文书 状态 文号", "No Code Paper State Number").split(),
        [(one.id, one.code, one.zh, pick("待签发", "due") if one.state == "due"
          else pick("已签发", "signed"), one.number or "") for one in found],
    )  # fmt: skip


@app.command("sign")
def sign(
    number: Number,
    paper: PaperId,
    as_: Viewer = None,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问 · do not ask.")] = False,
    json: Json = False,
) -> None:
    """签发：取号、记入办理记录，不能撤回 · sign it: it takes its number and is fixed."""
    who, bureau = viewer(as_), get_settings().bureau_name
    with store() as opened:
        draft = look_at_paper(opened, number, paper, now(), viewer=who, bureau=bureau)
        if not yes:
            title = draft.sheet.title
            typer.confirm(
                pick(f"签发“{title}”？签发后不能改变", f"Sign '{title}'? It is fixed then"),
                abort=True,
            )
        done = sign_paper(opened, number, paper, who, now(), bureau=bureau, expected=draft.version)
    if json:
        dump({"id": done.id, "code": done.code, "number": done.number, "words": done.words_sha256})
    else:
        say(pick(f"已签发 {done.number or done.code}", f"Signed {done.number or done.code}"))


@app.command("print")
def print_(
    number: Number,
    paper: PaperId,
    as_: Viewer = None,
    format_: Annotated[
        Literal["docx", "pdf"], typer.Option("--format", help="docx 或 pdf · docx or pdf.")
    ] = "docx",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="PATH", help="存为，缺省案号和代码 · where to.")
    ] = None,
) -> None:
    """生成文件，草稿也行 · make the file, of a draft too."""
    if format_ == "pdf" and not available():
        raise Invalid(
            "--format",
            "本机没有安装 PDF 组件：make install-extras，或用网页打印",
            "the PDF extra is not installed: make install-extras, or print the page",
        )
    with store() as opened:
        name, made = print_paper(
            opened, number, paper, now(), viewer=viewer(as_),
            bureau=get_settings().bureau_name, as_=format_,
        )  # fmt: skip
    target = out or Path(name)
    write_into(target, lambda file: file.write(made), "--out")
    say(str(target))


@app.command()
def bundle(
    number: Number,
    kind: Annotated[
        BundleKind,
        typer.Option(
            "--kind", help="archive 案卷、personnel 人事档案、integrity 廉政档案 · of what."
        ),
    ] = BundleKind.ARCHIVE,
    as_: Viewer = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="PATH", help="存为，缺省案号和种类 · where to.")
    ] = None,
    json: Json = False,
) -> None:
    """打包：文书、证据、目录和校验和 · papers, evidence, contents and checksums as one zip."""
    if (by := viewer(as_)) is None:
        raise Invalid("--as", "须写明何人打包", "is required")
    target, chosen = out or Path(f"{number}-{kind}.zip"), get_settings()
    with store() as opened:
        done = write_into(
            target,
            lambda file: bundle_case(
                opened, shelf_of(chosen), number, kind, file, now(), by=by,
                bureau=chosen.bureau_name,
            ),
            "--out",
        )  # fmt: skip
    if json:
        dump({"file": str(target), "files": done.files, "unsigned": list(done.unsigned)})
        return
    say(pick(f"{target}：{done.files} 个文件", f"{target}: {done.files} files"))
    if done.unsigned:
        codes = "、".join(done.unsigned)
        say(pick(f"尚未签发、没有收入：{codes}", f"Not signed yet and left out: {codes}"))


@templates.command("list")
def list_templates(as_: Viewer = None, json: Json = False) -> None:
    """各种文书用的是哪一版 · which version each paper is made from."""
    with store() as opened:
        found = templates_seen(opened, viewer(as_), now())
    if json:
        dump(found)
        return
    table(
        pick("代码 文书 版本 何人 时间", "Code Paper Version Who Time").split(),
        [(one.code, one.title, one.version or pick("出厂", "shipped"), one.by_name or "",
          f"{one.made_at:%Y-%m-%d}" if one.made_at else "") for one in found],
    )  # fmt: skip


@templates.command("show")
def show_template(code: Code, as_: Viewer = None) -> None:
    """模板原文 · the text of the template in use."""
    with store() as opened:
        say(template_seen(opened, code, viewer(as_), now()).text.rstrip("\n"))


@templates.command("preview")
def preview(
    code: Code,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="模板文件 · the text.")],
    as_: Viewer = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="PATH", help="存为 .docx · where to.")
    ] = None,
) -> None:
    """用样例案件试排，不改动任何模板 · the paper of a sample case; nothing is changed."""
    target = out or Path(f"{code}-preview.docx")
    with store() as opened:
        sheet = preview_template(opened, code, _text_of(file), viewer(as_), now())
    write_into(target, lambda file: file.write(write_docx(sheet)), "--out")
    say(pick(f"没有问题，样例见 {target}", f"Nothing is wrong: the sample is {target}"))


@templates.command("set")
def set_template(
    code: Code,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="模板文件 · the text.")],
    as_: Viewer = None,
) -> None:
    """换一版模板：先以样例检查语法和数据 · another version, checked with a sample case first."""
    text = _text_of(file)
    with store() as opened:
        version = keep_template(opened, code, text, viewer(as_), now())
    say(pick(f"{code} 第{version}版，今后签发的用这一版", f"{code}: version {version} now"))


@templates.command("restore")
def restore(code: Code, as_: Viewer = None) -> None:
    """恢复出厂模板 · go back to the one that is shipped."""
    with store() as opened:
        version = restore_template(opened, code, viewer(as_), now())
    say(pick(f"{code} 已恢复出厂模板（第{version}版）", f"{code}: the shipped one again"))


def _text_of(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        reason = error.strerror or "?"
        raise Invalid("FILE", f"无法读取（{reason}）", f"cannot be read ({reason})") from None
    except UnicodeDecodeError:
        raise Invalid("FILE", "须为 UTF-8 编码的文本", "is no text in UTF-8") from None
