"""The public directory: clinics, practitioners, and which of their credentials somebody checked."""
