"""To and from HTTP, with generated code. Sans-IO: nothing here sends anything.

With `_contract` the only importer of `stability_raw`.
"""
