#pragma once

#include <functional>
#include <span>

#include "spec/additions/addition.h"
#include "spec/json_schema.h"

namespace slipway::spec::additions {

struct ComponentsWanted {
  Texts names = {};
  Texts set = {};  // path=value, of the only name
};

/// Why a component is on without being named; nullopt: it is off. Given by the caller, as components know the spec and
/// not the other way round.
using OnByItself = std::function<std::optional<SourceRange>(std::string_view name)>;

/// Items of `components`. What is named, or is on by itself and needs no options, is said and left. A required option
/// that is not set is ADD004.
Addition add_components(const Platform& platform, const ComponentsWanted& wanted,
                        std::span<const ComponentChoice> choices, const OnByItself& on_by_itself,
                        Diagnostics& diagnostics);

}  // namespace slipway::spec::additions
