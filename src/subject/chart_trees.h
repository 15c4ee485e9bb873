#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doc/node.h"
#include "subject/subject.h"

namespace slipway::subject {

/// The releases of one chart that one tree of values is for.
struct ChartTree {
  const doc::Node* root;
  std::vector<const Release*> releases;  // one at least, all of one chart
  std::string_view as_text;              // of WrittenValues

  const Release& release() const { return *releases.front(); }
  /// Values alone: who installs them, and with what else, is not known.
  bool is_alone() const { return release().name.empty() && release().repository.empty(); }
};

/// Each tree of values where it was written, once, in reading order. Left out are those that several charts share (who
/// reads which key nobody knows), charts that somebody else publishes under a name that we know, and charts of a
/// folder. They point into what the subject keeps.
std::vector<ChartTree> chart_trees(const Subject& subject);

/// What the version that the releases of a tree name has to do with one that was read.
struct ChartAge {
  bool is_read = true;                 // of the same minor version, or nobody names another
  std::optional<std::string> version;  // of all releases; nullopt when they differ or it is none
};
ChartAge age_of(const ChartTree& tree, std::string_view read_version);

/// The minor versions of two versions ("1.14.1", "v1.14.0") in order: -1, 0, 1; nullopt when one of them is none.
std::optional<int> compare_minor(std::string_view a, std::string_view b);

/// What a value is, for people: "a map", "a list", "a text", "true or false", "a number".
std::string_view kind_word(const doc::Node& value);

/// A value of a chart that something fills in, or that a template or an expression makes.
bool is_made(const doc::Node& value);

}  // namespace slipway::subject
