// Storage systems whose drivers stood in Kubernetes itself, and whose volumes say more than one thing.
#include <algorithm>
#include <string>

#include "base/quote.h"
#include "base/text.h"
#include "doc/json.h"
#include "schema/builtin/fields.h"
#include "schema/builtin/pod/volumes.h"

namespace slipway::schema::builtin {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// "iqn.2020-01.com.example:storage", from here to the end.
bool is_iqn(std::string_view text) {
  constexpr std::string_view kShape = "iqn.0000-00.";
  if (text.size() < kShape.size()) return false;
  for (std::size_t i = 0; i < kShape.size(); ++i)
    if (kShape[i] == '0' ? !is_digit(text[i]) : text[i] != kShape[i]) return false;
  text.remove_prefix(kShape.size());
  const std::size_t colon = text.find(':');
  if (colon == 0 || colon == text.npos || colon + 1 == text.size()) return false;
  const auto is_domain = [](char c) { return is_alnum(c) || c == '-' || c == '.'; };
  return std::ranges::all_of(text.substr(0, colon), is_domain) &&
         text.substr(colon + 1).find_first_of(",;*&$|\t\n\f\r ") == text.npos;
}

/// The prefix, any one character, and so many letters and digits.
bool is_named(std::string_view text, std::string_view prefix, std::size_t count) {
  if (!text.starts_with(prefix) || text.size() <= prefix.size()) return false;
  text.remove_prefix(prefix.size());
  if (text[0] == '\n') return false;
  text.remove_prefix(static_cast<std::size_t>(first_rune(text).size));
  return text.size() == count && std::ranges::all_of(text, is_alnum);
}

void check_initiator(std::string_view text, const Path& path, Errors& errors) {
  if (!text.starts_with("iqn") && !text.starts_with("eui") && !text.starts_with("naa"))
    errors.invalid(path, text, "must be valid format starting with iqn, eui, or naa");
  else if (!is_iscsi_initiator(text))
    errors.invalid(path, text, "must be valid format");
}

/// As Go's net.SplitHostPort reads it.
bool is_host_and_port(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return false;
  std::size_t rest = 0;
  std::string_view host = text.substr(0, colon);
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == text.npos || end + 1 != colon) return false;
    host = text.substr(1, end - 1);
    rest = end + 1;
    return text.find('[', 1) == text.npos && text.find(']', rest) == text.npos;
  }
  return host.find(':') == host.npos && text.find_first_of("[]") == text.npos;
}

/// An error a pair, as the server has them, each with the whole text: so not of any number.
void check_pairs(std::string_view registry, std::string_view message, const Path& path, Errors& errors) {
  constexpr int kMostErrors = 100;
  int found = 0;
  for (const std::string_view pair : split(registry, ','))
    if (!is_host_and_port(pair) && ++found <= kMostErrors) errors.invalid(path, registry, message);
}

void require_secret_name(const doc::Node& source, const Path& path, Errors& errors) {
  const Path secret(path, "secretRef");
  if (!source["secretRef"].is_null() && text_of(source["secretRef"]["name"]).empty())
    errors.required(Path(secret, "name"));
}

}  // namespace

bool is_iscsi_initiator(std::string_view text) {
  if (text.starts_with("eui")) return is_named(text, "eui", 16);
  if (text.starts_with("naa")) return is_named(text, "naa", 32);
  if (!text.starts_with("iqn")) return false;
  // The server's expression may begin anywhere; more than a few beginnings are nobody's name.
  constexpr int kMostBeginnings = 64;
  std::size_t at = text.find("iqn.");
  for (int i = 0; i < kMostBeginnings && at != text.npos; ++i, at = text.find("iqn.", at + 1))
    if (is_iqn(text.substr(at))) return true;
  return false;
}

void check_iscsi(const doc::Node& iscsi, const Path& path, Errors& errors) {
  if (text_of(iscsi["targetPortal"]).empty()) errors.required(Path(path, "targetPortal"));
  if (const std::string_view iqn = text_of(iscsi["iqn"]); iqn.empty())
    errors.required(Path(path, "iqn"));
  else
    check_initiator(iqn, Path(path, "iqn"), errors);
  if (const std::int64_t lun = integer_of(iscsi["lun"]); lun < 0 || lun > 255)
    errors.invalid(Path(path, "lun"), lun, "must be between 0 and 255, inclusive");
  if ((flag_of(iscsi["chapAuthDiscovery"]) || flag_of(iscsi["chapAuthSession"])) && iscsi["secretRef"].is_null())
    errors.required(Path(path, "secretRef"));
  if (const doc::Node& initiator = iscsi["initiatorName"]; !initiator.is_null())
    check_initiator(text_of(initiator), Path(path, "initiatorname"), errors);
}

void check_fibre_channel(const doc::Node& fc, const Path& path, Errors& errors) {
  const doc::Node& targets = fc["targetWWNs"];
  const bool has_targets = targets.size() > 0, has_ids = fc["wwids"].size() > 0;
  if (!has_targets && !has_ids)
    errors.required(Path(path, "targetWWNs"), "must specify either targetWWNs or wwids, but not both");
  if (has_targets && has_ids)
    errors.invalid(Path(path, "targetWWNs"), targets, "targetWWNs and wwids can not be specified simultaneously");
  if (!has_targets) return;
  if (const doc::Node& lun = fc["lun"]; lun.is_null())
    errors.required(Path(path, "lun"), "lun is required if targetWWNs is specified");
  else if (integer_of(lun) < 0 || integer_of(lun) > 255)
    errors.invalid(Path(path, "lun"), integer_of(lun), "must be between 0 and 255, inclusive");
}

void check_quobyte(const doc::Node& quobyte, const Path& path, Errors& errors) {
  constexpr std::string_view kPairs = "must be a host:port pair or multiple pairs separated by commas";
  const std::string_view registry = text_of(quobyte["registry"]);
  if (registry.empty())
    errors.required(Path(path, "registry"), kPairs);
  else if (text_of(quobyte["tenant"]).size() >= 65)
    errors.required(Path(path, "tenant"), "must be a UUID and may not exceed a length of 64 characters");
  else
    check_pairs(registry, kPairs, Path(path, "registry"), errors);
  if (text_of(quobyte["volume"]).empty()) errors.required(Path(path, "volume"));
}

void check_flocker(const doc::Node& flocker, const Path& path, Errors& errors) {
  const std::string_view name = text_of(flocker["datasetName"]), uuid = text_of(flocker["datasetUUID"]);
  if (name.empty() && uuid.empty()) errors.required(path, "one of datasetName and datasetUUID is required");
  if (!name.empty() && !uuid.empty())
    errors.invalid(path, "resource", "datasetName and datasetUUID can not be specified simultaneously");
  if (name.find('/') != name.npos) errors.invalid(Path(path, "datasetName"), name, "must not contain '/'");
}

void check_cinder(const doc::Node& cinder, const Path& path, Errors& errors) {
  if (text_of(cinder["volumeID"]).empty()) errors.required(Path(path, "volumeID"));
  require_secret_name(cinder, path, errors);
}

void check_flex_volume(const doc::Node& flex, const Path& path, Errors& errors) {
  if (text_of(flex["driver"]).empty()) errors.required(Path(path, "driver"));
  const Path options(path, "options");
  for (const doc::Member& option : flex["options"].members()) {
    const std::string_view key = option.key.text();
    const std::string space = "." + go_lower(key.substr(0, key.find('/')));
    if (space.ends_with(".kubernetes.io") || space.ends_with(".k8s.io"))
      errors.invalid(Path::key(options, key), key, "kubernetes.io and k8s.io namespaces are reserved");
  }
}

void check_azure_disk(const doc::Node& disk, const Path& path, Errors& errors) {
  const std::string_view uri = text_of(disk["diskURI"]), caching = text_of(disk["cachingMode"]),
                         kind = text_of(disk["kind"]);
  if (text_of(disk["diskName"]).empty()) errors.required(Path(path, "diskName"));
  if (uri.empty()) errors.required(Path(path, "diskURI"));
  if (!is_one_of(caching, {"None", "ReadOnly", "ReadWrite"}))
    errors.not_supported(Path(path, "cachingMode"), caching, {"None", "ReadOnly", "ReadWrite"});
  if (!is_one_of(kind, {"Dedicated", "Managed", "Shared"}))
    errors.not_supported(Path(path, "kind"), kind, {"Dedicated", "Managed", "Shared"});
  if (kind == "Managed" && !uri.starts_with("/subscriptions/"))
    errors.not_supported(
        Path(path, "diskURI"), uri,
        {"/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"});
  if (kind != "Managed" && !uri.starts_with("https://"))
    errors.not_supported(Path(path, "diskURI"), uri,
                         {"https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"});
}

void check_storage_os(const doc::Node& storage_os, const Path& path, Errors& errors) {
  check_required_text(text_of(storage_os["volumeName"]), kube::check_dns1123_label, Path(path, "volumeName"), errors);
  if (const std::string_view space = text_of(storage_os["volumeNamespace"]); !space.empty())
    check_text(space, kube::check_dns1123_label, Path(path, "volumeNamespace"), errors);
  require_secret_name(storage_os, path, errors);
}

}  // namespace slipway::schema::builtin
