"""The one style sheet, written in token names; widgets say what they are by dynamic properties, never by colours."""

# ruff: noqa: E501 - one rule, one line
from __future__ import annotations

import re
from collections.abc import Mapping

_RULES = """
* { font-size: 13px; }
QWidget { color: $text; }
QMainWindow, QWidget[is="page"], QScrollArea[is="page"] { background: $bg; }
QToolTip { background: $surface_2; color: $text; border: 1px solid $border; padding: 4px 6px; }

QScrollArea[is="rail-box"] { background: $surface; border: none; border-right: 1px solid $border; border-radius: 0; }
QWidget[is="bar"] { background: $surface; border-bottom: 1px solid $border; }
QWidget[is="foot"] { background: $surface; border-top: 1px solid $border; }
QFrame[is="card"] { background: $surface; border: 1px solid $border; border-radius: 6px; }
QFrame[is="line"] { background: $border; border: none; max-height: 1px; min-height: 1px; }

QLabel { background: transparent; }
QLabel[is="title"] { font-size: 16px; font-weight: bold; }
QLabel[is="name"] { font-size: 22px; font-weight: bold; }
QLabel[is="section"] { font-size: 13px; font-weight: bold; }
QLabel[is="number"] { font-size: 16px; color: $muted; }
QLabel[is="muted"], QLabel[is="label"] { color: $muted; }
QLabel[is="caption"] { color: $muted; font-size: 12px; }
QLabel[is="good"] { color: $good; font-weight: bold; }
QLabel[is="bad"] { color: $critical; }
QLabel[is="refusal"] { color: $critical; font-weight: bold; }
QLabel[is="stale"] { color: $medium; font-size: 12px; }
QLabel[is="unverified"] { color: $unknown; border: 1px dashed $unknown; border-radius: 4px; padding: 0 6px; font-size: 12px; }
QFrame[is="drop"] { background: $surface; border: 2px dashed $accent; border-radius: 6px; }
QFrame[is="drop-here"] { background: $surface; border: 2px dashed $border; border-radius: 6px; }
QFrame[is="drop"][refused="true"] { border: 2px dashed $critical; }
QSplitter::handle { background: transparent; }
QLabel[is="dropping"] { color: $accent; font-size: 12px; font-weight: bold; }
QWidget[is="veil"] { background: $surface_2; border-radius: 6px; }
QWidget[is="paper"] { background: $surface_2; }
QLabel[is="wrong"] { color: $critical; font-size: 12px; }
QFrame[is="complaint"] { background: $surface; border: 1px solid $critical; border-radius: 4px; }
QFrame[is="caution"] { background: $surface; border: 1px solid $medium; border-radius: 4px; }
QAbstractButton[is="fact"] { border: 1px solid transparent; border-radius: 4px; }
QAbstractButton[is="fact"]:hover { background: $surface_2; }
QAbstractButton[is="fact"]:focus { border: 2px solid $focus; }
QLabel[is="initial"] { background: $accent_soft; color: $accent; border-radius: 24px; font-size: 22px; font-weight: bold; }

QPushButton { background: $surface; border: 1px solid $border; border-radius: 4px; padding: 4px 12px; min-height: 20px; }
QPushButton:hover { background: $surface_2; }
QPushButton:pressed { background: $accent_soft; }
QPushButton:focus, QToolButton:focus, QComboBox:focus, QDateEdit:focus { border: 2px solid $focus; padding: 3px 11px; }
QPushButton:disabled { color: $not_applicable; }
QPushButton[is="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent; }
QPushButton[is="primary"]:disabled { background: $surface_2; color: $not_applicable; border: 1px solid $border; }
QPushButton[is="primary"]:hover { border: 1px solid $text; }
QPushButton[is="primary"]:focus { border: 2px solid $focus; }
QPushButton[is="quiet"] { background: transparent; border: 1px solid transparent; color: $accent; padding: 2px 6px; }
QPushButton[is="quiet"]:disabled { color: $not_applicable; }
QPushButton[is="quiet"]:disabled { color: $not_applicable; }
QPushButton[is="quiet"]:hover { background: $surface_2; }
QPushButton[is="quiet"]:focus { border: 2px solid $focus; padding: 1px 5px; }
QPushButton[is="remedy"] { background: $surface; border: 1px solid $border; color: $accent; padding: 2px 8px; }
QPushButton[is="remedy"]:focus { border: 2px solid $focus; padding: 1px 7px; }
QPushButton[is="foot"] { background: transparent; border: 1px solid transparent; color: $muted; font-size: 12px; padding: 0 4px; min-height: 18px; }
QPushButton[is="foot"]:hover { background: $surface_2; }
QPushButton[is="foot"]:focus { border: 1px solid $focus; }
QPushButton[is="foot"][state="whole"] { color: $good; }
QPushButton[is="foot"][state="broken"] { color: $critical; font-weight: bold; }
QPushButton[is="day"] { padding: 3px 10px; }
QPushButton[is="day"][other="true"] { border: 2px solid $amber; padding: 2px 9px; font-weight: bold; }
QPushButton[is="search"] { color: $muted; text-align: left; padding: 3px 10px; min-width: 220px; }
QPushButton[is="search"][narrow="true"] { min-width: 70px; }
QPushButton[is="facet"] { border-radius: 12px; padding: 2px 10px; }
QPushButton[is="facet"][nothing="true"] { color: $muted; border-color: transparent; background: $surface_2; }
QPushButton[is="facet"]:checked { background: $accent_soft; color: $accent; border: 1px solid $accent; }
QPushButton[is="facet"]:focus { border: 2px solid $focus; padding: 1px 9px; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 4px; }
QToolButton:hover { background: $surface_2; }
QToolButton:focus { border: 2px solid $focus; padding: 3px; }
QToolButton[is="rail"] { text-align: left; padding: 6px 8px; border-radius: 4px; }
QToolButton[is="rail"]:checked { background: $accent_soft; color: $accent; font-weight: bold; }
QToolButton[is="rail"]:focus { border: 2px solid $focus; padding: 5px 7px; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QComboBox, QDateEdit, QSpinBox {
    background: $surface; border: 1px solid $border; border-radius: 4px; padding: 4px 8px; min-height: 20px;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus { border: 2px solid $focus; padding: 3px 7px; }
QLineEdit[wrong="true"] { border: 1px solid $border; border-bottom: 2px solid $critical; padding: 4px 8px 3px 8px; }
QLineEdit[wrong="true"]:focus { border: 2px solid $focus; border-bottom: 2px solid $critical; padding: 3px 7px; }
QLineEdit[is="inside"] { border: none; padding: 0; min-height: 16px; }
QComboBox[wrong="true"], QPlainTextEdit[wrong="true"] { border-bottom: 2px solid $critical; }
QLineEdit[is="palette"] { border: none; border-bottom: 1px solid $border; border-radius: 0; font-size: 16px; padding: 10px 16px; }
QComboBox::drop-down, QDateEdit::drop-down { border: none; width: 22px; subcontrol-origin: padding; subcontrol-position: center right; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url("$arrows/down-$variant.svg"); width: 16px; height: 16px; }
QSpinBox::up-button, QSpinBox::down-button { border: none; width: 18px; }
QSpinBox::up-arrow { image: url("$arrows/up-$variant.svg"); width: 12px; height: 12px; }
QSpinBox::down-arrow { image: url("$arrows/down-$variant.svg"); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $border; selection-background-color: $accent_soft; selection-color: $text; outline: none; }

QTableView { background: $surface; border: 1px solid $border; border-radius: 6px; gridline-color: transparent; outline: none; font-size: 13px; margin: 1px; }
QTableView:focus { border: 2px solid $focus; margin: 0; }
QTableView[is="grid"]::item { padding: 0 9px; }
QTableView[is="grid"]::item:selected { background: $accent_soft; color: $text; }
QTableView[is="small"] { margin: 0; border: 2px solid transparent; border-bottom: 1px solid $border; padding-bottom: 1px; border-radius: 0; }
QTableView[is="small"]:focus { border: 2px solid $focus; padding-bottom: 0; }
QTableView[is="small"]::item { padding: 0 7px; border-bottom: 1px solid $surface_2; }
QTableView[is="small"]::item:selected { background: $accent_soft; color: $text; }
QHeaderView { background: $surface_2; border: none; }
QHeaderView:vertical { background: $surface; }
QHeaderView::section { text-align: left; background: $surface_2; color: $muted; border: none; border-bottom: 1px solid $border; padding: 0 10px; font-size: 12px; height: 28px; }
QHeaderView::section:hover { color: $text; }
QTableCornerButton::section { background: $surface_2; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }

QListView, QTreeView { background: $surface; border: 2px solid transparent; border-radius: 4px; outline: none; }
QListView:focus, QTreeView:focus { border: 2px solid $focus; }
QComboBox QAbstractItemView:focus { border: 1px solid $border; }
QListView[is="offers"] { border: 1px solid $muted; border-radius: 4px; }
QListView::item { padding: 5px 12px; height: 26px; border-left: 2px solid transparent; }
QListView::item:selected { background: $accent_soft; color: $text; border-left: 2px solid $accent; }
QListView::item:hover { background: $surface_2; }
QFrame[is="palette"] { background: $surface; border: 1px solid $border; border-radius: 6px; }

QMenu { background: $surface; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 24px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }

QTabBar { background: transparent; border: none; qproperty-drawBase: 0; }
QTabBar::tear { image: none; width: 0; }
QTabBar::scroller { width: 22px; }
QTabBar QToolButton { padding: 0; background: $surface; }
QTabBar::tab { background: transparent; color: $muted; padding: 6px 10px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $accent; border-bottom: 2px solid $accent; font-weight: bold; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { border-bottom: 2px solid $focus; }
QTabWidget::pane { border: none; border-top: 1px solid $border; }

QFrame[is="bar-error"] { background: $surface; border: 1px solid $critical; border-left: 4px solid $critical; border-radius: 4px; }
QFrame[is="bar-warning"] { background: $surface; border: 1px solid $amber; border-left: 4px solid $amber; border-radius: 4px; }
QFrame[is="bar-done"] { background: $surface; border: 1px solid $good; border-left: 4px solid $good; border-radius: 4px; }
QProgressBar { background: $surface_2; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QScrollArea { border: 1px solid transparent; border-radius: 4px; background: transparent; }
QScrollArea:focus { border: 1px solid $focus; }
QWidget[is="bare"], QScrollArea[is="bare"] { background: transparent; }
QScrollArea[is="rail-box"] > QScrollBar:vertical { width: 7px; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $border; border-radius: 4px; margin: 2px; min-height: 28px; min-width: 28px; }
QScrollBar::handle:hover { background: $not_applicable; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QCalendarWidget QWidget { background: $surface; alternate-background-color: $surface_2; }
QCalendarWidget QAbstractItemView { selection-background-color: $accent; selection-color: $on_accent; outline: none; }
QCalendarWidget QToolButton { color: $text; padding: 4px 8px; }
QDialog { background: $bg; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QCheckBox, QRadioButton { spacing: 8px; padding: 2px; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid $muted; background: $surface; }
QCheckBox::indicator { border-radius: 3px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:checked { background: $accent; border: 1px solid $accent; image: url("$arrows/tick-$variant.svg"); }
QRadioButton::indicator:checked { border: 1px solid $accent; image: url("$arrows/dot-$variant.svg"); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border: 1px solid $border; background: $surface_2; }
QMenu::indicator { width: 14px; height: 14px; left: 6px; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid $focus; border-radius: 4px; padding: 0; }
"""


_LENGTHS = re.compile(
    r"(?<![-\w])(font-size|padding|spacing|width|height|min-width|min-height|max-height)(: *)([^;}]+)"
)
_PIXELS = re.compile(r"(\d+)px")
_RADIUS = re.compile(r"border-radius: (\d+)px")
_ROUND = 8
"""A radius from which on an end is round, in pixels."""


def sheet(tokens: Mapping[str, str], scale: float = 1.0) -> str:
    """The style sheet with every token filled in and its lengths scaled; an unknown token raises KeyError.

    Borders keep their pixels, for a hairline is one pixel at any size; so do the radii of corners, but not those that
    make a round end or a circle, and scroll bars, which are not read.
    """
    from string import Template

    made = Template(_RULES).substitute(tokens)
    if scale == 1.0:
        return made

    def scaled(found: re.Match[str]) -> str:
        lengths = _PIXELS.sub(lambda one: f"{round(int(one[1]) * scale)}px", found[3])
        return f"{found[1]}{found[2]}{lengths}"

    def rounder(found: re.Match[str]) -> str:
        radius = int(found[1])
        return f"border-radius: {round(radius * scale) if radius >= _ROUND else radius}px"

    lines = (line if "QScrollBar" in line else _LENGTHS.sub(scaled, line) for line in made.split("\n"))
    return _RADIUS.sub(rounder, "\n".join(lines))
