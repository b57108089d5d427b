"""What becomes of findings: which rules report, what is waived, what is old, what a command can mend."""
