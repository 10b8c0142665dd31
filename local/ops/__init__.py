"""What somebody does who operates BuildTrace: `buildtrace ops`; see docs/OPERATIONS.md."""
