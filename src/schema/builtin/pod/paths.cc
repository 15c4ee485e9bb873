#include "schema/builtin/pod/paths.h"

namespace slipway::schema::builtin {

bool has_backsteps(std::string_view file) {
  for (std::size_t start = 0; start <= file.size();) {
    const std::size_t end = std::min(file.find('/', start), file.size());
    if (file.substr(start, end - start) == "..") return true;
    start = end + 1;
  }
  return false;
}

void check_no_backsteps(std::string_view file, const Path& path, Errors& errors) {
  if (has_backsteps(file)) errors.invalid(path, file, "must not contain '..'");
}

void check_descending_path(std::string_view file, const Path& path, Errors& errors) {
  if (file.starts_with('/')) errors.invalid(path, file, "must be a relative path");
  check_no_backsteps(file, path, errors);
}

void check_local_path(std::string_view file, const Path& path, Errors& errors) {
  check_descending_path(file, path, errors);
  if (file.starts_with("..") && !file.starts_with("../")) errors.invalid(path, file, "must not start with '..'");
}

}  // namespace slipway::schema::builtin
