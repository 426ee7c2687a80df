"""The server seen from outside: real processes, real HTTP, real databases.

Nothing in this folder imports `sync` or `server`. The scripted phone and the scripted desk were
written from the protocol and the HTTP contract alone, so they disagree with the server wherever
the server disagrees with the documents.
"""
