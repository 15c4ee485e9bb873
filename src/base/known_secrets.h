#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/secret_places.h"
#include "base/source.h"

namespace slipway {

/// Places that hold a secret whatever it looks like. Who reads a text as what it is knows them: `license: …` of a
/// Secret, what a plan calls sensitive.
class KnownSecrets {
 public:
  /// Also one of several lines; without a length to the end of its line. What is no place in a text is none.
  void add(const SourceRange& where);
  /// A manifest inside of a script has a text of its own under the script's name: what is secret there is so in the
  /// file, at the same line.
  void add_to_files(std::span<const std::shared_ptr<const SourceText>> files);
  /// Those that reach into text[begin, end), cut to it, in their order. Takes as long as there are such.
  std::vector<SecretPlace> within(const SourceText& source, std::size_t begin, std::size_t end) const;
  /// The one that holds what stands before and at an offset, whole; {at, at} where none does.
  SecretPlace around(const SourceText& source, std::size_t at) const;
  /// Of the whole text.
  std::vector<SecretPlace> of(const SourceText& source) const;

 private:
  using Places = std::map<std::size_t, std::size_t>;  // from, to: none reaches into another
  std::unordered_map<const SourceText*, Places> places_;
};

/// Places of both, in their order: one of what reaches into another.
std::vector<SecretPlace> united(std::vector<SecretPlace> places, const std::vector<SecretPlace>& more);

/// The text with `***` in place of each; where line breaks stay other lines keep their numbers.
enum class LineBreaks { Hidden, Stay };
std::string masked(std::string_view text, const std::vector<SecretPlace>& places, LineBreaks breaks);

}  // namespace slipway
