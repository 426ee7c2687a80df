"""`make bench`: what the parts cost, measured, beside what they may cost. Never a test."""
