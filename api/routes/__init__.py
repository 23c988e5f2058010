"""The native routes, one module a noun."""
