"""The trainer's desk and the case desk get their tables; trainings say of which session they are. No row is touched."""

from __future__ import annotations

from sqlalchemy import Connection

revision = "0006"
down_revision = "0005"

_TABLES = (
    """CREATE TABLE course_version_history ( id INTEGER, course_id INTEGER, version TEXT, effective_from INTEGER,
    effective_until INTEGER, hours INTEGER, pass_mark INTEGER, validity TEXT, valid_months INTEGER,
    fixed_day TEXT, rule TEXT, changes TEXT, change_id INTEGER, gone_by INTEGER NOT NULL ) STRICT""",
    """CREATE TABLE equivalence_history ( id INTEGER, external TEXT, issuer TEXT, course_id INTEGER, valid_from
    INTEGER, valid_until INTEGER, valid_until_long INTEGER, evidence TEXT, change_id INTEGER, gone_by
    INTEGER NOT NULL ) STRICT""",
    """CREATE TABLE requirement_history ( id INTEGER, code TEXT, title TEXT, audience_type TEXT, filter TEXT,
    course_id INTEGER, due TEXT, months INTEGER, by_day INTEGER, opens_days INTEGER, grace_days INTEGER,
    valid_from INTEGER, valid_until INTEGER, change_id INTEGER, gone_by INTEGER NOT NULL ) STRICT""",
    """CREATE TABLE session_history ( id INTEGER, code TEXT, title TEXT, course_id INTEGER, version TEXT, trainer
    TEXT, co_trainer TEXT, place TEXT, mode TEXT, planned_start INTEGER, planned_end INTEGER, seats INTEGER,
    started_at INTEGER, ended_at INTEGER, status TEXT, evidence TEXT, remark TEXT, change_id INTEGER,
    gone_by INTEGER NOT NULL ) STRICT""",
    """CREATE TABLE enrolment_history ( id INTEGER, session_id INTEGER, learner_type TEXT, learner_id INTEGER,
    learner_name TEXT, state TEXT, minutes INTEGER, score INTEGER, attempt INTEGER, remark TEXT, change_id
    INTEGER, gone_by INTEGER NOT NULL ) STRICT""",
    """CREATE TABLE award_history ( id INTEGER, number TEXT, learner_type TEXT, learner_id INTEGER, learner_name
    TEXT, course_id INTEGER, version TEXT, session_id INTEGER, completed_on INTEGER, attempt INTEGER,
    issued_on INTEGER, valid_from INTEGER, valid_until INTEGER, valid_until_long INTEGER, trainer TEXT,
    co_signer TEXT, replaces TEXT, revoked_on INTEGER, revoke_reason TEXT, revoked_by TEXT, late_reason
    TEXT, change_id INTEGER, gone_by INTEGER NOT NULL ) STRICT""",
    """CREATE TABLE case_event_history ( id INTEGER, case_id INTEGER, at INTEGER, kind TEXT, by_whom TEXT, party
    TEXT, text TEXT, due INTEGER, late_reason TEXT, change_id INTEGER, gone_by INTEGER NOT NULL ) STRICT""",
    """CREATE TABLE sanction_history ( id INTEGER, case_id INTEGER, kind TEXT, function TEXT, platform TEXT,
    platform_text TEXT, valid_from INTEGER, valid_until INTEGER, valid_until_long INTEGER, late_reason TEXT,
    change_id INTEGER, gone_by INTEGER NOT NULL ) STRICT""",
    """CREATE TABLE appeal_history ( id INTEGER, case_id INTEGER, number INTEGER, filed_at INTEGER, due_at INTEGER,
    reason TEXT, evidence TEXT, decided_at INTEGER, result TEXT, late_reason TEXT, change_id INTEGER,
    gone_by INTEGER NOT NULL ) STRICT""",
    """CREATE TABLE action_history ( id INTEGER, case_id INTEGER, number INTEGER, root_cause TEXT, action TEXT,
    responsible TEXT, due_on INTEGER, done_on INTEGER, done_by TEXT, verified_on INTEGER, verified_by TEXT,
    no_repeat_days INTEGER, late_reason TEXT, change_id INTEGER, gone_by INTEGER NOT NULL ) STRICT""",
    """CREATE TABLE feedback_history ( id INTEGER, code TEXT, kind TEXT, subject_type TEXT, subject_id INTEGER,
    source TEXT, source_text TEXT, platform TEXT, platform_text TEXT, received_at INTEGER, text TEXT, answer
    TEXT, answered_at INTEGER, handler TEXT, late_reason TEXT, change_id INTEGER, gone_by INTEGER NOT NULL )
    STRICT""",
    """CREATE TABLE requirement_topics_history ( owner_id INTEGER, ordinal INTEGER, value TEXT, text TEXT,
    change_id INTEGER, gone_by INTEGER NOT NULL ) STRICT""",
    """CREATE TABLE course_version ( id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, course_id INTEGER NOT NULL,
    version TEXT NOT NULL, effective_from INTEGER NOT NULL, effective_until INTEGER, hours INTEGER,
    pass_mark INTEGER, validity TEXT, valid_months INTEGER, fixed_day TEXT, rule TEXT, changes TEXT,
    change_id INTEGER NOT NULL, FOREIGN KEY(course_id) REFERENCES course (id) DEFERRABLE INITIALLY DEFERRED
    ) STRICT""",
    """CREATE TABLE equivalence ( id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, external TEXT NOT NULL, issuer
    TEXT, course_id INTEGER NOT NULL, valid_from INTEGER, valid_until INTEGER, valid_until_long INTEGER
    DEFAULT '0' NOT NULL, evidence TEXT, change_id INTEGER NOT NULL, FOREIGN KEY(course_id) REFERENCES
    course (id) DEFERRABLE INITIALLY DEFERRED ) STRICT""",
    """CREATE TABLE requirement ( id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL, title TEXT,
    audience_type TEXT, filter TEXT, course_id INTEGER, due TEXT, months INTEGER, by_day INTEGER, opens_days
    INTEGER, grace_days INTEGER, valid_from INTEGER, valid_until INTEGER, change_id INTEGER NOT NULL,
    FOREIGN KEY(course_id) REFERENCES course (id) DEFERRABLE INITIALLY DEFERRED ) STRICT""",
    """CREATE TABLE session ( id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL, title TEXT,
    course_id INTEGER NOT NULL, version TEXT, trainer TEXT, co_trainer TEXT, place TEXT, mode TEXT,
    planned_start INTEGER NOT NULL, planned_end INTEGER, seats INTEGER, started_at INTEGER, ended_at
    INTEGER, status TEXT NOT NULL, evidence TEXT, remark TEXT, change_id INTEGER NOT NULL, FOREIGN
    KEY(course_id) REFERENCES course (id) DEFERRABLE INITIALLY DEFERRED ) STRICT""",
    """CREATE TABLE feedback ( id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL, kind TEXT NOT
    NULL, subject_type TEXT, subject_id INTEGER, source TEXT, source_text TEXT, platform TEXT, platform_text
    TEXT, received_at INTEGER NOT NULL, text TEXT, answer TEXT, answered_at INTEGER, handler TEXT,
    late_reason TEXT, change_id INTEGER NOT NULL, FOREIGN KEY(subject_id, subject_type) REFERENCES subject
    (id, type) DEFERRABLE INITIALLY DEFERRED ) STRICT""",
    """CREATE TABLE enrolment ( id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, session_id INTEGER NOT NULL,
    learner_type TEXT NOT NULL, learner_id INTEGER, learner_name TEXT, state TEXT NOT NULL, minutes INTEGER,
    score INTEGER, attempt INTEGER, remark TEXT, change_id INTEGER NOT NULL, FOREIGN KEY(learner_id,
    learner_type) REFERENCES subject (id, type) DEFERRABLE INITIALLY DEFERRED, FOREIGN KEY(session_id)
    REFERENCES session (id) DEFERRABLE INITIALLY DEFERRED ) STRICT""",
    """CREATE TABLE award ( id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL, learner_type TEXT
    NOT NULL, learner_id INTEGER, learner_name TEXT, course_id INTEGER NOT NULL, version TEXT, session_id
    INTEGER, completed_on INTEGER NOT NULL, attempt INTEGER NOT NULL, issued_on INTEGER NOT NULL, valid_from
    INTEGER, valid_until INTEGER, valid_until_long INTEGER DEFAULT '0' NOT NULL, trainer TEXT, co_signer
    TEXT, replaces TEXT, revoked_on INTEGER, revoke_reason TEXT, revoked_by TEXT, late_reason TEXT,
    change_id INTEGER NOT NULL, FOREIGN KEY(learner_id, learner_type) REFERENCES subject (id, type)
    DEFERRABLE INITIALLY DEFERRED, FOREIGN KEY(course_id) REFERENCES course (id) DEFERRABLE INITIALLY
    DEFERRED, FOREIGN KEY(session_id) REFERENCES session (id) DEFERRABLE INITIALLY DEFERRED ) STRICT""",
    """CREATE TABLE case_event ( id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, case_id INTEGER NOT NULL, at
    INTEGER NOT NULL, kind TEXT NOT NULL, by_whom TEXT, party TEXT, text TEXT, due INTEGER, late_reason
    TEXT, change_id INTEGER NOT NULL, FOREIGN KEY(case_id) REFERENCES case_record (id) DEFERRABLE INITIALLY
    DEFERRED ) STRICT""",
    """CREATE TABLE sanction ( id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, case_id INTEGER NOT NULL, kind TEXT
    NOT NULL, function TEXT, platform TEXT, platform_text TEXT, valid_from INTEGER NOT NULL, valid_until
    INTEGER, valid_until_long INTEGER DEFAULT '0' NOT NULL, late_reason TEXT, change_id INTEGER NOT NULL,
    FOREIGN KEY(case_id) REFERENCES case_record (id) DEFERRABLE INITIALLY DEFERRED ) STRICT""",
    """CREATE TABLE appeal ( id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, case_id INTEGER NOT NULL, number
    INTEGER NOT NULL, filed_at INTEGER NOT NULL, due_at INTEGER, reason TEXT, evidence TEXT, decided_at
    INTEGER, result TEXT NOT NULL, late_reason TEXT, change_id INTEGER NOT NULL, FOREIGN KEY(case_id)
    REFERENCES case_record (id) DEFERRABLE INITIALLY DEFERRED ) STRICT""",
    """CREATE TABLE action ( id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, case_id INTEGER NOT NULL, number
    INTEGER NOT NULL, root_cause TEXT, action TEXT NOT NULL, responsible TEXT, due_on INTEGER, done_on
    INTEGER, done_by TEXT, verified_on INTEGER, verified_by TEXT, no_repeat_days INTEGER, late_reason TEXT,
    change_id INTEGER NOT NULL, FOREIGN KEY(case_id) REFERENCES case_record (id) DEFERRABLE INITIALLY
    DEFERRED ) STRICT""",
    """CREATE TABLE requirement_topics ( owner_id INTEGER NOT NULL, ordinal INTEGER NOT NULL, value TEXT NOT NULL,
    text TEXT, change_id INTEGER NOT NULL, PRIMARY KEY (owner_id, ordinal), FOREIGN KEY(owner_id) REFERENCES
    requirement (id) DEFERRABLE INITIALLY DEFERRED ) WITHOUT ROWID, STRICT""",
)

_INDEXES = (
    "CREATE INDEX ix_course_version_history_key ON course_version_history (id, gone_by)",
    "CREATE INDEX ix_course_version_history_gone ON course_version_history (gone_by)",
    "CREATE INDEX ix_course_version_history_change ON course_version_history (change_id)",
    "CREATE INDEX ix_equivalence_history_change ON equivalence_history (change_id)",
    "CREATE INDEX ix_equivalence_history_gone ON equivalence_history (gone_by)",
    "CREATE INDEX ix_equivalence_history_key ON equivalence_history (id, gone_by)",
    "CREATE INDEX ix_requirement_history_key ON requirement_history (id, gone_by)",
    "CREATE INDEX ix_requirement_history_gone ON requirement_history (gone_by)",
    "CREATE INDEX ix_requirement_history_change ON requirement_history (change_id)",
    "CREATE INDEX ix_session_history_change ON session_history (change_id)",
    "CREATE INDEX ix_session_history_key ON session_history (id, gone_by)",
    "CREATE INDEX ix_session_history_gone ON session_history (gone_by)",
    "CREATE INDEX ix_enrolment_history_key ON enrolment_history (id, gone_by)",
    "CREATE INDEX ix_enrolment_history_gone ON enrolment_history (gone_by)",
    "CREATE INDEX ix_enrolment_history_change ON enrolment_history (change_id)",
    "CREATE INDEX ix_award_history_key ON award_history (id, gone_by)",
    "CREATE INDEX ix_award_history_gone ON award_history (gone_by)",
    "CREATE INDEX ix_award_history_change ON award_history (change_id)",
    "CREATE INDEX ix_case_event_history_key ON case_event_history (id, gone_by)",
    "CREATE INDEX ix_case_event_history_change ON case_event_history (change_id)",
    "CREATE INDEX ix_case_event_history_gone ON case_event_history (gone_by)",
    "CREATE INDEX ix_sanction_history_change ON sanction_history (change_id)",
    "CREATE INDEX ix_sanction_history_key ON sanction_history (id, gone_by)",
    "CREATE INDEX ix_sanction_history_gone ON sanction_history (gone_by)",
    "CREATE INDEX ix_appeal_history_gone ON appeal_history (gone_by)",
    "CREATE INDEX ix_appeal_history_change ON appeal_history (change_id)",
    "CREATE INDEX ix_appeal_history_key ON appeal_history (id, gone_by)",
    "CREATE INDEX ix_action_history_gone ON action_history (gone_by)",
    "CREATE INDEX ix_action_history_change ON action_history (change_id)",
    "CREATE INDEX ix_action_history_key ON action_history (id, gone_by)",
    "CREATE INDEX ix_feedback_history_gone ON feedback_history (gone_by)",
    "CREATE INDEX ix_feedback_history_change ON feedback_history (change_id)",
    "CREATE INDEX ix_feedback_history_key ON feedback_history (id, gone_by)",
    "CREATE INDEX ix_requirement_topics_history_key ON requirement_topics_history (owner_id, gone_by)",
    "CREATE INDEX ix_requirement_topics_history_change ON requirement_topics_history (change_id)",
    "CREATE INDEX ix_requirement_topics_history_gone ON requirement_topics_history (gone_by)",
    "CREATE UNIQUE INDEX uq_course_version_key ON course_version (course_id, version)",
    "CREATE INDEX ix_course_version_change ON course_version (change_id)",
    "CREATE UNIQUE INDEX uq_equivalence_key ON equivalence (course_id, external, coalesce(issuer, ''))",
    "CREATE INDEX ix_equivalence_change ON equivalence (change_id)",
    "CREATE INDEX ix_requirement_change ON requirement (change_id)",
    "CREATE UNIQUE INDEX uq_requirement_key ON requirement (code)",
    "CREATE UNIQUE INDEX uq_session_key ON session (code)",
    "CREATE INDEX ix_session_change ON session (change_id)",
    "CREATE UNIQUE INDEX uq_feedback_key ON feedback (code)",
    "CREATE INDEX ix_feedback_change ON feedback (change_id)",
    "CREATE INDEX ix_enrolment_change ON enrolment (change_id)",
    """CREATE UNIQUE INDEX uq_enrolment_key ON enrolment (session_id, coalesce(learner_id, -1000000000),
    coalesce(learner_name, ''))""",
    "CREATE UNIQUE INDEX uq_award_key ON award (number)",
    "CREATE INDEX ix_award_change ON award (change_id)",
    "CREATE INDEX ix_case_event_change ON case_event (change_id)",
    "CREATE UNIQUE INDEX uq_case_event_key ON case_event (case_id, at, kind, coalesce(by_whom, ''))",
    "CREATE UNIQUE INDEX uq_sanction_key ON sanction (case_id, kind, coalesce(function, ''), valid_from)",
    "CREATE INDEX ix_sanction_change ON sanction (change_id)",
    "CREATE UNIQUE INDEX uq_appeal_key ON appeal (case_id, number)",
    "CREATE INDEX ix_appeal_change ON appeal (change_id)",
    "CREATE UNIQUE INDEX uq_action_key ON action (case_id, number)",
    "CREATE INDEX ix_action_change ON action (change_id)",
    "CREATE INDEX ix_requirement_topics_change ON requirement_topics (change_id)",
    "CREATE INDEX dk_course_version_0 ON course_version (course_id, effective_from)",
    "CREATE INDEX dk_session_1 ON session (planned_start)",
    "CREATE INDEX dk_session_2 ON session (course_id, planned_start)",
    "CREATE INDEX dk_enrolment_3 ON enrolment (learner_id, state)",
    "CREATE INDEX dk_training_4 ON training (session_id) WHERE (session_id IS NOT NULL)",
    "CREATE INDEX dk_award_5 ON award (learner_id, course_id, completed_on)",
    "CREATE INDEX dk_award_6 ON award (session_id) WHERE (session_id IS NOT NULL)",
    "CREATE INDEX dk_award_7 ON award (course_id, valid_until)",
    "CREATE INDEX dk_requirement_8 ON requirement (course_id)",
    "CREATE INDEX dk_case_event_9 ON case_event (due, case_id) WHERE (due IS NOT NULL)",
    "CREATE INDEX dk_sanction_10 ON sanction (valid_until, case_id)",
    "CREATE INDEX dk_appeal_11 ON appeal (due_at, case_id) WHERE (due_at IS NOT NULL)",
    "CREATE INDEX dk_action_12 ON action (due_on, case_id) WHERE (due_on IS NOT NULL)",
    "CREATE INDEX dk_feedback_13 ON feedback (subject_id, received_at)",
    "CREATE INDEX dk_feedback_14 ON feedback (received_at)",
)

_COLUMNS = ("session_id INTEGER", "version TEXT", "co_signer TEXT")


def up(connection: Connection) -> None:
    """Make the tables and their indexes; add the columns to trainings and to those of former ones."""
    for table in _TABLES:
        connection.exec_driver_sql(table)
    for column in _COLUMNS:
        reference = " REFERENCES session (id) DEFERRABLE INITIALLY DEFERRED" if column.startswith("session_id") else ""
        connection.exec_driver_sql(f"ALTER TABLE training ADD COLUMN {column}{reference}")
        connection.exec_driver_sql(f"ALTER TABLE training_history ADD COLUMN {column}")
    for index in _INDEXES:
        connection.exec_driver_sql(index)
