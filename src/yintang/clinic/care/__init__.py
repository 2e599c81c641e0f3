"""The care of a patient: courses, visits and their documents."""
