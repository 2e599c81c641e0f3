"""What is known of facial acupuncture, for anybody to read, and the check of a clinic's own words."""
