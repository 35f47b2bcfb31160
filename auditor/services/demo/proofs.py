"""What products must carry and what is said in broadcasts, in the made-up world: mostly in order, now and then not."""

from __future__ import annotations

from auditor.model.values import Value
from auditor.services.demo.dice import Dice
from auditor.services.demo.scale import Scale

Values = dict[str, Value]

REGISTERED = {
    "food_health": "国食健注G2021{:04d}",
    "cosmetics_special": "国妆特字2022{:04d}",
    "cosmetics_ordinary": "粤G妆网备字202300{:04d}",
}
"""Categories whose products carry a number, and how the invented ones look."""

ADVERTISED = frozenset({"food_health", "device_2"})
"""Categories whose advertisements are approved first."""

_SPOKEN = (
    "今天给大家带来的这一款，家里常备，口感和用料大家可以看细节图。",
    "尺码偏大，建议按平时小一码拍；不合适七天内可以退换。",
    "这一批是上周刚到的货，生产日期都在详情页，放心挑。",
    "用的时候先按说明清洗，最好放在阴凉处保存。",
)
_BOASTED = "这一款全网最低价，销量第一，拍到就是赚到。"
_CURING = "连续用两周能消炎，还能降血压，家里老人都说好。"


def proofs(scale: Scale, draw: Dice, category: Value, price: int) -> Values:
    """The numbers of a product's registration, certification and advertising approval, and its lowest deal."""
    row: Values = {}
    serial = draw.below(9_000)
    if category in REGISTERED and draw.hit(0.97):
        row["registration_no"] = REGISTERED[str(category)].format(serial)
    if category == "ccc_product" and draw.hit(0.96):
        row["ccc_no"] = f"2022010{serial:09d}"
    if category in ADVERTISED and draw.hit(0.95):
        row["ad_approval_no"] = f"云审广(文)第{serial:06d}号"
        row["ad_approval_until"] = scale.day + (-draw.between(1, 60) if draw.hit(0.04) else draw.between(5, 700))
    if draw.hit(0.3):
        row["lowest_price"] = price - 500 if draw.hit(0.03) else price + draw.between(0, 20) * 100
    return row


def said(draw: Dice) -> Values:
    """The script, endorsement and draw of a broadcast, where they are on record."""
    row: Values = {}
    if draw.hit(0.35):
        luck = draw.random()
        row["script"] = _CURING if luck < 0.01 else _BOASTED if luck < 0.05 else draw.pick(_SPOKEN)
    if draw.hit(0.15):
        row["endorsed"] = int(draw.hit(0.7))
        row["use_evidence"] = int(draw.hit(0.95))
    if draw.hit(0.08):
        row["top_prize"] = 8_888_800 if draw.hit(0.05) else draw.pick((9_900, 199_900, 588_800, 5_000_000))
        row["prize_changed"] = int(draw.hit(0.03))
    return row
