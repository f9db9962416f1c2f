"""Who kept out of a case and how it was voted on, at the terminal."""

from cases.views import CaseFile
from rongcuo.cli.output import pick, say


def show_taking_part(file: CaseFile) -> None:
    """Recommendation, recusals and votes, as far as there are any."""
    if held := file.recommendation:
        say("")
        say(pick(f"拟办意见：{held.zh}（{held.by}，{held.on}）",
                 f"Recommended: {held.en} ({held.by}, {held.on})"))  # fmt: skip
    if file.recusals or file.votes:
        say("")
        say(pick("回避与表决：", "Recusals and votes:"))
    for one in file.recusals:
        zh, en = _DECIDED[one.granted]
        say(pick(
            f"  {one.person}  {one.ground.zh}  {zh}（{one.declared_by} 于 {one.declared_on} 申报）",
            f"  {one.person}  {one.ground.en}  {en} (asked for by {one.declared_by} on "
            f"{one.declared_on})",
        ))  # fmt: skip
    for vote in file.votes:
        present, kept = "、".join(vote.participants), "、".join(vote.recused)
        say(pick(
            f"  赞成 {vote.votes_for}，反对 {vote.votes_against}，弃权 {vote.abstentions}；"
            f"主持 {vote.chair}；参加 {present}" + (f"；回避 {kept}" if kept else ""),
            f"  {vote.votes_for} for, {vote.votes_against} against, {vote.abstentions} abstained; "
            f"chair {vote.chair}; present {present}" + (f"; recused {kept}" if kept else ""),
        ))  # fmt: skip


_DECIDED = {
    None: ("待决定", "to be decided"),
    True: ("回避", "recused"),
    False: ("不予回避", "not recused"),
}
