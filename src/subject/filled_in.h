#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "subject/object_places.h"
#include "subject/subject.h"

namespace slipway::subject {

/// Who puts a value in place of a text before the cluster reads it.
enum class Filler {
  Nobody,     // what is written is what counts
  Shell,      // surely: $NAME, ${NAME}, $(command) in a here document without quotes
  Terraform,  // surely: ${…} in a here document of *.tf
  SomeTool,   // by its looks: envsubst, Terraform's templatefile, Jinja, Go templates, a person
};

/// Who fills in a scalar of a manifest: SomeTool of ${NAME}, {{ NAME }}, __NAME__, %NAME% and stand-ins such as <NAME>,
/// also as a part of it, and of $NAME, $(NAME) and {NAME} that are all of it; never Shell or Terraform.
Filler filler_of(std::string_view scalar);

/// Whether a text is words in capitals between `_`, as GPU_COUNT: of settings that is a value as any other, while no
/// number, no amount and no name of DNS is written so, and it stands in for one. `place` of a finding: what stands
/// there.
bool is_in_capitals(std::string_view text);
bool is_in_capitals(const SourceRange& place);

/// Whether one such text is all of the scalar: nothing stands there that is what it will be.
bool is_all_filled_in(std::string_view scalar);

/// Whether what a finding judges is known at all: the scalar at its place, or a value that its message or hint quotes
/// (the title of its own object does not count), may be one that is filled in. Looks at places of manifests alone; in
/// objects whose own syntax it is (kro's ${…}) nothing is filled in.
class FilledIn {
 public:
  explicit FilledIn(const Subject& subject) : subject_(subject), places_(subject) {}
  Filler of(const Diagnostic& finding);
  /// Of each, in their order. Reads every text once, in whatever order things were found in it.
  std::vector<Filler> of_all(std::span<const Diagnostic> findings);

 private:
  Subject subject_;
  ObjectPlaces places_;
};

}  // namespace slipway::subject
