"""The trainer's desk: sessions and their rosters, what was held, certificates, and who has to learn what by when."""

from auditor.services.training.logged import Attendance, Logged, LogTraining, log_training

__all__ = ["Attendance", "LogTraining", "Logged", "log_training"]
