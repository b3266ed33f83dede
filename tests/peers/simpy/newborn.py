"""The reference model in SimPy, with the semantics of ../../../engine/benches/reference-model: arguments: applications,
seed. Prints applications a second of processor time, and what comes out, to be compared with ours."""

import math
import random
import sys
import time

import simpy

HOUR = 3600.0
DAY = 24 * HOUR
WEEK = 7 * DAY
# Item: department, means of the systems before and behind the review, median of the review; seconds.
ITEMS = {
    "birth_cert": ("health", 2, 4, 644),
    "vaccination": ("health", 1, 3, 429),
    "household_reg": ("police", 3, 5, 805),
    "med_insurance": ("medical_insurance", 2, 2, 429),
    "ss_card": ("human_resources", 2, 6, 537),
}
CLERKS = {"health": 7, "police": 5, "medical_insurance": 3, "human_resources": 4}
SIGMA = 0.4724


def opening(now):
    """When an office opens at or after a moment; moment 0 is a Monday's midnight."""
    day, clock = int(now % WEEK // DAY), now % DAY
    midnight = now - clock
    if day >= 5 or (day == 4 and clock >= 17 * HOUR):
        return now - now % WEEK + WEEK + 9 * HOUR
    if clock < 9 * HOUR:
        return midnight + 9 * HOUR
    if clock < 12 * HOUR:
        return now
    if clock < 13 * HOUR:
        return midnight + 13 * HOUR
    return now if clock < 17 * HOUR else midnight + 33 * HOUR


def done(now, work):
    """When work that begins within a shift is done: it rests between shifts."""
    while True:
        clock = now % DAY
        end = now - clock + (12 * HOUR if clock < 12 * HOUR else 17 * HOUR)
        if work <= end - now:
            return now + work
        work -= end - now
        now = opening(end)


class Model:
    def __init__(self, applications, seed):
        self.env = simpy.Environment()
        self.random = random.Random(seed)
        self.applications = applications
        self.desks = {name: simpy.Resource(self.env, people) for name, people in CLERKS.items()}
        self.waits = {name: [0.0, 0] for name in CLERKS}
        self.cycle = 0.0

    def exponential(self, mean):
        return self.random.expovariate(1 / mean)

    def item(self, name):
        department, before, behind, median = ITEMS[name]
        env = self.env
        while True:
            yield env.timeout(self.exponential(before))
            since = env.now
            with self.desks[department].request() as clerk:
                yield clerk
                start = opening(env.now)
                waits = self.waits[department]
                waits[0] += start - since
                waits[1] += 1
                work = median * math.exp(SIGMA * self.random.gauss(0, 1))
                yield env.timeout(done(start, work) - env.now)
            if self.random.random() >= 0.05:
                break
            yield env.timeout(self.exponential(DAY))
        yield env.timeout(self.exponential(behind))

    def household(self):
        yield self.env.process(self.item("household_reg"))
        both = [self.env.process(self.item(name)) for name in ("med_insurance", "ss_card")]
        yield self.env.all_of(both)

    def case(self):
        arrived = self.env.now
        yield self.env.timeout(self.exponential(1))
        yield self.env.process(self.item("birth_cert"))
        both = [self.env.process(self.item("vaccination")), self.env.process(self.household())]
        yield self.env.all_of(both)
        self.cycle += self.env.now - arrived

    def arrivals(self):
        for _ in range(self.applications):
            yield self.env.timeout(self.exponential(DAY / 82))
            self.env.process(self.case())


def main():
    applications, seed = int(sys.argv[1]), int(sys.argv[2])
    model = Model(applications, seed)
    before = time.process_time()
    model.env.process(model.arrivals())
    model.env.run()
    seconds = time.process_time() - before
    waits = " ".join(f"{total / HOUR / count:.2f}" for total, count in model.waits.values())
    print(
        f"SimPy {simpy.__version__:<34} {applications / seconds:9.0f} applications/s (core)   "
        f"cycle {model.cycle / HOUR / applications:.2f} h, waits {waits} h"
    )


main()
