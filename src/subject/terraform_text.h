#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"

namespace slipway::subject {

/// A block or an attribute of Terraform's language, as far as positions and plain values go.
struct TerraformItem {
  std::string name;                 // "resource", "set", "most_recent"; a key of an object without its quotes
  std::vector<std::string> labels;  // of a block: "aws_eks_addon", "keda"
  bool is_block = false;
  /// Of an attribute: its expression as written, space around it and a plain string's quotes taken away.
  std::string text;
  bool is_text = false;              // it was one quoted string (with what ${…} is in it)
  std::vector<TerraformItem> items;  // of a block; of an object `{ a = 1 }`; of a list of objects these, unnamed
  SourceRange where;                 // of the name
  SourceRange value_where;           // of the expression, or of the block's {

  /// The first of that name; nullptr when there is none.
  const TerraformItem* find(std::string_view item) const;
  /// Its text; "" when it is not there.
  std::string_view operator[](std::string_view item) const;
  std::vector<const TerraformItem*> all(std::string_view item) const;
  bool is(std::string_view block, std::string_view label) const {
    return is_block && name == block && !labels.empty() && labels[0] == label;
  }
};

/// A *.tf file, or a *.tfvars one. Nothing is evaluated but names of plain values (terraform_names.h).
struct TerraformText {
  std::shared_ptr<const SourceText> source;
  std::vector<TerraformItem> items;  // in reading order

  /// `resource "aws_eks_addon" …`
  std::vector<const TerraformItem*> resources(std::string_view type) const;
  std::vector<const TerraformItem*> blocks(std::string_view name) const;
};

/// Never fails: what cannot be understood is passed over. Blocks are followed 100 deep.
TerraformText read_terraform_text(std::shared_ptr<const SourceText> source);

}  // namespace slipway::subject
