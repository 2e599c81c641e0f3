"""What is asked at a consultation, screened, and found."""
