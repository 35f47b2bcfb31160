"""The edges of the rules for broadcasts."""

from __future__ import annotations

from auditor.model.types import date_of, day_of
from auditor.model.values import Value
from auditor.services.demo.edges import Edge, Values, shifted
from auditor.services.demo.scale import at


def broadcast_edges(day: int) -> list[Edge]:
    """All of them; hosts, room and seller are those of the two subjects in order."""
    return [*_reported(day), *_kept(day), *_window(day), *_labelled(day), *_sellers(day)]


def _aired(on: int, **more: Value) -> Values:
    start = at(on, 20)
    return {
        "status": "aired",
        "planned_start": start,
        "planned_end": start + 7_200,
        "started_at": start,
        "ended_at": start + 7_200,
        "identity_reported_at": start - 3_600,
        "reviewed_at": start - 3_600,
        "reviewer": "值班审核",
        "recording_kept_until": shifted(on, 36),
        "presenter": "human",
        **more,
    }


def _planned(on: int, **more: Value) -> Values:
    return {"status": "planned", "planned_start": at(on, 20), "planned_end": at(on, 22), "presenter": "human", **more}


def _reported(day: int) -> list[Edge]:
    start = at(day - 3, 20)
    return [
        Edge("样板：各项合规", _aired(day - 3)),
        Edge("开播同一刻报送主播身份", _aired(day - 3, identity_reported_at=start)),
        Edge("开播后一分钟才报送主播身份", _aired(day - 3, identity_reported_at=start + 60)),
        Edge("开播后一分钟才审核", _aired(day - 3, reviewed_at=start + 60)),
        Edge("已播，未报送也未审核", _aired(day - 3), without=("identity_reported_at", "reviewed_at", "reviewer")),
        Edge("今晚开播，尚未报送与审核", _planned(day)),
        Edge("明晚开播，均已办妥", _planned(day + 1, identity_reported_at=at(day, 9), reviewed_at=at(day, 9))),
    ]


def _kept(day: int) -> list[Edge]:
    on = day - 30
    leap = day_of(date_of(shifted(day, -3)))
    return [
        Edge("录像保存恰满三年", _aired(on)),
        Edge("录像少保存一天", _aired(on, recording_kept_until=shifted(on, 36) - 1)),
        Edge("录像保存期未填", _aired(on), without=("recording_kept_until",)),
        Edge("跨零点下播，保存三年自下播日起", _aired(leap, ended_at=at(leap + 1, 0, 30))),
    ]


def _window(day: int) -> list[Edge]:
    return [
        Edge("89天前已播", _aired(day - 89)),
        Edge("90天前已播", _aired(day - 90)),
        Edge("已取消的场次", _planned(day + 2, status="cancelled")),
    ]


def _labelled(day: int) -> list[Edge]:
    return [
        Edge("数字人已标识", _aired(day - 5, presenter="avatar", ai_label=1)),
        Edge("数字人未标识", _aired(day - 5, presenter="avatar", ai_label=0)),
        Edge("AI生成，标识未填", _aired(day - 5, presenter="ai")),
        Edge("今晚数字人开播，标识未填", _planned(day, presenter="avatar")),
    ]


def _sellers(day: int) -> list[Edge]:
    """Sellers that are not the room's operator: the assembler puts another merchant in for ``creator``."""
    return [
        Edge("达播，已展示实际销售者，跳转1次", _aired(day - 5, mode="creator", seller_shown=1, link_hops=1)),
        Edge("达播，跳转2次", _aired(day - 5, mode="creator", seller_shown=1, link_hops=2)),
        Edge("达播，未展示实际销售者", _aired(day - 5, mode="creator", seller_shown=0, link_hops=1)),
        Edge("达播，跳转次数未填", _aired(day - 5, mode="creator", seller_shown=1)),
    ]
