"""The web client as it is served on this machine: its files, its configuration, its policy."""
