#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "doc/value.h"

namespace slipway::cluster::testing {

/// Paths of an object's leaves: "/spec/template/spec/containers/[name=web]/image". Lists whose items have names are
/// walked item by item; other lists, and empty maps, are leaves. Left out: what every manager may say (apiVersion,
/// kind, metadata.name and namespace) and what only the server says.
std::set<std::string> leaves_of(const doc::Value& object);

/// The leaves as metadata.managedFields write them: {"f:spec":{"f:containers":{"k:{\"name\":\"web\"}":{".":{}, …
doc::Value fields_of(const std::set<std::string>& leaves);

/// The value there; nullptr: none.
const doc::Value* at(const doc::Value& object, std::string_view path);
/// Sets it, with all that it takes to get there.
void set(doc::Value& object, std::string_view path, const doc::Value& value);
/// Removes it, and what becomes empty by that.
void remove(doc::Value& object, std::string_view path);

bool is_same(const doc::Value* one, const doc::Value* other);

}  // namespace slipway::cluster::testing
