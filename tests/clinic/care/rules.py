"""Who may open: Days, visits and courses."""

RULES = {
    "today": ("GET", "see patients"),
    "course": ("GET", "see notes"),
    "visit": ("GET", "see notes"),
    "consultation": ("GET", "see notes"),
    "diagnosis": ("GET", "see notes"),
    "plan": ("GET", "see notes"),
    "session": ("GET", "see notes"),
    "record": ("GET", "see notes"),
}
OBJECTS = {"visit_id": "visit", "course_id": "course"}
