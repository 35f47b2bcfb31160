"""What fields, lists and records are called in sentences: the workbook's words, and ours for what is derived."""

from __future__ import annotations

from auditor.i18n import Twin
from auditor.model.sheets import BY_TABLE
from auditor.rulebook.explaining.flags import FLAGS
from auditor.rulebook.facts.schema import TABLES

NOUNS: dict[str, Twin] = {
    "host": Twin("主播", "host"),
    "merchant": Twin("商家", "merchant"),
    "agency": Twin("机构", "agency"),
    "room": Twin("直播间", "room"),
    "broadcast": Twin("直播场次", "broadcast"),
    "workspace": Twin("工作区", "workspace"),
    "licence": Twin("证照", "licence"),
    "authorisation": Twin("品牌授权", "authorisation"),
    "product": Twin("商品", "product"),
    "training": Twin("培训记录", "training"),
    "case": Twin("违规投诉", "case"),
    "contract": Twin("合同", "contract"),
    "review": Twin("评价", "review"),
    "account": Twin("平台账号", "account"),
    "points": Twin("扣分合计", "sum of points"),
}
"""Objects of the rule language."""

MANY: dict[str, Twin] = {
    "agency": Twin("机构", "agencies"),
    "points": Twin("扣分合计", "sums of points"),
}
"""Their plurals where English does not just add an s."""

LEVELS: dict[str, Twin] = {
    "entity": Twin("主体", "entity"),
    "product": Twin("商品", "product"),
    "person": Twin("个人", "person"),
    "other": Twin("其他", "other"),
}
"""To whom a licence belongs."""

DERIVED_NAMES: dict[tuple[str, str], Twin] = {
    ("host", "age"): Twin("周岁", "age"),
    ("host", "first_live"): Twin("首播日期", "first livestream"),
    ("host", "id_birth_date"): Twin("证件号码中的出生日期", "birth date in the ID number"),
    ("host", "id_sex"): Twin("证件号码中的性别", "sex in the ID number"),
    ("training", "own_hours"): Twin("登记学时", "hours entered"),
    ("training", "course_hours"): Twin("课程学时", "hours of the course"),
    ("workspace", "people"): Twin("保存个人信息的人数", "people of whom something personal is kept"),
    ("workspace", "overdue_people"): Twin("保存期届满的人数", "people kept beyond their term"),
    ("workspace", "unnoticed_people"): Twin("没有告知和依据记录的主播数", "hosts without notice and ground"),
    ("workspace", "unreasoned_disclosures"): Twin("没有理由的披露次数", "disclosures without a reason"),
    ("workspace", "impact_assessed_on"): Twin("影响评估日期", "day of the impact assessment"),
    ("workspace", "privacy_audited_on"): Twin("合规审计日期", "day of the privacy audit"),
    ("workspace", "officer_filed_on"): Twin("负责人报送日期", "day the officer was filed"),
    ("licence", "level"): Twin("证照层级", "level"),
    ("licence", "number_form"): Twin("编号格式", "form of the number"),
    ("licence", "renewal_stage"): Twin("延续申请阶段", "stage of the renewal"),
    ("broadcast", "absolute_words"): Twin("话术中的绝对化用语", "absolute terms in the script"),
    ("broadcast", "medical_words"): Twin("话术中的医疗用语", "medical terms in the script"),
    ("broadcast", "goods"): Twin("场次商品", "goods of the live"),
    ("contract", "merchant"): Twin("合同中的商家", "merchant of the contract"),
    ("room", "operator_contracts"): Twin("运营商家的合同", "contracts of the operator"),
    ("training", "topics"): Twin("培训主题", "topics"),
    ("training", "hours"): Twin("学时", "hours"),
    ("case", "outcome_then"): Twin("当日处理结果", "outcome on the day"),
    ("case", "decided_day"): Twin("认定日", "day of the decision"),
    ("case", "asked_at"): Twin("受理时间", "time of the complaint"),
    ("case", "answered_at"): Twin("响应时间", "time of the answer"),
    ("broadcast", "start"): Twin("开播时间", "start"),
    ("broadcast", "presenter_shown"): Twin("出镜形式", "presenter"),
    ("merchant", "traded_brands"): Twin("在售品牌", "brands on sale"),
    ("merchant", "own_codes"): Twin("本主体及关联主体的信用代码", "own and linked credit codes"),
    ("points", "total"): Twin("累计扣分", "points in sum"),
    ("points", "platform"): Twin("平台", "platform"),
    ("points", "scheme"): Twin("扣分体系", "scheme"),
    ("room", "operator"): Twin("运营商家", "operator"),
    ("broadcast", "room"): Twin("直播间", "room"),
    ("workspace", "title"): Twin("工作区名称", "title"),
}
"""Derived fields and reached objects that have no column of their own."""

DATA_NAMES: dict[str, Twin] = {
    "categories": Twin("类目表", "table of categories"),
    "food_categories": Twin("食品类目", "food categories"),
    "licensed_categories": Twin("需要许可或备案的类目", "categories that need a licence"),
    "accepted_kinds": Twin("类目认可的证照种类", "kinds accepted for a category"),
    "qualifications": Twin("领域认可的执业资质", "qualifications accepted for a domain"),
    "qualified_domains": Twin("需要执业资质的领域", "domains that need a qualification"),
    "banned_categories": Twin("禁止直播销售的类目", "banned categories"),
    "registered_foods": Twin("须逐品注册备案的特殊食品", "foods registered product by product"),
    "registered_cosmetics": Twin("须注册或备案的化妆品", "cosmetics registered or filed"),
    "certified_categories": Twin("须强制性认证的产品", "goods under compulsory certification"),
    "ad_approved_categories": Twin("广告须先审查的类目", "categories whose advertisements are approved first"),
    "unendorsed_categories": Twin("不得推荐代言的类目", "categories that nobody may endorse"),
    "medical_categories": Twin("医疗器械与药品类目", "medicines and devices"),
    "grave_ad_categories": Twin("广告从严的类目", "categories under strict advertising rules"),
    "grave_ad_domains": Twin("广告从严的领域", "domains under strict advertising rules"),
    "statutory_topics": Twin("法定培训主题", "statutory topics"),
}
"""Lists of pack data."""

DATA_FIELDS: dict[str, Twin] = {
    "category": Twin("类目", "category"),
    "kind": Twin("种类", "kind"),
    "domain": Twin("领域", "domain"),
    "code": Twin("代码", "code"),
    "food": Twin("属于食品", "food"),
    "licensed": Twin("需要许可", "licensed"),
}
"""Columns of pack data."""


def noun(kind: str) -> Twin:
    """An object of the rule language."""
    return NOUNS.get(kind) or Twin(kind, kind.replace("_", " "))


def many(kind: str) -> Twin:
    """Several objects of the rule language."""
    one = noun(kind)
    return MANY.get(kind) or Twin(one.zh, f"{one.en}s")


def field_of(kind: str, name: str) -> Twin:
    """A field of an object: as the workbook calls it, or as we call what is derived."""
    known = DERIVED_NAMES.get((kind, name))
    if known is not None:
        return known
    plain = name.replace("_", " ")
    if kind in TABLES:
        column = name.removesuffix("_text").removesuffix("_long")
        for field in BY_TABLE[TABLES[kind]].fields:
            if field.name == column:
                return Twin(field.zh, plain)
    declared = _declared(kind, name)
    return declared or DATA_FIELDS.get(name) or Twin(plain, plain)


def _declared(kind: str, name: str) -> Twin | None:
    """A child list by the name of what it holds."""
    from auditor.rulebook.facts.derived import CHILDREN, OBJECT_FIELDS

    of = CHILDREN.get(kind, {}).get(name) or OBJECT_FIELDS.get(kind, {}).get(name)
    return many(of) if of else None


def flag_of(kind: str, name: str) -> tuple[Twin, Twin]:
    """What a yes-or-no field says when it holds, and when it does not."""
    known = FLAGS.get((kind, name))
    if known is not None:
        return known
    called = field_of(kind, name)
    return (
        Twin(f"{called.zh}：是", f"{called.en}: yes"),
        Twin(f"{called.zh}：否", f"{called.en}: no"),
    )


def data_name(name: str) -> Twin:
    """A list of pack data."""
    return DATA_NAMES.get(name) or Twin(name.replace("_", " "), name.replace("_", " "))
