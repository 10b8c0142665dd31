"""The cloud on one machine: emulators, a storage server, each function in its own processes."""
