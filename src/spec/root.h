#pragma once

#include "spec/describe.h"
#include "spec/platform.h"

namespace slipway::spec {

inline constexpr std::string_view kApiVersion = "slipway.dev/v1alpha1";
inline constexpr std::string_view kKind = "Platform";

struct Metadata {
  Text name;
  SourceRange where;
};

/// The whole file, for the reader, the schema and the reference page.
struct Root {
  Text api_version, kind;
  Metadata metadata;
  Platform spec;
  SourceRange where;
};

const StructType& type_of(const Metadata*);
const StructType& type_of(const Root*);

}  // namespace slipway::spec
