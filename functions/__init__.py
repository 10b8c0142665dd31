"""The stages of the chain, one room each. They import `common` and never one another."""
