"""What the diary is made of."""

from yintang.clinic.booking.models.appointment import CELL_MINUTES, Appointment, Cell
from yintang.clinic.booking.models.hours import Absence, Hours, Rules
from yintang.clinic.booking.models.offer import Equipment, Room, Service

__all__ = [
    "CELL_MINUTES",
    "Absence",
    "Appointment",
    "Cell",
    "Equipment",
    "Hours",
    "Room",
    "Rules",
    "Service",
]
