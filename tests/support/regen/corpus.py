"""Edits of openapi.yaml with the verdict that each deserves, argued from its effect on callers.

Wire: what happens to an HTTP client that keeps to the old contract. Python: what happens to users of `stability_raw`.
Overlay: whether the hand-written half still type-checks and imports. `cannot`: nothing can be generated. Each argument
rests on callers, on how the generator works and on how the overlay is written, never on what the tool says.
"""

from tests.support.regen import corpus_editions, corpus_equivalent, corpus_operations, corpus_requests, corpus_responses

ROWS = [
    *corpus_equivalent.ROWS,
    *corpus_operations.ROWS,
    *corpus_requests.ROWS,
    *corpus_responses.ROWS,
    *corpus_editions.ROWS,
]
BY_NAME = {row.name: row for row in ROWS}
