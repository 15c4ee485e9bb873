#pragma once

#include <string>
#include <vector>

#include "render/delivery.h"

namespace slipway::render {

/// The parts of README.md; each is whole Markdown that ends in an empty line.
std::string readme_apply(const Delivered& delivered);      // how it all gets to AWS and into the cluster
std::string readme_verify(const platform::Graph& graph);   // whether all of it works
std::string readme_take_down(const Delivered& delivered);  // and out again
std::string readme_upkeep(const platform::Graph& graph);   // what costs money while nothing runs

/// A word of a shell's command line, quoted where a shell would read it as something else.
std::string shell_word(std::string_view word);

/// "kubernetes" or, where outputs are still to be filled in, "filled": the folder that commands apply from.
std::string applied_folder(const Delivered& delivered);

}  // namespace slipway::render
