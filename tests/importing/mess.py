"""Makes a tidy sheet as untidy as senders do, without changing what it says (group 1 of the workbook contract)."""

from __future__ import annotations

import random
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from auditor.model.enums import words
from auditor.model.fields import Field, Kind, Sheet
from auditor.model.types import date_of, datetime_of
from auditor.model.values import FOREVER, Value

Row = dict[str, Value]

_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_NOISE = ("", " ", "\u00a0", "\u3000", "\u200b", "  ", "\t")


class Mess:
    """One untidy workbook: which date system, which spellings, all from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.from_1904 = self.chance.random() < 0.5

    def write(self, path: Path, sheet: Sheet, rows: list[Row]) -> list[int]:
        """Write the rows under a dressed, shuffled header; gives the row number of each."""
        book = xlsxwriter.Workbook(str(path), {"date_1904": self.from_1904, "strings_to_urls": False})
        self._day = book.add_format({"num_format": "yyyy/m/d"})
        self._time = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        page = book.add_worksheet(self.chance.choice([sheet.zh, sheet.name, f" {sheet.zh}", sheet.name.upper()]))
        fields = [f for f in sheet.fields if f.required or any(f.name in row for row in rows)]
        columns: list[Field | None] = [*fields, None, None]
        self.chance.shuffle(columns)
        at = self._title(page, len(columns))
        for column, field in enumerate(columns):
            page.write_string(at, column, self._header(field) if field else f"自定义{column}")
        numbers = []
        for row in rows:
            at += 1 + (self.chance.random() < 0.15)
            numbers.append(at + 1)
            for column, field in enumerate(columns):
                self._cell(page, at, column, field, row)
            if self.chance.random() < 0.1:
                page.set_row(at, None, None, {"hidden": True})
        if self.chance.random() < 0.2:
            page.hide()
            book.add_worksheet("说明").activate()
        book.close()
        return numbers

    def _title(self, page: Any, width: int) -> int:
        """Title rows, merged cells, blank rows; gives the row of the header."""
        titles = self.chance.randrange(4)
        for row in range(titles):
            if self.chance.random() < 0.5 and width > 1:
                page.merge_range(row, 0, row, width - 1, f"导出台账 {row}")
            elif self.chance.random() < 0.7:
                page.write_string(row, 0, "制表：运营")
        return titles + self.chance.randrange(2)

    def _header(self, field: Field) -> str:
        name = self.chance.choice([field.zh, field.name, *field.aliases])
        dress = self.chance.randrange(6)
        if dress == 0:
            name = name.translate(_WIDE)
        elif dress == 1:
            name = f"{name[:1]}\n{name[1:]}"
        elif dress == 2:
            # Hours or months told in days would mean something else.
            days = [] if field.name in ("hours", "valid_months") else ["[天]"]
            name += self.chance.choice(["（元）", "(个)", "【人】", *days])
        name += "*" if self.chance.random() < 0.3 else ""
        return self._noise(name)

    def _noise(self, text: str) -> str:
        return self.chance.choice(_NOISE) + text + self.chance.choice(_NOISE)

    def _cell(self, page: Any, row: int, column: int, field: Field | None, values: Row) -> None:
        value = values.get(field.name) if field else self.chance.choice([None, "旁注", 7])
        if value is None:
            if self.chance.random() < 0.1:
                page.write_string(row, column, self.chance.choice([" ", "\u00a0", "\u200b "]))
            return
        cell = self.spelled(field, value) if field else value
        if isinstance(cell, datetime):
            page.write_datetime(row, column, cell, self._time)
        elif isinstance(cell, date):
            page.write_datetime(row, column, cell, self._day)
        elif isinstance(cell, bool):
            page.write_boolean(row, column, cell)
        elif isinstance(cell, int | float):
            page.write_number(row, column, cell)
        elif self.chance.random() < 0.05:
            page.write_formula(row, column, "=A1", None, cell)
        else:
            page.write_string(row, column, cell)

    def spelled(self, field: Field, value: Value) -> Any:
        """One of the ways in which a cell says this value."""
        kind = field.kind
        if value is FOREVER:
            return self._noise(self.chance.choice(["长期", "永久", "long-term"]))
        if kind in (Kind.DATE, Kind.END):
            return self._day_said(date_of(int(str(value))))
        if kind is Kind.DATETIME:
            return self._moment_said(datetime_of(int(str(value))))
        if kind is Kind.BOOL:
            yes: list[Any] = ["是", "true", 1, "1", "Y", "√", True, "ＹＥＳ"]
            no: list[Any] = ["否", "false", 0, "0", "N", "×", False, "ｎ"]
            return self.chance.choice(yes if value else no)
        if kind in (Kind.INT, Kind.DECIMAL):
            return self._number_said(int(str(value)), places=2 if kind is Kind.DECIMAL else 0)
        if kind is Kind.ENUM:
            return self._noise(self._word(field, str(value)))
        if kind is Kind.LIST and isinstance(value, tuple):
            said = [self._element(field, str(element)) for element in value]
            return self._noise(self.chance.choice("、,;，；|").join(said))
        return self._text(field, str(value))

    def _word(self, field: Field, code: str) -> str:
        word = next(word for word in words(field.words) if word.code == code)
        said = self.chance.choice([word.code, word.zh])
        return said.translate(_WIDE) if self.chance.random() < 0.2 else said

    def _element(self, field: Field, element: str) -> str:
        if field.of is Kind.ENUM:
            return self._noise(self._word(field, element))
        return self._noise(self._code(element) if field.of is Kind.REF or field.fold else element)

    def _text(self, field: Field, text: str) -> Any:
        if field.name == "phone":
            return self._phone(text)
        if field.fold or field.kind is Kind.REF:
            if text.isdigit() and len(text) < 15 and text[0] != "0" and self.chance.random() < 0.5:
                return float(text)
            if field.upper and self.chance.random() < 0.3:
                text = text.lower()
            return self._noise(self._code(text))
        return self._noise(text)

    def _code(self, text: str) -> str:
        kind = self.chance.randrange(4)
        if kind == 0:
            return text.translate(_WIDE)
        return text[:1] + "\u200b" + text[1:] if kind == 1 else text

    def _phone(self, text: str) -> Any:
        if text.isdigit() and len(text) == 11:
            said: list[Any] = [
                f"+86 {text}",
                f"{text[:3]}-{text[3:7]}-{text[7:]}",
                f"{text[:3]} {text[3:7]} {text[7:]}",
            ]
            return self.chance.choice([*said, float(text), text.translate(_WIDE)])
        return text

    def _day_said(self, day: date) -> Any:
        y, m, d = day.year, day.month, day.day
        base = date(1904, 1, 1) if self.from_1904 else date(1899, 12, 30)
        texts = [f"{y}-{m}-{d}", f"{y}/{m:02}/{d:02}", f"{y}.{m}.{d}", f"{y}{m:02}{d:02}", f"{y}年{m}月{d}日"]
        text = self.chance.choice(texts)
        text = text.translate(_WIDE) if self.chance.random() < 0.2 else text
        return self.chance.choice([day, datetime(y, m, d, 18, 45), (day - base).days, self._noise(text)])

    def _moment_said(self, moment: datetime) -> Any:
        base = datetime(1904, 1, 1) if self.from_1904 else datetime(1899, 12, 30)
        day = self.chance.choice(
            [f"{moment:%Y-%m-%d}", f"{moment.year}/{moment.month}/{moment.day}", f"{moment:%Y%m%d}"]
        )
        clock = self.chance.choice([f"{moment:%H:%M:%S}", f"{moment:%H时%M分%S秒}"])
        if moment.second == 0 and self.chance.random() < 0.5:
            clock = self.chance.choice([f"{moment:%H:%M}", f"{moment:%H时%M分}"])
        text = self._noise(day + self.chance.choice([" ", "T"]) + clock)
        return self.chance.choice([moment, (moment - base).total_seconds() / 86_400, text])

    def _number_said(self, value: int, *, places: int) -> Any:
        number = value / 100 if places else value
        text = f"{number:.{places}f}"
        texts = [text, text.translate(_WIDE), f"{number:,.{places}f}", f" {text} "]
        return self.chance.choice([number, float(number), self.chance.choice(texts)])
