#pragma once

#include <string>
#include <string_view>

#include "base/source.h"
#include "doc/node.h"

namespace slipway::schema {

/// The field of an Error as the user wrote it. Of a CustomResourceDefinition whose versions share their schema, or that
/// has but one, the server names spec.validation, which is spec.versions[0].schema there; so with subresources, columns
/// and selectable fields. All else as it is.
std::string as_written(const doc::Node& object, std::string_view field);

/// Where in what the user wrote the field of an Error stands ("spec.containers[0].env[1].name",
/// "metadata.labels[a/b]", "spec.template.metadata.labels.example.com/team"): the key at fault, or the list item. Of a
/// field that is not there: the key, or the item, that should hold it. The object itself for "<nil>" and "".
SourceRange place_of(const doc::Node& object, std::string_view field);

}  // namespace slipway::schema
