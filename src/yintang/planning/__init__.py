"""What to do: from a consultation and a face map to needles with reasons, and dates.

A plan is suggested by `make_plan` and edited by the functions over `EditedNeedle`.
"""

from yintang.planning.calendar import as_ics
from yintang.planning.cards import card, hazards_of
from yintang.planning.carrying import Carried, carry
from yintang.planning.checking import Checked, check_needles
from yintang.planning.consultation import Consultation, goals_from
from yintang.planning.consultation_file import ConsultationError, read_consultation
from yintang.planning.consultation_json import (
    consultation_as_json,
    consultation_from_json,
    screening_as_json,
    screening_from_json,
)
from yintang.planning.course import plan_course
from yintang.planning.differing import Difference, difference
from yintang.planning.edited import (
    EditedNeedle,
    distinct,
    edited,
    prescription_from,
    renumbered,
)
from yintang.planning.editing import (
    mirrored,
    moved_to,
    nearest_points,
    needle_for,
    put_back,
    zone_hint,
)
from yintang.planning.example import example_consultation
from yintang.planning.free import free_needle
from yintang.planning.making import make_plan
from yintang.planning.pattern import suggest_patterns
from yintang.planning.plan import Plan
from yintang.planning.prescription import PlanError, prescribe
from yintang.planning.remarks import Remark
from yintang.planning.screening import Screening, screen

__all__ = [
    "Carried",
    "Checked",
    "Consultation",
    "ConsultationError",
    "Difference",
    "EditedNeedle",
    "Plan",
    "PlanError",
    "Remark",
    "Screening",
    "as_ics",
    "card",
    "carry",
    "check_needles",
    "consultation_as_json",
    "consultation_from_json",
    "difference",
    "distinct",
    "edited",
    "example_consultation",
    "free_needle",
    "goals_from",
    "hazards_of",
    "make_plan",
    "mirrored",
    "moved_to",
    "nearest_points",
    "needle_for",
    "plan_course",
    "prescribe",
    "prescription_from",
    "put_back",
    "read_consultation",
    "renumbered",
    "screen",
    "screening_as_json",
    "screening_from_json",
    "suggest_patterns",
    "zone_hint",
]
