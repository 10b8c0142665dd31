"""The HTTP API: everything a client asks and says, as one function."""
