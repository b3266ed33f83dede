"""Reads the logs of a folder with PM4Py and r4pm and compares them with one another and with the histories: how many
events and cases there are, that no relation leads nowhere, that moments keep their offset, that a process can be
discovered. Argument: the folder."""

import csv
import importlib.metadata
import json
import re
import sys
from pathlib import Path

import pandas
import pm4py
import r4pm
from pm4py.objects.ocel.importer.jsonocel import importer as jsonocel

folder = Path(sys.argv[1])
SHANGHAI = pandas.Timedelta(hours=8)
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00$")


def rows_of_csv():
    with open(folder / "log.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def cases_of_histories():
    """Applications by their histories; a simulation has none, and its rows are compared with one another alone."""
    if not (folder / "log.jsonl").exists():
        return {row["case"] for row in rows_of_csv()}
    with open(folder / "log.jsonl", encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    return {line["begun"]["id"] for line in lines if "begun" in line}


def check_csv(rows, cases):
    assert {row["case"] for row in rows} == cases, "every application has rows"
    for row in rows:
        moments = [row["enabled"], row["start"], row["end"]]
        assert all(MOMENT.match(moment) for moment in moments), moments
        assert moments == sorted(moments), moments
    print(f"csv: {len(rows)} rows of {len(cases)} applications")
    frame = pandas.DataFrame(rows)
    for column in ("start", "end"):
        frame[column] = pandas.to_datetime(frame[column])
    frame = pm4py.format_dataframe(frame, case_id="case", activity_key="activity", timestamp_key="end")
    graph, starts, ends = pm4py.discover_dfg(frame)
    # Every row but the first of its case follows another one.
    assert sum(graph.values()) == len(rows) - len(cases)
    assert sum(starts.values()) == sum(ends.values()) == len(cases)
    print(f"csv: pm4py.discover_dfg finds {len(graph)} arcs")


def check_xes(rows, cases):
    # Its own reader; else it asks r4pm, which comes below.
    log = pm4py.read_xes(str(folder / "log.xes"), variant="iterparse", return_legacy_log_object=True)
    frame = pm4py.convert_to_dataframe(log)
    assert len(frame) == 2 * len(rows), (len(frame), len(rows))
    assert set(frame["case:concept:name"]) == cases
    transitions = frame["lifecycle:transition"].value_counts().to_dict()
    assert transitions == {"start": len(rows), "complete": len(rows)}, transitions
    instances = frame.groupby(["case:concept:name", "concept:instance"]).size()
    assert (instances == 2).all() and len(instances) == len(rows)
    written = re.findall(r'key="time:timestamp" value="([^"]*)"', (folder / "log.xes").read_text("utf-8"))
    assert all(MOMENT.match(moment) for moment in written[1:]), "all but the default"
    ends = sorted(pandas.Timestamp(row["end"]) for row in rows)
    complete = frame[frame["lifecycle:transition"] == "complete"]["time:timestamp"]
    assert sorted(complete) == ends, "the same instants"
    graph, _, _ = pm4py.discover_dfg(frame[frame["lifecycle:transition"] == "complete"])
    assert sum(graph.values()) == len(rows) - len(cases)
    print(f"xes: pm4py reads {len(frame)} events of {len(cases)} traces; discover_dfg finds {len(graph)} arcs")
    read = r4pm.df.import_xes(str(folder / "log.xes"))
    # Some versions give the attributes of the log beside the events.
    read = read[0] if isinstance(read, tuple) else read
    assert len(read) == 2 * len(rows)
    assert set(read["case:concept:name"]) == cases
    print(f"xes: r4pm reads {len(read)} events of {len(cases)} traces")


def check_ocel(rows, cases):
    log = json.loads((folder / "log.json").read_text("utf-8"))
    objects = {one["id"] for one in log["objects"]}
    assert len(objects) == len(log["objects"]), "every object once"
    relations = [r for one in log["events"] + log["objects"] for r in one["relationships"]]
    dangling = [r for r in relations if r["objectId"] not in objects]
    assert not dangling, dangling[:3]
    assert all(MOMENT.match(event["time"]) for event in log["events"])
    assert {one["id"] for one in log["objects"] if one["type"] == "application"} == cases
    read = jsonocel.apply(str(folder / "log.json"), variant=jsonocel.Variants.OCEL20_STANDARD)
    assert len(read.events) == len(rows) and len(read.objects) == len(objects)
    of_events = sum(len(event["relationships"]) for event in log["events"])
    of_objects = sum(len(one["relationships"]) for one in log["objects"])
    assert (len(read.relations), len(read.o2o)) == (of_events, of_objects)
    assert sorted(read.events["ocel:timestamp"]) == sorted(pandas.Timestamp(row["end"]) for row in rows)
    graph = pm4py.discover_ocdfg(read)
    assert "application" in graph["object_types"]
    print(f"ocel: pm4py reads {len(rows)} events, {len(objects)} objects, {of_events} + {of_objects} relations")
    read = r4pm.df.import_ocel_json(str(folder / "log.json"))
    sizes = {name: len(frame) for name, frame in read.items()}
    assert sizes["events"] == len(rows) and sizes["objects"] == len(objects), sizes
    print(f"ocel: r4pm reads {sizes}")


def main():
    names = ("pm4py", "r4pm", "polars", "pandas")
    print(", ".join(f"{name} {importlib.metadata.version(name)}" for name in names))
    rows, cases = rows_of_csv(), cases_of_histories()
    assert rows and cases
    check_csv(rows, cases)
    check_xes(rows, cases)
    check_ocel(rows, cases)
    print("all agree")


main()
