"""What was tried and rejected; README.md says what and why."""
