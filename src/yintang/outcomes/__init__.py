"""What changed: from photographs over time to measurements, and to a verdict with its doubt."""

from yintang.outcomes.calibration import calibrate
from yintang.outcomes.change import compare, judge_course
from yintang.outcomes.measure import measure
from yintang.outcomes.measurement import CardUse, Gate, Measured, PhotoMeasures, Spot

__all__ = [
    "CardUse",
    "Gate",
    "Measured",
    "PhotoMeasures",
    "Spot",
    "calibrate",
    "compare",
    "judge_course",
    "measure",
]
