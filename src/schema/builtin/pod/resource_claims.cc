// validatePodResourceClaims and validateResourceClaimNames.
#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/quote.h"
#include "base/text.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/go_value.h"
#include "schema/builtin/pod/containers.h"
#include "schema/builtin/pod/pod_parts.h"
#include "schema/object_meta.h"

namespace slipway::schema::builtin {
namespace {

/// The server prints any number of names in each error; beyond this there is nothing to read.
constexpr std::ptrdiff_t kLongestList = 2000;

/// What the error says of a claim that the pod does not have.
std::string known_claims(const NameSet& known) {
  if (known.empty()) return "must be one of the names in pod.spec.resourceClaims which is empty";
  std::vector<std::string> names;
  known.each([&](std::string_view name) { names.emplace_back(name); });
  std::ranges::sort(names);
  std::string list = join(names, ", ");
  if (std::ssize(list) > kLongestList) list.replace(list.begin() + kLongestList, list.end(), "…");
  return "must be one of the names in pod.spec.resourceClaims: " + list;
}

std::string printed(const doc::Node& claim) {
  return go_struct(claim, {{"Name", "name", kGoText},
                           {"ResourceClaimName", "resourceClaimName"},
                           {"ResourceClaimTemplateName", "resourceClaimTemplateName"}});
}

/// Claims that a container uses: whole ("gpu") or requests in them ("gpu/first"), never both.
class UsedClaims {
 public:
  void add(const doc::Node& claim, const Path& path, Errors& errors) {
    const std::string_view name = text_of(claim["name"]), request = text_of(claim["request"]);
    if (whole_.contains(std::string(name))) return errors.duplicate(path, name);
    if (request.empty()) {
      if (const auto parts = parts_.find(std::string(name)); parts != parts_.end())
        for (std::size_t i = 0; i < parts->second.size(); ++i) errors.duplicate(path, name);
      whole_.emplace(name);
      return;
    }
    check_text(request, kube::check_dns1123_label, Path(path, "request"), errors);
    if (!parts_[std::string(name)].emplace(request).second)
      errors.duplicate(path, std::string(name) + "/" + std::string(request));
  }

 private:
  std::unordered_set<std::string> whole_;
  std::unordered_map<std::string, std::unordered_set<std::string>> parts_;
};

}  // namespace

void check_pod_resource_claims(const doc::Node& claims, const doc::Node* meta, const Path& path, Errors& errors) {
  const bool is_mirror = meta && (*meta)["annotations"].find(kMirrorAnnotation);
  NameSet names;
  std::size_t index = 0;
  for (const doc::Node& claim : claims.items()) {
    const Path at(path, index++);
    if (is_mirror) {
      errors.forbidden(Path(""), "static pods do not support resource claims");
      continue;
    }
    const std::string_view name = text_of(claim["name"]);
    if (name.empty())
      errors.required(Path(at, "name"));
    else if (!names.add(name))
      errors.duplicate(Path(at, "name"), name);
    else
      check_text(name, kube::check_dns1123_label, Path(at, "name"), errors);
    const doc::Node &by_name = claim["resourceClaimName"], &by_template = claim["resourceClaimTemplateName"];
    if (!by_name.is_null() && !by_template.is_null())
      errors.invalid_printed(at, printed(claim),
                             "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
    if (by_name.is_null() && by_template.is_null())
      errors.invalid_printed(at, printed(claim),
                             "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
    for (const char* field : {"resourceClaimName", "resourceClaimTemplateName"})
      if (!claim[field].is_null())
        errors.invalid(Path(at, field), text_of(claim[field]), dns_subdomain_name(text_of(claim[field]), false));
  }
}

void check_resource_claims(const doc::Node& claims, const NameSet& known, const Path& path, Errors& errors) {
  if (claims.size() == 0) return;
  UsedClaims used;
  std::string list;
  std::size_t index = 0;
  for (const doc::Node& claim : claims.items()) {
    const Path at(path, index++);
    const std::string_view name = text_of(claim["name"]);
    if (name.empty()) {
      errors.required(at);
      continue;
    }
    used.add(claim, at, errors);
    if (!known.has(name))
      errors.add(
          kube::FieldError{kube::FieldError::Kind::NotFound, at.to_string(), go_quoted(name), known_claims(known)});
  }
}

}  // namespace slipway::schema::builtin
