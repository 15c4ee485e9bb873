#pragma once

#include <string_view>

namespace slipway::subject {

/// The namespace of an object that says none: where kubectl sends it when nobody says otherwise. Somebody may (`-n`,
/// the namespace of a GitOps application), so two objects that say none meet, while what is said of `default` itself,
/// as that a selector leaves it out, is not known of them: there a rule asks whether `ns` is empty.
inline std::string_view namespace_or_default(std::string_view ns) { return ns.empty() ? "default" : ns; }

/// Whether two objects may come into one namespace.
inline bool may_share_namespace(std::string_view ns, std::string_view other) {
  return ns.empty() || other.empty() || ns == other;
}

}  // namespace slipway::subject
