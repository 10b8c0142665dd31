"""A small architectural drawing set in two revisions, drawn by our own generator."""
