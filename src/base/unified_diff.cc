#include "base/unified_diff.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "base/text.h"

/// The shortest edit script by E. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986),
/// section 4b: the middle of the shortest path is sought from both ends, then the two halves are compared. Lines that
/// only one text has are set aside first: they change no other line's place in the script.
namespace slipway {
namespace {

constexpr std::size_t kAround = 3;
constexpr long kMostEdits = 1024;  // sought from either end before a middle is taken that may not be the best

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

struct Side {
  std::vector<int> lines;         // numbers of equal lines are equal
  std::vector<std::size_t> from;  // where each stood
  std::vector<bool>* marks;
};

struct Box {
  long before_begin, before_end, after_begin, after_end;
};

class Script {
 public:
  Script(const Side& before, const Side& after) : before_(before), after_(after) {}

  void run() {
    std::vector<Box> open = {{0, size(before_), 0, size(after_)}};
    while (!open.empty()) {
      Box box = open.back();
      open.pop_back();
      while (box.before_begin < box.before_end && box.after_begin < box.after_end &&
             same(box.before_begin, box.after_begin))
        ++box.before_begin, ++box.after_begin;
      while (box.before_begin < box.before_end && box.after_begin < box.after_end &&
             same(box.before_end - 1, box.after_end - 1))
        --box.before_end, --box.after_end;
      if (box.before_begin == box.before_end || box.after_begin == box.after_end) {
        mark(before_, box.before_begin, box.before_end);
        mark(after_, box.after_begin, box.after_end);
        continue;
      }
      const auto [x, y] = middle(box);
      open.push_back({x, box.before_end, y, box.after_end});
      open.push_back({box.before_begin, x, box.after_begin, y});
    }
  }

 private:
  static long size(const Side& side) { return static_cast<long>(side.lines.size()); }
  bool same(long x, long y) const {
    return before_.lines[static_cast<std::size_t>(x)] == after_.lines[static_cast<std::size_t>(y)];
  }
  static void mark(const Side& side, long begin, long end) {
    for (long i = begin; i < end; ++i) (*side.marks)[side.from[static_cast<std::size_t>(i)]] = true;
  }

  /// A point on a shortest path from the box's first corner to its last, neither of the two.
  /// REQUIRES: neither the first lines nor the last are the same.
  std::pair<long, long> middle(const Box& box) {
    const long width = box.before_end - box.before_begin, height = box.after_end - box.after_begin;
    const long delta = width - height, most = std::min((width + height + 1) / 2, kMostEdits);
    const bool odd = delta % 2 != 0;
    const auto reach = static_cast<std::size_t>(2 * most + 3);
    forward_.assign(reach, 0);
    backward_.assign(reach, 0);
    const auto cell = [&](std::vector<long>& furthest, long k) -> long& {
      return furthest[static_cast<std::size_t>(k + most + 1)];
    };
    /// One more edit on every diagonal; the point where the two searches meet.
    const auto step = [&](std::vector<long>& mine, std::vector<long>& others, long edits,
                          bool ahead) -> std::optional<std::pair<long, long>> {
      const long first = -edits + 2 * std::max(0L, edits - height), last = edits - 2 * std::max(0L, edits - width);
      for (long k = first; k <= last; k += 2) {
        const bool down = k == -edits || (k != edits && cell(mine, k - 1) < cell(mine, k + 1));
        long x = down ? cell(mine, k + 1) : cell(mine, k - 1) + 1, y = x - k;
        while (x < width && y < height &&
               (ahead ? same(box.before_begin + x, box.after_begin + y)
                      : same(box.before_end - 1 - x, box.after_end - 1 - y)))
          ++x, ++y;
        cell(mine, k) = x;
        const long other = delta - k, others_edits = ahead ? edits - 1 : edits;
        if (odd != ahead || other < -others_edits || other > others_edits || x + cell(others, other) < width) continue;
        if (ahead) return std::pair(box.before_begin + x, box.after_begin + y);
        return std::pair(box.before_end - x, box.after_end - y);
      }
      return std::nullopt;
    };
    for (long edits = 0; edits <= most; ++edits) {
      if (const auto met = step(forward_, backward_, edits, true)) return *met;
      if (const auto met = step(backward_, forward_, edits, false)) return *met;
    }
    long best = -1, at = 0;
    for (long k = -most; k <= most; k += 2) {
      const long x = cell(forward_, k), y = x - k;
      if (x > width || y < 0 || y > height || x + y <= best) continue;
      best = x + y;
      at = k;
    }
    const long x = cell(forward_, at);
    return {box.before_begin + x, box.after_begin + x - at};
  }

  const Side &before_, &after_;
  std::vector<long> forward_, backward_;
};

class Drawing {
 public:
  Drawing(DiffText text, Colour colour) : text_(text), colour_(colour) {}

  void line(char mark, std::string_view line) {
    const char* code = mark == '-' ? "\x1b[31m" : mark == '+' ? "\x1b[32m" : "";
    const bool whole = line.ends_with('\n');
    if (whole) line.remove_suffix(1);
    put(code, std::string(1, mark) + (text_ == DiffText::Printable ? printable(line) : std::string(line)));
    if (!whole) out_ += "\\ No newline at end of file\n";
  }
  void put(std::string_view code, std::string_view text) {
    const bool coloured = colour_ == Colour::On && !code.empty();
    if (coloured) out_ += code;
    out_ += text;
    if (coloured) out_ += "\x1b[0m";
    out_ += '\n';
  }
  std::string take() { return std::move(out_); }

 private:
  DiffText text_;
  Colour colour_;
  std::string out_;
};

/// A stretch of both texts: lines they share, or a change.
struct Stretch {
  std::size_t before, before_end, after, after_end;
};

std::vector<Stretch> changes_of(const LineDiff& diff) {
  std::vector<Stretch> changes;
  std::size_t x = 0, y = 0;
  while (x < diff.before.size() || y < diff.after.size()) {
    const std::size_t from = x, to = y;
    while (x < diff.before.size() && diff.gone[x]) ++x;
    while (y < diff.after.size() && diff.come[y]) ++y;
    if (x > from || y > to)
      changes.push_back({from, x, to, y});
    else
      ++x, ++y;
  }
  return changes;
}

/// What only comes, or only goes, begins as far down as it means the same.
void slide_down(LineDiff& diff) {
  auto changes = changes_of(diff);
  for (std::size_t i = changes.size(); i-- > 0;) {
    Stretch change = changes[i];
    const bool comes = change.before == change.before_end;
    if (!comes && change.after != change.after_end) continue;
    auto& lines = comes ? diff.after : diff.before;
    auto& marks = comes ? diff.come : diff.gone;
    const auto& others = comes ? diff.gone : diff.come;
    std::size_t &begin = comes ? change.after : change.before, &end = comes ? change.after_end : change.before_end;
    for (std::size_t other = comes ? change.before : change.after;
         end < lines.size() && !marks[end] && !others[other] && lines[begin] == lines[end]; ++other) {
      marks[begin++] = false;
      marks[end++] = true;
    }
  }
}

std::string range(std::size_t begin, std::size_t end) {
  return fmt::format("{},{}", begin == end ? begin : begin + 1, end - begin);
}

}  // namespace

LineDiff compare_lines(std::string_view before, std::string_view after) {
  LineDiff diff{lines_of(before), lines_of(after), {}, {}};
  diff.gone.assign(diff.before.size(), false);
  diff.come.assign(diff.after.size(), false);
  struct Seen {
    int number;
    bool in_before, in_after;
  };
  std::unordered_map<std::string_view, Seen> seen;
  for (const auto line : diff.before) seen.try_emplace(line, Seen{static_cast<int>(seen.size()), true, false});
  for (const auto line : diff.after)
    seen.try_emplace(line, Seen{static_cast<int>(seen.size()), false, true}).first->second.in_after = true;
  const auto side = [&](const std::vector<std::string_view>& lines, std::vector<bool>& marks) {
    Side made{{}, {}, &marks};
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const Seen& known = seen.at(lines[i]);
      if (!known.in_before || !known.in_after) {
        marks[i] = true;
        continue;
      }
      made.lines.push_back(known.number);
      made.from.push_back(i);
    }
    return made;
  };
  const Side first = side(diff.before, diff.gone), second = side(diff.after, diff.come);
  Script(first, second).run();
  slide_down(diff);
  return diff;
}

std::string unified_diff(std::string_view name, std::string_view before, std::string_view after, DiffText text,
                         Colour colour) {
  const LineDiff diff = compare_lines(before, after);
  const auto changes = changes_of(diff);
  if (changes.empty()) return "";
  Drawing drawing(text, colour);
  for (const char* heading : {"--- ", "+++ "}) drawing.put("\x1b[1m", heading + printable(name));
  for (std::size_t i = 0; i < changes.size();) {
    std::size_t end = i + 1;
    while (end < changes.size() && changes[end].before - changes[end - 1].before_end <= 2 * kAround) ++end;
    const std::size_t lead = std::min(kAround, changes[i].before);
    const std::size_t stop = std::min(diff.before.size(), changes[end - 1].before_end + kAround);
    const std::size_t trail = stop - changes[end - 1].before_end;
    drawing.put("\x1b[36m", fmt::format("@@ -{} +{} @@", range(changes[i].before - lead, stop),
                                        range(changes[i].after - lead, changes[end - 1].after_end + trail)));
    std::size_t at = changes[i].before - lead;
    for (; i < end; ++i) {
      for (; at < changes[i].before; ++at) drawing.line(' ', diff.before[at]);
      for (; at < changes[i].before_end; ++at) drawing.line('-', diff.before[at]);
      for (std::size_t y = changes[i].after; y < changes[i].after_end; ++y) drawing.line('+', diff.after[y]);
    }
    for (; at < stop; ++at) drawing.line(' ', diff.before[at]);
  }
  return drawing.take();
}

}  // namespace slipway
