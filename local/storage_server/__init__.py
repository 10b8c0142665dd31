"""A Cloud Storage server for development and tests, in one folder.

It honours what the chain relies on and other servers do not (docs/adr/0019-storage-server.md):
generation preconditions on every call, resumable uploads from a browser, the expiry of signed
links, notifications of finished uploads. It checks no signature: it guards nothing.
"""
