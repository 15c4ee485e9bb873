#pragma once

#include <map>
#include <string>

#include "io/files.h"

namespace slipway::cli {

/// The files as they would be: some with other texts, in memory, all others as they are. Writes nothing. Standard input
/// stays what was read of it first.
class EditedFiles final : public io::Files {
 public:
  explicit EditedFiles(io::Files& files, std::map<std::string, std::string> edited = {})
      : files_(files), edited_(std::move(edited)) {}

  void edit(const std::string& path, std::string text) { edited_[path] = std::move(text); }

  Result<std::string> read(const std::string& path) override {
    if (const auto found = edited_.find(path); found != edited_.end()) return found->second;
    auto text = files_.read(path);
    if (path == "-" && text) edited_[path] = *text;
    return text;
  }
  bool is_directory(const std::string& path) override { return files_.is_directory(path); }
  Result<std::vector<std::string>> list(const std::string& directory,
                                        const std::vector<std::string>& suffixes) override {
    return files_.list(directory, suffixes);
  }
  Result<std::vector<std::string>> glob(const std::string& pattern) override { return files_.glob(pattern); }
  bool is_same(const std::string& a, const std::string& b) override { return files_.is_same(a, b); }
  Result<std::size_t> write(const std::string& path, std::string_view) override {
    return Failure{FailureKind::Denied, path + " is only looked at"};
  }

 private:
  io::Files& files_;
  std::map<std::string, std::string> edited_;
};

}  // namespace slipway::cli
