#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::doc {

/// One document of a stream: a part of its text, whole lines.
struct YamlPiece {
  std::string_view text;
  int first_line = 1;
  /// The text as the reader of Kubernetes hands it on: LF for CR LF, and a line break at its end.
  std::string normalized() const;
};

/// Cuts as YAMLReader of k8s.io/apimachinery 0.36.3 (pkg/util/yaml/decoder.go): at every line that starts with `---`,
/// wherever it stands. Such a line belongs to the document only when nothing is before it in that.
struct YamlPieces {
  std::vector<YamlPiece> pieces;
  std::string bad_separator;  // what follows `---` on its line where only a comment may; nothing is read beyond it
  int bad_line = 0;           // and where; 0 when all is well
};
YamlPieces cut_yaml_stream(std::string_view text);

/// Go's unicode.IsSpace and strings.TrimSpace.
bool is_unicode_space(char32_t code);
std::string_view trim_unicode_space(std::string_view text);

}  // namespace slipway::doc
