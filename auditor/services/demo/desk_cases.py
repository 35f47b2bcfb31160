"""The case desk of the made-up world: cases at each stage with what happened in them, and what consumers say.

They weigh on nobody: what is held to be so gives no points, and each is of a kind that its subject has only once.
"""

from __future__ import annotations

from auditor.model.values import Value
from auditor.services.demo.people import host
from auditor.services.demo.scale import Scale, at, host_code, merchant_code, room_code

Values = dict[str, Value]
Rows = dict[str, list[Values]]

_HANDLERS = ("闻专员", "苗专员", "岑专员")
_LOOKED_AT = 100


def case_rows(scale: Scale) -> Rows:
    """The rows by sheet."""
    story = Story(scale.day)
    hosts = [number for number in range(min(scale.hosts, _LOOKED_AT)) if host(scale, number).status == "active"]
    codes = [host_code(number) for number in hosts] or [host_code(0)]
    made = (_asked, _fresh, _appealable, _appealed, _closed, _correcting, _overturned)
    for number, tell in enumerate(made):
        tell(story, codes[(3 * number + 1) % len(codes)])
    _exit(story, merchant_code(0))
    story.rows["feedback"] = _feedback(scale, codes[0])
    return story.rows


class Story:
    """The rows that are told, all before the day ``day``."""

    def __init__(self, day: int) -> None:
        self.day = day
        self.rows: Rows = {name: [] for name in ("cases", "case_events", "sanctions", "appeals", "actions", "feedback")}

    def case(self, subject: str, ago: int, category: str, text: str, **values: Value) -> str:
        """A case that happened so many days ago; gives its number."""
        number = len(self.rows["cases"]) + 1
        code = f"AJ{number:03d}"
        row: Values = {
            "code": code, "subject_type": "host", "subject": subject, "platform": "douyin", "kind": "infraction",
            "category": category, "source": "platform", "occurred_at": at(self.day - ago, 20, 30), "severity": "minor",
            "handler": _HANDLERS[number % len(_HANDLERS)], "description": text, "outcome": "open", "appeal": "none",
        }  # fmt: skip
        self.rows["cases"].append(row | values)
        return code

    def event(self, case: str, ago: int, hour: int, kind: str, text: str, **values: Value) -> None:
        """An entry of the case's story."""
        told: Values = {"case": case, "at": at(self.day - ago, hour), "kind": kind, "text": text}
        self.rows["case_events"].append(told | {"by_whom": "闻专员"} | values)

    def sanction(self, case: str, since: int, days: int, function: str) -> None:
        """The flow of a host is throttled from so many days ago on."""
        told: Values = {"case": case, "kind": "throttle", "function": function, "platform": "douyin"}
        start = self.day - since
        self.rows["sanctions"].append(told | {"valid_from": start, "valid_until": start + days})


def _throttled(story: Story, since: int, days: int) -> Values:
    start = story.day - since
    return {"sanction": "throttle", "sanction_from": start, "sanction_until": start + days}


def _asked(story: Story, subject: str) -> None:
    """A consumer's complaint that waits for the consumer's pictures."""
    complaint: Values = {"kind": "complaint", "source": "consumer"}
    times: Values = {"accepted_at": at(story.day - 3, 9), "first_response_at": at(story.day - 2, 10)}
    case = story.case(subject, 4, "mismatch", "收到的颜色与直播间展示不符", **complaint, **times)
    story.event(case, 3, 9, "accepted", "转客服二组核实")
    story.event(case, 2, 10, "responded", "已致电，请对方补充照片", party="consumer")
    story.event(case, 1, 15, "waiting", "等待消费者补充照片", party="consumer", due=at(story.day + 2, 18))


def _fresh(story: Story, subject: str) -> None:
    """Taken up, to be answered today."""
    case = story.case(subject, 2, "off_platform", "口播引导加群下单", accepted_at=at(story.day - 1, 9))
    story.event(case, 1, 9, "accepted", "调取当场录像")
    story.event(case, 1, 16, "message", "请主播今日内书面说明", party="host", due=at(story.day, 18))


def _appealable(story: Story, subject: str) -> None:
    """Decided against the host, who can appeal until tomorrow evening."""
    decided: Values = {"outcome": "substantiated", "decided_on": story.day - 5, "appeal_until": at(story.day + 1, 18)}
    case = story.case(subject, 8, "fake_live", "录播冒充直播约二十分钟", **decided, **_throttled(story, 4, 7))
    story.event(case, 5, 11, "decided", "录像与推流记录一致，认定成立")
    story.sanction(case, 4, 7, "推荐流量")


def _appealed(story: Story, subject: str) -> None:
    """Appealed against; the answer is due in two days."""
    decided: Values = {"outcome": "substantiated", "decided_on": story.day - 14, "appeal": "pending"}
    case = story.case(subject, 18, "ai_unlabelled", "数字人讲解未显著标识", **decided, **_throttled(story, 13, 30))
    story.event(case, 14, 10, "decided", "标识被商品卡遮挡，认定成立")
    story.sanction(case, 13, 30, "推荐流量")
    filed: Values = {"case": case, "number": 1, "filed_at": at(story.day - 9, 17), "due_at": at(story.day + 2, 18)}
    story.rows["appeals"].append(filed | {"reason": "标识全程在画面左上角", "evidence": "回放截图"})


def _closed(story: Story, subject: str) -> None:
    """From intake to closing, with an action that another person verified."""
    decided: Values = {"outcome": "substantiated", "decided_on": story.day - 34, "corrected_on": story.day - 25}
    times: Values = {"accepted_at": at(story.day - 39, 9), "closed_at": at(story.day - 20, 17)}
    case = story.case(subject, 40, "vulgar", "才艺展示着装不当", **decided, **times)
    story.event(case, 39, 9, "accepted", "受理")
    story.event(case, 34, 15, "decided", "认定成立，警示并复训")
    story.event(case, 20, 17, "closed", "整改已核验，办结")
    done: Values = {
        "done_on": story.day - 25,
        "done_by": "苗专员",
        "verified_on": story.day - 22,
        "verified_by": "岑专员",
    }
    action: Values = {"case": case, "number": 1, "root_cause": "开播前无着装检查", "action": "开播检查表增加着装一项"}
    story.rows["actions"].append(
        action | {"responsible": "苗专员", "due_on": story.day - 24, "no_repeat_days": 90} | done
    )


def _correcting(story: Story, subject: str) -> None:
    """One action waits to be verified, the other is overdue."""
    decided: Values = {"outcome": "substantiated", "decided_on": story.day - 21}
    case = story.case(subject, 25, "minors", "未成年人出镜未经监护人同意", **decided)
    story.event(case, 21, 14, "decided", "认定成立")
    action: Values = {"case": case, "root_cause": "排期表没有年龄提示", "responsible": "闻专员"}
    first: Values = {"number": 1, "action": "补签监护人同意书", "due_on": story.day - 10, "done_on": story.day - 12}
    second: Values = {"number": 2, "action": "排期表增加年龄提示", "due_on": story.day - 2}
    story.rows["actions"] += [action | first | {"done_by": "闻专员"}, action | second]


def _overturned(story: Story, subject: str) -> None:
    """An appeal that was upheld."""
    decided: Values = {"outcome": "overturned", "decided_on": story.day - 30, "appeal": "granted"}
    case = story.case(subject, 33, "absolute_terms", "口播“全网最低”", **decided, closed_at=at(story.day - 18, 11))
    story.event(case, 30, 10, "decided", "认定成立")
    filed: Values = {"case": case, "number": 1, "filed_at": at(story.day - 28, 9), "reason": "原话为“本直播间最低”"}
    story.rows["appeals"].append(filed | {"decided_at": at(story.day - 19, 16), "result": "upheld"})
    story.event(case, 18, 11, "closed", "申诉成立，撤销认定")


def _exit(story: Story, subject: str) -> None:
    """A merchant that wants to leave and was not answered for more than a month: the platform's own fault."""
    about: Values = {"subject_type": "merchant", "kind": "merchant_request"}
    story.case(subject, 36, "store_exit", "申请退店并退还保证金，平台未答复", **about)


def _feedback(scale: Scale, host_of_it: str) -> list[Values]:
    day = scale.day
    seller = merchant_code(0)
    return [
        {"code": "YJ001", "kind": "praise", "subject_type": "host", "subject": host_of_it, "source": "consumer",
         "received_at": at(day - 6, 21), "text": "讲得细，退货政策也说清楚了", "answer": "已转达，谢谢",
         "answered_at": at(day - 5, 10), "handler": "苗专员"},
        {"code": "YJ002", "kind": "suggestion", "subject_type": "merchant", "subject": seller, "source": "consumer",
         "platform": "douyin", "received_at": at(day - 3, 19), "text": "希望尺码表放在首图"},
        {"code": "YJ003", "kind": "question", "subject_type": "room", "subject": room_code(0), "platform": "douyin",
         "received_at": at(day - 1, 20), "text": "预售商品最晚几号发货"},
    ]  # fmt: skip
