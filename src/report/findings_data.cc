#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <map>
#include <vector>

#include "base/text.h"
#include "doc/json.h"
#include "report/findings.h"
#include "rules/other_ids.h"
#include "rules/run.h"

namespace slipway::report {
namespace {

std::string level_of(Severity severity) { return std::string(to_string(severity)); }

doc::Value object_json(const subject::ObjectPlaces::Owner& owner) {
  if (owner.resource) return doc::Map{{"address", owner.resource->address}, {"type", owner.resource->type}};
  if (!owner.object) return nullptr;
  doc::Map map{{"apiVersion", owner.object->api_version}, {"kind", owner.object->kind}};
  if (!owner.object->ns.empty()) map.set("namespace", owner.object->ns);
  map.set("name", owner.object->name.empty() ? owner.object->generate_name : owner.object->name);
  return map;
}

doc::List aliases_json(const rules::Rule* rule) {
  doc::List list;
  if (rule)
    for (const std::string_view alias : rules::aliases_of(*rule)) list.add(alias);
  return list;
}

/// Columns of SARIF count characters, ours bytes. Counted on from the place before, since a line may be a whole file.
class CharacterColumns {
 public:
  doc::Map region_of(const SourceRange& where) {
    doc::Map region{{"startLine", where.line}, {"startColumn", column(where, where.column)}};
    if (where.length > 0) region.set("endColumn", column(where, where.column + where.length));
    return region;
  }

 private:
  int column(const SourceRange& where, int byte_column) {
    if (where.source != source_ || where.line != line_)
      source_ = where.source, line_ = where.line, at_ = 0, column_ = 1;
    const std::string_view text = where.source->line(where.line);
    const std::size_t wanted = std::min(text.size(), static_cast<std::size_t>(std::max(byte_column - 1, 0)));
    for (; at_ < wanted; ++at_) column_ += !is_utf8_continuation(text[at_]);
    for (; at_ > wanted; --at_) column_ -= !is_utf8_continuation(text[at_ - 1]);
    return column_;
  }

  const SourceText* source_ = nullptr;
  int line_ = 0, column_ = 1;
  std::size_t at_ = 0;  // bytes of the line before it
};

/// A path as a URI reference: what may not stand in one is written as %XX.
std::string uri_of(std::string_view path) {
  std::string out = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
                       c == '.' || c == '-' || c == '_' || c == '~' || c == '+' || c == '@';
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

doc::Map artifact_of(const SourceRange& where) {
  doc::Map map{{"uri", uri_of(plain_file(where.source->name()))}};
  if (!where.source->name().starts_with('/')) map.set("uriBaseId", "%SRCROOT%");
  return map;
}

/// The descriptors of the ids that were found, and the index of each.
class Descriptors {
 public:
  explicit Descriptors(const FindingsReport& report) : report_(report) {
    for (const Diagnostic& one : report.findings.all()) index_.try_emplace(one.id, 0);
    int next = 0;
    for (auto& [id, index] : index_) index = next++;
  }

  int index_of(const std::string& id) const { return index_.at(id); }
  doc::List list() const {
    doc::List out;
    for (const auto& [id, index] : index_) out.add(descriptor(id));
    return out;
  }

 private:
  doc::Map descriptor(const std::string& id) const {
    std::string title, why, fix, evidence;
    Severity severity = Severity::Warning;
    doc::List tags;
    if (const rules::Rule* rule = rules::find(report_.rules, id)) {
      title = rule->title, why = rule->why, fix = rule->fix, evidence = rule->evidence, severity = rule->severity;
      tags = aliases_json(rule);
    } else if (const rules::OtherId* other = rules::find_other(id)) {
      title = other->title, why = other->why, fix = other->fix, evidence = rules::evidence_of(id),
      severity = other->severity;
    }
    std::string text = why.empty() ? title : why;
    std::string markdown = text;
    if (!fix.empty()) text += "\nFix: " + fix, markdown += "\n\n**Fix:** " + fix;
    if (!evidence.empty()) text += "\nEvidence: " + evidence, markdown += "\n\n**Evidence:** " + evidence;
    doc::Map map{{"id", id},
                 {"shortDescription", doc::Map{{"text", title.empty() ? id : title}}},
                 {"fullDescription", doc::Map{{"text", why.empty() ? (title.empty() ? id : title) : why}}},
                 {"help", doc::Map{{"text", text.empty() ? id : text}, {"markdown", markdown.empty() ? id : markdown}}},
                 {"defaultConfiguration", doc::Map{{"level", level_of(severity)}}}};
    if (!tags.empty()) map.set("properties", doc::Map{{"tags", std::move(tags)}});
    return map;
  }

  const FindingsReport& report_;
  std::map<std::string, int> index_;
};

doc::Map sarif_result(const Diagnostic& one, const FindingsReport& report, const Descriptors& descriptors,
                      CharacterColumns& columns, std::map<std::string, int>& seen) {
  std::string message = one.message;
  if (!one.hint.empty()) message += " (" + one.hint + ")";
  if (!one.fix.empty()) message += "\nFix: " + one.fix;
  doc::Map result{{"ruleId", one.id},
                  {"ruleIndex", descriptors.index_of(one.id)},
                  {"level", level_of(one.severity)},
                  {"message", doc::Map{{"text", message}}}};
  if (one.where) {
    doc::Map physical{{"artifactLocation", artifact_of(one.where)}};
    if (one.where.line > 0) physical.set("region", columns.region_of(one.where));
    doc::Map location{{"physicalLocation", std::move(physical)}};
    if (const std::string name = report.places.of(one).name(); !name.empty())
      location.set("logicalLocations", doc::List{doc::Map{{"fullyQualifiedName", name}, {"kind", "resource"}}});
    result.set("locations", doc::List{std::move(location)});
  }
  const std::string print = fingerprint(one, report.places);
  result.set("partialFingerprints", doc::Map{{"slipway/v1", fmt::format("{}:{}", print, ++seen[print])}});
  doc::List fixes;
  for (const FixIt& fix : one.fixes) {
    if (!fix.where || fix.where.line == 0) continue;
    doc::Map replacement{{"deletedRegion", columns.region_of(fix.where)},
                         {"insertedContent", doc::Map{{"text", fix.replacement}}}};
    fixes.add(
        doc::Map{{"artifactLocation", artifact_of(fix.where)}, {"replacements", doc::List{std::move(replacement)}}});
  }
  if (!fixes.empty())
    result.set("fixes", doc::List{doc::Map{{"description", doc::Map{{"text", one.fix.empty() ? one.message : one.fix}}},
                                           {"artifactChanges", std::move(fixes)}}});
  return result;
}

/// Code scanning refuses a file of more results (GitHub docs, SARIF support for code scanning, as of 2026).
constexpr std::size_t kMostResults = 25'000;

/// In their order; where they are too many the gravest of them.
std::vector<const Diagnostic*> gravest(const Diagnostics& findings) {
  std::vector<const Diagnostic*> out;
  for (const Diagnostic& one : findings.all()) out.push_back(&one);
  if (out.size() <= kMostResults) return out;
  const auto severity = [](const Diagnostic* one) { return one->severity; };
  std::ranges::stable_sort(out, std::ranges::greater(), severity);
  out.resize(kMostResults);
  std::ranges::sort(out);  // they stand one behind the other
  return out;
}

}  // namespace

std::string findings_json_text(const FindingsReport& report) {
  doc::List findings;
  for (const Diagnostic& one : report.findings.all()) {
    doc::Map map{{"id", one.id},
                 {"aliases", aliases_json(rules::find(report.rules, one.id))},
                 {"severity", level_of(one.severity)}};
    map.set("file", one.where ? doc::Value(one.where.source->name()) : doc::Value(nullptr));
    if (one.where && one.where.line > 0) {
      map.set("line", one.where.line).set("column", one.where.column);
      if (one.where.length > 0) map.set("endColumn", one.where.column + one.where.length);
    }
    map.set("object", object_json(report.places.of(one)));
    map.set("message", one.message);
    if (!one.hint.empty()) map.set("hint", one.hint);
    if (!one.fix.empty()) map.set("fix", one.fix);
    doc::List fixes;
    for (const FixIt& fix : one.fixes)
      if (fix.where)
        fixes.add(doc::Map{{"file", fix.where.source->name()},
                           {"line", fix.where.line},
                           {"column", fix.where.column},
                           {"endColumn", fix.where.column + fix.where.length},
                           {"replacement", fix.replacement}});
    if (!fixes.empty()) map.set("edits", std::move(fixes));
    map.set("fingerprint", fingerprint(one, report.places));
    findings.add(std::move(map));
  }
  doc::List files;
  for (const std::string& file : report.files) files.add(file);
  doc::Map counts{{"error", report.findings.count(Severity::Error)},
                  {"warning", report.findings.count(Severity::Warning)},
                  {"note", report.findings.count(Severity::Note)},
                  {"allowed", report.allowed},
                  {"baseline", report.in_baseline}};
  if (report.left_out > 0) counts.set("notShown", report.left_out);
  return doc::write_json(doc::Value(doc::Map{{"schemaVersion", "slipway.dev/findings/v1alpha1"},
                                             {"verb", report.verb},
                                             {"counts", std::move(counts)},
                                             {"files", std::move(files)},
                                             {"findings", std::move(findings)}}),
                         doc::JsonLayout::Indented);
}

std::string findings_sarif(const FindingsReport& report) {
  const Descriptors descriptors(report);
  doc::List results;
  CharacterColumns columns;
  std::map<std::string, int> seen;
  const std::vector<const Diagnostic*> shown = gravest(report.findings);
  for (const Diagnostic* one : shown) results.add(sarif_result(*one, report, descriptors, columns, seen));
  doc::Map driver{{"name", "slipway"},
                  {"semanticVersion", report.version},
                  {"informationUri", "https://slipway.dev"},
                  {"rules", descriptors.list()}};
  doc::Map run{
      {"tool", doc::Map{{"driver", std::move(driver)}}},
      {"columnKind", "unicodeCodePoints"},
      {"originalUriBaseIds",
       doc::Map{{"%SRCROOT%", doc::Map{{"description", doc::Map{{"text", "the folder in which slipway ran"}}}}}}},
      {"automationDetails", doc::Map{{"id", fmt::format("slipway/{}/", report.verb)}}},
      {"results", std::move(results)}};
  if (const std::size_t all = report.findings.all().size(); shown.size() < all) {
    const std::string left = fmt::format(
        "{} of {} findings are left out, the gravest are here: mend these first, or "
        "hide old ones with --baseline",
        all - shown.size(), all);
    run.set("invocations",
            doc::List{doc::Map{{"executionSuccessful", true},
                               {"toolExecutionNotifications",
                                doc::List{doc::Map{{"level", "warning"}, {"message", doc::Map{{"text", left}}}}}}}});
  }
  return doc::write_json(doc::Value(doc::Map{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                                             {"version", "2.1.0"},
                                             {"runs", doc::List{std::move(run)}}}),
                         doc::JsonLayout::Indented);
}

}  // namespace slipway::report
