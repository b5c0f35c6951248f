"""One function an operation: what the caller passed is checked and becomes a call. Pure: nothing here sends anything.

A module an edition of the API; `operation` gives each of its functions to both clients.
"""
