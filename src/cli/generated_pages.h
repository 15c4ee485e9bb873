#pragma once

#include <span>
#include <string>
#include <string_view>

namespace slipway::cli {

/// A file of docs/ that is made from the program's own tables; a test holds them equal.
struct GeneratedPage {
  std::string_view path;
  std::string (*text)();
};

std::span<const GeneratedPage> generated_pages();

/// What `slipway schema` prints: the JSON Schema of platform.yaml with every component's options.
std::string platform_schema();

}  // namespace slipway::cli
