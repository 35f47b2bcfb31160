"""The headless core of Auditor: profiles, rules, audits and reports for livestream commerce."""

__version__ = "0.1.0"
