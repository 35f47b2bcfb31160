"""The sheets of subjects: hosts, merchants, agencies, rooms (the workbook contract, in its column order)."""

from __future__ import annotations

from auditor.model.fields import Field, Kind, Sheet

PLACING = (
    Field("unit", "部门小组"),
    Field("owner", "负责人"),
    Field("tags", "标签", Kind.LIST),
    Field("note", "备注"),
)
"""Columns that every subject sheet ends with."""

HOSTS = Sheet(
    name="hosts",
    zh="主播",
    table="host",
    subject="host",
    key=("code",),
    fields=(
        Field("code", "主播编号", aliases=("主播ID", "达人编号", "学员编号"), required=True, fold=True),
        Field("stage_name", "昵称", aliases=("主播昵称", "艺名", "达人昵称"), required=True),
        Field("real_name", "真实姓名", aliases=("姓名",), personal=True),
        Field("id_type", "证件类型", Kind.ENUM, words="id_type"),
        Field(
            "id_number",
            "证件号码",
            aliases=("身份证号", "身份证号码", "证件号"),
            fold=True,
            upper=True,
            personal=True,
        ),
        Field("birth_date", "出生日期", Kind.DATE, past=True),
        Field("sex", "性别", Kind.ENUM, words="sex"),
        Field("phone", "手机号", aliases=("联系电话",), fold=True, personal=True),
        Field("residence", "常住地", aliases=("经常居住地",)),
        Field("occupation", "职业职务"),
        Field("agency", "所属机构", Kind.REF, aliases=("MCN", "机构编号"), refs=("agency",)),
        Field("agency_from", "入机构日期", Kind.DATE),
        Field("engagement", "合作类型", Kind.ENUM, words="engagement"),
        Field("domains", "内容领域", Kind.LIST, of=Kind.ENUM, words="domain"),
        Field("categories", "带货类目", Kind.LIST, aliases=("经营类目", "类目"), of=Kind.ENUM, words="category"),
        Field("followers", "粉丝数", Kind.INT),
        Field("first_live_on", "首播日期", Kind.DATE),
        Field("identity_verified_on", "身份核验日期", Kind.DATE, aliases=("实名核验日期",), past=True),
        Field("guardian_consent_on", "监护人同意日期", Kind.DATE, past=True),
        Field("privacy_notice_on", "个人信息告知日期", Kind.DATE, past=True, added=5),
        Field("privacy_basis", "处理依据", Kind.ENUM, words="privacy_basis", added=5),
        Field("presenter", "出镜类型", Kind.ENUM, aliases=("形象类型",), words="presenter", default="human"),
        Field("status", "状态", Kind.ENUM, words="host_status", default="active"),
        Field("status_from", "状态生效日期", Kind.DATE),
        Field("onboarded_on", "入驻日期", Kind.DATE, aliases=("入职日期", "签约日期")),
        Field("left_on", "退出日期", Kind.DATE),
        *PLACING,
    ),
)

MERCHANTS = Sheet(
    name="merchants",
    zh="商家",
    table="merchant",
    subject="merchant",
    key=("code",),
    fields=(
        Field("code", "商家编号", aliases=("店铺ID",), required=True, fold=True),
        Field("shop_name", "店铺名称", aliases=("店铺名",), required=True),
        Field("legal_name", "主体名称", aliases=("企业名称", "公司名称")),
        Field("entity_type", "主体类型", Kind.ENUM, words="entity_type", default="company"),
        Field("uscc", "统一社会信用代码", aliases=("信用代码",), fold=True, upper=True),
        Field("linked_usccs", "关联主体代码", Kind.LIST, fold=True, upper=True),
        Field("person_id_number", "经营者证件号", fold=True, upper=True, personal=True),
        Field("representative", "法定代表人", personal=True),
        Field("phone", "联系电话", fold=True, personal=True),
        Field("address", "实际经营地址"),
        Field("roles", "角色", Kind.LIST, of=Kind.ENUM, words="role", default=("seller", "operator")),
        Field("shop_type", "店铺类型", Kind.ENUM, words="shop_type"),
        Field("categories", "经营类目", Kind.LIST, aliases=("类目",), of=Kind.ENUM, words="category"),
        Field("brands", "在售品牌", Kind.LIST),
        Field("status", "状态", Kind.ENUM, words="merchant_status", default="active"),
        Field("status_from", "状态生效日期", Kind.DATE),
        Field("onboarded_on", "入驻日期", Kind.DATE),
        Field("left_on", "退出日期", Kind.DATE),
        Field("identity_verified_on", "资质核验日期", Kind.DATE, past=True),
        Field("abnormal_listing", "列入经营异常名录", Kind.BOOL, aliases=("经营异常",), default=False),
        Field("dishonest_listing", "列入严重违法失信名单", Kind.BOOL, aliases=("严重违法失信",), default=False),
        Field("disclosure_checked_on", "主页公示日期", Kind.DATE),
        Field("disclosure_changed_on", "公示信息变更日期", Kind.DATE, past=True, added=5),
        Field("disclosure_reported_on", "变更报送日期", Kind.DATE, past=True, added=5),
        Field("unreachable_on", "失联通知日期", Kind.DATE, past=True, added=5),
        Field("licence_exemption", "免于登记情形", Kind.ENUM, aliases=("免照理由",), words="licence_exemption"),
        *PLACING,
    ),
)

AGENCIES = Sheet(
    name="agencies",
    zh="机构",
    table="agency",
    subject="agency",
    key=("code",),
    fields=(
        Field("code", "机构编号", required=True, fold=True),
        Field("name", "机构名称", aliases=("MCN名称",), required=True),
        Field("uscc", "统一社会信用代码", fold=True, upper=True),
        Field("phone", "联系电话", fold=True, personal=True),
        Field("status", "状态", Kind.ENUM, words="merchant_status", default="active"),
        Field("status_from", "状态生效日期", Kind.DATE),
        Field("identity_verified_on", "资质核验日期", Kind.DATE, past=True),
        Field("agents", "经纪人数", Kind.INT),
        Field("signed_hosts", "签约主播数", Kind.INT),
        *PLACING,
    ),
)

ROOMS = Sheet(
    name="rooms",
    zh="直播间",
    table="room",
    subject="room",
    key=("code",),
    fields=(
        Field("code", "直播间编号", required=True, fold=True),
        Field("platform", "平台", Kind.ENUM, required=True, words="platform"),
        Field("account", "账号", fold=True),
        Field("operator", "运营者", Kind.REF, required=True, refs=("merchant",)),
        Field("operator_from", "运营起始日期", Kind.DATE),
        Field("title", "账号名称"),
        Field("status", "状态", Kind.ENUM, words="room_status", default="active"),
        Field("status_from", "状态生效日期", Kind.DATE),
        *PLACING,
    ),
)
