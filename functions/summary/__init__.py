"""Summarising: a change list becomes words a person can act on."""
