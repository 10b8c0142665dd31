"""Drawings made of marks that can be edited at random, with the truth of every edit."""
