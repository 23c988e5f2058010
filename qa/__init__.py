"""Question in, cited answer out: understand, read, compose, verify."""
