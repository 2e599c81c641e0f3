"""The waiting list: who would come at short notice, and whom a freed time is offered to."""
