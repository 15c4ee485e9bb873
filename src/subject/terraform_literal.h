#pragma once

#include <memory>
#include <optional>

#include "base/source.h"
#include "doc/node.h"
#include "doc/tree_builder.h"

namespace slipway::subject {

/// The value of an object of Terraform's language that is all written out: objects, lists, strings, here documents,
/// numbers, true, false and null, each at its place in the text. Strings keep their `${…}`. nullopt where anything
/// else is in it: what has to be reckoned nobody evaluates.
std::optional<doc::Document> read_terraform_literal(const std::shared_ptr<const SourceText>& source,
                                                    const SourceRange& where,
                                                    const std::shared_ptr<doc::DocumentMemory>& memory = nullptr);

}  // namespace slipway::subject
