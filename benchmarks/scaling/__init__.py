"""The deployed chain as a discrete-event simulation: how long sets take, and what holds them up."""
