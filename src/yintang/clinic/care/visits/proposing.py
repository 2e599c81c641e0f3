"""When the next visit of a course would be, around the days she said she is away."""

from datetime import datetime

from yintang.clinic.care.consultations.consulting import consultation_of
from yintang.clinic.care.models import Visit


def next_visit_after(visit: Visit) -> datetime | None:
    """One interval later at the same hour, moved on by weeks over her holidays.

    None outside a course, after its last visit, or where a later visit is booked already.
    """
    if visit.course is None or visit.course.next_visit(visit) is None:
        return None
    away = [(holiday.first, holiday.last) for holiday in consultation_of(visit).holidays]
    return visit.course.next_visit(visit, away)
