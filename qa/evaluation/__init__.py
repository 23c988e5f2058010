"""Measures of the whole pipeline over sets of questions with known answers."""
