#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "doc/node.h"
#include "kube/quantity.h"
#include "spec/located.h"
#include "spec/text_format.h"

namespace slipway::spec {

struct StructType;
struct Field;

/// One word of an enumeration and what it means.
struct Word {
  std::string_view text;
  std::string_view doc = {};
  int value = 0;  // the enumerator, where the field is one
};

/// What a row's C++ member is. Reader, schema and reference page switch over it; templates end here.
enum class FieldKind {
  String,         // Text
  Integer,        // Number
  Boolean,        // Flag
  Choice,         // Located<E>
  StringList,     // Texts
  ChoiceList,     // std::vector<Located<E>>
  StringMap,      // TextMap
  QuantityMap,    // Named<Located<kube::Quantity>>
  Native,         // const doc::Node*: passes through as it was written
  ComponentList,  // std::vector<ComponentUse>
  Struct,         // S
  OptionalStruct,
  StructList,  // std::vector<S>
  StructMap    // Named<S>
};

/// What only templates know of a member: how to reach its elements. Only the functions its kind needs are set.
struct Access {
  void (*set_word)(void* slot, int value, SourceRange where) = nullptr;                   // Choice
  void (*add_word)(void* slot, int value, SourceRange where) = nullptr;                   // ChoiceList
  std::vector<int> (*words)(const void* slot) = nullptr;                                  // Choice, ChoiceList
  void (*clear)(void* slot) = nullptr;                                                    // ChoiceList, StructList
  void* (*add)(void* slot, const Located<std::string>& name) = nullptr;                   // the structs
  std::size_t (*size)(const void* slot) = nullptr;                                        // the structs
  const void* (*at)(const void* slot, std::size_t index) = nullptr;                       // the structs
  const Located<std::string>& (*name_at)(const void* slot, std::size_t index) = nullptr;  // StructMap
};

/// No count in a platform is larger than this, whatever its field allows: a billion nodes, gigabytes or requests.
inline constexpr std::int64_t kLargestNumber = 1'000'000'000;

/// One field of platform.yaml: the reader, the JSON Schema and the reference page all come from this row.
struct Field {
  std::string name;  // as written: camelCase
  std::string doc;   // one or two sentences: what it does, its unit
  FieldKind kind{};
  std::size_t offset = 0, size = 0;  // of the member in its struct
  Access access = {};
  const StructType& (*nested)() = nullptr;  // the struct below, if any
  std::string default_text = {};            // as it would be written; "" when there is none
  bool default_in_words = false;            // default_text says what it is, and cannot stand in the file
  bool required = false;
  std::vector<Word> words = {};        // the texts that may stand here; with a format, or in its place
  const TextFormat* format = nullptr;  // of a text, of each text of a list, of each value of a map
  const TextFormat* names = nullptr;   // of the keys of a map
  std::optional<std::int64_t> least = {}, most = {};
  std::vector<std::int64_t> only = {};          // the numbers that may stand here
  doc::Kind native = doc::Kind::Map;            // what a Native value must be: Map or List
  bool one_or_list = false;                     // a list whose only element may stand alone
  std::vector<std::string_view> known_as = {};  // what other tools call it, for "did you mean"
  std::string_view also_written = {};           // a second spelling of the key that means the same
};

/// Reads a scalar that stands in place of a struct's map.
using ReadShort = void (*)(void* owner, std::string_view path, const doc::Node& scalar, Diagnostics& diagnostics);

/// A map of known fields.
struct StructType {
  std::string name;  // "NodePool"
  std::string doc;
  std::vector<Field> fields;
  std::size_t where_offset = 0, size = 0;
  /// The value that may stand in place of the map, as the reference page says it; "" when only a map may.
  std::string short_form = {};
  ReadShort read_short = nullptr;
  std::string short_pattern = {};  // regular expression of the JSON Schema

  const Field* find(std::string_view field_name) const;
};

/// Builds a StructType from member pointers; defaults are those of the struct's own initializers:
///
///   const StructType& type_of(const FlowLogs*) {
///     static const StructType type = Rows(Of<FlowLogs>{}, "FlowLogs", "Records of the VPC's traffic.")
///         .field("enabled", &FlowLogs::enabled, "Whether …")
///         .field("retentionDays", &FlowLogs::retention_days, "…").only(log_retention_days());
///     return type;
///   }
///
/// A struct is reached through the `type_of(const S*)` beside it, an enumeration through `words_of(E)`.
template <class T>
struct Of {};

class Rows {
 public:
  template <class T>
  Rows(Of<T>, std::string_view name, std::string_view doc) : Rows(name, doc, where_offset<T>(), sizeof(T)) {}

  template <class T, class M>
  Rows& field(std::string_view name, M T::*member, std::string_view doc);

  // Of the field just added:
  Rows& required();
  Rows& one_of(std::vector<Word> words);
  Rows& is(const TextFormat& format);
  Rows& names_are(const TextFormat& format);
  Rows& at_least(std::int64_t least);
  Rows& between(std::int64_t least, std::int64_t most);
  Rows& only(std::vector<std::int64_t> numbers);
  Rows& native_list();
  Rows& one_or_list();
  Rows& known_as(std::vector<std::string_view> names);
  Rows& also_written(std::string_view name);
  /// In words, where the value in the struct says nothing to a reader.
  Rows& default_is(std::string_view text);

  // Of the struct:
  Rows& or_short(std::string_view form, std::string_view pattern, ReadShort read);

  operator StructType() const { return type_; }

 private:
  struct Member {
    FieldKind kind;
    Access access = {};
    const StructType& (*nested)() = nullptr;
    std::span<const Word> words = {};
  };
  Rows(std::string_view name, std::string_view doc, std::size_t where, std::size_t size);
  Rows& add(std::string_view name, std::string_view doc, const Member& member, const void* owner, const void* slot,
            std::size_t size);
  template <class T>
  static const T& prototype() {
    static const T value{};
    return value;
  }
  template <class T>
  static std::size_t where_offset() {
    return static_cast<std::size_t>(reinterpret_cast<const char*>(&prototype<T>().where) -
                                    reinterpret_cast<const char*>(&prototype<T>()));
  }
  template <class M>
  struct MemberOf;

  StructType type_;
};

struct ComponentUse;

// Below: from a member's C++ type to its erased form.

template <>
struct Rows::MemberOf<Text> {
  static Member get() { return {FieldKind::String}; }
};
template <>
struct Rows::MemberOf<Number> {
  static Member get() { return {FieldKind::Integer}; }
};
template <>
struct Rows::MemberOf<Flag> {
  static Member get() { return {FieldKind::Boolean}; }
};
template <>
struct Rows::MemberOf<Texts> {
  static Member get() { return {FieldKind::StringList}; }
};
template <>
struct Rows::MemberOf<TextMap> {
  static Member get() { return {FieldKind::StringMap}; }
};
template <>
struct Rows::MemberOf<Named<Located<kube::Quantity>>> {
  static Member get() { return {FieldKind::QuantityMap}; }
};
template <>
struct Rows::MemberOf<const doc::Node*> {
  static Member get() { return {FieldKind::Native}; }
};
template <>
struct Rows::MemberOf<std::vector<ComponentUse>> {
  static Member get() { return {FieldKind::ComponentList}; }
};

template <class E>
struct Rows::MemberOf<Located<E>> {
  static Member get() {
    Access access;
    access.set_word = [](void* slot, int value, SourceRange where) {
      auto& located = *static_cast<Located<E>*>(slot);
      located.value = static_cast<E>(value);
      located.where = where;
      located.written = true;
    };
    access.words = [](const void* slot) {
      return std::vector<int>{static_cast<int>(static_cast<const Located<E>*>(slot)->value)};
    };
    return {FieldKind::Choice, access, nullptr, words_of(E{})};
  }
};

template <class E>
struct Rows::MemberOf<std::vector<Located<E>>> {
  static Member get() {
    Access access;
    access.add_word = [](void* slot, int value, SourceRange where) {
      auto& located = static_cast<std::vector<Located<E>>*>(slot)->emplace_back(static_cast<E>(value));
      located.where = where;
      located.written = true;
    };
    access.words = [](const void* slot) {
      std::vector<int> values;
      for (const auto& located : *static_cast<const std::vector<Located<E>>*>(slot))
        values.push_back(static_cast<int>(located.value));
      return values;
    };
    access.clear = [](void* slot) { static_cast<std::vector<Located<E>>*>(slot)->clear(); };
    return {FieldKind::ChoiceList, access, nullptr, words_of(E{})};
  }
};

template <class S>
const StructType& nested_type() {
  return type_of(static_cast<const S*>(nullptr));
}

template <class S>
struct Rows::MemberOf {
  static Member get() {
    Access access;
    access.add = [](void* slot, const Located<std::string>&) { return slot; };
    access.size = [](const void*) -> std::size_t { return 1; };
    access.at = [](const void* slot, std::size_t) { return slot; };
    return {FieldKind::Struct, access, &nested_type<S>};
  }
};

template <class S>
struct Rows::MemberOf<std::optional<S>> {
  static Member get() {
    using Slot = std::optional<S>;
    Access access;
    access.add = [](void* slot, const Located<std::string>&) -> void* {
      auto& held = *static_cast<Slot*>(slot);
      return held ? &*held : &held.emplace();
    };
    access.size = [](const void* slot) -> std::size_t { return static_cast<const Slot*>(slot)->has_value() ? 1 : 0; };
    access.at = [](const void* slot, std::size_t) -> const void* { return &**static_cast<const Slot*>(slot); };
    return {FieldKind::OptionalStruct, access, &nested_type<S>};
  }
};

template <class S>
struct Rows::MemberOf<std::vector<S>> {
  static Member get() {
    using Slot = std::vector<S>;
    Access access;
    access.add = [](void* slot, const Located<std::string>&) -> void* {
      return &static_cast<Slot*>(slot)->emplace_back();
    };
    access.size = [](const void* slot) { return static_cast<const Slot*>(slot)->size(); };
    access.at = [](const void* slot, std::size_t index) -> const void* {
      return &(*static_cast<const Slot*>(slot))[index];
    };
    access.clear = [](void* slot) { static_cast<Slot*>(slot)->clear(); };
    return {FieldKind::StructList, access, &nested_type<S>};
  }
};

template <class S>
struct Rows::MemberOf<Named<S>> {
  static Member get() {
    using Slot = Named<S>;
    Access access;
    access.add = [](void* slot, const Located<std::string>& name) -> void* {
      return &static_cast<Slot*>(slot)->entries.emplace_back(typename Slot::Entry{name, S{}}).value;
    };
    access.size = [](const void* slot) { return static_cast<const Slot*>(slot)->size(); };
    access.at = [](const void* slot, std::size_t index) -> const void* {
      return &static_cast<const Slot*>(slot)->entries[index].value;
    };
    access.name_at = [](const void* slot, std::size_t index) -> const Located<std::string>& {
      return static_cast<const Slot*>(slot)->entries[index].name;
    };
    return {FieldKind::StructMap, access, &nested_type<S>};
  }
};

template <class T, class M>
Rows& Rows::field(std::string_view name, M T::*member, std::string_view doc) {
  const T& owner = prototype<T>();
  return add(name, doc, MemberOf<M>::get(), &owner, &(owner.*member), sizeof(M));
}

}  // namespace slipway::spec
