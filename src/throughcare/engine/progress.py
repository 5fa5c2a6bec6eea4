"""Progress of long work: one line on a terminal's standard error, nothing elsewhere."""

import sys
import time
from dataclasses import dataclass, field


@dataclass
class Progress:
    """Says what is being done, how much of it, and how long it may still take; silent when quiet or not on a terminal."""

    quiet: bool = False
    started: float = field(default_factory=time.monotonic)
    shown: float = 0.0

    def __call__(self, message: str, done: int, total: int) -> None:
        """Show where the work stands, at most ten times a second."""
        now = time.monotonic()
        if self.quiet or not sys.stderr.isatty() or (now - self.shown < 0.1 and done < total):
            return
        self.shown = now
        left = (now - self.started) / done * (total - done) if done else 0.0
        rest = f", about {left:.0f} s left" if left >= 1 else ""
        sys.stderr.write(f"\r\x1b[2K{message}: {done:,} of {total:,}{rest}")
        if done >= total:
            sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()
