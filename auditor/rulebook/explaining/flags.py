"""Yes-or-no fields as what they say when they hold, and when they do not."""

from __future__ import annotations

from auditor.i18n import Twin

Flag = tuple[Twin, Twin]


def _flag(zh: str, not_zh: str, en: str, not_en: str) -> Flag:
    return Twin(zh, en), Twin(not_zh, not_en)


FLAGS: dict[tuple[str, str], Flag] = {
    ("host", "id_number_valid"): _flag(
        "证件号码通过校验", "证件号码未通过校验", "the ID number passes its check", "the ID number fails its check"
    ),
    ("host", "id_number_masked"): _flag(
        "证件号码带星号（脱敏）", "证件号码完整（未脱敏）", "the ID number is masked", "the ID number is given in full"
    ),
    ("host", "categories_known"): _flag(
        "每个带货类目都能识别", "有带货类目不能识别", "every category is known", "some category is not known"
    ),
    ("host", "id_number_shared"): _flag(
        "证件号码与另一份主播档案相同",
        "证件号码没有别的主播档案使用",
        "another profile has the same ID number",
        "no other profile has the ID number",
    ),
    ("host", "phone_shared"): _flag(
        "手机号与另一份主播档案相同",
        "手机号没有别的主播档案使用",
        "another profile has the same phone",
        "no other profile has the phone",
    ),
    ("host", "barred_operator"): _flag(
        "证件号码与黑名单商家的经营者相同",
        "证件号码不是黑名单商家经营者的",
        "the operator of a blacklisted merchant has the same ID number",
        "no operator of a blacklisted merchant has the ID number",
    ),
    ("host", "barred_match"): _flag(
        "证件号码或手机号与黑名单人员相同",
        "证件号码和手机号都不是黑名单人员的",
        "somebody who is barred has the same ID number or phone",
        "nobody who is barred has the ID number or phone",
    ),
    ("training", "evidence_shared"): _flag(
        "证据文件也用于他人的另一场培训",
        "证据文件没有用于他人的另一场培训",
        "another learner's session rests on the same evidence file",
        "the evidence is not that of another learner's session",
    ),
    ("merchant", "categories_known"): _flag(
        "每个经营类目都能识别", "有经营类目不能识别", "every category is known", "some category is not known"
    ),
    ("merchant", "uscc_valid"): _flag(
        "统一社会信用代码通过校验",
        "统一社会信用代码未通过校验",
        "the credit code passes its check",
        "the credit code fails its check",
    ),
    ("agency", "uscc_valid"): _flag(
        "统一社会信用代码通过校验",
        "统一社会信用代码未通过校验",
        "the credit code passes its check",
        "the credit code fails its check",
    ),
    ("licence", "in_force"): _flag("在有效期内", "不在有效期内", "in force", "not in force"),
    ("licence", "no_term"): _flag(
        "属于无期限的种类", "属于有期限的种类", "of a kind without term", "of a kind with a term"
    ),
    ("licence", "of_own_holder"): _flag(
        "证载主体是本主体或关联主体", "证载主体是他人", "held by the owner or a linked entity", "held by somebody else"
    ),
    ("licence", "succeeded"): _flag(
        "已有接续的证照", "没有接续的证照", "followed by another licence", "not followed by another licence"
    ),
    ("licence", "scope_known"): _flag(
        "许可项目都能识别",
        "许可项目中有不能识别的",
        "every entry of the scope is known",
        "some entry of the scope is not known",
    ),
    ("licence", "valid_until_long"): _flag("长期有效", "不是长期有效", "long-term", "not long-term"),
    ("authorisation", "in_force"): _flag("在有效期内", "不在有效期内", "in force", "not in force"),
    ("authorisation", "valid_until_long"): _flag("长期有效", "不是长期有效", "long-term", "not long-term"),
    ("authorisation", "chain_complete"): _flag(
        "授权链完整",
        "授权链不完整",
        "the chain up to the owner is complete",
        "the chain up to the owner is not complete",
    ),
    ("authorisation", "to_merchant"): _flag(
        "授权给本商家", "不是授权给本商家", "granted to the merchant", "not granted to the merchant"
    ),
    ("training", "passed"): _flag("合格", "未合格", "passed", "not passed"),
    ("training", "valid"): _flag("合格且仍有效", "未合格或已失效", "passed and still valid", "not passed or lapsed"),
    ("contract", "in_force"): _flag("在有效期内", "不在有效期内", "in force", "not in force"),
    ("contract", "valid_until_long"): _flag("长期有效", "不是长期有效", "long-term", "not long-term"),
    ("case", "effective"): _flag("已成立", "未成立或已撤销", "substantiated", "not substantiated, or overturned"),
    ("case", "dismissed"): _flag(
        "不成立、恶意或已撤销", "没有被认定为不成立、恶意或撤销", "dismissed", "not dismissed"
    ),
    ("case", "sanction_in_force"): _flag(
        "处罚正在生效", "处罚未在生效", "with its sanction in force", "without a sanction in force"
    ),
    ("review", "hidden"): _flag("被隐藏", "未被隐藏", "hidden", "not hidden"),
    ("broadcast", "aired"): _flag("已经开播", "尚未开播", "the live has aired", "the live has not aired yet"),
    ("broadcast", "seller_shown"): _flag(
        "已公示实际销售者", "未公示实际销售者", "the actual seller is shown", "the actual seller is not shown"
    ),
    ("broadcast", "ai_label"): _flag("已设置AI标识", "未设置AI标识", "the AI label is set", "the AI label is not set"),
}
"""By object and field."""
