"""Made-up facts for the tests and the looks of reports; no real person, firm or number stands in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from auditor.reporting.facts import (
    Basis,
    ColumnFilled,
    Compared,
    Counts,
    Detail,
    DossierFacts,
    Due,
    Evidence,
    Method,
    Missing,
    OwnerCounts,
    PackUsed,
    ParamUsed,
    Part,
    Personal,
    Reason,
    Recorded,
    RecordList,
    RuleCounts,
    RunFacts,
    SheetFilled,
    Since,
    SubjectCounts,
    SubjectWork,
    Waiver,
    Words,
    from_list,
)

DAY = date(2026, 6, 30)
LCE = Words("直播电商监督管理办法", "Measures for the Supervision of Livestream E-commerce")
BASES = (
    Basis("LCE-08", LCE, "10(1)", date(2026, 2, 1), None, "verified"),
    Basis("LCE-23", LCE, "27", date(2026, 2, 1), None, "verified"),
    Basis("FSL-35", Words("食品安全法", "Food Safety Law"), "35", date(2015, 10, 1), None, "secondary"),
    Basis("PIPL-31", Words("个人信息保护法", "Personal Information Protection Law"), "31", date(2021, 11, 1), None, ""),
)
PACK = PackUsed("cn-livestream", "2026.6", "3f2a" * 16, Words("直播电商核心规则", "Core rules of livestream commerce"))
METHOD = Method(
    workspace="星河直播",
    as_of=DAY,
    engine="auditor 0.1.0",
    packs=(PACK,),
    params=(
        ParamUsed("TR-02", "look_back_years", Words("回溯年数", "Years looked back"), 1),
        ParamUsed("LI-04", "warn_days", Words("提前提醒天数", "Days of warning"), 60, changed=True),
    ),
    record=Recorded(1287, datetime(2026, 7, 1, 9, 30, 5), "9c41" * 16),
    run="R0007",
    digest="ab12" * 16,
    scope=Words("全部在册对象", "all subjects on file"),
)

TRAINING = Evidence(
    Words("培训", "Training"),
    "C-001",
    ((Words("完成日期", "Completed"), date(2025, 3, 2)), (Words("结果", "Result"), Words("合格", "passed"))),
)
TR_01 = Reason(
    rule="TR-01",
    title=Words("首播前培训", "Training before the first live"),
    result="fail",
    severity="critical",
    effect="block",
    message=Words("首播日 2026-06-12 前没有合格的培训记录", "No passed training before the first live on 2026-06-12"),
    remedy=Words("安排直播合规培训并上传证明", "Book the compliance training and attach proof"),
    remedy_key="book_training",
    basis=("LCE-08",),
    since=Since.NEW,
    fix_by=date(2026, 7, 10),
)
TR_02 = Reason(
    rule="TR-02",
    title=Words("年度培训", "Annual training"),
    result="fail",
    severity="high",
    effect="condition",
    message=Words(
        "1 年内没有合格培训记录，最近一次为 2025-03-02",
        "No passed training in the last year; the latest was 2025-03-02",
    ),
    remedy=Words("安排直播合规培训并上传证明", "Book the compliance training and attach proof"),
    remedy_key="book_training",
    basis=("LCE-08",),
    evidence=(TRAINING,),
    fix_by=date(2026, 7, 15),
)
LI_03 = Reason(
    rule="LI-03",
    title=Words("类目许可在有效期内", "Category licence in force"),
    result="fail",
    severity="critical",
    effect="block",
    message=Words(
        "类目「酒类」的许可均已失效：食品经营许可证 JY13101150012345 有效期至 2026-05-31",
        "No licence for alcohol is in force: food licence JY13101150012345 ended 2026-05-31",
    ),
    remedy=Words("取得新的食品经营许可证并录入", "Obtain and enter a new food licence"),
    remedy_key="renew_licence",
    basis=("LCE-23", "FSL-35"),
    evidence=(
        Evidence(
            Words("证照", "Licence"),
            "JY13101150012345",
            (
                (Words("类型", "Kind"), Words("食品经营许可证", "food licence")),
                (Words("有效期止", "Until"), date(2026, 5, 31)),
            ),
        ),
    ),
    since=Since.BASELINE,
)
IN_09 = Reason(
    rule="IN-09",
    title=Words("投诉 48 小时内答复", "Complaints answered within 48 hours"),
    result="fail",
    severity="low",
    message=Words("投诉 C2026-0031 于 71 小时后答复", "Complaint C2026-0031 was answered after 71 hours"),
    curable=False,
    basis=("LCE-23",),
)
ID_02 = Reason(
    rule="ID-02",
    title=Words("主播年满 16 周岁", "The host is at least 16"),
    result="unknown",
    severity="critical",
    effect="block",
    message=Words("没有出生日期，也没有可用的身份证号码", "Neither a birth date nor a usable identity number"),
    basis=("PIPL-31",),
    missing=(
        Missing(Words("出生日期", "birth date"), Words("主播表「出生日期」列", "sheet hosts, column birth_date")),
    ),
)
ID_06 = Reason(
    rule="ID-06",
    title=Words("身份每六个月核验", "Identity verified every six months"),
    result="fail",
    severity="medium",
    message=Words("身份核验日期 2025-10-08 已超过 6 个月", "Identity last verified on 2025-10-08, over six months ago"),
    waiver=Waiver("平台系统升级，已约定 7 月补核", "李雯", "周航", date(2026, 7, 31)),
    basis=("PIPL-31",),
)

SUBJECTS = (
    SubjectWork("host", "H0007", "小鹿𬭎", (TR_01, TR_02, ID_06, ID_02), "上海小组", "王芳"),
    SubjectWork("merchant", "M0003", "云水酒坊旗舰店", (LI_03, IN_09), "供应链部", "陈磊"),
    SubjectWork("host", "H0012", "䶮㛃日记", (TR_02,), "上海小组", "王芳"),
)

COMPLETENESS = (
    SheetFilled(
        Words("主播", "Hosts"),
        (
            ColumnFilled(Words("真实姓名", "Real name"), 60, 60, ("ID-04",)),
            ColumnFilled(Words("出生日期", "Birth date"), 41, 60, ("ID-02", "ID-03")),
            ColumnFilled(Words("常住地", "Residence"), 0, 60, ("ID-04",)),
        ),
    ),
    SheetFilled(
        Words("商家", "Merchants"),
        (ColumnFilled(Words("统一社会信用代码", "USCC"), 12, 12, ("LI-01", "LI-05")),),
    ),
)


RESOLVED = (SubjectWork("host", "H0044", "阿岚", (TR_02,), "北京小组", "赵岩"),)


def run_facts() -> RunFacts:
    """A small run with every kind of answer."""
    return RunFacts(
        method=METHOD,
        counts=Counts(passed=412, fail=6, unknown=1, notapplicable=233, waived=1, history=1),
        subjects=(SubjectCounts("host", 60, 2, 0, 58), SubjectCounts("merchant", 12, 1, 0, 11)),
        by_severity=(("critical", 2), ("high", 2), ("medium", 0), ("low", 0)),
        by_rule=(
            RuleCounts("TR-01", TR_01.title, "critical", 1, passed=40, notapplicable=19),
            RuleCounts("LI-03", LI_03.title, "critical", 1, passed=6, notapplicable=5),
            RuleCounts("ID-02", ID_02.title, "critical", 0, unknown=1, passed=59),
            RuleCounts("TR-02", TR_02.title, "high", 2, passed=58),
            RuleCounts("ID-06", ID_06.title, "medium", 0, waived=1, passed=59),
            RuleCounts("IN-09", IN_09.title, "low", 0, history=1, passed=11),
        ),
        work=from_list(SUBJECTS),
        resolved=lambda: RESOLVED,
        bases=BASES,
        completeness=COMPLETENESS,
        compared=Compared("R0006", date(2026, 5, 31), 1, 2, 1, 0),
        owners=(OwnerCounts("王芳", "上海小组", 2, 3, 1, 1), OwnerCounts("陈磊", "供应链部", 1, 1, 1, 0)),
    )


def clean_facts() -> RunFacts:
    """A run in which nothing is wrong and nothing was saved."""
    method = Method("星河直播", DAY, "auditor 0.1.0", (PACK,), digest="cd34" * 16)
    return RunFacts(
        method=method,
        counts=Counts(120, 0, 0, 40),
        subjects=(SubjectCounts("host", 4, 0, 0, 4),),
        by_severity=(),
        by_rule=(RuleCounts("TR-02", TR_02.title, "high", 0, passed=4),),
        work=from_list(()),
    )


def many_facts(subjects: int) -> RunFacts:
    """A run with so many subjects to work on, made one after another and never kept."""

    def work(part: Part) -> Iterator[SubjectWork]:
        reasons = tuple(one for one in (TR_01, TR_02, ID_06, ID_02) if one.part is part)
        if reasons:
            for at in range(subjects):
                yield SubjectWork("host", f"H{at:06d}", f"主播{at}号", reasons, f"第{at % 17}小组", "王芳")

    return RunFacts(
        method=METHOD,
        counts=Counts(0, 3 * subjects, subjects, 0, waived=subjects),
        subjects=(SubjectCounts("host", subjects, subjects, 0, 0),),
        by_severity=(("critical", subjects), ("high", subjects)),
        by_rule=(
            RuleCounts("TR-01", TR_01.title, "critical", subjects),
            RuleCounts("TR-02", TR_02.title, "high", subjects),
        ),
        work=work,
        bases=BASES,
    )


def dossier_facts() -> DossierFacts:
    """One host with every kind of answer and records of each kind."""
    trainings = (("C-001", Words("直播合规基础", "Compliance basics"), date(2025, 3, 2), Words("合格", "passed")),)
    return DossierFacts(
        method=METHOD,
        type="host",
        code="H0007",
        name="小鹿𬭎",
        details=(
            Detail(Words("真实姓名", "Real name"), Personal("欧阳鹿")),
            Detail(Words("证件号码", "Identity number"), Personal("110105199003078514")),
            Detail(Words("手机号", "Phone"), Personal("13812345678")),
            Detail(Words("所属机构", "Agency"), "A0002 长风文化"),
            Detail(Words("首播日期", "First live"), date(2026, 6, 12)),
            Detail(Words("粉丝数", "Followers"), 1_280_344),
            Detail(Words("状态", "Status"), Words("正常（自 2026-05-01）", "active (since 2026-05-01)")),
            Detail(Words("带货类目", "Categories"), Words("预包装食品、酒类", "prepacked food, alcohol")),
        ),
        counts=Counts(21, 4, 1, 9, waived=1, history=1),
        reasons=(TR_01, TR_02, ID_06, ID_02, IN_09),
        passed=(
            ("ID-01", Words("证件号码校验", "Identity number checks")),
            ("IN-01", Words("无在施禁令", "No ban in force")),
        ),
        records=(
            RecordList(Words("证照", "Licences"), (Words("类型", "Kind"), Words("编号", "Number")), lambda: ()),
            RecordList(
                Words("培训", "Trainings"),
                (
                    Words("课程", "Course"),
                    Words("名称", "Title"),
                    Words("完成日期", "Completed"),
                    Words("结果", "Result"),
                ),
                lambda: trainings,
                (1, 2, 1, 1),
            ),
        ),
        bases=BASES,
        next_due=Due(date(2026, 7, 20), "LI-04", Words("证照即将到期", "A licence ends soon"), ""),
        owner="王芳",
        unit="上海小组",
    )
