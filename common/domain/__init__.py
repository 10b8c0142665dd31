"""The vocabulary: values, state machines and errors. Standard library and numpy only."""
