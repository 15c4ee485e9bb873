#pragma once

#include <memory>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "doc/arena.h"
#include "doc/node.h"
#include "spec/reader.h"

namespace slipway::spec {

/// A platform's trees while what is wrong is taken out of them: a word with a near miss is replaced by it, a field or
/// an item that is wrong is left out, and what then lacks something that it needs is left out when that is said of it.
/// What a file has to begin with (apiVersion, kind, a name) is put there.
class MendedTrees {
 public:
  /// Of the files, the one that includes the others last; nullptr for one that is passed over.
  explicit MendedTrees(std::vector<const doc::Node*> tops);

  /// Takes out what these errors speak of. False when there is none, or none that can be taken out.
  bool mend(std::span<const Diagnostic> mistakes);

  std::span<const doc::Node* const> tops() const { return tops_; }
  const std::vector<Mended>& mended() const { return mended_; }
  std::shared_ptr<doc::Arena> memory() const { return memory_; }

 private:
  bool give_head();

  std::vector<const doc::Node*> tops_;
  std::shared_ptr<doc::Arena> memory_ = std::make_shared<doc::Arena>();
  std::vector<Mended> mended_;
  std::set<std::pair<const SourceText*, std::pair<int, int>>> guessed_;  // a guess that was wrong is not made again
  int rounds_ = 0;
  bool has_head_ = false;
};

}  // namespace slipway::spec
