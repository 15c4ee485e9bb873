#include "ops/kept_tree.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "base/sha256.h"
#include "base/text.h"

namespace slipway::ops {

namespace {

constexpr const char* kOwn = ".slipway";
constexpr const char* kList = ".slipway/files";
constexpr const char* kStage = ".slipway/stage";
constexpr const char* kLock = ".slipway/lock";
constexpr int kTries = 10;  // against one who leaves, and takes the empty folder along

/// Below the folder, and nowhere else: the list may come from anyone's repository.
bool stays_below(std::string_view path) {
  if (path.empty()) return false;
  return std::ranges::none_of(split(path, '/'),
                              [](std::string_view part) { return part.empty() || part == "." || part == ".."; });
}

}  // namespace

std::size_t KeptTree::Comparison::count(Change change) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(changes, [&](const auto& entry) { return entry.second == change; }));
}

bool KeptTree::Comparison::differs() const { return count(Change::Unchanged) != changes.size(); }

Result<io::Done> KeptTree::lock() {
  if (!obstacle(kLock).empty()) return io::Done{};
  made_folder_ = files_.look_at(folder_) == io::Entry::Nothing;
  made_own_ = files_.look_at(at(kOwn)) == io::Entry::Nothing;
  for (int tries = 1;; ++tries) {
    if (const auto made = files_.make_folders(at(kOwn)); !made) return made;
    auto lock = files_.lock(at(kLock));
    if (lock) {
      lock_ = std::move(lock).value();
      return io::Done{};
    }
    if (lock.error().kind != FailureKind::NotFound || tries == kTries) return lock.error();
  }
}

KeptTree::~KeptTree() {
  lock_.reset();
  if (made_own_) (void)files_.remove(at(kOwn));  // when it is empty
  if (made_folder_) (void)files_.remove(folder_);
}

Result<KeptTree::Hashes> KeptTree::read_list() {
  Hashes hashes;
  if (files_.look_at(at(kList)) != io::Entry::File) return hashes;
  const auto text = files_.read(at(kList));
  if (!text) return text.error();
  for (const auto line : split(*text, '\n')) {
    constexpr std::size_t kDigits = 64;
    if (line.size() < kDigits + 3 || line.substr(kDigits, 2) != "  ") continue;  // no list of ours: nothing is known
    const auto path = line.substr(kDigits + 2);
    if (stays_below(path)) hashes[std::string(path)].emplace(line.substr(0, kDigits));
  }
  return hashes;
}

Result<io::Done> KeptTree::write_list(const Hashes& hashes) {
  std::string text;
  for (const auto& [path, all] : hashes)
    for (const auto& hash : all) text += hash + "  " + path + "\n";
  const auto written = files_.write(at(kList), text);
  if (!written) return written.error();
  return io::Done{};
}

std::string KeptTree::obstacle(const std::string& path) {
  for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const auto folder = path.substr(0, slash);
    const auto entry = files_.look_at(at(folder));
    if (entry == io::Entry::Nothing) return "";
    if (entry != io::Entry::Folder)
      return folder + (entry == io::Entry::File ? " is a file" : " is a link or a device");
  }
  switch (files_.look_at(at(path))) {
    case io::Entry::Nothing:
    case io::Entry::File:
      return "";
    case io::Entry::Folder:
      return "it is a folder";
    case io::Entry::Other:
      return "it is a link or a device";
  }
  return "";
}

std::string KeptTree::closed_folder(const std::string& path) {
  auto folder = at(path);
  do {
    folder.resize(folder.rfind('/'));
  } while (folder.size() > folder_.size() && files_.look_at(folder) == io::Entry::Nothing);
  const auto [asked, is_new] = takes_files_.try_emplace(folder, true);
  if (is_new && files_.look_at(folder) != io::Entry::Nothing) asked->second = files_.takes_files(folder);
  if (asked->second) return "";
  return "no right to change files in " +
         (folder.size() > folder_.size() ? folder.substr(folder_.size() + 1) : folder_);
}

Result<KeptTree::Standing> KeptTree::standing() {
  const auto known = read_list();
  if (!known) return known.error();
  Standing all;
  for (const auto& [path, hashes] : *known) {
    if (!obstacle(path).empty() || files_.look_at(at(path)) != io::Entry::File) {
      all.missing.push_back(path);
      continue;
    }
    auto text = files_.read(at(path));
    if (!text) return text.error();
    if (!hashes.contains(sha256_hex(*text))) all.edited.push_back(path);
    all.files.push_back({path, std::move(text).value()});
  }
  return all;
}

Result<KeptTree::Comparison> KeptTree::compare(const std::vector<render::File>& wanted) {
  Comparison comparison;
  const auto known = read_list();
  if (!known) return known.error();
  for (const char* own : {kList, kLock, ".slipway/stage/0"})
    if (const auto why = obstacle(own); !why.empty()) comparison.blocked.emplace(own, why);
  const auto change = [&](const std::string& path, Change what) {
    comparison.changes[path] = what;
    if (what == Change::Unchanged) return;
    if (auto why = closed_folder(path); !why.empty()) comparison.closed.emplace(path, std::move(why));
  };
  const auto is_as_written = [&](const std::string& path, const std::string& text) {
    const auto found = known->find(path);
    return found != known->end() && found->second.contains(sha256_hex(text));
  };
  for (const auto& [path, text] : wanted) {
    if (auto why = obstacle(path); !why.empty()) {
      comparison.blocked.emplace(path, std::move(why));
      continue;
    }
    if (files_.look_at(at(path)) == io::Entry::Nothing) {
      change(path, Change::New);
      continue;
    }
    const auto there = files_.read(at(path));
    if (!there) return there.error();
    change(path, *there == text ? Change::Unchanged : Change::Changed);
    if (*there != text && !is_as_written(path, *there))
      comparison.edited[path] = known->contains(path) ? "edited since slipway wrote it" : "not written by slipway";
  }
  for (const auto& [path, hashes] : *known) {
    if (comparison.changes.contains(path) || comparison.blocked.contains(path)) continue;
    // What became a folder or a link of others' is left to them.
    if (!obstacle(path).empty() || files_.look_at(at(path)) == io::Entry::Nothing) continue;
    const auto there = files_.read(at(path));
    if (!there) return there.error();
    change(path, Change::Removed);
    if (!is_as_written(path, *there)) comparison.edited[path] = "edited since slipway wrote it, and no longer wanted";
  }
  return comparison;
}

/// What a run that was killed has left, its half-written list too.
Result<io::Done> KeptTree::clear_stage() {
  if (files_.look_at(at(kOwn)) != io::Entry::Folder) return io::Done{};
  const auto left = files_.list(at(kOwn), {""});
  if (!left) return left.error();
  const auto stage = at(kStage) + "/", list = at(kList) + ".";
  for (const auto& path : *left)
    if (path.starts_with(stage) || path.starts_with(list))
      if (const auto done = files_.remove(path); !done) return done;
  return files_.remove(at(kStage));
}

Result<io::Done> KeptTree::write(const std::vector<render::File>& wanted, const Comparison& comparison) {
  auto before = read_list();
  if (!before) return before.error();
  const auto undo = [&](const Failure& failure) -> Result<io::Done> {
    (void)clear_stage();
    return failure;
  };

  if (const auto done = clear_stage(); !done) return done;
  if (const auto done = files_.make_folders(at(kStage)); !done) return undo(done.error());
  Hashes after;
  std::size_t number = 0;
  for (const auto& [path, text] : wanted) {
    after[path].insert(sha256_hex(text));
    if (comparison.changes.at(path) == Change::Unchanged) continue;
    const auto done = files_.write(fmt::format("{}/{}", at(kStage), number++), text);
    if (!done) return undo(done.error());
  }

  auto both = *before;
  for (const auto& [path, hashes] : after) both[path].insert(hashes.begin(), hashes.end());
  if (const auto done = write_list(both); !done) return undo(done.error());
  if (const auto done = move_into_place(wanted, comparison); !done) return done;
  if (const auto done = write_list(after); !done) return done;
  return clear_stage();
}

Result<io::Done> KeptTree::move_into_place(const std::vector<render::File>& wanted, const Comparison& comparison) {
  std::size_t number = 0;
  for (const auto& file : wanted) {
    if (comparison.changes.at(file.path) == Change::Unchanged) continue;
    const auto target = at(file.path);
    if (const auto done = files_.make_folders(target.substr(0, target.rfind('/'))); !done) return done;
    if (const auto done = files_.rename(fmt::format("{}/{}", at(kStage), number++), target); !done) return done;
  }
  for (const auto& [path, change] : comparison.changes) {
    if (change != Change::Removed) continue;
    if (const auto done = files_.remove(at(path)); !done) return done;
    remove_empty_folders_above(path);
  }
  return io::Done{};
}

/// As far as they are empty: what others keep there holds them.
void KeptTree::remove_empty_folders_above(std::string path) {
  for (auto slash = path.rfind('/'); slash != std::string::npos; slash = path.rfind('/')) {
    path.resize(slash);
    if (!files_.remove(at(path))) return;
  }
}

}  // namespace slipway::ops
