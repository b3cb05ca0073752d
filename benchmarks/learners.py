"""A classroom on one process: thirty learners drag at once, for ten seconds. `python -m benchmarks.learners`

Each learner is a client of 127.0.0.1 that does what the stage does: one request at a time, the next as soon as the
answer is there, at most sixty a second. Printed are updates a second for the slowest, the median and the fastest
learner, and failures.
"""

import http.client
import statistics
import threading
import time

from benchmarks.served import PORT, ROSENBROCK, served

LEARNERS, SECONDS, FASTEST = 30, 10.0, 1 / 60


def drag(number: int, counts: list[int], failures: list[str], until: float) -> None:
    """One learner's requests; every one asks for another learning rate."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    while (began := time.perf_counter()) < until:
        rate = 0.01 + 0.0001 * counts[number]
        connection.request("GET", f"/stage/en/paths?{ROSENBROCK}&run1=adam&run1.lr={rate:.4f}&draft=1")
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            failures.append(f"learner {number}: {answer.status}")
            return
        counts[number] += 1
        time.sleep(max(0.0, FASTEST - (time.perf_counter() - began)))


def main() -> None:
    with served():
        counts, failures = [0] * LEARNERS, list[str]()
        until = time.perf_counter() + SECONDS
        threads = [threading.Thread(target=drag, args=(n, counts, failures, until)) for n in range(LEARNERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        rates = sorted(count / SECONDS for count in counts)
        print(f"{LEARNERS} learners dragging at once, one Adam run of 200 steps, for {SECONDS:.0f} s")
        middle = statistics.median(rates)
        print(f"updates a second: slowest {rates[0]:.1f}, median {middle:.1f}, fastest {rates[-1]:.1f}")
        print(f"all together {sum(rates):.0f} a second; failures: {len(failures)}")
        for failure in failures[:5]:
            print(failure)


if __name__ == "__main__":
    main()
