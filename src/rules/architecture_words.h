#pragma once

#include <string_view>

namespace slipway::rules {

/// Words by which names of images, of containers and of machines, say for which architecture they are.
struct ArchitectureWord {
  std::string_view text, arch;
};
inline constexpr ArchitectureWord kArchitectureWords[] = {{"amd64", "amd64"},   {"x86_64", "amd64"},
                                                          {"x86-64", "amd64"},  {"arm64", "arm64"},
                                                          {"aarch64", "arm64"}, {"arm64v8", "arm64"}};

/// Whether a character goes on with a word of a name.
constexpr bool is_of_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// The architecture that a text names as a word of its own; "" for none, and for several.
std::string_view named_arch(std::string_view text);

}  // namespace slipway::rules
