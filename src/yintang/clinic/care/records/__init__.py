"""What is kept and handed on of a visit and of a course."""
