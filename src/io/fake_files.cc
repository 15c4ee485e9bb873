#include <algorithm>

#include "io/files.h"

namespace slipway::io {

Result<std::string> FakeFiles::read(const std::string& path) {
  if (std::ranges::count(denied, path) > 0) return Failure{FailureKind::Denied, "cannot read " + path + ": denied"};
  if (const auto found = files.find(path); found != files.end()) return found->second;
  if (is_directory(path)) return Failure{FailureKind::Malformed, path + " is a directory"};
  return Failure{FailureKind::NotFound, "cannot read " + path + ": No such file or directory"};
}

bool FakeFiles::is_directory(const std::string& path) {
  return std::ranges::any_of(files, [&](const auto& file) { return file.first.starts_with(path + "/"); });
}

Result<std::vector<std::string>> FakeFiles::list(const std::string& directory,
                                                 const std::vector<std::string>& suffixes) {
  if (!is_directory(directory)) return Failure{FailureKind::NotFound, "cannot list " + directory};
  std::vector<std::string> found;
  for (const auto& [path, text] : files)
    if (path.starts_with(directory + "/") &&
        std::ranges::any_of(suffixes, [&](const std::string& suffix) { return path.ends_with(suffix); }))
      found.push_back(path);
  return found;
}

Result<std::vector<std::string>> FakeFiles::glob(const std::string& pattern) {
  std::vector<std::string> found;
  for (const auto& [path, text] : files)
    if (matches_glob(pattern, path)) found.push_back(path);
  return found;
}

bool FakeFiles::is_same(const std::string& a, const std::string& b) { return a == b; }

Result<std::size_t> FakeFiles::write(const std::string& path, std::string_view text) {
  if (std::ranges::count(denied, path) > 0) return Failure{FailureKind::Denied, "cannot write " + path + ": denied"};
  if (!may_change()) return Failure{FailureKind::Malformed, "cannot write " + path + ": No space left on device"};
  files[path] = std::string(text);
  return text.size();
}

bool FakeFiles::may_change() {
  if (!changes_left) return true;
  if (*changes_left == 0) return false;
  --*changes_left;
  return true;
}

Entry FakeFiles::look_at(const std::string& path) {
  if (std::ranges::count(links, path) > 0) return Entry::Other;
  if (files.contains(path)) return Entry::File;
  return is_directory(path) ? Entry::Folder : Entry::Nothing;
}

Result<Done> FakeFiles::make_folders(const std::string& path) {
  if (std::ranges::count(denied, path) > 0) return Failure{FailureKind::Denied, "cannot make " + path + ": denied"};
  return Done{};
}

Result<Done> FakeFiles::rename(const std::string& from, const std::string& to) {
  if (std::ranges::count(denied, to) > 0) return Failure{FailureKind::Denied, "cannot write " + to + ": denied"};
  if (!may_change()) return Failure{FailureKind::Malformed, "cannot write " + to + ": No space left on device"};
  files[to] = std::move(files[from]);
  files.erase(from);
  return Done{};
}

Result<Done> FakeFiles::remove(const std::string& path) {
  if (is_directory(path)) return Failure{FailureKind::Malformed, "cannot remove " + path + ": Directory not empty"};
  if (!may_change()) return Failure{FailureKind::Malformed, "cannot remove " + path + ": No space left on device"};
  files.erase(path);
  return Done{};
}

bool FakeFiles::takes_files(const std::string& folder) { return std::ranges::count(denied, folder) == 0; }

Files::Kept FakeFiles::kept(const std::string& path) {
  const auto found = kept_files.find(path);
  return found == kept_files.end() ? Kept{} : found->second;
}

struct FakeFiles::Held final : Lock {
  Held(FakeFiles& door, std::string name) : files_(door), path_(std::move(name)) { files_.locked.insert(path_); }
  ~Held() override {
    files_.locked.erase(path_);
    if (files_.may_change()) files_.files.erase(path_);
  }

 private:
  FakeFiles& files_;
  const std::string path_;
};

Result<std::unique_ptr<Lock>> FakeFiles::lock(const std::string& path) {
  if (locked.contains(path)) return Failure{FailureKind::Throttled, path + " is held by " + files[path]};
  if (const auto written = write(path, "this process"); !written) return written.error();
  return std::unique_ptr<Lock>(std::make_unique<Held>(*this, path));
}

}  // namespace slipway::io
