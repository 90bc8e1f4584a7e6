"""Work in the background gives way to pages: where others keep the processors busy, it rests the more.

A nice value yields the processor, not its other half: two threads of one core slow each other, so a page is slower
while a document is drawn beside it, however nice that is. What is drawn in three seconds on an idle machine may take
twenty on a busy one, whose pages stay quick.

Stands alone, for ``core.renderer`` imports it too.
"""

import signal
import time

TICK = 0.02  # seconds of processor time after which it looks about
FREE = 0.2  # of all processors: with so much taken by others nobody notices us
WEIGHT = 0.3  # of what it sees now against what it saw before: the account goes by ticks of 10 ms
MOST = 20  # times as long as it worked it rests at most, where others take everything


def install(may_rest=lambda: True):
    """From now on this process gives way, but while ``may_rest()`` is false; in its main thread, for it uses SIGPROF.

    Rests do not count towards a limit set by ITIMER_REAL.
    """
    look = _Lookout()

    def rest(*_):
        seconds = TICK * MOST * look.share_of_others()
        if seconds > TICK * MOST * FREE and may_rest():
            left = signal.setitimer(signal.ITIMER_REAL, 0)[0]
            time.sleep(seconds)
            signal.setitimer(signal.ITIMER_REAL, left)

    signal.signal(signal.SIGPROF, rest)
    signal.siginterrupt(signal.SIGPROF, False)  # libraries need not know of it
    signal.setitimer(signal.ITIMER_PROF, TICK, TICK)


class _Lookout:
    """Watches what takes the processors' time, by the kernel's account since it last looked, and a little before."""

    def __init__(self):
        self.last, self.share = self._read(), 0

    def share_of_others(self):
        """What part of all processors went to processes that are not nice, as pages are and we are not."""
        now = self._read()
        if now is None or self.last is None:
            return 0
        taken, whole = (new - old for new, old in zip(now, self.last, strict=True))
        if whole <= 0:
            return 0
        self.last, seen = now, min(max(taken / whole, 0), 1)
        self.share += (seen - self.share) * WEIGHT
        return self.share

    @staticmethod
    def _read():
        """``(taken by others, all)`` in ticks of the clock; None where the kernel does not tell."""
        try:
            with open("/proc/stat", encoding="ascii") as account:
                user, nice, system, idle, waiting, *interrupts = map(int, account.readline().split()[1:8])
        except (OSError, ValueError):
            return None
        taken = user + system + sum(interrupts)
        return taken, taken + nice + idle + waiting
