#!/usr/bin/env python3
"""Plays the steps of a recording once more, against another server (python3 stdlib only).

  replay.py run RECORDED.json ENDPOINT OUT.json
  replay.py diff RECORDED.json OUT.json          hard differences, as conformance.py tells them

RECORDED  {"runs": [{"name": ..., "steps": [...]}]}: steps as conformance.py stores them, in runs that each begin on an empty server.
          What a step's path and body name as <x> is the id that the server gave when it made x.
OUT       the answers.
"""
import argparse
import json
import re
import sys

import conformance

NAME = re.compile(r"<(project:)?(\w+)>")


def dollars(value):
    """The same with $x for <x>, as the driver takes it."""
    if isinstance(value, str):
        return NAME.sub(lambda m: "$" + ("P_" if m.group(1) else "") + m.group(2), value)
    if isinstance(value, dict):
        return {dollars(key): dollars(one) for key, one in value.items()}
    if isinstance(value, list):
        return [dollars(one) for one in value]
    return value


def made(step):
    """The names of what a step made."""
    if step["method"] != "POST" or step["status"] >= 300 or not isinstance(step["norm"], dict):
        return None
    answer = next(iter(step["norm"].values()), None)
    ids = [one.get("id", "") for one in (answer if isinstance(answer, list) else [answer]) if isinstance(one, dict)]
    names = [NAME.fullmatch(one) for one in ids if isinstance(one, str)]
    return [name.group(2) if name else "_" for name in names] if any(names) else None


def agents(value):
    """The agents in an answer, as ((type, host), id)."""
    if isinstance(value, dict):
        if {"agent_type", "host", "id"} <= value.keys():
            yield (value["agent_type"], value["host"]), value["id"]
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from agents(one)


def learn_agents(driver, steps):
    """Agents are registered by themselves: by whatever name a step calls one, it is the one of that type and host."""
    known = dict(agents(json.loads(driver.http("GET", driver.base + "/v2.0/agents", None, driver.auth("admin"))[2])))
    for step in steps:
        for agent, recorded in agents(step["norm"]):
            name = NAME.fullmatch(recorded)
            if name and agent in known:
                driver.ids[name.group(2)] = known[agent]
                driver.names[known[agent]] = recorded


def play(run, endpoint):
    driver = conformance.Driver(argparse.Namespace(endpoint=endpoint, auth="headers", slow=True, v=False))
    driver.purge()
    learn_agents(driver, run["steps"])
    for step in run["steps"]:
        driver.section, name = step["key"].split("/", 1)
        driver(name, step["method"], dollars(step["path"]), dollars(step["body"]), step["who"], save=made(step), keep=False)
    driver.purge()
    return driver.steps


def read(file):
    with open(file) as text:
        return json.load(text)


def unordered(step):
    """Neutron does not sort agents, whatever it is asked for: they come in the order of their ids, which are drawn."""
    if not step["path"].startswith("/v2.0/agents?") or step["status"] != 200:
        return step
    agents = [{key: value for key, value in agent.items() if key != "id"} for agent in step["norm"]["agents"]]
    agents.sort(key=lambda agent: json.dumps(agent, sort_keys=True))
    return dict(step, norm={"agents": agents})


def by_chance(difference):
    """Of several subnets Neutron takes addresses from the one whose id comes first, and ids are drawn."""
    where, _, theirs, ours = difference
    return where.endswith(".subnet_id") or all(isinstance(one, str) and one.startswith("<auto-ip") for one in (theirs, ours))


def run(recorded, endpoint, out):
    steps = [step for one in read(recorded)["runs"] for step in play(one, endpoint)]
    with open(out, "w") as file:
        json.dump({"steps": steps}, file)


def diff(recorded, out):
    answers = {step["key"]: step for step in read(out)["steps"]}
    equal = steps = 0
    for step in (step for one in read(recorded)["runs"] for step in one["steps"]):
        steps += 1
        hard = [one for one in conformance.compare(unordered(step), unordered(answers[step["key"]]))[0] if not by_chance(one)]
        equal += not hard
        if hard:
            print("%s  %s %s" % (step["key"], step["method"], step["path"]))
        for where, what, theirs, ours in hard:
            print("    %-8s %s: %s | %s" % (what, where, json.dumps(theirs)[:200], json.dumps(ours)[:200]))
    print("EQUAL %d/%d" % (equal, steps))


if __name__ == "__main__":
    {"run": run, "diff": diff}[sys.argv[1]](*sys.argv[2:])
