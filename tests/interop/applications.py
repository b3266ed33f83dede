"""Begins applications of the shipped newborn scenario on a server in development and works them off: some are returned
once, some refused, in some the register of the population is down for a while. Arguments: address, how many."""

import json
import sys
import urllib.error
import urllib.request

address, count = sys.argv[1], int(sys.argv[2])
FORM = {"child.name": "王小明", "delivery.address": "幸福路 1 号"}
BOOK = {"home.household_book": {"content": "/9j/4A=="}}


def ask(method, path, role, body=None, etag=None):
    """The answer and its ETag; none where the machine refuses."""
    request = urllib.request.Request(f"{address}/api/v1{path}", method=method)
    request.add_header("Onething-Role", role)
    if etag:
        request.add_header("If-Match", etag)
    if body is not None:
        request.add_header("Content-Type", "application/json")
        request.data = json.dumps(body).encode()
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
            return (json.loads(text) if text else {}), answer.headers.get("ETag")
    except urllib.error.HTTPError as error:
        print(f"{method} {path}: {error.code} {error.read().decode()[:200]}", file=sys.stderr)
        return None, None


def begin(number):
    """One application; every sixth finds the register down."""
    path = "/systems/population/behaviour"
    if number % 6 == 5:
        ask("PUT", path, "tester", {"down": True})
    begun, _ = ask("POST", "/applications", "applicant:wang", {
        "scenario": "newborn-birth", "plan": "joint", "form": FORM, "materials": BOOK, "submit": True,
    })
    assert begun, "it is begun"
    if number % 6 == 5:
        ask("PUT", path, "tester", {"down": False})
    return begun["application"]


def decide(application, task, number, returned):
    """What a clerk decides; whether something was decided."""
    path, role = f"/tasks/{task['id']}", f"clerk:{task['department']}"
    seen, etag = ask("GET", path, role)
    if seen is None:
        return False
    step = task["step"]
    if number % 6 == 3 and step == "household_registration.review":
        return ask("POST", f"{path}/refuse", role, {"reason": "与实际不符"}, etag)[0] is not None
    if number % 3 == 1 and step == "birth_certificate.review" and application not in returned:
        returned.add(application)
        wanted = [{"id": "child.name", "why": "与出生医学记录不符"}]
        if ask("POST", f"{path}/return", role, {"wanted": wanted}, etag)[0] is None:
            return False
        form = f"/applications/{application}"
        _, etag = ask("GET", f"{form}/form", "applicant:wang")
        mended = {"form": {"child.name": "王晓明"}}
        return ask("POST", f"{form}/correct", "applicant:wang", mended, etag)[0] is not None
    return ask("POST", f"{path}/approve", role, {}, etag)[0] is not None


def work_off(application, number, returned):
    """Goes on until it is over, or nothing moves any more."""
    for _ in range(200):
        seen, _ = ask("GET", f"/applications/{application}", "tester")
        if seen.get("closed_at"):
            return True
        tasks = seen.get("tasks") or []
        if not any([decide(application, task, number, returned) for task in tasks]):
            if ask("POST", "/clock/advance", "tester", {"next": True})[0] is None:
                return False
    return False


mended = set()
over = sum(work_off(begin(number), number, mended) for number in range(count))
print(f"{count} applications, {over} of them over, {len(mended)} returned once")
