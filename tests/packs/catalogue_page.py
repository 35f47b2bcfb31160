"""Writes docs/rule-catalogue.md from the packs; run it after a rule has changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from auditor import installed
from auditor.model import catalogue

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rule-catalogue.md"
PACK = installed.rules() / "cn-livestream"
PRACTICE = installed.rules() / "cn-platform-practice"

LAW, DEFAULT, CUSTOM = "法定 · law", "法定，数字为默认 · law, our default", "平台惯例（非法律） · practice"
OUR_DEFAULTS = frozenset(
    [
        "TR-02",
        "TR-05",
        "TR-06",
        "TR-08",
        "TR-09",
        "LI-04",
        "LI-07",
        "LI-15",
        "ID-01",
        "ID-06",
        "ID-09",
        "ID-10",
        "ID-11",
        "IN-07",
        "IN-15",
        "BR-01",
        "BR-02",
        "BR-04",
        "BR-06",
        "BR-07",
        "RC-01",
        "PV-02",
        "PV-03",
        "PV-04",
        "PV-05",
        "IN-11",
    ]
)
"""Rules whose duty is the law's while the number, the lead time or the way of checking is a default of ours."""

ALSO_PRACTICE = frozenset(("IN-02", "IN-09", "IN-13"))
"""Rules of the core pack whose numbers are practice or a programme's rule."""

_FAMILIES = {
    "TR": "培训 · Training",
    "LI": "证照与资质 · Licences and qualifications",
    "ID": "身份 · Identity",
    "IN": "违规与投诉 · Infractions and complaints",
    "BR": "品牌授权 · Brand authorisation",
    "CT": "合同 · Contracts",
    "RV": "评价与标识 · Reviews and labels",
    "RC": "留痕与公示 · Records and disclosure",
    "PV": "个人信息自查 · Privacy self-check",
}
_HEAD = """# 规则目录 · Rule catalogue

Made from the packs {packs} by `python tests/packs/catalogue_page.py`; what a rule does in full stands in its `rule.yaml`,
what it answers at the days where answers turn in its `examples.yaml`. What of the law no rule asks yet, and why, stands in
[rule-coverage.md](rule-coverage.md).

- **Class**: *law* – duty and number are the law's; *law, our default* – the duty is, the number or the way of checking is a
  default to tune; *practice* – platform practice or a programme's rule, not law (pack `cn-platform-practice`, and three of the core).

- **Severity · effect**: the rule's own, then its levels. `block` keeps a livestream from starting, `condition` is to be
  met before the start, `note` changes nothing; *past* marks what no act can mend any more (listed as 历史记录).
- **Parameters** are the published values; an organisation tunes them in an overlay, never in the pack.
- **Basis**: ✓ the text or an official notice was read; ○ the article number or the source still has to be checked
  (`status: draft`). 平台规则惯例 is practice, not law. Nothing here is legal advice.
- **Remedy key**: failures with the same key are mended by one act.
"""


def page() -> str:
    """The whole page as Markdown."""
    head, other = _yaml(PACK / "pack.yaml"), _yaml(PRACTICE / "pack.yaml")
    files = sorted([*PACK.glob("*/rule.yaml"), *PRACTICE.glob("*/rule.yaml")], key=lambda path: path.parent.name)
    rules = [{**_yaml(path), "class": _class(path)} for path in files]
    packs = " and ".join(f"`{one['id']}` {one['version']}" for one in (head, other))
    parts = [_HEAD.format(packs=packs)]
    for family, title in _FAMILIES.items():
        of_family = [rule for rule in rules if rule["id"].startswith(f"{family}-")]
        parts.append(_family(title, of_family))
    parts.extend((_categories(), _kinds(), _formats(), _windows(), _statutes(), _clocks(), _points(), _lists()))
    parts.append(_sources({"sources": [*head["sources"], *(one for one in other["sources"] if one["id"] != "PLF")]}))
    return "\n".join(parts)


def _yaml(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def _class(path: Path) -> str:
    rule_id = path.parent.name
    if path.is_relative_to(PRACTICE) or rule_id in ALSO_PRACTICE:
        return CUSTOM
    return DEFAULT if rule_id in OUR_DEFAULTS else LAW


def _table(title: str, headers: str, rows: list[tuple[object, ...]]) -> str:
    lines = [f"## {title}\n", f"| {headers} |", "|" + "---|" * (headers.count("|") + 1)]
    lines += [f"| {' | '.join(map(str, row))} |" for row in rows]
    return "\n".join(lines) + "\n"


def _statutes() -> str:
    listed = _yaml(PACK / "data" / "statute_windows.yaml")["statute_windows"]
    rows = [
        (
            one["basis"],
            f"{one['instrument']} {one['article']}",
            one["count"],
            one["years"],
            one["rule"] or "–",
            one["status"],
        )
        for one in listed
    ]
    return _table("法定时间窗口 · Windows fixed by statute", "basis | instrument | times | years | rule | status", rows)


def _clocks() -> str:
    listed = _yaml(PRACTICE / "data" / "response_clocks.yaml")["response_clocks"]
    rows = [
        (one["source"], one["step"], f"{one['length']} {one['unit']}", one["duty"], "✓" if one["law"] else "–",
         one["rule"] or "–", one["basis"], one["status"])
        for one in listed
    ]  # fmt: skip
    return _table("响应时限 · Response clocks", "source | step | length | whose | law | rule | basis | status", rows)


def _points() -> str:
    listed = _yaml(PRACTICE / "data" / "point_schemes.yaml")["point_schemes"]
    rows = [
        (one["platform"], one["scheme"], one["kind"], one["node"], one["full"], one["outcome"], one["reset"] or "–",
         one["basis"], one["status"])
        for one in listed
    ]  # fmt: skip
    headers = "platform | scheme | kind | node | full | outcome | reset | basis | status"
    return _table("扣分体系（平台惯例，非法律） · Points schemes (practice, not law)", headers, rows)


def _family(title: str, rules: list[dict[str, Any]]) -> str:
    lines = [
        f"## {title}\n",
        "| id | 规则 · rule | class | subject | severity · effect | parameters | basis | remedy key |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for rule in rules:
        subject = rule["subject"] if isinstance(rule["subject"], str) else ", ".join(rule["subject"])
        since = rule["effective"]["from"]
        name = f"{rule['title']['zh']}<br>{rule['title']['en']}<br>from {since}"
        cells = (
            rule["id"],
            name,
            rule["class"],
            subject,
            _levels(rule),
            _params(rule),
            _basis(rule),
            f"`{rule['remedy_key']}`",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _levels(rule: dict[str, Any]) -> str:
    found = [f"{rule['severity']} · {rule['effect']}"]
    for level in rule.get("levels", []):
        if level.get("curable") is False:
            found.append(f"{level.get('severity', rule['severity'])} · note (past)")
        else:
            found.append(f"{level.get('severity', rule['severity'])} · {level.get('effect', rule['effect'])}")
    return "<br>".join(dict.fromkeys(found))


def _params(rule: dict[str, Any]) -> str:
    return "<br>".join(f"{name} = {param['values'][-1]['value']}" for name, param in rule.get("params", {}).items())


def _basis(rule: dict[str, Any]) -> str:
    found = []
    for one in rule["basis"]:
        sign = "✓" if one["status"] == "verified" else "○"
        found.append(f"{sign} {one['id']} {one['instrument']} {one['article']}（{one['effective']['from']} 起）")
    return "<br>".join(found)


def _categories() -> str:
    kinds = {kind.code: kind.zh for kind in catalogue.licence_kinds()}
    lines = [
        "## 类目与所需证照 · Categories and accepted licences\n",
        "| code | 类目 · category | food | one of | trade words |",
        "|---|---|---|---|---|",
    ]
    for one in catalogue.categories():
        accepted = "、".join(kinds[kind] for kind in one.accepted) or ("banned" if one.banned else "none needed")
        words = "、".join(one.aliases)
        food = "✓" if one.food else ""
        lines.append(f"| `{one.code}` | {one.zh} · {one.en} | {food} | {accepted} | {words} |")
    return "\n".join(lines) + "\n"


def _kinds() -> str:
    lines = [
        "## 证照种类 · Kinds of licence\n",
        "| code | 证照 · kind | level | without term | look-up |",
        "|---|---|---|---|---|",
    ]
    for kind in catalogue.licence_kinds():
        without = "always" if kind.no_term else ", ".join(kind.no_term_for)
        lookup = f"[{kind.lookup_zh}]({kind.lookup_url})" if kind.lookup_url else kind.lookup_zh
        lines.append(f"| `{kind.code}` | {kind.zh} · {kind.en} | {kind.level} | {without} | {lookup} |")
    return "\n".join(lines) + "\n"


def _formats() -> str:
    lines = [
        "## 编号格式 · Forms of numbers\n",
        "A well-formed number proves nothing about the paper: look it up as well. `judged`: *strict* – what does not fit is",
        "wrong (LI-07); *soft* – only odd; *legacy* – of a paper no longer issued; *no* – shown here, judged elsewhere (LI-01,",
        "ID-01) or not sure enough to judge. `status`: T text read, N notice read, K sample numbers seen, M from memory.\n",
        "| basis | 编号 · number | form | check | judged | status |",
        "|---|---|---|---|---|---|",
    ]
    for one in _yaml(PACK / "data" / "number_formats.yaml")["number_formats"]:
        form = one["pattern"].replace("|", "\\|")
        cells = (one["id"], f"{one['zh']} · {one['en']}", f"`{form}`", one["check"], one["judged"], one["status"])
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _windows() -> str:
    kinds = {kind.code: kind.zh for kind in catalogue.licence_kinds()}
    lines = [
        "## 法定延续窗口 · Renewal windows\n",
        "Counted back from the last day of validity (LI-15). Where the law names no first day, *opens* is ours; *near* is.\n",
        "| 证照 · kind | opens | near | closes | unit | first day | basis | status |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, windows in _yaml(PACK / "data" / "renewal_windows.yaml").items():
        for one in windows:
            first = "law" if one["stated"] else "ours"
            lines.append(
                f"| {kinds[one['kind']]} | {one['opens']} | {one['near']} | {one['closes']} | {name.removeprefix('renewal_in_')} | "
                f"{first} | {one['basis']} | {one['status']} |"
            )
    return "\n".join(lines) + "\n"


def _lists() -> str:
    lines = ["## 词表与类目表 · Lists that rules read\n", "| list | members |", "|---|---|"]
    for file in ("goods.yaml", "terms.yaml"):
        for name, items in _yaml(PACK / "data" / file).items():
            shown = [one if isinstance(one, str) else f"{one['category']} → {one['kind']}" for one in items]
            lines.append(f"| `data.{name}` | {'、'.join(shown)} |")
    banned = [one.code for one in catalogue.categories() if one.banned]
    lines.append(f"| `data.banned_categories` | {'、'.join(banned)} |")
    return "\n".join(lines) + "\n"


def _sources(head: dict[str, Any]) -> str:
    lines = ["## 依据 · Instruments\n", "| id | instrument | in force from |", "|---|---|---|"]
    lines += [
        f"| {one['id']} | {one['title']['zh']} · {one['title']['en']} | {one['effective']['from']} |"
        for one in head["sources"]
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
