#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/name_index.h"

namespace slipway::kube {

/// A Go type of the Kubernetes API, as far as decoding JSON into it goes.
struct FieldType {
  enum class Kind : std::uint8_t { Bool, String, Int32, Int64, Float64, Bytes, Slice, Map, Struct, Interface, Custom };

  /// A type where it is used. Behind a pointer, null never reaches the type.
  struct Use {
    const FieldType* type = nullptr;
    bool pointer = false;
  };
  struct Field {
    std::string_view name;     // as JSON has it
    std::string_view through;  // the embedded structs on the way, which errors name: "VolumeSource."
    Use use;
  };

  Kind kind = Kind::Struct;
  std::string_view name;           // as Go prints it: "v1.PodSpec", "[]v1.Container", "map[string]string"
  Use element = {};                // of a Slice or Map
  std::vector<Field> fields = {};  // of a Struct, sorted by name
  NameIndex index = {};            // of their names

  /// nullptr when there is none of this name; case matters.
  const Field* find(std::string_view field) const;
  /// "PodSpec"
  std::string_view short_name() const { return name.substr(name.rfind('.') + 1); }
};

/// Which Go type a kind is (see oracle/decode-fields), compiled in. A type is read with all that it leads to when it is
/// first asked for: of a thousand structs few kinds need more than some dozens. Threads may ask at once.
class FieldTrees {
 public:
  /// The kinds of client-go 0.36.3 and Karpenter 1.14.1.
  static const FieldTrees& builtin();
  /// Those of apiextensions-apiserver and kube-aggregator 0.36.3, which clients do not know: CustomResourceDefinition,
  /// APIService. A type may hold itself.
  static const FieldTrees& extensions();

  /// Of "apps/v1" and "Deployment"; nullptr when nobody registered that.
  const FieldType* find(std::string_view group_version, std::string_view kind) const;
  /// The kinds of "apps/v1", by name; without lists of them and options of requests.
  std::vector<std::string_view> kinds(std::string_view group_version) const;
  /// The versions that have the kind: "apps/v1". By name.
  std::vector<std::string_view> versions_of(std::string_view kind) const;
  std::span<const FieldType> types() const;
  /// Which of types() it is; nullopt for a type of other trees.
  std::optional<std::size_t> place_of(const FieldType& type) const;
  /// By its name, "v1.JSONSchemaProps". REQUIRES: there is one.
  const FieldType& named(std::string_view name) const;

 private:
  explicit FieldTrees(std::string_view text);
  FieldType::Use use(std::string_view text) const;
  void read_struct(FieldType& type, std::string_view fields) const;
  const FieldType* whole(const FieldType& type) const;

  mutable std::vector<FieldType> types_;
  mutable std::vector<bool> is_whole_;    // by type: it is read, and what it leads to
  mutable std::mutex reading_;            // guards both
  std::vector<std::string_view> fields_;  // of each struct, as text
  std::map<std::string_view, std::map<std::string_view, const FieldType*>> versions_;
};

}  // namespace slipway::kube
