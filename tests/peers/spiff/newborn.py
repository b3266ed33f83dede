"""SpiffWorkflow on the newborn case: its state as JSON in SQLite at each wait, synced before the wait is told of.

    python newborn.py DRIVERS SECONDS FOLDER
"""
import json, os, random, sqlite3, sys, threading, time, uuid

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

CALLS = 0


def call(system, given):
    """A system that answers at once."""
    global CALLS
    CALLS += 1
    return f"{system}-{given}"


ENGINE = PythonScriptEngine(environment=TaskDataEnvironment({"call": call}))
HERE = os.path.dirname(os.path.abspath(__file__))


class Driver(threading.Thread):
    def __init__(self, number, path, lock, until):
        super().__init__()
        self.random, self.path, self.lock, self.until = random.Random(number), path, lock, until
        self.cases, self.acks, self.returned = [], [], 0

    def run(self):
        self.store = sqlite3.connect(self.path, timeout=60, isolation_level=None)
        self.store.execute("pragma synchronous = full")
        parser = BpmnParser()
        parser.add_bpmn_file(os.path.join(HERE, "newborn.bpmn"))
        self.spec = parser.get_spec("newborn")
        self.serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
        while time.monotonic() < self.until:
            begun = time.monotonic()
            self.case()
            if time.monotonic() < self.until:
                self.cases.append(time.monotonic() - begun)

    def save(self, key, workflow):
        text = self.serializer.serialize_json(workflow)
        # One writer at a time, as SQLite has it.
        with self.lock:
            self.store.execute("insert or replace into cases values (?, ?)", (key, text))

    def load(self, key):
        (text,) = self.store.execute("select state from cases where id = ?", (key,)).fetchone()
        workflow = self.serializer.deserialize_json(text)
        workflow.script_engine = ENGINE
        return workflow

    def case(self):
        key = str(uuid.uuid4())
        workflow = BpmnWorkflow(self.spec, script_engine=ENGINE)
        workflow.data.update(child_name="王小明", address="幸福路 1 号", household_book="0" * 64)
        for task in workflow.get_tasks(state=TaskState.READY):
            task.data.update(workflow.data)
        workflow.do_engine_steps()
        self.save(key, workflow)
        returns = self.random.random() < 0.05
        while True:
            begun = time.monotonic()
            workflow = self.load(key)
            task = next(iter(workflow.get_tasks(state=TaskState.READY, manual=True)), None)
            if task is None:
                break
            if task.task_spec.name == "certificate_review":
                task.data["returned"] = returns
                self.returned += returns
                returns = False
            task.run()
            workflow.do_engine_steps()
            self.save(key, workflow)
            self.acks.append(time.monotonic() - begun)
        assert workflow.is_completed(), "it does not come to its end"


def main():
    drivers, seconds, folder = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
    path = os.path.join(folder, "spiff.sqlite")
    store = sqlite3.connect(path)
    store.execute("pragma journal_mode = wal")
    store.execute("create table if not exists cases (id text primary key, state text)")
    store.commit()
    lock, until = threading.Lock(), time.monotonic() + seconds
    threads = [Driver(number, path, lock, until) for number in range(drivers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cases = sum(len(thread.cases) for thread in threads)
    acks = sorted(ack for thread in threads for ack in thread.acks)
    share = lambda part: acks[min(int(len(acks) * part), len(acks) - 1)] * 1e3
    print(json.dumps({
        "peer": "SpiffWorkflow, JSON in SQLite at each wait", "drivers": drivers, "cases_per_second": round(cases / seconds, 1),
        "ack_p50_ms": round(share(0.5), 2), "ack_p99_ms": round(share(0.99), 2),
        "calls_per_case": round(CALLS / max(cases, 1), 1), "returned": sum(t.returned for t in threads),
    }))


main()
