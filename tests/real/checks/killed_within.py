"""Killed within requests to AWS and to the API server that come by chance, on the way up and on the way down: each time slipway goes on, and in the
end the same stands as after an undisturbed apply, once, and after a destroy nothing."""
import random, time

import world
from trial import API, AWS, Standing, running
from workplace import count

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


def within(trial, arguments, dice, writes):
    """Kills it within requests to AWS and to the API server that come by chance, always later ones, then lets it through."""
    points = [(AWS, {"client": "APN", "operation": "* Create*|* Put*|* Attach*|* Tag*|* Delete*", "after": dice.randrange(step, step + writes // 4)}) for step in range(0, writes, writes // 4)]
    points += [(API, {"client": "-|slipway", "operation": "PATCH *|POST *|DELETE *", "after": dice.randrange(0, 12)}) for _ in range(3)]
    points += [(API, {"client": "Helm", "operation": "PATCH *|POST *|PUT *|DELETE *", "after": dice.randrange(0, 8)}) for _ in range(3)]
    killed = sum(killed_within(trial, arguments, where, rule) for where, rule in points)
    trial.must("after it was killed within requests", *arguments)
    return killed


def main():
    dice = random.Random(SEED)
    with running() as trial:
        calm, bare = trial.undisturbed()
        writes = sum(operation.split()[-1].startswith(("Create", "Put", "Attach", "Tag")) for client, operation in world.requests() if client == "APN")
        killed = within(trial, trial.apply(), dice, writes)
        calm.compare(Standing(bare), "killed within requests")
        killed += within(trial, trial.destroy(), dice, writes)
        Standing(bare).nothing("killed within requests")
    print(f"killed within {count(killed, 'request')}; {count(trial.runs, 'run')}")


main()
