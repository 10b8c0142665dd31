"""`buildtrace serve`: the API and the chain on this machine, everything in one folder."""
