"""The sheets of the case desk: what happened in a case, its sanctions, appeals and actions; what consumers say."""

from __future__ import annotations

from auditor.model.fields import Field, Kind, Sheet
from auditor.model.sheets_records import LATE

_CASE = Field("case", "案件编号", Kind.REF, required=True, refs=("case",))

CASE_EVENTS = Sheet(
    name="case_events",
    zh="案件经过",
    table="case_event",
    key=("case", "at", "kind", "by_whom"),
    owner=("case", "case"),
    fields=(
        _CASE,
        Field("at", "时间", Kind.DATETIME, required=True, past=True),
        Field("kind", "事项", Kind.ENUM, required=True, words="case_event"),
        Field("by_whom", "经手人", aliases=("by",)),
        Field("party", "相关方", Kind.ENUM, words="case_party"),
        Field("text", "内容"),
        Field("due", "期限", Kind.DATETIME),
        LATE,
    ),
)

SANCTIONS = Sheet(
    name="sanctions",
    zh="处罚记录",
    table="sanction",
    key=("case", "kind", "function", "valid_from"),
    owner=("case", "case"),
    fields=(
        _CASE,
        Field("kind", "处罚措施", Kind.ENUM, required=True, words="sanction"),
        Field("function", "受限功能"),
        Field("platform", "平台", Kind.ENUM, words="platform"),
        Field("valid_from", "处罚起", Kind.DATE, required=True),
        Field("valid_until", "处罚止", Kind.END, required=True),
        LATE,
    ),
)

APPEALS = Sheet(
    name="appeals",
    zh="申诉",
    table="appeal",
    key=("case", "number"),
    owner=("case", "case"),
    fields=(
        _CASE,
        Field("number", "申诉序号", Kind.INT, required=True),
        Field("filed_at", "提交时间", Kind.DATETIME, required=True, past=True),
        Field("due_at", "答复期限", Kind.DATETIME),
        Field("reason", "申诉理由"),
        Field("evidence", "证据"),
        Field("decided_at", "答复时间", Kind.DATETIME, past=True),
        Field("result", "申诉结果", Kind.ENUM, words="appeal_result", default="pending"),
        LATE,
    ),
)

ACTIONS = Sheet(
    name="actions",
    zh="整改措施",
    table="action",
    key=("case", "number"),
    owner=("case", "case"),
    fields=(
        _CASE,
        Field("number", "措施序号", Kind.INT, required=True),
        Field("root_cause", "根本原因"),
        Field("action", "措施", required=True),
        Field("responsible", "责任人"),
        Field("due_on", "完成期限", Kind.DATE),
        Field("done_on", "完成日期", Kind.DATE, past=True),
        Field("done_by", "完成人"),
        Field("verified_on", "核验日期", Kind.DATE, past=True),
        Field("verified_by", "核验人"),
        Field("no_repeat_days", "不再发生观察天数", Kind.INT),
        LATE,
    ),
)

FEEDBACK = Sheet(
    name="feedback",
    zh="意见反馈",
    table="feedback",
    key=("code",),
    owner=("subject_type", "subject"),
    fields=(
        Field("code", "反馈编号", required=True, fold=True),
        Field("kind", "反馈类型", Kind.ENUM, required=True, words="feedback_kind"),
        Field("subject_type", "对象类型", Kind.ENUM, words="case_subject"),
        Field(
            "subject",
            "对象编号",
            Kind.REF,
            refs=("host", "merchant", "agency", "room"),
            type_field="subject_type",
        ),
        Field("source", "来源", Kind.ENUM, words="case_source"),
        Field("platform", "平台", Kind.ENUM, words="platform"),
        Field("received_at", "收到时间", Kind.DATETIME, required=True, past=True),
        Field("text", "内容"),
        Field("answer", "答复"),
        Field("answered_at", "答复时间", Kind.DATETIME, past=True),
        Field("handler", "经办人"),
        LATE,
    ),
)
