#pragma once

#include <string_view>

#include "doc/node.h"
#include "kube/names.h"
#include "schema/errors.h"
#include "schema/path.h"

namespace slipway::schema {

enum class Scope { Namespaced, Cluster };

/// What a kind takes for a name; `is_prefix`: of generateName, to which something will be appended.
using NameCheck = kube::Messages (*)(std::string_view name, bool is_prefix);
kube::Messages dns_subdomain_name(std::string_view name, bool is_prefix);  // most kinds
kube::Messages dns_label_name(std::string_view name, bool is_prefix);      // Namespaces, and others
kube::Messages dns1035_label_name(std::string_view name, bool is_prefix);
kube::Messages path_segment_name(std::string_view name, bool is_prefix);  // RBAC

/// `metadata` of an object that is being made. Follows apimachinery 0.36.3 pkg/api/validation/objectmeta.go
/// ValidateObjectMeta.
void check_object_meta(const doc::Node& meta, Scope scope, NameCheck name_check, const Path& path, Errors& errors);
/// ValidateObjectMetaUpdate of the same file.
void check_object_meta_update(const doc::Node& meta, const doc::Node& old_meta, const Path& path, Errors& errors);

/// metadata.labels and annotations anywhere (of a pod template, say): pkg/apis/meta/v1/validation.
void check_labels(const doc::Node& labels, const Path& path, Errors& errors);
void check_annotations(const doc::Node& annotations, const Path& path, Errors& errors);

/// A LabelSelector as a field. Follows pkg/apis/meta/v1/validation ValidateLabelSelector.
struct SelectorOptions {
  bool allow_invalid_values = false;
};
void check_label_selector(const doc::Node& selector, SelectorOptions options, const Path& path, Errors& errors);

/// validation.ValidateImmutableField: FieldValueInvalid "field is immutable" unless both are the same value (absent,
/// null and empty are the same where Go's omitempty makes them so: apiequality.Semantic.DeepEqual).
void check_immutable(const doc::Node& now, const doc::Node& old, const Path& path, Errors& errors);
/// Semantic.DeepEqual of decoded values: quantities by amount, absent = null = empty list or map.
bool same_value(const doc::Node& a, const doc::Node& b);

}  // namespace slipway::schema
