"""The plan of a visit, on the patient's own face."""
