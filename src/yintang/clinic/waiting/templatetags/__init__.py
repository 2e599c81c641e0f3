"""What pages of other apps say of the waiting list."""
