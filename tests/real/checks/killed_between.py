"""Killed at every step's beginning and end, on the way up and on the way down: each time slipway goes on, and in the end the same stands as after an
undisturbed apply, once, and after a destroy nothing."""
from trial import Standing, running
from workplace import count


def walk(trial, arguments):
    """Runs it again and again, killed each time at the first boundary at which it has not been killed yet, until it comes through."""
    seen, limit = [], 200
    while len(seen) < limit:
        process, killed = trial.start(*arguments), False
        for _, here in trial.heard(process):
            if here and here not in seen:
                seen.append(here)
                process.kill()
                killed = True
                break
        status, errors = trial.finish(process)
        if killed:
            print(f"# killed where {' '.join(seen[-1])}", file=trial.said, flush=True)
        elif status == 0:
            return seen
        else:
            print(errors[-3000:])
            raise SystemExit(f"after it was killed where {' '.join(seen[-1]) if seen else 'nothing began'}: status {status}")
    raise SystemExit(f"killed {limit} times, and not through")


def main():
    with running() as trial:
        calm, bare = trial.undisturbed()
        ups = walk(trial, trial.apply())
        calm.compare(Standing(bare), "killed at boundaries")
        downs = walk(trial, trial.destroy())
        Standing(bare).nothing("killed at boundaries")
    print(f"killed at {len(ups)} boundaries on the way up and {len(downs)} on the way down; {count(trial.runs, 'run')}")


main()
