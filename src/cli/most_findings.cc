#include "cli/most_findings.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/finding_secrets.h"

namespace slipway::cli {

namespace {

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

void shorten(std::string& text) {
  if (text.size() <= kLongestText) return;
  std::size_t head = kLongestText * 2 / 3, tail = text.size() - kLongestText / 3;
  while (head > 0 && continues_character(text[head])) --head;
  while (tail < text.size() && continues_character(text[tail])) ++tail;
  text.replace(head, tail - head, "…");
}

}  // namespace

Diagnostics bounded(Diagnostics findings, const KnownSecrets& known, int* left_out) {
  std::vector<Diagnostic> kept;
  struct Alike {
    int count = 0;
    std::size_t note = 0;  // where it stands among those kept
  };
  std::map<std::pair<std::string, std::string>, Alike> alike;
  for (Diagnostic& one : findings.take()) {
    Alike& of = alike[{one.where ? one.where.source->name() : "", one.id}];
    if (++of.count == kMostAlike + 1) of.note = kept.size();
    if (of.count <= kMostAlike)
      kept.push_back(std::move(one));
    else if (of.count == kMostAlike + 1)
      kept.push_back({"INPUT004", Severity::Note, one.where, ""});
  }
  for (const auto& [of, found] : alike)
    if (found.count > kMostAlike) {
      const int more = found.count - kMostAlike;
      if (left_out) *left_out += more;
      kept[found.note].message =
          fmt::format("from here on {} is found {} more time{} in this file", of.second, more, more == 1 ? "" : "s");
      kept[found.note].fix = "mend those above first: most likely one mistake makes them all";
    }
  Diagnostics out;
  for (Diagnostic& one : kept) {
    const auto texts = {&one.message, &one.hint, &one.fix};
    if (std::ranges::any_of(texts, [](const std::string* text) { return text->size() > kLongestText; })) {
      hide_secrets(one, known);
      for (std::string* text : texts) shorten(*text);
    }
    out.add(std::move(one));
  }
  return out;
}

}  // namespace slipway::cli
