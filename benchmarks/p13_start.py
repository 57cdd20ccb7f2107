"""P13: from `hotline serve` to its first answer, and the memory of the demonstration."""

import argparse
import json
import time
from pathlib import Path
from typing import Any

from benchmarks import measure
from tests.support.server import Server

MARK = {"seconds": 5.0, "megabytes": 500}
SETTLING = 2.0  # seconds from the first answer until the memory is read


def run(*, tiny: bool = False) -> dict[str, Any]:
    """Start the seeded demonstration with a trained model several times; the first start warms the disk and is not counted."""
    starts = 1 if tiny else 5
    seconds: list[float] = []
    memory = 0.0
    with measure.scratch() as folder:
        server = Server(folder)
        measure.load_city(server)
        measure.train(server)
        for attempt in range(starts + 1):
            begin = time.monotonic()
            server.start()
            took = time.monotonic() - begin
            if attempt:
                seconds.append(round(took, 2))
            time.sleep(0 if tiny else SETTLING)
            memory = max(memory, _megabytes(server))
            server.stop()
    return {
        "mark": "P13",
        "seconds": sorted(seconds),
        "worst_seconds": max(seconds),
        "megabytes": round(memory, 1),
    }


def _megabytes(server: Server) -> float:
    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    line = next(x for x in status.splitlines() if x.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """Print the result."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tiny", action="store_true")
    print(json.dumps(run(tiny=parser.parse_args().tiny), indent=1))


if __name__ == "__main__":
    main()
