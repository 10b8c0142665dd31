"""The chain on one machine: the `buildtrace` command, its runner, its outputs."""
