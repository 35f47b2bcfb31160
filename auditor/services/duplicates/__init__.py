"""Duplicates: who may have been entered twice, shown side by side, told apart for good, or merged."""

from auditor.services.duplicates.candidates import Candidate, Candidates, DuplicateCandidates, duplicate_candidates
from auditor.services.duplicates.distinct import DistinctSubjects, distinct_subjects
from auditor.services.duplicates.merge import Merge, Merged, merge
from auditor.services.duplicates.pair import PairField, PairOf, PairShown, pair_of

__all__ = [
    "Candidate",
    "Candidates",
    "DistinctSubjects",
    "DuplicateCandidates",
    "Merge",
    "Merged",
    "PairField",
    "PairOf",
    "PairShown",
    "distinct_subjects",
    "duplicate_candidates",
    "merge",
    "pair_of",
]
