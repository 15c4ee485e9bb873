#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "subject/subject.h"

namespace slipway::subject {

/// Values of a chart as somebody wrote them in one place: keys and values stand there. Of --set and set blocks one
/// value, all of it where its name stands; of a text that has no lines of its own in the file, where the text stands.
struct WrittenValues {
  doc::Document document;           // which keeps the tree
  const doc::Node* root = nullptr;  // in it, or in a document of the subject
  /// How one says there that a number or a boolean is meant as a text, as a fix says it.
  std::string_view as_text = "write it in quotes";
};

struct WrittenRelease {
  Release release;
  std::vector<WrittenValues> values;  // what release.values is laid together from
};

/// The releases of a subject (of a platform only the charts of its spec) and the values that no release names, with
/// their values where they were written. Ask for it by `subject.derived<WrittenReleases>()`.
class WrittenReleases {
 public:
  explicit WrittenReleases(const Subject& subject);
  std::span<const WrittenRelease> all() const { return all_; }

 private:
  std::vector<WrittenRelease> all_;
};

}  // namespace slipway::subject
