#include "cli/subjects.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "catalog/regions.h"
#include "cli/consequences.h"
#include "cli/named_files.h"
#include "cli/refusal.h"
#include "cli/terraform_modules.h"
#include "cli/unrendered.h"
#include "kube/duration.h"
#include "kube/names.h"
#include "kube/version.h"
#include "subject/sort.h"
#include "subject/subject_reader.h"
#include "subject/values_files.h"

namespace slipway::cli {
namespace {

using Strangers = subject::SubjectReader::Strangers;

struct Text {
  NamedFile file;
  std::shared_ptr<const SourceText> source;
};

/// What --assume can say; docs/guide/lint.md tells what each means. `values`: one of these words; "" a time.
struct Assumption {
  std::string_view name, values;
};
constexpr Assumption kAssumptions[] = {
    {"addon-version", "old current"},
    {"argo-cd", "capability chart"},
    {"cold-start", ""},
    {"device-plugin", "chart none"},
    {"internet", "none nat"},
    {"interruption-queue", "none sqs"},
    {"longest-response", ""},
    {"model-load", ""},
    {"release-namespace", "*"},
    {"service-time", ""},
};
constexpr auto kAssumptionNames = [] {
  std::array<std::string_view, std::size(kAssumptions)> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kAssumptions[i].name;
  return names;
}();

/// Times in whole seconds, as rules read them ("180s"). nullopt after saying in `wrong` what would be right.
std::optional<std::string> assumed_value(const Assumption& of, const std::string& value, std::string& wrong) {
  if (of.values.empty()) {
    const auto read = kube::parse_duration(value);
    const auto seconds = read ? std::chrono::ceil<std::chrono::seconds>(read.value()).count() : -1;
    if (seconds >= 0) return fmt::format("{}s", seconds);
    wrong = "a time such as 180s or 5m is";
    return std::nullopt;
  }
  if (of.values == "*") {
    if (kube::check_dns1123_label(value).empty()) return value;
    wrong = "the name of a namespace is";
    return std::nullopt;
  }
  const auto words = split(of.values, ' ');
  if (std::ranges::count(words, value) > 0) return value;
  const auto near = near_miss(value, words);
  wrong = near ? fmt::format("did you mean {}?", *near) : fmt::format("{} is", fmt::join(words, " or "));
  return std::nullopt;
}

/// A day that is in a calendar, written 2026-11-26.
bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto number = [&](std::size_t from, std::size_t count) {
    int value = 0;
    for (const char c : text.substr(from, count)) {
      if (c < '0' || c > '9') return -1;
      value = value * 10 + (c - '0');
    }
    return value;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 0 || month < 0 || day < 0) return false;
  return std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)))
      .ok();
}

/// One document, a Platform of ours.
bool looks_like_platform(const SourceText& source) {
  const std::string& text = source.text();
  constexpr std::string_view kGroup = "slipway.dev/";
  return ::memmem(text.data(), text.size(), kGroup.data(), kGroup.size()) &&
         text.find("Platform") != std::string::npos &&
         subject::sort_of(source.name(), text) == subject::Sort::Manifest && text.find("\n---") == std::string::npos &&
         (text.starts_with("apiVersion: slipway.dev/") || text.find("\napiVersion: slipway.dev/") != std::string::npos);
}

/// A platform.yaml in which nothing is written yet: `plan` says so of it too.
bool is_empty_platform(const NamedFile& file, const SourceText& source) {
  const std::string_view base = std::string_view(file.path).substr(file.path.rfind('/') + 1);
  return file.is_named && base == "platform.yaml" &&
         std::ranges::all_of(split(source.text(), '\n'), [](std::string_view line) {
           line = trim(line);
           return line.empty() || line.starts_with('#');
         });
}

/// Expands the platform that counts: one that was named before those of folders, of these the highest, of the usual
/// name.
std::shared_ptr<const Loaded> load_platform(Session& session, std::vector<const Text*> platforms,
                                            Diagnostics& findings) {
  if (platforms.empty()) return nullptr;
  std::ranges::stable_sort(platforms, {}, [](const Text* one) {
    return std::tuple(!one->file.is_named, std::ranges::count(one->file.path, '/'),
                      !one->file.path.ends_with("platform.yaml"));
  });
  auto loaded = std::make_shared<Loaded>(load_to_judge(session, platforms[0]->file.path, platforms[0]->source->text()));
  for (const Diagnostic& one : loaded->findings.all()) findings.add(one);
  say_left_out(*loaded, findings);
  for (std::size_t i = 1; i < platforms.size(); ++i) {
    const bool is_part = std::ranges::any_of(loaded->names(), [&](const std::string& part) {
      return plain_path(part) == plain_path(platforms[i]->file.path);
    });
    if (is_part) continue;
    const bool is_named = platforms[i]->file.is_named;
    findings.add({"INPUT001",
                  is_named ? Severity::Error : Severity::Note,
                  {platforms[i]->source.get(), 1, 1, 0},
                  is_named ? "a second platform: one can be looked at" : "a second platform, which is passed over",
                  fmt::format("the first is {}", platforms[0]->source->name()),
                  is_named ? "name the files or folders of one platform" : "name its file to look at it",
                  {}});
  }
  return loaded;
}

/// In the order of their names, however they were named: which of two is the first, and what is said of both, does not
/// hang on the command.
std::vector<const Text*> by_name(const std::vector<Text>& texts) {
  std::vector<std::pair<std::string, const Text*>> names;
  for (const Text& one : texts)
    names.emplace_back(one.file.path == "-" ? one.source->name() : plain_path(one.file.path), &one);
  std::ranges::stable_sort(names, {}, &std::pair<std::string, const Text*>::first);
  std::vector<const Text*> out;
  for (const auto& [name, text] : names) out.push_back(text);
  return out;
}

/// The kustomizations beside files that were named, where they were not: what they do to them counts, as it does where
/// a folder is looked at.
std::vector<std::shared_ptr<const SourceText>> kustomizations_beside(Session& session, const std::vector<Text>& texts) {
  std::vector<std::shared_ptr<const SourceText>> out;
  std::set<std::string, std::less<>> known;
  for (const Text& one : texts) known.insert(plain_path(one.file.path));
  std::set<std::string> folders;
  for (const Text& one : texts) {
    if (!one.file.is_named || one.file.path == "-" ||
        subject::sort_of(one.source->name(), one.source->text()) != subject::Sort::Manifest)
      continue;
    const std::string folder(subject::folder_of(one.file.path));
    if (!folders.insert(folder).second) continue;
    for (const char* name : {"kustomization.yaml", "kustomization.yml", "Kustomization"}) {
      const std::string path = folder + name;
      if (known.contains(plain_path(path))) break;
      if (auto text = session.files.read(path)) {
        out.push_back(std::make_shared<const SourceText>(path, std::move(text).value()));
        break;
      }
    }
  }
  return out;
}

}  // namespace

std::optional<Judged> read_subject(Session& session, std::vector<std::string> paths, subject::Context context) {
  if (paths.empty()) {
    if (!session.files.read("platform.yaml")) {
      session.complain("there is no platform.yaml here", "name files or folders to look at, or - for standard input");
      return std::nullopt;
    }
    paths = {"platform.yaml"};
  }
  const FoundFiles found = find_files(session, paths, {".yaml", ".yml", ".json", ".sh", ".env", ".tf", ".tfvars"});
  Judged out;
  out.is_complete = found.is_complete;
  std::vector<Text> texts;
  for (const NamedFile& file : found.files) {
    auto text = session.files.read(file.path);
    if (!text) {
      complain_of_named_file(session, text.error(), file.path);
      out.is_complete = false;
      continue;
    }
    const std::string name = file.path == "-" ? "<stdin>" : file.path;
    session.say("read " + name);
    texts.push_back({file, std::make_shared<const SourceText>(name, std::move(text).value())});
  }
  if (texts.empty()) return std::nullopt;
  std::vector<const Text*> platforms;
  for (const Text& one : texts)
    if (looks_like_platform(*one.source) || is_empty_platform(one.file, *one.source)) platforms.push_back(&one);
  out.platform = load_platform(session, platforms, out.findings);
  std::vector<std::string> parts;
  if (out.platform) parts = out.platform->names();
  for (std::string& part : parts) {
    out.names.push_back(part);
    part = plain_path(part);
  }
  std::ranges::sort(parts);
  subject::SubjectReader reader(std::move(context), out.findings);
  Unrendered unrendered(session);
  for (const Text& one : texts) unrendered.add(one.file, *one.source);
  for (const Text* each : by_name(texts)) {
    const Text& one = *each;
    if (std::ranges::count(platforms, each) > 0) {
      out.sources.push_back(one.source);
      continue;
    }
    if (one.file.path != "-" && std::ranges::binary_search(parts, plain_path(one.file.path))) continue;
    out.names.push_back(one.source->name());
    out.sources.push_back(one.source);
    if (unrendered.takes(one.file, one.source)) continue;
    reader.add(one.source, one.file.is_named ? Strangers::Refused : Strangers::PassedOver);
  }
  unrendered.say(out.findings);
  out.beside = rest_of_modules(session, out.sources);
  for (auto& source : kustomizations_beside(session, texts)) out.beside.push_back(std::move(source));
  for (const auto& source : out.beside) reader.add(source, Strangers::PassedOver);
  if (out.platform) {
    for (const auto& source : out.platform->sources) out.sources.push_back(source);
    if (out.platform->is_expanded)
      reader.add_platform({out.platform, &out.platform->platform}, {out.platform, &out.platform->graph});
  }
  out.subject = reader.finish();
  return out;
}

void ContextFlags::declare(Flags& flags) {
  const subject::Context usual;
  flags.value("--kubernetes", kubernetes, "VERSION",
              fmt::format("the cluster's version, where no platform.yaml says it ({})", usual.kubernetes));
  flags.value("--karpenter", karpenter, "VERSION", fmt::format("Karpenter's version ({})", usual.karpenter));
  flags.value("--region", region, "REGION", "whose prices and types count");
  flags.value("--date", date, "DATE", "the day to judge support windows by (today)");
  flags.values("--assume", assume, "NAME=VALUE,…",
               "what no file says: cold-start=180s, internet=none, … (docs/guide/lint.md)");
}

std::optional<subject::Context> ContextFlags::read(Session& session) const {
  subject::Context context;
  context.today = date.empty() ? fmt::format("{:04}-{:02}-{:02}", session.year, session.month, session.day) : date;
  context.is_stated = !kubernetes.empty() || !karpenter.empty();
  const auto take = [&](std::string_view flag, const std::string& text, std::string& into, std::uint64_t last_major,
                        std::uint64_t last_minor) {
    if (text.empty()) return true;
    const auto version = kube::Version::parse_generic(text);
    // Releases to come are let through, what can be none is not.
    if (!version || version->major() > last_major ||
        (version->major() == last_major && version->minor() > last_minor)) {
      session.complain(fmt::format("{} cannot be '{}'", flag, text), fmt::format("a version such as {}", into));
      return false;
    }
    into = text.starts_with('v') ? text.substr(1) : text;
    return true;
  };
  if (!take("--kubernetes", kubernetes, context.kubernetes, 1, 60) ||
      !take("--karpenter", karpenter, context.karpenter, 1, 60))
    return std::nullopt;
  if (!is_date(context.today)) {
    session.complain(fmt::format("--date cannot be '{}'", date), "a day such as 2026-11-26");
    return std::nullopt;
  }
  if (!region.empty() && !catalog::find_region(region)) {
    const auto near = catalog::region_like(region);
    session.complain(fmt::format("--region knows no '{}'", region),
                     near ? fmt::format("did you mean {}?", *near) : "a code such as us-west-2");
    return std::nullopt;
  }
  context.region = region;
  for (const std::string& one : assume) {
    const std::size_t equals = one.find('=');
    if (equals == 0 || equals == std::string::npos) {
      session.complain(fmt::format("--assume cannot be '{}'", one), "NAME=VALUE, such as internet=none");
      return std::nullopt;
    }
    const std::string name = one.substr(0, equals);
    const auto known = std::ranges::find(kAssumptions, name, &Assumption::name);
    if (known == std::end(kAssumptions)) {
      const auto near = near_miss(name, kAssumptionNames);
      session.complain(
          fmt::format("--assume knows no {}", name),
          near ? fmt::format("did you mean {}?", *near) : fmt::format("one of: {}", fmt::join(kAssumptionNames, ", ")));
      return std::nullopt;
    }
    std::string wrong;
    const auto value = assumed_value(*known, one.substr(equals + 1), wrong);
    if (!value) {
      session.complain(fmt::format("--assume {} cannot be '{}'", name, one.substr(equals + 1)), wrong);
      return std::nullopt;
    }
    context.facts[name] = *value;
  }
  return context;
}

}  // namespace slipway::cli
