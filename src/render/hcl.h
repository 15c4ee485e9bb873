#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "doc/value.h"
#include "platform/graph.h"
#include "render/hcl_text.h"

namespace slipway::render {

/// Writes HCL, laid out as `terraform fmt` leaves it. Text is literal, whatever it holds: quotes, `${`, line breaks and
/// characters that do not print are escaped. Only a reference (platform/references.h) to a resource of the graph is
/// read by Terraform; Expressions stand as they are.
class HclWriter {
 public:
  /// The graph outlives the writer.
  explicit HclWriter(const platform::Graph& graph) : graph_(graph) {}

  /// `# text`, on a line of its own.
  void comment(std::string_view text);
  void blank_line() { text_ += '\n'; }
  /// The whole resource or data source.
  void resource(const platform::Resource& resource);
  /// `header { … }`. Maps in it are blocks, but for what kind_of_argument(path + "." + name) says; what must be an
  /// object all the same is given as object().
  void block(std::string_view header, std::string_view path, const doc::Map& arguments);
  /// A value as an expression that stands in a block `depth` blocks deep: a Map is an object.
  doc::Expression object(const doc::Value& value, int depth = 1) const;

  /// What was written, at most once.
  std::string take() { return std::move(text_); }

 private:
  void body(const doc::Map& arguments, int depth);
  void nested_blocks(std::string_view name, const doc::Value& value, int depth);
  std::string argument(const doc::Value& value, int depth) const;
  void write(const doc::Value& value, int depth, std::string& out) const;
  void write(const doc::List& list, int depth, std::string& out) const;
  void write(const doc::Map& map, int depth, std::string& out) const;
  void write_text(std::string_view text, std::string& out, Letters letters = Letters::All) const;
  std::string key(std::string_view key) const;
  /// The text cut at its references to resources of the graph.
  std::vector<HclPart> parts(std::string_view text) const;

  const platform::Graph& graph_;
  std::string text_;
  std::string path_;  // of the block that is being written
};

/// A literal in double quotes.
std::string hcl_quoted(std::string_view text);

}  // namespace slipway::render
