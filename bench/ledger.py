"""How long does a large flat ledger take from the workbook to a published version, in how much room, and beside merely reading its cells?

`python -m bench.ledger ROWS FILE` writes such a ledger; `python -m bench.ledger read|check|load FILE` reads its cells, or checks or loads it.
"""

from __future__ import annotations

import contextlib
import io
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import Figure, Measured, at_most, in_process, report
from bench.prepare import CACHE, SEED, anew

ROWS = 100_000
SECONDS, GIGABYTES = 30, 1
_HEAD = "序号 反馈问题 产生原因 整改措施 整改目标 责任领导 责任部门 责任人 配合单位 整改时限 完成情况 佐证材料 是否完成 措施完成时间 销号"
_TITLE = "柏临区水利局党组巡察反馈问题整改台账"
_WHOSE = "填报单位：柏临区水利局党组　反馈日期：2024-03-01　区委巡察"
_FAMILY, _GIVEN = "鄂宿仇终匡晁滕缪郜阙芮燕", "晴远百川行简峤岚砚澄禾松亦鸣"
_SECTIONS = [
    f"{work}{end}"
    for work in ["综合", "财务", "人事", "工程", "水政", "防汛", "规划", "河道", "供水", "信息"]
    for end in "科站"
]
_MATTERS = [
    "河湖长制落实不到位",
    "采购程序不规范",
    "三会一课开展不经常",
    "津补贴发放超范围",
    "资金沉淀未盘活",
    "热线工单办理超期",
    "合同倒签",
    "资产账实不符",
]
_DUE = [
    "立行立改",
    "2024年6月底前",
    "2024-09-30",
    "2024年第三季度",
    "长期坚持",
    "2024年12月31日前",
    "6月底前",
    "收到反馈后2个月内",
]


def figures(issues: int, runs: int) -> list[Figure]:
    """Seconds and GB of a dry run and of a load of a ledger of 100,000 rows (fewer in a small bench), and their ratio to reading its cells."""
    rows = min(ROWS, issues)
    file = CACHE / f"ledger-{rows}-{SEED}.xlsx"
    in_process("bench.ledger", rows, file)
    found: list[Figure] = [Figure("ledger, rows", rows, "rows")]
    times: dict[str, float] = {}
    for step, name in (("read", "cells read only"), ("check", "dry run"), ("load", "load")):
        made = [in_process("bench.ledger", step, file) for _ in range(runs)]
        times[step] = statistics.median(m["seconds"] for m in made)
        room = statistics.median(m["peak_gb"] for m in made)
        if step == "read":
            found += [
                Figure(f"ledger, {name}", times[step], "s"),
                Figure(f"ledger, {name}, peak memory", room, "GB"),
            ]
        else:
            found += [
                at_most(f"ledger, {name}", times[step], "s", SECONDS),
                Figure(
                    f"ledger, {name}, times as long as reading its cells", times[step] / times["read"], ""
                ),
                at_most(f"ledger, {name}, peak memory", room, "GB", GIGABYTES),
            ]
    return found


def _write(rows: int, file: Path) -> Measured:
    import xlsxwriter

    def fill(part: Path) -> None:
        chance = random.Random(SEED)
        with xlsxwriter.Workbook(str(part), {"constant_memory": True}) as book:
            sheet = book.add_worksheet("整改台账")
            above: list[list[str | int]] = [[_TITLE], [_WHOSE], list(_HEAD.split())]
            for index, row in enumerate([*above, *(_row(i, chance) for i in range(1, rows + 1))]):
                for column, value in enumerate(row):
                    if value != "":
                        sheet.write(index, column, value)

    anew(file, fill)
    return {}


def _row(number: int, chance: random.Random) -> list[str | int]:
    def name() -> str:
        return chance.choice(_FAMILY) + "".join(chance.sample(_GIVEN, chance.choice((1, 2))))

    status = chance.choice(["是", "否", "逾期", "已完成", "推进中"])
    return [
        number, f"{chance.choice(_MATTERS)}，第{number}项涉及{chance.choice(_SECTIONS)}，抽查发现{chance.randint(2, 40)}处", "制度执行不严",
        f"修订{chance.choice(_SECTIONS)}管理办法第{number}条并专项排查", "按期整改到位", name(), "、".join(chance.sample(_SECTIONS, chance.choice((1, 1, 2)))),
        name(), chance.choice(_SECTIONS), chance.choice(_DUE), f"已排查{chance.randint(1, 90)}处", f"附件{number}", status,
        "2024-05-20" if status in ("是", "已完成") else "", "是" if status == "是" else "",
    ]  # fmt: skip


def _read(file: Path) -> Measured:
    import python_calamine

    begin = time.perf_counter()
    with python_calamine.CalamineWorkbook.from_path(str(file)) as book:
        count = sum(1 for _ in book.get_sheet_by_index(0).iter_rows())
    return {"seconds": time.perf_counter() - begin, "rows": count}


def _load(file: Path, *, dry_run: bool) -> Measured:
    """What `zeren load` takes, from the call on, in a process of its own."""
    from dashboards import cli

    with tempfile.TemporaryDirectory(prefix="zeren-bench-") as folder:
        store = ["--store", str(Path(folder) / "store")]
        subprocess.run(
            [sys.executable, "-m", "dashboards.cli", *store, "load", "shipped:domains"],
            check=True,
            capture_output=True,
        )
        sys.argv[1:] = [*store, "load", str(file), *(["--dry-run"] if dry_run else [])]
        begin = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            cli.main()
        return {"seconds": time.perf_counter() - begin}


if __name__ == "__main__":
    what, path = sys.argv[1], Path(sys.argv[2])
    if what == "read":
        report(_read(path))
    else:
        report(_write(int(what), path) if what.isdigit() else _load(path, dry_run=what == "check"))
