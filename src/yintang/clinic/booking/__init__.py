"""The diary: what can be booked, when somebody is free, and who has taken which time."""
