#pragma once

#include <cstdint>
#include <string_view>

#include "doc/draft.h"
#include "schema/builtin/fields.h"

/// Defaults of fields that Go holds without a pointer: empty and zero are as good as absent.
namespace slipway::schema::builtin {

inline void default_text(doc::Draft& draft, std::string_view key, std::string_view text) {
  if (text_of(draft[key]).empty()) draft.set(key, text);
}

inline void default_number(doc::Draft& draft, std::string_view key, std::int64_t number) {
  if (integer_of(draft[key]) == 0) draft.set(key, number);
}

/// The amount as it is stored: canonical, a string.
void make_canonical(doc::Draft& holder, std::string_view key);
/// SetDefaults_ResourceList of the map below: each amount rounded up to thousandths, canonical.
void store_amounts(doc::Draft& holder, std::string_view key);

}  // namespace slipway::schema::builtin
