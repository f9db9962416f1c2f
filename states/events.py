"""Every event by its code, with its labels and the form it asks for."""

from states.forms import application as a
from states.forms import assessing as f
from states.forms import correction as c
from states.forms import earlier as e
from states.forms import files as d
from states.forms import objection as o
from states.forms import recommending as m
from states.forms import recusal as q
from states.forms import remarks as s
from states.forms import review as r
from states.forms.base import Form
from states.transition import Event

EVENTS = {
    event.code: event
    for event in (
        Event("open", "立案登记", "Register", a.Open),
        Event("inform_officer", "告知本人", "Inform the officer", a.InformOfficer),
        Event("file", "提交申请", "File an application", a.File),
        Event(
            "record_direct_application",
            "登记本人直接申请",
            "Record a direct application",
            a.RecordDirectApplication,
        ),
        Event("lapse", "申请期届满", "Window lapses", Form),
        Event("consider_ex_officio", "依职权考虑", "Consider ex officio", a.ConsiderExOfficio),
        Event("file_late", "逾期申请", "File late", a.FileLate),
        Event("accept_late", "同意逾期申请", "Admit a late application", a.AcceptLate),
        Event("reject_late", "不同意逾期申请", "Reject a late application", a.RejectLate),
        Event("require_supplement", "告知补正", "Require a supplement", a.RequireSupplement),
        Event("resubmit", "补正提交", "Resubmit", a.Resubmit),
        Event("supplement_lapse", "补正逾期", "Supplement lapses", Form),
        Event("accept", "受理", "Accept", Form),
        Event("convene", "提交党组织研究", "Convene the party organisation", a.Convene),
        Event("refuse", "不予受理", "Refuse", a.Refuse),
        Event("withdraw", "撤回申请", "Withdraw", a.Withdraw),
        Event("assign_reviewers", "指定审查人", "Assign reviewers", r.AssignReviewers),
        Event("request_facts", "补充核实", "Request facts", r.RequestFacts),
        Event("receive_facts", "核实完毕", "Facts received", r.ReceiveFacts),
        Event("extend_review", "延长审查期限", "Extend the review", r.ExtendReview),
        Event("link_items", "关联清单事项", "Link items of the lists", f.LinkItems),
        Event("add_evidence", "登记证据", "List evidence", f.AddEvidence),
        Event("attach_file", "附上文件", "Attach a file", d.AttachFile),
        Event("sign_paper", "签发文书", "Sign a paper", d.SignPaper),
        Event("assess_items", "逐项认定", "Answer items", f.AssessItems),
        Event("submit_report", "报送审查报告", "Submit the report", f.SubmitReport),
        Event("return_report", "退回审查报告", "Return the report", r.ReturnReport),
        Event("clear_report", "法制审核通过", "Clear the report", r.ClearReport),
        Event("propose", "提出容错建议", "Propose tolerance", a.Propose),
        Event("decline_to_propose", "不提出建议", "Decline to propose", a.DeclineToPropose),
        Event("record_decision", "登记外部决定", "Record the organ's decision", r.RecordDecision),
        Event("decide", "作出决定", "Decide", r.Decide),
        Event("serve_decision", "决定送达", "Serve the decision", r.ServeDecision),
        Event("prove_service", "补登送达回证", "Enter the proof of service", r.ProveService),
        Event("object", "提出异议", "Object", o.Object),
        Event("objection_lapse", "异议期届满", "Objection lapses", Form),
        Event("answer_objection", "异议答复", "Answer the objection", o.AnswerObjection),
        Event("start_correction", "启动纠错", "Start correction", c.StartCorrection),
        Event("skip_correction", "无需纠错", "Skip correction", c.SkipCorrection),
        Event("submit_plan", "提交纠错方案", "Submit the plan", c.SubmitPlan),
        Event("approve_plan", "批准纠错方案", "Approve the plan", c.ApprovePlan),
        Event("report_progress", "报告整改进展", "Report progress", c.ReportProgress),
        Event("extend_plan", "延长整改期限", "Extend the correction", c.ExtendPlan),
        Event("finish_correction", "报完成", "Finish correction", c.FinishCorrection),
        Event("accept_correction", "验收通过", "Accept the correction", Form),
        Event("return_correction", "退回整改", "Return the correction", c.ReturnCorrection),
        Event("open_clearing", "启动澄清", "Open clearing", c.OpenClearing),
        Event("close_unapplied", "未申请办结", "Close without application", c.CloseUnapplied),
        Event("finish_clearing", "反馈澄清办结", "Finish clearing", c.FinishClearing),
        Event("report_lessons", "提交教训总结", "Report the lessons", c.ReportLessons),
        Event("finish_lessons", "总结教训", "Finish lessons", c.FinishLessons),
        Event("file_archives", "存入档案", "File in the archives", c.FileArchives),
        Event("record_sanction", "登记处分", "Record a sanction", r.RecordSanction),
        Event("end_impact", "影响期满", "End the impact period", c.EndImpact),
        Event("comment", "留言", "Comment", s.Comment),
        Event("recommend", "提出拟办意见", "Recommend a step", m.Recommend),
        Event("suspend", "中止", "Suspend", c.Suspend),
        Event("resume", "恢复", "Resume", c.Resume),
        Event("terminate", "终止", "Terminate", a.Terminate),
        Event("recount", "期限重算", "Deadlines recounted", c.Recount),
        Event("reopen", "重新审查", "Reopen", c.Reopen),
        Event("revoke", "撤销决定", "Revoke", c.Revoke),
        Event("declare_recusal", "申报回避", "Ask for a recusal", q.DeclareRecusal),
        Event("decide_recusal", "决定回避", "Decide a recusal", q.DecideRecusal),
        Event("reassign", "变更承办/督办", "Reassign handler or supervisor", q.Reassign),
        Event("confirm_work", "确认回避前工作", "Confirm the work of the recused", q.ConfirmWork),
        Event("import", "导入旧案", "Import an earlier case", e.Import),
    )
}
