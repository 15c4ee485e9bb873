#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace slipway::schema {

/// Where in an object a check stands, as a chain on the stack: it costs nothing until an error prints it. Its parent,
/// and the text it was given, must outlive it.
/// Printed as k8s.io/apimachinery 0.36 pkg/util/validation/field/path.go does: "spec.containers[0].env[1]",
/// "metadata.labels[a/b]"; the empty path as "<nil>".
///
///   const Path spec("spec");
///   const Path containers(spec, "containers");
///   errors.required(Path(Path(containers, 0), "name"));
class Path {
 public:
  Path() = default;
  explicit Path(std::string_view root) : name_(root), kind_(Kind::Name) {}
  Path(const Path& parent, std::string_view name) : parent_(&parent), name_(name), kind_(Kind::Name) {}
  Path(const Path& parent, std::size_t index) : parent_(&parent), index_(index), kind_(Kind::Index) {}
  Path(const Path& parent, int index) : Path(parent, static_cast<std::size_t>(index)) {}

  static Path key(const Path& parent, std::string_view key) {
    Path path(parent, key);
    path.kind_ = Kind::Key;
    return path;
  }

  std::string to_string() const;

 private:
  enum class Kind { Empty, Name, Index, Key };
  void print(std::string& out) const;

  const Path* parent_ = nullptr;
  std::string_view name_;
  std::size_t index_ = 0;
  Kind kind_ = Kind::Empty;
};

}  // namespace slipway::schema
