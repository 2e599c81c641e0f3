"""The care of one patient: courses, visits, and the documents of a visit."""

from yintang.clinic.care.models.consultation import (
    Consultation,
    Diagnosis,
    Note,
    Override,
    Screening,
)
from yintang.clinic.care.models.course import Course
from yintang.clinic.care.models.plan import Plan, PlannedNeedle
from yintang.clinic.care.models.revised import Revised, Revision, Signed, Stale
from yintang.clinic.care.models.session import NeedleConsent, Session, SessionEvent
from yintang.clinic.care.models.visit import Amendment, NotNow, Visit

__all__ = [
    "Amendment",
    "Consultation",
    "Course",
    "Diagnosis",
    "NeedleConsent",
    "NotNow",
    "Note",
    "Override",
    "Plan",
    "PlannedNeedle",
    "Revised",
    "Revision",
    "Screening",
    "Session",
    "SessionEvent",
    "Signed",
    "Stale",
    "Visit",
]
