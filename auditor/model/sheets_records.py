"""The sheets of records that subjects own: accounts, licences, authorisations, products, courses, trainings."""

from __future__ import annotations

from auditor.model.fields import Field, Kind, Sheet

LATE = Field("late_reason", "补录原因")
"""Why a dated record was entered late."""

ACCOUNTS = Sheet(
    name="accounts",
    zh="平台账号",
    table="account",
    key=("account_id", "platform"),
    owner=("owner_type", "owner"),
    fields=(
        Field("platform", "平台", Kind.ENUM, required=True, words="platform"),
        Field(
            "account_id",
            "平台账号ID",
            aliases=("达人UID", "快手ID", "淘宝主播ID"),
            required=True,
            fold=True,
        ),
        Field("owner_type", "归属类型", Kind.ENUM, required=True, words="account_owner"),
        Field(
            "owner",
            "归属编号",
            Kind.REF,
            required=True,
            refs=("host", "merchant", "room", "agency"),
            type_field="owner_type",
        ),
        Field("name", "账号名称"),
        Field("followers", "粉丝数", Kind.INT),
        Field("credit", "信用分", Kind.DECIMAL),
        Field("reputation", "口碑分", Kind.DECIMAL),
        Field("valid_from", "生效日期", Kind.DATE),
        Field("valid_until", "失效日期", Kind.DATE),
        Field("status", "状态", Kind.ENUM, words="room_status", default="active"),
        LATE,
    ),
)

LICENCES = Sheet(
    name="licences",
    zh="证照",
    table="licence",
    key=("number", "owner", "owner_type", "kind", "valid_from"),
    owner=("owner_type", "owner"),
    fields=(
        Field("owner_type", "归属类型", Kind.ENUM, required=True, words="licence_owner"),
        Field(
            "owner",
            "归属编号",
            Kind.REF,
            required=True,
            refs=("host", "merchant", "agency", "product"),
            type_field="owner_type",
        ),
        Field("kind", "证照类型", Kind.ENUM, required=True, words="licence_kind"),
        Field("number", "证照编号", required=True, fold=True),
        Field("holder_name", "证载主体名称", aliases=("持有人名称",)),
        Field("holder_uscc", "证载统一社会信用代码", aliases=("持有人代码",), fold=True, upper=True),
        Field("product_name", "产品名称"),
        Field("brand", "品牌"),
        Field("issuer", "发证机关"),
        Field("scope", "许可项目", Kind.LIST, aliases=("许可范围",), of=Kind.ENUM, words="category"),
        Field("issued_on", "发证日期", Kind.DATE, past=True),
        Field("valid_from", "有效期起", Kind.DATE, aliases=("起始日期",)),
        Field("valid_until", "有效期止", Kind.END, aliases=("到期日", "到期日期", "有效期至")),
        Field("state", "证照状态", Kind.ENUM, words="licence_state", default="in_force"),
        Field("ended_on", "吊销日期", Kind.DATE),
        Field("renews", "续前证编号", fold=True),
        Field("renewal_applied_on", "续办申请日期", Kind.DATE, past=True, added=5),
        Field("checked_on", "官网核验日期", Kind.DATE, aliases=("官方核查日期",), past=True),
        Field("evidence_grade", "材料来源", Kind.ENUM, aliases=("证据等级",), words="evidence_grade"),
        LATE,
    ),
)

AUTHORISATIONS = Sheet(
    name="authorisations",
    zh="品牌授权",
    table="authorisation",
    key=("merchant", "brand", "grantor", "grantee", "valid_from"),
    owner=("merchant", "merchant"),
    fields=(
        Field("merchant", "商家编号", Kind.REF, required=True, refs=("merchant",)),
        Field("brand", "品牌", required=True),
        Field("trademark", "商标注册号", fold=True),
        Field("grantor", "授权方", required=True),
        Field("grantee", "被授权方", required=True),
        Field("level", "授权层级", Kind.INT, aliases=("级次",)),
        Field("may_sublicense", "可否转授权", Kind.BOOL, aliases=("可转授权",)),
        Field("categories", "类目", Kind.LIST, of=Kind.ENUM, words="category"),
        Field("platforms", "平台", Kind.LIST, of=Kind.ENUM, words="platform"),
        Field("territory", "地域"),
        Field("valid_from", "有效期起", Kind.DATE, required=True),
        Field("valid_until", "有效期止", Kind.END),
        Field("state", "状态", Kind.ENUM, words="term_state", default="in_force"),
        LATE,
    ),
)

PRODUCTS = Sheet(
    name="products",
    zh="商品",
    table="product",
    subject="product",
    key=("code", "merchant"),
    owner=("merchant", "merchant"),
    fields=(
        Field("merchant", "商家编号", Kind.REF, required=True, refs=("merchant",)),
        Field("code", "商品编号", required=True, fold=True),
        Field("name", "商品名称", required=True),
        Field("brand", "品牌"),
        Field("category", "类目", Kind.ENUM, required=True, words="category"),
        Field("maker", "生产企业"),
        Field("registration_no", "注册备案号", fold=True),
        Field("ccc_no", "CCC编号", fold=True),
        Field("ad_approval_no", "广告批准文号", fold=True),
        Field("ad_approval_until", "广告批准有效期止", Kind.DATE, added=5),
        Field("test_report_until", "检测报告止", Kind.DATE),
        Field("list_price", "划线价", Kind.DECIMAL),
        Field("live_price", "直播价", Kind.DECIMAL),
        Field("lowest_price", "前七日最低成交价", Kind.DECIMAL, added=5),
        Field("selection", "选品结论", Kind.ENUM, words="selection"),
        Field("selected_on", "选品日期", Kind.DATE),
        Field("status", "状态", Kind.ENUM, words="product_status", default="active"),
        LATE,
    ),
)

COURSES = Sheet(
    name="courses",
    zh="课程",
    table="course",
    key=("code",),
    fields=(
        Field("code", "课程编码", required=True, fold=True),
        Field("title", "课程名称", required=True),
        Field("audience", "受众", Kind.ENUM, words="audience"),
        Field("topics", "主题", Kind.LIST, of=Kind.ENUM, words="topic"),
        Field("hours", "学时", Kind.DECIMAL),
        Field("pass_mark", "及格分", Kind.DECIMAL),
        Field("valid_months", "有效月数", Kind.INT),
        Field("categories", "适用类目", Kind.LIST, of=Kind.ENUM, words="category"),
        Field("effective_from", "生效日期", Kind.DATE),
        Field("effective_until", "失效日期", Kind.DATE),
    ),
)

LEARNER_TYPE = Field("learner_type", "学员类型", Kind.ENUM, words="learner_type", default="host")
LEARNER = Field(
    "learner",
    "学员编号",
    Kind.REF,
    aliases=("主播编号",),
    required=True,
    refs=("host", "merchant", "agency"),
    type_field="learner_type",
)
"""Who learns, on every sheet that says so; of staff the name."""

TRAININGS = Sheet(
    name="trainings",
    zh="培训",
    table="training",
    key=("learner", "learner_type", "course", "completed_on", "attempt"),
    owner=("learner_type", "learner"),
    fields=(
        LEARNER_TYPE,
        LEARNER,
        Field("course", "课程编码", Kind.REF, required=True, refs=("course",)),
        Field("title", "课程名称"),
        Field("started_on", "开始日期", Kind.DATE),
        Field("completed_on", "完成日期", Kind.DATE, aliases=("培训日期", "考试日期"), required=True, past=True),
        Field("attempt", "次数", Kind.INT, default=1),
        Field("mode", "培训方式", Kind.ENUM, words="training_mode"),
        Field("organiser", "组织方"),
        Field("hours", "学时", Kind.DECIMAL),
        Field("score", "成绩", Kind.DECIMAL, aliases=("得分",)),
        Field("result", "结果", Kind.ENUM, words="training_result"),
        Field("valid_until", "有效期止", Kind.END),
        Field("certificate_no", "证书编号", fold=True),
        Field("trainer", "讲师"),
        Field("topics", "主题", Kind.LIST, of=Kind.ENUM, words="topic"),
        Field("evidence", "证据"),
        Field("revoked_on", "撤销日期", Kind.DATE),
        Field("session", "培训场次编号", Kind.REF, refs=("session",), added=6),
        Field("version", "课程版本", fold=True, added=6),
        Field("co_signer", "会签人", added=6),
        LATE,
    ),
)
