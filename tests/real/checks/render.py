"""slipway renders the blueprint; twice gives the same bytes."""
import filecmp, os

from workplace import PLATFORM, TREE, WORK, count, run

for folder in (TREE, WORK / "tree-again"):
    run(os.environ["SLIPWAY"], "render", PLATFORM, "-o", folder)


def differences(comparison):
    yield from (*comparison.left_only, *comparison.right_only, *comparison.diff_files)
    for below in comparison.subdirs.values():
        yield from differences(below)


different = list(differences(filecmp.dircmp(TREE, WORK / "tree-again")))
assert not different, f"rendered twice, these differ: {different}"
print(count(sum(f.is_file() for f in TREE.rglob("*")), "file"))
