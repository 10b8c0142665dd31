"""One machine: documents in SQLite, blobs in a folder, events over a pool of processes."""
