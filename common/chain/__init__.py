"""The protocol between stages: which record changes when, and which event follows.

State is the truth, events are hints. Every function of this package may run twice, concurrently,
out of order, and may die between any two of its store or bus calls: a later run of the same
function finishes what is missing and changes nothing that is done.
"""
