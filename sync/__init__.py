"""How records merge and travel. Standard library only; no clock, no randomness, no I/O."""
