"""Certificates are printed for passed trainings, and for nothing else."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.model.types import day_of
from auditor.reporting import proof
from auditor.services.reports.certificates import ReportCertificates
from tests.services.conftest import Store

DAY = date(2026, 6, 1)


@pytest.fixture
def trained(app: Auditor, store: Store) -> Auditor:
    def training(learner: str, result: str, **more: object) -> dict[str, object]:
        return {
            "learner_type": "host",
            "learner": learner,
            "course": "C-1",
            "completed_on": day_of(DAY),
            "result": result,
            **more,
        }

    store(
        {
            "hosts": [
                {"code": code, "stage_name": name} for code, name in (("H1", "小鹿"), ("H2", "阿岚"), ("H3", "山竹"))
            ],
            "courses": [{"code": "C-1", "title": "合规基础", "hours": 400, "valid_months": 12}],
            "trainings": [
                training("H1", "passed", score=9250, certificate_no="PX-1"),
                training("H2", "failed"),
                training("H3", "passed", revoked_on=day_of(date(2026, 6, 9))),
            ],
        }
    )
    return app


def test_that_only_passed_and_unrevoked_trainings_have_a_certificate(trained: Auditor, tmp_path: Path) -> None:
    trained.run(ReportCertificates(tmp_path / "c.pdf", course="C-1", completed_on=DAY))
    [page] = [re.sub(r"[\r\n]+", "", page) for page in proof.texts(tmp_path / "c.pdf")]
    for wanted in ("编号 PX-1", "小鹿", "合规基础", "学时4", "成绩92.5", "2027-06-01"):
        assert wanted.replace(" ", "") in page.replace(" ", ""), wanted


def test_that_each_page_says_that_it_is_no_signed_certificate_and_names_the_one_that_stands(
    trained: Auditor, store: Store, tmp_path: Path
) -> None:
    def page() -> str:
        trained.run(ReportCertificates(tmp_path / "c.pdf", "host:H1"))
        return re.sub(r"[\r\n]+", "", proof.texts(tmp_path / "c.pdf")[0])

    assert "不是签名证书；该培训尚未发证" in page()
    issued = {"learner_type": "host", "learner": "H1", "course": "C-1", "completed_on": day_of(DAY)}
    store({"awards": [{"number": "ORG-2026-000001", "issued_on": day_of(DAY), **issued}]})
    assert "签名证书编号 ORG-2026-000001" in page()


@pytest.mark.parametrize("learner", ["host:H2", "host:H3"])
def test_that_who_did_not_pass_is_told_so(trained: Auditor, tmp_path: Path, learner: str) -> None:
    with pytest.raises(CallerMistake, match="no passed training"):
        trained.run(ReportCertificates(tmp_path / "c.pdf", learner=learner))


def test_that_somebody_or_a_course_must_be_named(trained: Auditor, tmp_path: Path) -> None:
    with pytest.raises(CallerMistake):
        trained.run(ReportCertificates(tmp_path / "c.pdf"))
