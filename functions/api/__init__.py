"""The HTTP API: what people and programs ask of projects, versions, comparisons and results."""
