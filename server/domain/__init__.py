"""Plain functions that say what may happen; no Flask."""
