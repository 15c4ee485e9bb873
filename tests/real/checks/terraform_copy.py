"""A copy of the rendered Terraform to work in: with local state, and the tree itself stays as it was rendered."""
import os, shutil

import workplace


def make(path):
    shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(workplace.TREE / "terraform", path)
    (path / "real_override.tf").write_text('terraform {\n  backend "local" {}\n}\n')
    return path


def run(path, command, *arguments, accept=(0,), environment=()):
    """Runs a command of Terraform's ("plan", "state list") in the copy."""
    plain = [] if command.startswith(("state", "providers")) else ["-no-color"]  # these know no such flag
    return workplace.run("terraform", f"-chdir={path}", *command.split(), *plain, *arguments, accept=accept, env={**os.environ, **dict(environment)})
