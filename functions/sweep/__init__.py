"""The sweep: publishes again what has been pending too long; the scheduler calls it."""
