"""The sheets of the trainer's desk: course versions, sessions and who came, certificates, what must be learnt."""

from __future__ import annotations

from auditor.model.fields import Field, Kind, Sheet
from auditor.model.sheets_records import LATE, LEARNER, LEARNER_TYPE

COURSE_VERSIONS = Sheet(
    name="course_versions",
    zh="课程版本",
    table="course_version",
    key=("course", "version"),
    owner=("course", "course"),
    fields=(
        Field("course", "课程编码", Kind.REF, required=True, refs=("course",)),
        Field("version", "版本号", aliases=("课程版本",), required=True, fold=True),
        Field("effective_from", "启用日期", Kind.DATE, required=True),
        Field("effective_until", "停用日期", Kind.DATE),
        Field("hours", "学时", Kind.DECIMAL),
        Field("pass_mark", "及格分", Kind.DECIMAL),
        Field("validity", "有效期方式", Kind.ENUM, words="course_validity"),
        Field("valid_months", "有效月数", Kind.INT),
        Field("fixed_day", "固定失效日", fold=True),
        Field("rule", "依据规则", fold=True),
        Field("changes", "修订内容"),
    ),
)

SESSIONS = Sheet(
    name="sessions",
    zh="培训场次",
    table="session",
    key=("code",),
    fields=(
        Field("code", "培训场次编号", required=True, fold=True),
        Field("title", "培训场次名称"),
        Field("course", "课程编码", Kind.REF, required=True, refs=("course",)),
        Field("version", "课程版本", fold=True),
        Field("trainer", "讲师"),
        Field("co_trainer", "助教"),
        Field("place", "地点"),
        Field("mode", "培训方式", Kind.ENUM, words="training_mode"),
        Field("planned_start", "计划开始", Kind.DATETIME, required=True),
        Field("planned_end", "计划结束", Kind.DATETIME),
        Field("seats", "名额", Kind.INT),
        Field("started_at", "实际开始", Kind.DATETIME, past=True),
        Field("ended_at", "实际结束", Kind.DATETIME, past=True),
        Field("status", "状态", Kind.ENUM, words="session_status", default="planned"),
        Field("evidence", "证据"),
        Field("remark", "备注"),
    ),
)

ENROLMENTS = Sheet(
    name="enrolments",
    zh="培训名单",
    table="enrolment",
    key=("session", "learner"),
    owner=("learner_type", "learner"),
    fields=(
        Field("session", "培训场次编号", Kind.REF, required=True, refs=("session",)),
        LEARNER_TYPE,
        LEARNER,
        Field("state", "到场情况", Kind.ENUM, words="attendance", default="invited"),
        Field("minutes", "在场分钟", Kind.INT),
        Field("score", "成绩", Kind.DECIMAL, aliases=("得分",)),
        Field("attempt", "次数", Kind.INT),
        Field("remark", "备注"),
    ),
)

AWARDS = Sheet(
    name="awards",
    zh="培训证书",
    table="award",
    key=("number",),
    owner=("learner_type", "learner"),
    fields=(
        Field("number", "证书编号", required=True, fold=True),
        LEARNER_TYPE,
        LEARNER,
        Field("course", "课程编码", Kind.REF, required=True, refs=("course",)),
        Field("version", "课程版本", fold=True),
        Field("session", "培训场次编号", Kind.REF, refs=("session",)),
        Field("completed_on", "完成日期", Kind.DATE, required=True, never_ahead=True),
        Field("attempt", "次数", Kind.INT, default=1),
        Field("issued_on", "发证日期", Kind.DATE, required=True, past=True),
        Field("valid_from", "有效期起", Kind.DATE),
        Field("valid_until", "有效期止", Kind.END),
        Field("trainer", "讲师"),
        Field("co_signer", "会签人"),
        Field("replaces", "替代证书编号", fold=True),
        Field("revoked_on", "撤销日期", Kind.DATE, past=True),
        Field("revoke_reason", "撤销原因"),
        Field("revoked_by", "撤销人"),
        LATE,
    ),
)
"""Append-only: a certificate that was issued is revoked or replaced, never changed."""

REVOCATION = frozenset({"revoked_on", "revoke_reason", "revoked_by"})
"""What may still be filled in on an issued certificate, once."""

EQUIVALENCES = Sheet(
    name="equivalences",
    zh="等效证书",
    table="equivalence",
    key=("course", "external", "issuer"),
    owner=("course", "course"),
    fields=(
        Field("external", "外部证书", aliases=("外部证书名称",), required=True),
        Field("issuer", "发证机构"),
        Field("course", "课程编码", Kind.REF, required=True, refs=("course",)),
        Field("valid_from", "生效日期", Kind.DATE),
        Field("valid_until", "失效日期", Kind.END),
        Field("evidence", "证据"),
    ),
)

REQUIREMENTS = Sheet(
    name="requirements",
    zh="培训要求",
    table="requirement",
    key=("code",),
    fields=(
        Field("code", "要求编号", required=True, fold=True),
        Field("title", "要求名称"),
        Field("audience_type", "对象类型", Kind.ENUM, words="learner_type"),
        Field("filter", "筛选条件"),
        Field("course", "课程编码", Kind.REF, refs=("course",)),
        Field("topics", "主题", Kind.LIST, of=Kind.ENUM, words="topic"),
        Field("due", "期限方式", Kind.ENUM, words="requirement_due"),
        Field("months", "间隔月数", Kind.INT),
        Field("by_day", "截止日期", Kind.DATE),
        Field("opens_days", "提前开放天数", Kind.INT),
        Field("grace_days", "宽限天数", Kind.INT),
        Field("valid_from", "生效日期", Kind.DATE),
        Field("valid_until", "失效日期", Kind.DATE),
    ),
)
