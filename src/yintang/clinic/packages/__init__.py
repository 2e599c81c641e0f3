"""What a clinic sells, what was paid and what is used: ledgers to which rows are only added."""
