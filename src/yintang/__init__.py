"""Yintang plans facial rejuvenation acupuncture, keeps it safe, and says honestly what is known."""
