"""The process of one deployed function: `python -m benchmarks.stage_process FUNCTION`.

Takes pickled events on standard input and answers what each took. It loads what the function loads
and nothing of the benchmark's, so that its memory is the function's.
"""

from __future__ import annotations

import pickle
import sys

from benchmarks.handled import begin, handle


def serve(function: str) -> None:
    """Handle events until there are no more."""
    begin(function)
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # whoever prints must not print between the answers
    while True:
        try:
            # From the benchmark that started this process.
            entry, folder, event = pickle.load(sys.stdin.buffer)  # noqa: S301
        except EOFError:
            return
        pickle.dump(handle(function, entry, folder, event), answers)
        answers.flush()


if __name__ == "__main__":
    serve(sys.argv[1])
