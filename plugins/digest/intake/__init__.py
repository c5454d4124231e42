"""Intake: raw files of content/raw to article files of content/articles."""

from digest.intake.cluster import executor as cluster_executor
from digest.intake.explaining import Explanation, explain
from digest.intake.folder import clean_folder, pending
from digest.intake.report import CleanReport, Written

__all__ = [
    "CleanReport",
    "Explanation",
    "Written",
    "clean_folder",
    "cluster_executor",
    "explain",
    "pending",
]
