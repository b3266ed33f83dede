"""Alignments of a log that was spoiled, by `onething conform` and by PM4Py on the same net: the costs have to be equal,
trace by trace. Arguments: the program, a folder to work in, how many traces, a scenario, and what else `conform` and
`simulate` are told (`--plan`, `--given`)."""

import csv
import random
import subprocess
import sys
import time
from pathlib import Path

import pm4py
from pm4py.objects.log.obj import Event, EventLog, Trace

onething, folder, count, scenario, *chosen = sys.argv[1:]
folder, count = Path(folder), int(count)
# What PM4Py counts for a move on the log or on a visible transition alone; a silent one counts 1.
VISIBLE = 10_000
# Outcomes that a row is told apart by.
WORDS = {"returned": "returned", "refused": "refused", "not_accepted": "refused", "handed_over": "handed_over"}


def run(*words):
    subprocess.run([onething, *words], check=True, stdout=subprocess.DEVNULL)


def simulated():
    """The first traces of a simulation: activities and outcomes in order of their ends."""
    log = folder / "log.csv"
    # With so few a day nobody is overloaded, whatever the scenario says.
    run("simulate", scenario, *chosen, "--per-day", "10", "--cases", str(count + 50), "--replications", "1", "--log", str(log), "-o", str(folder / "told"))
    traces = {}
    with open(log, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            traces.setdefault(row["case"], []).append((row["activity"], row["outcome"]))
    return list(traces.values())[:count]


def spoiled(traces):
    """Rows left out, done twice, done in another order, and rows that nobody expects; the same with every run."""
    chance = random.Random(20260302)
    known = sorted({row for trace in traces for row in trace})
    for trace in traces:
        rows = []
        for row in trace:
            fall = chance.random()
            if fall < 0.04:
                continue
            rows.append(row)
            if fall < 0.07:
                rows.append(row)
            elif fall < 0.10:
                rows.append(chance.choice(known))
            elif fall < 0.11:
                rows.append(("stray", "done"))
        for at in range(len(rows) - 1):
            if chance.random() < 0.03:
                rows[at], rows[at + 1] = rows[at + 1], rows[at]
        if rows:
            yield rows


def written(traces, file):
    with open(file, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["case", "activity", "outcome", "start", "end"])
        for case, rows in enumerate(traces):
            for at, (activity, outcome) in enumerate(rows):
                now = f"2026-03-02T{at // 60 % 24:02}:{at % 60:02}:00+08:00"
                writer.writerow([case, activity, outcome, now, now])


def label(row):
    activity, outcome = row
    return f"{activity} [{WORDS[outcome]}]" if outcome in WORDS else activity


traces = list(spoiled(simulated()))
spoilt, net, cases = folder / "spoilt.csv", folder / "net.pnml", folder / "cases.csv"
written(traces, spoilt)
begun = time.monotonic()
run("conform", scenario, *chosen, str(spoilt), "--net", str(net), "--format", "csv", "-o", str(cases))
ours = time.monotonic() - begun
with open(cases, newline="", encoding="utf-8") as file:
    costs = {int(row["case"]): int(row["cost"]) for row in csv.DictReader(file)}
assert len(costs) == len(traces), (len(costs), len(traces))

log = EventLog([Trace([Event({"concept:name": label(row)}) for row in rows]) for rows in traces])
petri, begin, end = pm4py.read_pnml(str(net))
begun = time.monotonic()
# Its A* with the state equation does not end on nets of many silent transitions and places that are only looked at.
theirs = pm4py.conformance_diagnostics_alignments(
    log, petri, begin, end, variant_str="Variants.VERSION_DIJKSTRA_LESS_MEMORY"
)
seconds = time.monotonic() - begun
wrong = []
for case, aligned in enumerate(theirs):
    if costs[case] != aligned["cost"] // VISIBLE:
        wrong.append((case, costs[case], aligned["cost"], [label(row) for row in traces[case]]))
assert not wrong, wrong[:3]
deviating = sum(cost > 0 for cost in costs.values())
assert deviating > len(traces) // 2, "most traces were spoiled"
print(
    f"{scenario} {' '.join(chosen)}: {len(traces)} traces of {sum(map(len, traces))} rows cost the same in PM4Py, "
    f"{sum(costs.values())} in all, {max(costs.values())} at most, {deviating} deviate; "
    f"{len(petri.places)} places, {len(petri.transitions)} transitions; {ours:.1f} s, there {seconds:.1f} s"
)
