"""The closed and open word lists of the workbook: code, Chinese word, further spellings, English word."""

from __future__ import annotations

from functools import cache

from auditor.model.fields import Word

_WRITTEN = {"id": "ID", "ai": "AI", "hk": "Hong Kong", "tw": "Taiwan", "pr": "PR", "jd": "JD", "pdd": "PDD", "ip": "IP"}


def _w(code: str, zh: str, *aliases: str) -> Word:
    return Word(code, zh, aliases, " ".join(_WRITTEN.get(word, word) for word in code.split("_")))


OTHER = "other"
"""The code under which an open enumeration stores a word it does not know; the word is kept beside it."""

_STATIC: dict[str, tuple[Word, ...]] = {
    "id_type": (
        _w("resident_id", "居民身份证", "身份证"),
        _w("hk_macao_residence", "港澳居民居住证"),
        _w("tw_residence", "台湾居民居住证"),
        _w("foreign_pr", "外国人永久居留身份证"),
        _w("passport", "护照"),
        _w("hk_macao_permit", "港澳居民来往内地通行证"),
        _w("tw_permit", "台湾居民来往大陆通行证"),
        _w("other", "其他"),
    ),
    "sex": (_w("male", "男"), _w("female", "女")),
    "engagement": (
        _w("signed", "签约"),
        _w("employee", "店播员工"),
        _w("external", "外部达人"),
        _w("part_time", "兼职"),
    ),
    "domain": (
        _w("medical", "医疗卫生", "医疗"),
        _w("finance", "财经金融", "金融"),
        _w("law", "法律"),
        _w("education", "教育"),
        _w("general", "普通"),
    ),
    "presenter": (
        _w("human", "真人"),
        _w("avatar", "数字人", "虚拟形象", "虚拟主播"),
        _w("ai", "AI生成", "人工智能生成"),
    ),
    "host_status": (
        _w("active", "正常", "在播"),
        _w("candidate", "待准入"),
        _w("suspended", "暂停合作", "暂停"),
        _w("blacklisted", "黑名单", "拉黑"),
        _w("left", "已退出", "离场", "解约", "离职"),
    ),
    "merchant_status": (
        _w("active", "正常"),
        _w("candidate", "待准入"),
        _w("suspended", "暂停合作", "暂停"),
        _w("blacklisted", "黑名单", "拉黑"),
        _w("left", "已退出", "清退", "退店"),
    ),
    "room_status": (_w("active", "正常"), _w("suspended", "暂停"), _w("left", "关闭")),
    "entity_type": (_w("company", "企业"), _w("sole_trader", "个体工商户"), _w("person", "自然人")),
    "role": (_w("seller", "销售者"), _w("operator", "直播间运营者")),
    "shop_type": (
        _w("flagship", "旗舰店"),
        _w("exclusive", "专卖店"),
        _w("specialty", "专营店"),
        _w("company", "企业店"),
        _w("sole", "个体店"),
        _w("personal", "个人店"),
    ),
    "licence_exemption": (
        _w("own_agri", "自产农副产品"),
        _w("handicraft", "家庭手工业"),
        _w("services", "便民劳务"),
        _w("petty", "零星小额"),
        _w("other", "其他"),
    ),
    "platform": (
        _w("douyin", "抖音"),
        _w("kuaishou", "快手"),
        _w("taobao", "淘宝"),
        _w("weixin", "微信视频号", "视频号"),
        _w("xiaohongshu", "小红书"),
        _w("jd", "京东"),
        _w("pdd", "拼多多"),
        _w("other", "其他"),
    ),
    "account_owner": (_w("host", "主播"), _w("merchant", "商家"), _w("room", "直播间"), _w("agency", "机构")),
    "licence_owner": (_w("host", "主播"), _w("merchant", "商家"), _w("agency", "机构"), _w("product", "商品")),
    "licence_state": (
        _w("in_force", "有效"),
        _w("suspended", "暂扣"),
        _w("revoked", "吊销"),
        _w("cancelled", "注销"),
    ),
    "evidence_grade": (
        _w("original", "原件"),
        _w("register", "官方查询"),
        _w("platform", "平台导出"),
        _w("screenshot", "截图"),
        _w("self_declared", "口头告知", "自述"),
    ),
    "term_state": (_w("in_force", "有效"), _w("suspended", "中止"), _w("terminated", "终止")),
    "selection": (_w("pending", "待审"), _w("passed", "通过"), _w("rejected", "驳回")),
    "product_status": (_w("active", "在售"), _w("delisted", "下架")),
    "audience": (_w("host", "主播"), _w("operator", "运营者"), _w("agency", "机构"), _w("staff", "员工")),
    "learner_type": (_w("host", "主播"), _w("merchant", "商家"), _w("agency", "机构"), _w("staff", "员工")),
    "training_mode": (_w("online", "线上"), _w("onsite", "线下"), _w("platform_exam", "平台考试")),
    "training_result": (
        _w("passed", "合格", "通过"),
        _w("failed", "不合格", "未通过"),
        _w("absent", "缺考"),
        _w("refused", "拒训"),
    ),
    "case_kind": (
        _w("infraction", "违规"),
        _w("complaint", "投诉"),
        _w("ip_report", "侵权举报"),
        _w("merchant_request", "商家诉求"),
        _w("penalty", "行政处罚"),
        _w("inspection", "检查"),
    ),
    "case_subject": (_w("host", "主播"), _w("merchant", "商家"), _w("agency", "机构"), _w("room", "直播间")),
    "case_category": (
        _w("false_publicity", "虚假宣传"),
        _w("absolute_terms", "绝对化用语"),
        _w("medical_claim", "涉医疗功效宣传"),
        _w("refund", "退款问题"),
        _w("fraud", "网络欺诈"),
        _w("quality", "商品质量"),
        _w("mismatch", "货不对板"),
        _w("counterfeit", "网络售假"),
        _w("fund_freeze", "冻结商家资金"),
        _w("false_promotion", "虚假促销"),
        _w("order", "订单问题"),
        _w("shipping", "虚假发货与发货违规"),
        _w("service", "客服问题"),
        _w("infringement", "侵权"),
        _w("ip_trademark", "商标侵权"),
        _w("fake_reviews", "虚假交易与虚假评价", "刷单与虚假评价"),
        _w("data_fraud", "流量数据造假"),
        _w("food_safety", "食品安全"),
        _w("false_ad_endorsement", "虚假广告代言"),
        _w("prohibited_goods", "违禁商品"),
        _w("no_qualification", "资质缺失"),
        _w("price", "价格违法"),
        _w("off_platform", "诱导站外交易"),
        _w("ai_unlabelled", "未标识AI生成"),
        _w("fake_live", "录播冒充直播"),
        _w("vulgar", "低俗"),
        _w("minors", "涉未成年人"),
        _w("store_exit", "退店申请"),
        _w("personal_info", "个人信息"),
        _w("conduct", "主播不当言行", "主播行为"),
        _w("other", "其他"),
    ),
    "case_source": (
        _w("platform", "平台巡查"),
        _w("consumer", "消费者"),
        _w("odr", "12315"),
        _w("media", "黑猫投诉"),
        _w("regulator", "监管部门"),
        _w("rights_holder", "权利人"),
        _w("peer", "同业"),
        _w("other", "其他"),
    ),
    "outcome": (
        _w("open", "待核实"),
        _w("substantiated", "成立"),
        _w("unsubstantiated", "不成立"),
        _w("malicious", "恶意投诉", "恶意"),
        _w("overturned", "申诉成功撤销", "申诉撤销"),
    ),
    "case_severity": (_w("minor", "一般"), _w("major", "严重", "较重"), _w("critical", "特别严重")),
    "sanction": (
        _w("warning", "警示"),
        _w("restrict", "限制功能", "限功能"),
        _w("throttle", "限制流量", "限流"),
        _w("suspend", "暂停直播", "暂停"),
        _w("ban_live", "限期停播"),
        _w("close", "关闭账号", "封号"),
        _w("blacklist", "列入黑名单", "黑名单"),
        _w("no_reregister", "禁止重新注册"),
        _w("revoke_commerce", "取消带货权限"),
        _w("delist", "下架商品"),
        _w("deposit", "扣保证金"),
        _w("expel", "清退"),
        _w("fine", "罚款"),
    ),
    "appeal": (
        _w("none", "无"),
        _w("pending", "申诉中"),
        _w("granted", "申诉成功", "成功"),
        _w("rejected", "申诉失败", "失败"),
    ),
    "refusal_reason": (
        _w("opened", "已拆封"),
        _w("exempt", "不适用七日无理由"),
        _w("damaged", "影响二次销售"),
        _w("late", "超过期限"),
        _w("other", "其他"),
    ),
    "privacy_basis": (
        _w("contract", "合同"),
        _w("statutory", "法定义务"),
        _w("consent", "同意"),
        _w("employment", "人力资源管理"),
        _w("other", "其他"),
    ),
    "party": (_w("agency", "机构"), _w("merchant", "商家"), _w("host", "主播")),
    "first_party": (_w("agency", "机构"), _w("merchant", "商家")),
    "contract_kind": (
        _w("management", "经纪"),
        _w("employment", "劳动"),
        _w("labour_service", "劳务"),
        _w("promotion", "带货"),
        _w("operation", "代运营"),
        _w("selection", "选品"),
    ),
    "contract_topic": (
        _w("host_management", "主播管理"),
        _w("content", "内容管理"),
        _w("quality", "质量审核"),
        _w("consumer", "消费者权益"),
    ),
    "broadcast_mode": (_w("own", "店播"), _w("creator", "达播")),
    "broadcast_status": (_w("planned", "计划"), _w("aired", "已播"), _w("cancelled", "取消")),
    "course_validity": (
        _w("lifelong", "长期有效", "长期"),
        _w("months", "按月数"),
        _w("fixed_day", "固定日期"),
        _w("quarter_end", "季度末"),
        _w("until_rule", "至规则变更"),
    ),
    "session_status": (_w("planned", "计划"), _w("held", "已举办"), _w("cancelled", "取消", "已取消")),
    "attendance": (
        _w("invited", "已邀请"),
        _w("confirmed", "已确认"),
        _w("attended", "到场", "已到场", "出席", "已参加"),
        _w("no_show", "未到场", "缺席", "未到"),
        _w("refused", "拒训", "拒绝"),
        _w("excused", "请假"),
    ),
    "requirement_due": (
        _w("before_first_live", "首播前"),
        _w("every_months", "每隔数月"),
        _w("by_day", "截止日前"),
    ),
    "case_event": (
        _w("received", "收到"),
        _w("accepted", "受理"),
        _w("responded", "响应", "首次响应"),
        _w("waiting", "等待对方", "暂停计时"),
        _w("resumed", "恢复计时"),
        _w("decided", "认定"),
        _w("sanctioned", "处罚"),
        _w("appealed", "申诉"),
        _w("appeal_decided", "申诉答复"),
        _w("corrected", "整改完成"),
        _w("verified", "核验"),
        _w("closed", "办结"),
        _w("reopened", "重新办理"),
        _w("message", "往来消息"),
        _w("note", "备注"),
    ),
    "case_party": (
        _w("consumer", "消费者"),
        _w("merchant", "商家"),
        _w("host", "主播"),
        _w("agency", "机构"),
        _w("platform", "平台"),
        _w("authority", "监管部门"),
        _w("us", "我方"),
    ),
    "appeal_result": (
        _w("pending", "申诉中", "待答复"),
        _w("upheld", "支持", "申诉成功"),
        _w("partly", "部分支持"),
        _w("rejected", "驳回", "申诉失败"),
        _w("withdrawn", "撤回"),
    ),
    "feedback_kind": (_w("praise", "表扬"), _w("suggestion", "建议"), _w("question", "咨询")),
    "number_form": (
        _w("well_formed", "格式正确"),
        _w("malformed", "格式不符"),
        _w("legacy", "旧证编号"),
        _w("doubtful", "格式存疑"),
        _w("unjudged", "不判断格式"),
    ),
    "renewal_stage": (
        _w("none", "无法定窗口"),
        _w("early", "未到申请期"),
        _w("open", "可申请"),
        _w("near", "临近截止"),
        _w("closed", "已截止"),
    ),
    "subject_type": (
        _w("host", "主播"),
        _w("merchant", "商家"),
        _w("agency", "机构"),
        _w("room", "直播间"),
        _w("broadcast", "直播场次"),
    ),
}


@cache
def words(name: str) -> tuple[Word, ...]:
    """The words of an enumeration; ``category``, ``licence_kind`` and ``topic`` come from the pack's own data."""
    if name == "category":
        from auditor.model.catalogue import categories

        listed = tuple(Word(c.code, c.zh, tuple(c.aliases), c.en) for c in categories())
        return (*listed, Word("other", "其他", (), "other"))
    if name == "licence_kind":
        from auditor.model.catalogue import licence_kinds

        listed = tuple(Word(k.code, k.zh, tuple(k.aliases), k.en) for k in licence_kinds())
        return (*listed, Word("other", "其他", (), "other"))
    if name == "topic":
        from auditor.model.catalogue import topics

        return (*(Word(t.code, t.zh, tuple(t.aliases), t.en) for t in topics()), Word("other", "其他", (), "other"))
    return _STATIC[name]


@cache
def is_open(name: str) -> bool:
    """Whether an unknown word is stored as ``other`` with its text (warned) instead of refused."""
    return name in {"category", "licence_kind", "topic"} or any(w.code == OTHER for w in _STATIC.get(name, ()))


def word(name: str, code: str, language: str) -> str:
    """The word for a code in zh or en; the code itself when the enumeration does not know it."""
    for found in words(name):
        if found.code == code:
            return found.zh if language == "zh" else (found.en or found.code)
    return code
