"""What to do: from a consultation and a face map to needles with reasons, and dates."""

from yintang.planning.calendar import as_ics
from yintang.planning.consultation import Consultation, goals_from
from yintang.planning.consultation_file import ConsultationError, read_consultation
from yintang.planning.course import plan_course
from yintang.planning.example import example_consultation
from yintang.planning.making import make_plan
from yintang.planning.pattern import suggest_patterns
from yintang.planning.plan import Plan
from yintang.planning.prescription import PlanError, prescribe
from yintang.planning.screening import Screening, screen

__all__ = [
    "Consultation",
    "ConsultationError",
    "Plan",
    "PlanError",
    "Screening",
    "as_ics",
    "example_consultation",
    "goals_from",
    "make_plan",
    "plan_course",
    "prescribe",
    "read_consultation",
    "screen",
    "suggest_patterns",
]
