"""README.md has the table of stand-ins as it is. The emulated AWS refuses what EKS refuses, and takes what it takes: the checks after it can be believed."""
import os

import emulated_aws
from workplace import HERE, run

run(os.environ["REAL_PYTHON"], HERE / "standin" / "readme.py", "--check")

with emulated_aws.running("us-west-2", {}) as environment:
    print(run(os.environ["REAL_PYTHON"], HERE / "aws" / "selftest.py", env={**os.environ, **environment}).stdout.strip().splitlines()[-1])
