#pragma once

#include <string_view>

#include "kube/field_error.h"
#include "kube/labels.h"

namespace slipway::kube {

/// The API server's checks that speak of a field. Follows k8s.io/apimachinery 0.36 pkg/util/validation,
/// pkg/api/validation/objectmeta.go and pkg/apis/meta/v1/validation.
FieldErrors check_fully_qualified_name(const FieldPath& path, std::string_view text);  // at least three segments
FieldErrors check_domain_prefixed_path(const FieldPath& path, std::string_view text);  // "acme.io/foo"

/// The address, or the block, must be written the one canonical way.
FieldErrors check_ip(const FieldPath& path, std::string_view text);
FieldErrors check_cidr(const FieldPath& path, std::string_view text);

/// In the order of the keys; the server's is random.
FieldErrors check_labels(const Labels& labels, const FieldPath& path);
/// The keys' syntax (case does not matter in them) and the total size.
FieldErrors check_annotations(const Labels& annotations, const FieldPath& path);

}  // namespace slipway::kube
