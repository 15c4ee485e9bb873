"""Killed within requests to AWS and to the API server that come by chance, on the way up and on the way down: each time slipway goes on, and in the
end the same stands as after an undisturbed apply, once, and after a destroy nothing."""
import random, time

import world
from trial import API, AWS, Standing, running
from workplace import count, finding

SEED = 12


def killed_within(trial, arguments, where, rule):
    """Kills it while a request that the rule names is under way; false when it came through before."""
    with trial.fault(**{where: [{**rule, "fault": "hold"}]}) as told:
        process = trial.start(*arguments)
        while process.poll() is None and not told()[0]["held"]:
            time.sleep(0.2)
        was_held = process.poll() is None
        process.kill() if was_held else None
    status, errors = trial.finish(process)
    if not was_held and status != 0:
        print(errors[-3000:])
        raise SystemExit(f"slipway {' '.join(arguments)}: status {status}, and was to be killed within {rule}")
    return was_held


def within(trial, what, arguments, dice, points):
    """Kills it within one request after another, each of those that it has still to send, then lets it through."""
    killed = sum(killed_within(trial, arguments, where, {**rule, "after": dice.randrange(among)}) for where, rule, among in points)
    if killed < len(points) // 2:
        finding("faults", "killed within requests", what, f"only {killed} of {len(points)} were met")
    trial.must("after it was killed within requests", *arguments)
    return killed


def main():
    dice = random.Random(SEED)
    with running() as trial:
        calm, bare = trial.undisturbed()
        writes = sum(operation.split()[-1].startswith(("Create", "Put", "Attach", "Tag")) for client, operation in world.requests() if client == "APN")
        resources = (AWS, {"client": "APN", "operation": "* Create*|* Put*|* Attach*|* Tag*|* Delete*"}, writes // 2)
        objects = (API, {"client": "-|slipway", "operation": "PATCH *=Strict|PATCH *=true|POST *|DELETE *"}, 3)  # not what is only tried (dryRun=All)
        releases = (API, {"client": "Helm", "operation": "PATCH *|POST *|PUT *|DELETE *"}, 4)
        killed = within(trial, "apply", trial.apply(), dice, [resources, objects, objects, releases, releases, releases, objects, objects])
        calm.compare(Standing(bare), "killed within requests")
        killed += within(trial, "destroy", trial.destroy(), dice, [objects, objects, releases, releases, objects, objects, resources])
        Standing(bare).nothing("killed within requests")
    print(f"killed within {count(killed, 'request')}; {count(trial.runs, 'run')}")


main()
