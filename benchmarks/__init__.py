"""Measurements: accuracy against truth read by eye, speed against the naive pipeline."""
