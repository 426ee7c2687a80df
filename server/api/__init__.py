"""HTTP only: authenticate, load, call the domain, dump."""
