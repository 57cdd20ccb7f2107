"""Place names (地名库): what 20,000 names cost a text, against none.

Run ``python -m benchmarks.gazetteer_20k``. The names are made up of common characters; every text names one of
them. Counted in CPU time of the thread, the median of many texts; the mark is 1 ms a text.
"""

import argparse
import random
import statistics
import time
from typing import Any

from hotline.kit.text import normalise
from routing.extract.gazetteer import Gazetteer, PlaceEntry

NAMES = 20_000
MARK_MS = 1.0
_CHARS = "东西南北中平安和兴文昌福禄华新红星光明金龙凤山水江河湖海桥塘溪岭岗坑田园林花果石沙泥洲围基涌村大小长高"
_ENDS = ("路", "街", "村", "社区", "花园", "广场", "小学", "市场", "公园", "大厦")


def entries(count: int = NAMES, *, seed: int = 1) -> list[PlaceEntry]:
    """Return distinct made-up places in five districts."""
    pick = random.Random(seed)
    names: dict[str, None] = {}
    while len(names) < count:
        stem = "".join(pick.choices(_CHARS, k=pick.randint(2, 4)))
        names.setdefault(stem + pick.choice(_ENDS))
    return [
        PlaceEntry(name, "LANDMARK", f"44060{4 + i % 5}", f"44060{4 + i % 5}01{i % 9}")
        for i, name in enumerate(names)
    ]


def run(*, tiny: bool = False) -> dict[str, Any]:
    """Return the time to build and to ask, and how many texts were placed."""
    places = entries(500 if tiny else NAMES)
    started = time.thread_time()
    gazetteer = Gazetteer(places)
    built = time.thread_time() - started
    words = "旁边的路灯坏了三天没有人来修，晚上行人看不清路，希望尽快派人处理并给予答复谢谢"
    texts = [normalise(f"我家附近{place.name}{words}" * 5)[:350] for place in places[:400]]
    asked, placed = [], 0
    for text in texts:
        started = time.thread_time()
        found = gazetteer.locate(text)
        asked.append(time.thread_time() - started)
        placed += bool(found.candidates)
    median = statistics.median(asked) * 1e3
    return {
        "names": len(places),
        "build_s": round(built, 3),
        "ms_a_text_of_350": round(median, 4),
        "texts_placed": placed,
        "texts": len(texts),
        "reached": median < MARK_MS,
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true")
    for name, value in run(tiny=parser.parse_args().tiny).items():
        print(f"{name:20} {value}")


if __name__ == "__main__":
    main()
