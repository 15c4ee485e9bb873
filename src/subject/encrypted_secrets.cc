#include "subject/encrypted_secrets.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/diagnostic.h"

namespace slipway::subject {

void EncryptedSecrets::add(doc::Document document) {
  Diagnostics unheard;
  auto objects = kube::read_objects(document.root(), unheard);
  std::erase_if(objects, [](const kube::Object& object) { return !object.is("Secret", ""); });
  if (objects.empty()) return;
  std::ranges::move(objects, std::back_inserter(all));
  documents.push_back(std::move(document));
}

// sops 3.10, config: one of these, or encrypted_suffix or encrypted_regex; without any the suffix that it has itself.
bool is_meant_plain(const doc::Node& secret, std::string_view field, std::string_view key) {
  const doc::Node& sops = secret["sops"];
  if (!sops.is_map()) return false;
  if (sops.find("unencrypted_comment_regex")) return true;
  const std::string_view written = sops["unencrypted_suffix"].text();
  const std::string_view suffix = written.empty() ? "_unencrypted" : written;
  if (field.ends_with(suffix) || key.ends_with(suffix)) return true;
  constexpr std::string_view kBetween = "^()|$";
  constexpr std::string_view kOfNames = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-^()|$";
  std::string_view rest = sops["unencrypted_regex"].text();
  if (rest.find_first_not_of(kOfNames) != rest.npos) return true;
  while (!rest.empty()) {
    const std::string_view name = rest.substr(0, rest.find_first_of(kBetween));
    if (!name.empty() && (field.find(name) != field.npos || key.find(name) != key.npos)) return true;
    rest.remove_prefix(std::min(name.size() + 1, rest.size()));
  }
  return false;
}

}  // namespace slipway::subject
