#include "conformance/case_file.h"

#include <fmt/core.h>
#include <zlib.h>

#include <array>
#include <memory>

#include "base/text.h"
#include "doc/json.h"

namespace slipway::conformance {
namespace {

constexpr std::size_t kMaxLineBytes = 64u << 20;

/// The lines of a text that may be packed (zlib reads plain files too).
class Lines {
 public:
  explicit Lines(const std::filesystem::path& file) : file_(gzopen(file.c_str(), "rb")) {}

  bool opened() const { return file_ != nullptr; }
  /// False at the end, or when the rest cannot be read: then fault() says why.
  bool next(std::string& line) {
    line.clear();
    while (true) {
      const std::string_view ahead(buffer_.data() + at_, end_ - at_);
      const std::size_t length = ahead.find('\n');
      if (line.size() + std::min(length, ahead.size()) > kMaxLineBytes) {
        fault_ = "a line of more than 64 MiB";
        return false;
      }
      line += ahead.substr(0, length);
      if (length != std::string_view::npos) {
        at_ += length + 1;
        return true;
      }
      if (!fill()) return fault_.empty() && !line.empty();
    }
  }
  const std::string& fault() const { return fault_; }

 private:
  struct Close {
    void operator()(gzFile file) const { gzclose(file); }
  };

  bool fill() {
    at_ = end_ = 0;
    const int count = gzread(file_.get(), buffer_.data(), static_cast<unsigned>(buffer_.size()));
    int status = Z_OK;
    const char* said = gzerror(file_.get(), &status);
    if (count < 0 || (status != Z_OK && status != Z_STREAM_END)) fault_ = said;
    if (count <= 0) return false;
    end_ = static_cast<std::size_t>(count);
    return true;
  }

  std::unique_ptr<gzFile_s, Close> file_;
  std::array<char, 1 << 16> buffer_{};
  std::size_t at_ = 0, end_ = 0;
  std::string fault_;
};

}  // namespace

void read_cases(const std::filesystem::path& file, const std::function<void(const Case&)>& tell,
                const std::function<void(std::string)>& complain) {
  const auto lines = std::make_unique<Lines>(file);
  if (!lines->opened()) return complain(fmt::format("{}: error: cannot be opened", file.string()));
  int number = 0;
  for (std::string line; lines->next(line);) {
    ++number;
    if (trim(line).empty()) continue;
    const auto complain_here = [&](std::string_view message, int column = 1) {
      complain(fmt::format("{}:{}:{}: error: {}", file.string(), number, column, message));
    };
    Diagnostics diagnostics;
    const doc::Document document = doc::read_json(std::make_shared<SourceText>(file.string(), line), diagnostics);
    if (diagnostics.has_errors()) {
      const Diagnostic& first = diagnostics.all().front();
      complain_here(first.message, first.where.column);
      continue;
    }
    const doc::Node& root = document.root();
    const doc::Node &id = root["id"], &family = root["family"], &as = root["as"];
    const doc::Node *input = root.find("input"), *expect = root.find("expect");
    if (!id.is_string() || !family.is_string() || !input || !expect || !(as.is_absent() || as.is_string())) {
      complain_here(
          "a case is {\"id\": text, \"family\": text, \"input\": …, \"expect\": …}, and may say \"as\": text");
      continue;
    }
    tell({id.text(), as.is_string() ? as.text() : family.text(), *input, *expect});
  }
  if (!lines->fault().empty()) complain(fmt::format("{}:{}: error: {}", file.string(), number + 1, lines->fault()));
}

}  // namespace slipway::conformance
