#pragma once

#include <string_view>

#include "doc/arena.h"
#include "doc/node.h"
#include "schema/custom/structural.h"

namespace slipway::schema::custom {

/// The quick way of an object that is well: one walk that sets defaults and looks for anything that would need
/// another look: a field that is not known, a null, an embedded resource, a value outside of its limits, a repeat in a
/// list without repeats. Where it says yes, the object has no such fault and is as the API server would have it.
/// Allocates only where a default is set.
class Completion {
 public:
  explicit Completion(doc::Arena& arena) : arena_(&arena) {}

  /// `node` becomes the completed one. When it says no, `node` means nothing.
  bool complete(doc::Node& node, const Structural& schema) { return is_well(node, schema, Mode::Spine); }
  /// The same of a resource, whose metadata, apiVersion and kind are looked at elsewhere.
  bool complete_resource(doc::Node& node, const Structural& schema) { return is_well(node, schema, Mode::Resource); }

 private:
  /// On the spine fields must be known; inside allOf and its kin, and in metadata, only values are looked at.
  enum class Mode { Resource, Spine, Values };

  bool is_well(doc::Node& node, const Structural& schema, Mode mode);
  bool object_is_well(doc::Node& node, const Structural& schema, Mode mode);
  bool list_is_well(doc::Node& node, const Structural& schema, Mode mode);
  bool combinations_are_well(const doc::Node& node, const Structural& schema);
  void add_defaults(doc::Node& node, const Structural& schema);

  doc::Arena* arena_;
};

/// A copy of the tree that stands at `where`.
doc::Node placed(const doc::Node& node, SourceRange where, doc::Arena& arena);

bool is_number(const doc::Node& node);
/// Go's map[string]any holds int64, or float64 for all other numbers: also for integers beyond int64.
bool is_int64(const doc::Node& node);
double float_of(const doc::Node& number);

/// What values alone decide (kube-openapi pkg/validation/validate).
bool type_fits(const doc::Node& node, const Structural& schema);
bool number_is_well(const doc::Node& number, const Structural& schema);
bool text_is_well(std::string_view text, const Structural& schema);
bool is_allowed(const doc::Node& node, const Structural& schema);
/// x-kubernetes-list-type "set" and "map": whether nothing stands twice.
bool is_without_repeats(const doc::Node& list, const Structural& schema);

/// reflect.DeepEqual of decoded JSON.
bool is_deeply_equal(const doc::Node& a, const doc::Node& b);

}  // namespace slipway::schema::custom
