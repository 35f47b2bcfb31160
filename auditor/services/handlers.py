"""Which function answers which request: one table each for questions, commands and long work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

Handler = Callable[..., Any]


@cache
def queries() -> Mapping[type, Handler]:
    """Query type -> (context, connection, query) -> result."""
    return {
        **_of_lists(),
        **_of_standing(),
        **_about_subjects(),
        **_of_editing(),
        **_of_days(),
        **_of_cases(),
        **_of_training(),
        **_laid_down(),
        **_about_the_store(),
    }


def answering(question: type) -> Handler:
    """What answers this type of question; the services that a list waits for never wait for those of the others."""
    for group in (_of_lists, _of_standing):
        handler = group().get(question)
        if handler is not None:
            return handler
    return queries()[question]


def warm() -> None:
    """Import what answers any question, before somebody asks."""
    queries()


@cache
def _of_lists() -> Mapping[type, Handler]:
    """The first thing anybody sees; these services need next to nothing beyond the tables."""
    from auditor.services import changes, lists

    return {
        changes.Changes: changes.changes,
        changes.Head: changes.head_of,
        lists.Find: lists.find,
        lists.ListFirst: lists.list_first,
        lists.ListIds: lists.list_ids,
        lists.ListRows: lists.list_rows,
    }


@cache
def _of_standing() -> Mapping[type, Handler]:
    """The answers beside a list."""
    from auditor.services import answers, facets, standing

    return {
        answers.Judged: answers.judged,
        answers.StandingOf: answers.standing_of,
        facets.Facets: facets.facets,
        standing.StandingNow: standing.standing_now,
        standing.WarmStanding: standing.warm_standing,
    }


def _about_subjects() -> Mapping[type, Handler]:
    """Who there is, and what belongs to them."""
    from auditor.services import attachments, duplicates, erasing, explaining, fixing, profiles, record_places
    from auditor.services.attachments import listing
    from auditor.services.clearance import chains, clearing, goods, lapse, shelf, signing

    return {
        attachments.AttachmentsOf: listing.attachments_of,
        clearing.Clear: clearing.clear,
        chains.Chains: chains.chains,
        goods.CheckGoods: goods.check_goods,
        lapse.LapseTouches: lapse.lapse_touches,
        shelf.FindProducts: shelf.find_products,
        signing.SignHost: signing.sign_host,
        duplicates.PairOf: duplicates.pair_of,
        explaining.ExplainRule: explaining.explain_rule,
        record_places.WhereRecord: record_places.where_record,
        fixing.SmallestFix: fixing.smallest_fix,
        erasing.ErasureOf: erasing.erasure_of,
        profiles.ProfileOf: profiles.profile_of,
    }


def _of_editing() -> Mapping[type, Handler]:
    """One record and what became of it."""
    from auditor.services import relations, turning
    from auditor.services.editing import naming, tracing

    return {
        relations.RelationsOf: relations.relations_of,
        turning.TurningDays: turning.turning_days,
        naming.RecordNamed: naming.record_named,
        tracing.FieldHistory: tracing.field_history,
    }


def _of_days() -> Mapping[type, Handler]:
    """What a day begins with, and what stands in the calendar."""
    from auditor.services import agenda
    from auditor.services.today import clocks, figures, lacking, lapses, news, tonight, whole

    return {
        agenda.Agenda: agenda.agenda,
        clocks.Clocks: clocks.clocks,
        figures.Figures: figures.figures,
        lacking.Lacking: lacking.lacking,
        lacking.OwnerLacks: lacking.owner_lacks,
        lapses.Lapses: lapses.lapses,
        news.News: news.news,
        tonight.Tonight: tonight.tonight,
        whole.ClearedOf: whole.cleared_of,
        whole.Today: whole.today,
    }


def _of_cases() -> Mapping[type, Handler]:
    """The case desk."""
    from auditor.services.cases import case, every, feedback, finding, points, queues, statistics

    return {
        case.CaseOf: case.case_of,
        every.CaseFirst: every.case_first,
        every.CaseIds: every.case_ids,
        every.CaseLines: every.case_lines,
        feedback.FeedbackLog: feedback.feedback,
        finding.FindCases: finding.find_cases,
        points.PointsLedger: points.points,
        queues.CaseQueue: queues.cases,
        statistics.CaseStatistics: statistics.statistics,
    }


def _of_training() -> Mapping[type, Handler]:
    """What the trainer's desk asks."""
    from auditor.services.training import (
        anomalies,
        awarding,
        awards,
        choices,
        courses,
        effect,
        finding,
        matrix,
        proving,
        remedies,
        sessions,
        signing,
    )

    return {
        anomalies.TrainingAnomalies: anomalies.training_anomalies,
        effect.Effectiveness: effect.effectiveness,
        finding.FindTraining: finding.find_training,
        remedies.FollowedCases: remedies.remedies,
        proving.CheckRecord: proving.check_record,
        signing.SigningKey: signing.signing_key,
        matrix.LearnersOf: matrix.learners_of,
        choices.CourseVersions: choices.course_versions,
        choices.RequirementChoices: choices.requirement_choices,
        matrix.Requirements: matrix.requirements,
        awarding.AwardsDue: awarding.awards_due,
        awards.AwardOf: awards.award_of,
        awards.Awards: awards.awards,
        courses.Courses: courses.courses,
        sessions.SessionOf: sessions.session_of,
        sessions.Sessions: sessions.sessions,
    }


def _laid_down() -> Mapping[type, Handler]:
    """What the workspace lays down for itself."""
    from auditor.services import aliases, organisation, overlays, privacy, reminders, workdays

    return {
        overlays.OverlayNow: overlays.overlay_now,
        aliases.CategoryAliases: aliases.category_aliases,
        organisation.Organisation: organisation.organisation,
        reminders.Ladders: reminders.ladders,
        reminders.Reminders: reminders.reminders,
        workdays.WorkingCalendar: workdays.working_calendar,
        privacy.PrivacyDates: privacy.privacy_dates,
    }


def _about_the_store() -> Mapping[type, Handler]:
    """Rules, runs, and the file itself."""
    from auditor.services import (
        comparing,
        doctor,
        dumps,
        mappings,
        opening,
        rule_pages,
        rules,
        run_parts,
        runs,
        safety,
    )

    return {
        doctor.Doctor: doctor.doctor,
        dumps.Dump: dumps.dump,
        mappings.MappingNamed: mappings.mapping_of,
        mappings.Mappings: mappings.mappings,
        rule_pages.ParamLabels: rule_pages.param_labels,
        rule_pages.RuleConcerns: rule_pages.rule_concerns,
        rule_pages.RuleShown: rule_pages.rule_shown,
        rule_pages.RulesShown: rule_pages.rules_shown,
        rules.FedRules: rules.fed_rules,
        rules.RuleTitles: rules.rule_titles,
        comparing.ComparedFindings: comparing.compared_findings,
        comparing.CompareRuns: comparing.compare_runs,
        run_parts.RunMap: run_parts.run_map,
        run_parts.RunParts: run_parts.run_parts,
        runs.Runs: runs.runs,
        runs.RunVerdicts: runs.run_verdicts,
        opening.AcceptHead: opening.accept_head,
        opening.AtOpening: opening.at_opening,
        safety.AnchorNow: safety.anchor_now,
    }


@cache
def commands() -> Mapping[type, Handler]:
    """Command type -> (context, work, command) -> result."""
    from auditor.services import aliases, duplicates, organisation, overlays, privacy, reminders, workdays
    from auditor.services.attachments import attaching, erasing
    from auditor.services.cases import feedback, intake, logging
    from auditor.services.clearance import planning, ticking
    from auditor.services.editing import removing, revealing, saving

    return {
        **_trainers(),
        aliases.ClearAlias: aliases.clear_alias,
        aliases.SetAlias: aliases.set_alias,
        workdays.ClearCalendar: workdays.clear_calendar,
        workdays.SetCalendar: workdays.set_calendar,
        organisation.SetOrganisation: organisation.set_organisation,
        reminders.SetLadder: reminders.set_ladder,
        privacy.SetPrivacyDates: privacy.set_privacy_dates,
        overlays.LayDownOverlay: overlays.lay_down_overlay,
        overlays.TuneRule: overlays.tune_rule,
        attaching.Detach: attaching.detach,
        feedback.AnswerFeedback: feedback.answer_feedback,
        logging.LogCaseEvent: logging.log_case_event,
        intake.TakeInCase: intake.take_in_case,
        erasing.EraseAttachment: erasing.erase_attachment,
        duplicates.DistinctSubjects: duplicates.distinct_subjects,
        planning.PlanBroadcast: planning.plan_broadcast,
        ticking.Tick: ticking.tick,
        removing.RemoveRecord: removing.remove_record,
        revealing.RevealPersonal: revealing.reveal_personal,
        saving.SaveRecord: saving.save_record,
    }


def _trainers() -> dict[type, Handler]:
    """What the trainer's desk stores."""
    from auditor.services.training import awarding, held, logged, planning, roster, seating, unseating

    return {
        awarding.IssueAwards: awarding.issue_awards,
        awarding.ReissueAward: awarding.reissue_award,
        awarding.RevokeAward: awarding.revoke_award,
        logged.LogTraining: logged.log_training,
        held.LogSession: held.log_session,
        planning.PlanSession: planning.plan_session,
        roster.Enrol: roster.enrol,
        seating.SeatAfterCase: seating.seat_after_case,
        unseating.TakeOff: unseating.take_off,
    }


@cache
def jobs() -> Mapping[type, Handler]:
    """Job type -> (context, job, monitor, who) -> result."""
    from auditor.services import (
        demos,
        duplicates,
        erasing,
        exports,
        imports,
        keeping,
        mappings,
        mending,
        refused_rows,
        safety,
        undoing,
    )
    from auditor.services.attachments import attaching, contents, showing

    return {
        **_judging(),
        **_in_bulk(),
        attaching.AttachFiles: attaching.attach_files,
        contents.SaveAttachment: contents.save_attachment,
        showing.ShowAttachment: showing.show_attachment,
        demos.FillDemo: demos.fill_demo,
        erasing.ErasePersonal: erasing.erase_personal,
        duplicates.DuplicateCandidates: duplicates.duplicate_candidates,
        duplicates.Merge: duplicates.merge,
        exports.ExportWorkbook: exports.export_workbook,
        imports.ImportFiles: imports.import_files,
        refused_rows.RowsAround: refused_rows.rows_around,
        refused_rows.WriteRejects: refused_rows.write_rejects,
        keeping.VerifyChain: keeping.verify,
        mappings.GuessMapping: mappings.guess_mapping,
        mappings.SaveMapping: mappings.save_mapping,
        mending.MendWorkspace: mending.mend,
        safety.BackUp: safety.back_up,
        safety.CheckAnchor: safety.check_anchor,
        undoing.Undo: undoing.undo,
    }


def _in_bulk() -> dict[type, Handler]:
    """Work on everything that a list shows, and on the answers it shows."""
    from auditor.services import bulk, standing

    return {bulk.BulkEdit: bulk.bulk_edit, standing.RefreshStanding: standing.refresh_standing}


def _judging() -> dict[type, Handler]:
    """Audits, forecasts and what is written of them."""
    from auditor.services import agenda_files, coverage, forecasting, impact
    from auditor.services.audits import job as audits
    from auditor.services.audits import verdicts
    from auditor.services.cases import statistics_book
    from auditor.services.reports import certificates, clearance, rulebook_facts, verifying
    from auditor.services.reports import jobs as reports
    from auditor.services.training import printing, proving

    return {
        printing.PrintAwards: printing.print_awards,
        proving.CheckAwards: proving.check_awards,
        coverage.RulesCoverage: coverage.rules_coverage,
        impact.RulesImpact: impact.rules_impact,
        audits.Audit: audits.audit,
        agenda_files.AgendaFile: agenda_files.agenda_file,
        forecasting.Forecast: forecasting.forecast,
        reports.ReportAudit: reports.report_audit,
        certificates.ReportCertificates: certificates.report_certificates,
        clearance.ReportClearance: clearance.report_clearance,
        reports.ReportNotice: reports.report_notice,
        reports.ReportRun: reports.report_run,
        rulebook_facts.ReportRulebook: rulebook_facts.report_rulebook,
        reports.ReportSubject: reports.report_subject,
        statistics_book.WriteCaseStatistics: statistics_book.write_statistics,
        verdicts.Verdicts: verdicts.verdicts,
        verifying.VerifyReport: verifying.verify_report,
    }
