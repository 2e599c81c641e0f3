"""What is known of facial acupuncture, for anybody to read; and a check of a clinic's words."""
