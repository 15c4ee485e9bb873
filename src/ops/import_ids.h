#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace slipway::ops {

/// By which ID Terraform imports what AWS names by an ARN, as the provider's pages have it.
struct Importable {
  std::string_view type;      // Terraform's: "aws_eks_addon"
  std::string_view kind;      // of its ARN (ops/arn.h): "eks:addon/"
  std::string_view id;        // out of the ARN: "{1}:{2}"
  std::string_view argument;  // which says its name: "addon_name"; "": AWS alone names it, and its tags tell it apart
  std::string_view name;      // out of the ARN: "{2}"
};

/// Of each type that is known.
std::span<const Importable> all_importable();
/// nullptr: none is known, or it cannot be told by its ARN.
const Importable* find_importable(std::string_view type);

/// The ID of an import, and the name that the ARN has; nullopt: it is an ARN of another kind.
struct ImportId {
  std::string id, name;
  std::string_view type;  // Terraform's, of the row that it was read by
};
std::optional<ImportId> import_id(const Importable& importable, std::string_view arn);
/// Of whichever type.
std::optional<ImportId> import_id(std::string_view arn);

/// Whether a resource is known to AWS and to people by this argument, or looked for by it.
bool names_resource(std::string_view argument);

}  // namespace slipway::ops
