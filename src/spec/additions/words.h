#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "spec/located.h"

namespace slipway::spec::additions {

/// Words of a command line as texts, so that what is wrong with one is shown at its place in it. Keeps them alive.
class Words {
 public:
  /// `name`: what the person knows the word by, "argument 2" or "--types".
  Text add(std::string name, std::string text);

 private:
  std::vector<std::shared_ptr<const SourceText>> sources_;
};

/// The place of a part of a word.
SourceRange part_of(const Text& word, std::size_t offset, std::size_t length = 0);

}  // namespace slipway::spec::additions
