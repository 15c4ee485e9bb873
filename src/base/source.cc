#include "base/source.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "base/source_life.h"

namespace slipway {
namespace {

/// Who has which number. Looking up takes no lock: chunks stay where they are once they are there.
class Numbers {
 public:
  /// Never destroyed: texts of static storage outlive any order of destruction.
  static Numbers& all() {
    static Numbers& numbers = *new Numbers;
    return numbers;
  }

  std::uint32_t give(const SourceText* source) {
    const std::scoped_lock lock(mutex_);
    alive_.insert(source);
    std::uint32_t number = next_;
    if (!free_.empty()) {
      number = free_.back();
      free_.pop_back();
    } else if (next_ == kChunks * kChunkSize) {
      return 0;
    } else {
      ++next_;
    }
    auto& place = chunks_[number / kChunkSize];
    Chunk* chunk = place.load(std::memory_order_relaxed);
    if (!chunk) {
      chunk = new Chunk{};
      place.store(chunk, std::memory_order_release);
    }
    (*chunk)[number % kChunkSize].store(source, std::memory_order_release);
    return number;
  }

  void take_back(const SourceText* source, std::uint32_t number) {
    const std::scoped_lock lock(mutex_);
    alive_.erase(source);
    if (number == 0) return;
    (*chunks_[number / kChunkSize].load(std::memory_order_relaxed))[number % kChunkSize].store(
        nullptr, std::memory_order_release);
    free_.push_back(number);
  }

  bool is_alive(const SourceText* source) {
    const std::scoped_lock lock(mutex_);
    return alive_.contains(source);
  }

  const SourceText* at(std::uint32_t number) const {
    const Chunk* chunk = chunks_[number / kChunkSize].load(std::memory_order_acquire);
    return chunk ? (*chunk)[number % kChunkSize].load(std::memory_order_acquire) : nullptr;
  }

 private:
  static constexpr std::uint32_t kChunkSize = 1024, kChunks = (1u << SourceText::kNumberBits) / kChunkSize;
  using Chunk = std::array<std::atomic<const SourceText*>, kChunkSize>;
  std::array<std::atomic<Chunk*>, kChunks> chunks_{};
  std::mutex mutex_;
  std::unordered_set<const SourceText*> alive_;
  std::vector<std::uint32_t> free_;
  std::uint32_t next_ = 1;
};

/// Where the line begins and ends that somebody asked for last: findings are drawn from the top of a text to its end,
/// many of them of one line where that is all of a text. Holds until any text dies, whose place another may take.
struct Bookmark {
  const SourceText* source = nullptr;
  std::uint64_t deaths = 0;
  int line = 0;
  std::size_t offset = 0;
  std::size_t end = std::string_view::npos;  // npos where nobody has looked for it
};
thread_local Bookmark bookmark;
std::atomic<std::uint64_t> deaths{0};

}  // namespace

SourceText::SourceText(std::string name, std::string text, int first_line)
    : name_(std::move(name)), text_(std::move(text)), first_line_(first_line), number_(Numbers::all().give(this)) {}

SourceText::~SourceText() {
  deaths.fetch_add(1, std::memory_order_relaxed);
  Numbers::all().take_back(this, number_);
}

bool is_alive(const SourceText* source) { return Numbers::all().is_alive(source); }

const SourceText* SourceText::numbered(std::uint32_t number) {
  return number == 0 ? nullptr : Numbers::all().at(number);
}

std::string_view SourceText::line(int number) const {
  if (number < first_line_) return {};
  const std::uint64_t died = deaths.load(std::memory_order_relaxed);
  if (bookmark.source != this || bookmark.deaths != died || bookmark.line > number)
    bookmark = {this, died, first_line_, 0, std::string_view::npos};
  std::string_view rest = std::string_view(text_).substr(bookmark.offset);
  for (; bookmark.line < number; ++bookmark.line) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return {};
    rest.remove_prefix(end + 1);
    bookmark.offset += end + 1;
    bookmark.end = std::string_view::npos;
  }
  if (bookmark.end == std::string_view::npos) bookmark.end = bookmark.offset + std::min(rest.find('\n'), rest.size());
  rest = rest.substr(0, bookmark.end - bookmark.offset);
  if (rest.ends_with('\r')) rest.remove_suffix(1);
  return rest;
}

std::string SourceRange::to_string() const {
  if (!source) return "";
  if (line == 0) return source->name();
  return fmt::format("{}:{}:{}", source->name(), line, column);
}

bool comes_before(const SourceRange& a, const SourceRange& b) {
  static const std::string nowhere;
  const auto& a_name = a.source ? a.source->name() : nowhere;
  const auto& b_name = b.source ? b.source->name() : nowhere;
  return std::tie(a_name, a.line, a.column) < std::tie(b_name, b.line, b.column);
}

}  // namespace slipway
