#pragma once

#include <string_view>
#include <vector>

#include "doc/node.h"
#include "doc/yaml.h"
#include "kube/object.h"
#include "subject/subject.h"

namespace slipway::subject {

/// Secrets of which SOPS has encrypted something: no objects of the subject, since they are other ones when somebody
/// applies them. What is plain in them everybody reads. A derived<EncryptedSecrets>() that the subject's reader makes.
struct EncryptedSecrets {
  EncryptedSecrets() = default;
  explicit EncryptedSecrets(const Subject&) {}  // of a subject that has none

  /// Those of a document that is_encrypted().
  void add(doc::Document document);

  std::vector<kube::Object> all;
  std::vector<doc::Document> documents;  // of them
};

/// Whether somebody told SOPS to leave a key of `data` or `stringData` as it is: by unencrypted_suffix, by
/// unencrypted_regex or by comments. A regular expression that is more than names may mean any key.
bool is_meant_plain(const doc::Node& secret, std::string_view field, std::string_view key);

}  // namespace slipway::subject
