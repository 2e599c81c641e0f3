"""Who may open: Photographs as a series, and targets."""

RULES = {
    "clinic-sequence": ("GET", "run the clinic"),
    "capture": ("GET", "see notes"),
    "shot-add": ("POST", "write notes"),
    "shot-hint": ("POST", "write notes"),
    "shot-decide": ("POST", "write notes"),
    "circumstances-save": ("POST", "write notes"),
    "targets": ("GET", "see notes"),
    "target-declare": ("POST", "write notes"),
    "target-withdraw": ("POST", "write notes"),
    "progress": ("GET", "see notes"),
    "progress-report": ("GET", "see notes"),
    "progress-record": ("GET", "see notes"),
    "progress-verdicts": ("GET", "see notes"),
    "progress-measurements": ("GET", "see notes"),
    "progress-json": ("GET", "see notes"),
    "calibration": ("GET", "run the clinic"),
    "calibration-add": ("POST", "run the clinic"),
    "calibration-leave-out": ("POST", "run the clinic"),
    "calibration-finish": ("POST", "run the clinic"),
    "rate": ("GET", "write notes"),
    "rate-answer": ("POST", "write notes"),
    "before-after": ("GET", "see notes"),
    "before-after-script": ("GET", "signed in"),
    "before-after-style": ("GET", "signed in"),
}
OBJECTS = {
    "shot_id": "shot",
    "target_id": "target",
    "calibration_shot_id": "calibration_shot",
}
