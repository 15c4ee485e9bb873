// validateProjectedVolumeSource. Trust bundles and pod certificates are dropped before (their gates are off).
#include "schema/builtin/fields.h"
#include "schema/builtin/pod/paths.h"
#include "schema/builtin/pod/volumes.h"

namespace slipway::schema::builtin {
namespace {

constexpr std::int64_t kShortestToken = 600, kLongestToken = std::int64_t{1} << 32;

/// Of a Secret or a ConfigMap; files of all sources share one directory.
void check_files(const doc::Node& source, NameSet& files, const Path& path, const Path& volume, Errors& errors) {
  if (text_of(source["name"]).empty()) errors.required(Path(path, "name"));
  const Path items(path, "items");
  std::size_t index = 0;
  for (const doc::Node& item : source["items"].items()) {
    check_key_to_path(item, Path(items, index++), errors);
    const std::string_view file = text_of(item["path"]);
    if (!file.empty() && !files.add(file))
      errors.invalid(volume, text_of(source["name"]), "conflicting duplicate paths");
  }
}

void check_token(const doc::Node& token, const Path& path, const Path& volume, Errors& errors) {
  const std::int64_t seconds = integer_of(token["expirationSeconds"]);
  const Path seconds_path(path, "expirationSeconds");
  if (seconds < kShortestToken)
    errors.invalid(seconds_path, seconds, "may not specify a duration less than 10 minutes");
  if (seconds > kLongestToken)
    errors.invalid(seconds_path, seconds, "may not specify a duration larger than 2^32 seconds");
  const std::string_view file = text_of(token["path"]);
  if (file.empty())
    errors.required(Path(volume, "path"));
  else
    check_local_path(file, Path(volume, "path"), errors);
}

}  // namespace

void check_projected(const doc::Node& projected, const Path& path, Errors& errors) {
  check_file_mode(projected["defaultMode"], Path(path, "defaultMode"), errors);
  NameSet files;
  const Path sources(path, "sources");
  std::size_t index = 0;
  for (const doc::Node& source : projected["sources"].items()) {
    const Path at(sources, index++);
    int kinds = 0;
    for (const char* kind : {"secret", "configMap"}) {
      if (source[kind].is_null()) continue;
      ++kinds;
      check_files(source[kind], files, Path(at, kind), path, errors);
    }
    if (const doc::Node& downward = source["downwardAPI"]; !downward.is_null()) {
      ++kinds;
      const Path downward_path(at, "downwardAPI");
      for (const doc::Node& file : downward["items"].items()) {
        check_downward_api_file(file, downward_path, errors);
        const std::string_view name = text_of(file["path"]);
        if (!name.empty() && !files.add(name)) errors.invalid(path, name, "conflicting duplicate paths");
      }
    }
    if (const doc::Node& token = source["serviceAccountToken"]; !token.is_null()) {
      ++kinds;
      check_token(token, Path(at, "serviceAccountToken"), path, errors);
    }
    if (kinds > 1) errors.forbidden(at, "may not specify more than 1 volume type per source");
  }
}

}  // namespace slipway::schema::builtin
