"""Kill -9 at random moments, and see that nothing that was acknowledged is lost."""
