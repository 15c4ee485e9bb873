#pragma once

#include <memory>
#include <optional>

#include "base/source.h"
#include "doc/node.h"
#include "doc/tree_builder.h"

namespace slipway::subject {

/// Objects of Terraform's language that are all written out: of objects, lists, strings, here documents, numbers, true,
/// false and null, each at its place in the text. Strings keep their `${…}`.
class TerraformLiterals {
 public:
  explicit TerraformLiterals(std::shared_ptr<const SourceText> source,
                             std::shared_ptr<doc::DocumentMemory> memory = nullptr);
  ~TerraformLiterals();

  /// The one that begins at the place; nullopt where anything else is in it: what has to be reckoned nobody evaluates.
  std::optional<doc::Document> read(const SourceRange& where);

 private:
  class Reader;
  std::shared_ptr<const SourceText> source_;
  doc::TreeBuilder tree_;
  std::unique_ptr<Reader> reader_;  // made once: it knows where the text's lines begin
};

}  // namespace slipway::subject
