#pragma once

#include <string>
#include <vector>

#include "render/delivery.h"

namespace slipway::render {

/// The parts of README.md; each is whole Markdown that ends in an empty line, or "" where the tree has no such thing.
std::string readme_apply(const Delivered& delivered);           // how it all gets to AWS and into the cluster
std::string readme_images(const platform::Graph& graph);        // what is to be pushed before anything can be pulled
std::string readme_certificates(const platform::Graph& graph);  // how ACM comes to believe whose domain it is
std::string readme_addresses(const platform::Graph& graph);     // where the domain's names must lead
std::string readme_verify(const platform::Graph& graph);        // whether all of it works
std::string readme_take_down(const Delivered& delivered);       // and out again
std::string readme_upkeep(const platform::Graph& graph);        // what costs money while nothing runs

/// Text as code in a line of Markdown.
std::string code_span(std::string_view text);

/// "kubernetes" or, where outputs are still to be filled in, "filled": the folder that commands apply from.
std::string applied_folder(const Delivered& delivered);

}  // namespace slipway::render
