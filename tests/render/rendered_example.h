#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "io/files.h"
#include "render/tree.h"

namespace slipway::rendered {

/// Path → text of a rendered tree.
using Tree = std::map<std::string, std::string>;

/// The platforms of examples/, variants too ("ray-on-eks/platform.yaml"), and those of tests/render/platforms/, which
/// go where no example does ("platforms/existing-network.yaml").
std::vector<std::string> examples();

/// Both in memory, to be changed at will.
io::FakeFiles example_files();

/// The tree of a platform in `files`. A test failure, and an empty tree, when it has errors.
Tree tree_of(io::FakeFiles files, const std::string& platform, render::Options options = {});

/// What differs, as `diff -w` would say it: "-path: line" and "+path: line", each once. Lines that only moved within
/// their file, and spaces that align others, do not count.
std::vector<std::string> difference(const Tree& before, const Tree& after);

/// The file with its one occurrence of `from` replaced. A test failure unless it occurs once.
void replace(io::FakeFiles& files, const std::string& path, std::string_view from, std::string_view to);

}  // namespace slipway::rendered
