#include <algorithm>
#include <initializer_list>
#include <optional>
#include <span>

#include "base/text.h"
#include "doc/value.h"
#include "subject/chart_values.h"
#include "subject/command_flags.h"
#include "subject/here_document.h"
#include "subject/laid_values.h"
#include "subject/state.h"
#include "subject/values_files.h"
#include "subject/values_text.h"
#include "subject/written_values.h"

namespace slipway::subject {
namespace {

constexpr std::size_t kMostReleases = 10'000;
constexpr std::size_t kMostFileBytes = 64 << 20;  // of values files, each as often as a release names it

enum class Reading { Typed, AsText };  // --set, --set-string
Reading reading_of(bool is_text) { return is_text ? Reading::AsText : Reading::Typed; }
constexpr std::string_view kSetBlockAsText = "write type = \"string\"";

doc::Value one_value(std::string_view text, SourceRange where, Reading reading) {
  if (reading == Reading::AsText) return doc::Value(text).from(where);
  doc::Value value = text == "true"    ? doc::Value(true)
                     : text == "false" ? doc::Value(false)
                     : text == "null"  ? doc::Value(nullptr)
                                       : doc::Value(text);
  std::int64_t number = 0;
  if (!text.empty() && text.size() < 18 && text[0] != '0' &&
      std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) {
    for (const char c : text) number = number * 10 + (c - '0');
    value = number;
  } else if (text == "0") {
    value = number;
  }
  return value.from(where);
}

/// As --set reads it: `{a,b}` is a list.
doc::Value typed(std::string_view text, SourceRange where, Reading reading = Reading::Typed) {
  if (!text.starts_with('{') || !text.ends_with('}')) return one_value(text, where, reading);
  const std::string_view items = text.substr(1, text.size() - 2);
  doc::List list;
  std::string item;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i] == ',') {
      list.add(one_value(item, where, reading));
      item.clear();
      continue;
    }
    if (items[i] == '\\' && i + 1 < items.size()) ++i;
    item += items[i];
  }
  if (!items.empty()) list.add(one_value(item, where, reading));
  return doc::Value(std::move(list)).from(where);
}

/// Values as they come together, and each part where it was written.
struct Laid {
  LaidValues values;
  std::vector<WrittenValues> written;

  void take(doc::Document document, std::string_view as_text = WrittenValues().as_text) {
    if (!document.root().is_map()) return;
    written.push_back({std::move(document), nullptr, as_text});
    written.back().root = &written.back().document.root();
  }
  /// What --set or a set block says; `named` is where the path stands, `as_text` of WrittenValues.
  void set(std::string_view path, doc::Value value, SourceRange named, std::string_view as_text) {
    if (named) {
      LaidValues alone;
      alone.put(path, doc::Value(value).from(named));
      take(alone.document(named), as_text);
    }
    values.put(path, std::move(value));
  }
};

/// Where the paths of a word stand that sets several, each behind the one before; the word from the first on that is
/// not written so.
class PathsInWord {
 public:
  explicit PathsInWord(SourceRange word) : word_(word) {
    if (!word.source || word.column < 1) return;
    rest_ = word.source->line(word.line);
    rest_.remove_prefix(std::min(rest_.size(), static_cast<std::size_t>(word.column - 1)));
    rest_ = rest_.substr(0, static_cast<std::size_t>(std::max(word.length, 0)));
    column_ = word.column;
  }
  SourceRange next(std::string_view path) {
    const std::size_t at = rest_.find(std::string(path) + "=");
    rest_.remove_prefix(at == rest_.npos ? rest_.size() : at);
    if (at == rest_.npos) return word_;
    column_ += static_cast<int>(at);
    return {word_.source, word_.line, column_, static_cast<int>(path.size())};
  }

 private:
  SourceRange word_;
  std::string_view rest_;  // of its line
  int column_ = 0;         // where that begins
};

/// "a=1,b=2" into the values.
void put_all(Laid& values, std::string_view pairs, SourceRange where, Reading reading) {
  std::string one;
  int braces = 0;
  PathsInWord places(where);
  const auto take = [&] {
    const std::size_t equals = one.find('=');
    if (equals != std::string::npos && equals > 0) {
      const std::string_view value = std::string_view(one).substr(equals + 1);
      const std::string_view path = std::string_view(one).substr(0, equals);
      values.set(path, typed(value, where, reading), places.next(path), "use --set-string");
    }
    one.clear();
  };
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (pairs[i] == '\\' && i + 1 < pairs.size()) {
      one += pairs[i++];
      one += pairs[i];
      continue;
    }
    if (pairs[i] == '{') ++braces;
    if (pairs[i] == '}') --braces;
    if (pairs[i] == ',' && braces <= 0)
      take();
    else
      one += pairs[i];
  }
  take();
}

/// Whether a tool that knows this mark puts something in.
bool has_any(std::string_view text, std::initializer_list<std::string_view> marks) {
  return std::ranges::any_of(marks, [&](std::string_view mark) { return text.find(mark) != text.npos; });
}

/// A block scalar has the file's own lines, below its mark.
int first_line_of(const doc::Node& text) {
  const SourceRange where = text.where();
  if (!where.source || where.column < 1) return 0;
  const std::string_view line = where.source->line(where.line);
  const auto column = static_cast<std::size_t>(where.column - 1);
  return column < line.size() && line[column] == '|' ? where.line + 1 : 0;
}

std::string last_part(std::string_view chart) {
  while (chart.ends_with('/')) chart.remove_suffix(1);
  std::string_view name = chart.substr(chart.rfind('/') + 1);
  if (name.ends_with(".tgz")) name.remove_suffix(4);
  return std::string(name);
}

/// Where releases are read from.
struct Sources {
  std::span<const Script> scripts;
  std::span<const TerraformPlan> plans;
  std::span<const TerraformText> configurations;
  std::span<const kube::Object> objects;
  std::span<const doc::Document> yaml, json;
  const platform::Graph* graph;
};

class ReleaseReader {
 public:
  ReleaseReader(const Sources& from, Diagnostics& findings)
      : from_(from), findings_(findings), files_(from.yaml, from.json) {}

  std::vector<WrittenRelease> read() {
    for (const Script& script : from_.scripts) read_script(script);
    for (const TerraformPlan& plan : from_.plans)
      for (const PlannedResource* one : plan.of_type("helm_release")) read_planned(*one);
    for (const TerraformText& text : from_.configurations)
      for (const TerraformItem* one : text.resources("helm_release")) read_text(*one);
    for (const kube::Object& object : from_.objects) read_object(object);
    for (const doc::Document& file : from_.yaml)
      if (is_rendered_chart(file)) read_rendered(file);
    if (from_.graph)
      for (const platform::Release& one : from_.graph->releases()) {
        Laid laid;
        laid.values.lay(values_without_expressions(one.values));
        if (one.component == "charts") laid.take(laid.values.document(one.origin));
        add({one.name, one.chart, one.repository, one.version, one.namespace_, {}, one.origin}, std::move(laid));
      }
    return std::move(out_);
  }

 private:
  void add(Release release, Laid laid) {
    if (out_.size() >= kMostReleases) return;
    if (!laid.values.empty()) release.values = laid.values.document(release.where);
    out_.push_back({std::move(release), std::move(laid.written)});
  }

  static doc::Map values_without_expressions(const doc::Map& map, int depth = 0) {
    doc::Map out;
    for (const auto& [key, value] : map.entries()) out.set(key, without_expressions(value, depth + 1));
    return out;
  }
  static doc::Value without_expressions(const doc::Value& value, int depth) {
    if (depth > 100) return nullptr;
    if (const doc::Expression* one = value.expression()) return doc::Value("${" + one->text + "}").from(value.where());
    if (const doc::List* list = value.list()) {
      doc::List out;
      for (const doc::Value& item : list->items()) out.add(without_expressions(item, depth + 1));
      return doc::Value(std::move(out)).from(value.where());
    }
    if (const doc::Map* map = value.map())
      return doc::Value(values_without_expressions(*map, depth)).from(value.where());
    return value;
  }

  /// The files that are among those given, in their order, and what stands behind <<EOF in the place of "-".
  void lay_files(Laid& laid, const ValuesNames& names, std::string_view named_in,
                 const ValuesText& here_document = {}) {
    for (const std::string& name : names.files) {
      if (name == "-") {
        lay_text(laid, here_document);
        continue;
      }
      const doc::Document* file = files_.find(name, named_in);
      if (!file || file->source()->text().size() > file_bytes_) continue;
      file_bytes_ -= file->source()->text().size();
      laid.values.lay(doc::Map(file->root()));
      laid.take(*file);
    }
  }

  void lay_text(Laid& laid, const ValuesText& text) {
    const auto read = read_values(text, findings_);
    if (!read) return;
    laid.values.lay(*read);
    if (text.where) laid.take(placed_values(text));
  }

  void read_script(const Script& script) {
    std::map<std::string, std::string, std::less<>> repositories;
    for (const ShellCommand& command : script.commands) {
      if (!command.starts_with({"helm"})) continue;
      const std::vector<const Word*> said = operands(command);
      if (command.starts_with({"helm", "repo", "add"}) && said.size() >= 5) repositories[said[3]->text] = said[4]->text;
      const bool installs = command.starts_with({"helm", "install"}) || command.starts_with({"helm", "upgrade"});
      if (!installs) continue;
      // Behind the verb the release and its chart.
      const auto names = std::span(said).subspan(std::min<std::size_t>(2, said.size()));
      if (names.empty()) continue;
      const Word& chart = *names.back();
      Release release{
          names.size() > 1 ? names.front()->text : "", last_part(chart.text), "", "", "", {}, command.where};
      const auto word_of = [&](std::string_view flag, std::string_view other, std::string& into) {
        const Word* word = command.flag(flag);
        if (!word && !other.empty()) word = command.flag(other);
        if (word) into = word->text;
      };
      word_of("--repo", "", release.repository);
      word_of("--version", "", release.version);
      word_of("--namespace", "-n", release.ns);
      const std::size_t slash = chart.text.rfind('/');
      if (release.repository.empty() && slash != std::string::npos) {
        release.repository = chart.text.substr(0, slash);
        const auto known = repositories.find(release.repository);
        if (known != repositories.end()) release.repository = known->second;
      }
      Laid values;
      const bool is_final = command.here_is_literal || !has_any(command.here_document, {"$", "`"});
      lay_files(values, values_names(command), script.name,
                {command.here_document, command.here_where, command.here_where.line, is_final});
      for (const Word& one : command.flags("--set")) put_all(values, one.text, one.where, Reading::Typed);
      for (const Word& one : command.flags("--set-string")) put_all(values, one.text, one.where, Reading::AsText);
      add(std::move(release), std::move(values));
    }
  }

  void read_planned(const PlannedResource& one) {
    const doc::Node& said = *one.values;
    Laid values;
    for (const doc::Node& text : said["values"].items()) lay_text(values, {text.text(), text.where()});
    for (const std::string_view sets : {"set", "set_list", "set_sensitive"})
      for (const doc::Node& set : said[sets].items())
        values.set(set["name"].text(),
                   typed(set["value"].text(), set["value"].where(), reading_of(set["type"].text() == "string")),
                   set["name"].where(), kSetBlockAsText);
    add({std::string(said["name"].text()),
         last_part(said["chart"].text()),
         std::string(said["repository"].text()),
         std::string(said["version"].text()),
         std::string(said["namespace"].text()),
         {},
         one.where()},
        std::move(values));
  }

  void read_rendered(const doc::Document& chart) {
    const doc::Node& said = chart.root();
    Laid values;
    lay_files(values, rendered_values_names(), chart.source()->name());
    add({std::string(said["release"].text()),
         last_part(said["chart"].text()),
         std::string(said["repository"].text()),
         std::string(said["version"].text()),
         std::string(said["namespace"].text()),
         {},
         said["chart"].where()},
        std::move(values));
  }

  void read_text(const TerraformItem& one) {
    Laid values;
    lay_files(values, values_names(one), one.where.source ? one.where.source->name() : "");
    read_heredocs(one, values);
    // Blocks of version 2 of the provider, a list of objects of version 3.
    for (const TerraformItem* set : one.all("set"))
      for (const TerraformItem& each : set->is_block ? std::span(set, 1) : std::span(set->items)) {
        const TerraformItem *name = each.find("name"), *value = each.find("value");
        if (!name || !value) continue;
        const bool is_literal = value->is_text || !has_any(value->text, {".", "(", "["});
        values.set(name->text,
                   typed(is_literal ? value->text : "${" + value->text + "}", value->value_where,
                         reading_of(each["type"] == "string")),
                   name->value_where, kSetBlockAsText);
      }
    add({std::string(one["name"]),
         last_part(one["chart"]),
         std::string(one["repository"]),
         std::string(one["version"]),
         std::string(one["namespace"]),
         {},
         one.where},
        std::move(values));
  }

  /// Values in a heredoc of Terraform are not laid: what else stands there nobody evaluates. But YAML they are to be.
  void read_heredocs(const TerraformItem& release, Laid& laid) {
    const TerraformItem* values = release.find("values");
    if (!values || !values->where.source) return;
    const std::string_view text = values->text;
    for (std::size_t at = text.find("<<"); at != text.npos; at = text.find("<<", at)) {
      const std::size_t begin = std::min(text.find('\n', at), text.size() - 1) + 1;
      std::string_view mark = trim(text.substr(at + 2, begin - at - 2));
      const bool is_flush = mark.starts_with('-');
      if (is_flush) mark.remove_prefix(1);
      at += 2;
      std::size_t end = begin;
      while (end < text.size() && trim(text.substr(end, text.find('\n', end) - end)) != mark)
        end = std::min(text.find('\n', end), text.size() - 1) + 1;
      if (mark.empty() || mark.find_first_of(" \t\"") != mark.npos || end == text.size()) continue;
      const std::string_view as_written = text.substr(begin, end - begin);
      const std::string inside = is_flush ? with_taken_indentation(as_written) : std::string(as_written);
      const int first_line =
          values->value_where.line + static_cast<int>(std::ranges::count(text.substr(0, begin), '\n'));
      const ValuesText placed{inside, values->value_where, first_line};
      if (!has_any(inside, {"${", "%{"})) read_values(placed, findings_);
      if (!has_any(inside, {"%{"})) laid.take(placed_values(placed));
      at = end;
    }
  }

  /// An Application of Argo CD, a HelmRelease of Flux.
  void read_object(const kube::Object& object) {
    const doc::Node& spec = (*object.node)["spec"];
    if (object.is("HelmRelease", "helm.toolkit.fluxcd.io")) {
      const doc::Node& chart = spec["chart"]["spec"];
      doc::Value values(spec["values"]);
      Laid laid;
      if (values.map()) laid.values.lay(*values.map());
      if (values.map()) laid.written.push_back({{}, &spec["values"]});
      add({object.name,
           std::string(chart["chart"].text()),
           "",
           std::string(chart["version"].text()),
           object.ns,
           {},
           object.node->where()},
          std::move(laid));
    }
    if (!object.is("Application", "argoproj.io")) return;
    const auto read_source = [&](const doc::Node& source) {
      if (source["chart"].text().empty()) return;
      Laid values;
      lay_files(values, values_names_of_source(source), source.where().source ? source.where().source->name() : "");
      const doc::Node& text = source["helm"]["values"];
      lay_text(values, {text.text(), text.where(), first_line_of(text), !has_any(text.text(), {"{{", "${"})});
      const doc::Node& object_of_values = source["helm"]["valuesObject"];
      const doc::Value tree(object_of_values);
      if (tree.map()) {
        values.values.lay(*tree.map());
        values.written.push_back({{}, &object_of_values});
      }
      for (const doc::Node& one : source["helm"]["parameters"].items())
        values.set(one["name"].text(),
                   typed(one["value"].text(), one["value"].where(),
                         reading_of(one["forceString"].kind() == doc::Kind::Bool && one["forceString"].boolean())),
                   one["name"].where(), "add forceString: true");
      add({object.name,
           last_part(source["chart"].text()),
           std::string(source["repoURL"].text()),
           std::string(source["targetRevision"].text()),
           std::string(spec["destination"]["namespace"].text()),
           {},
           source.where()},
          std::move(values));
    };
    read_source(spec["source"]);
    for (const doc::Node& source : spec["sources"].items()) read_source(source);
  }

  const Sources& from_;
  Diagnostics& findings_;
  ValuesFiles files_;
  std::size_t file_bytes_ = kMostFileBytes;
  std::vector<WrittenRelease> out_;
};

}  // namespace

std::vector<Release> read_releases(const Subject::State& state, Diagnostics& findings) {
  const Sources from{state.scripts,    state.plans,      state.configurations, state.objects,
                     state.yaml_files, state.json_files, state.graph.get()};
  std::vector<Release> out;
  for (WrittenRelease& one : ReleaseReader(from, findings).read()) out.push_back(std::move(one.release));
  return out;
}

WrittenReleases::WrittenReleases(const Subject& subject) {
  Diagnostics heard;  // when the subject was read
  const Sources from{subject.scripts(),    subject.plans(),      subject.configurations(), subject.objects(),
                     subject.yaml_files(), subject.json_files(), subject.graph()};
  all_ = ReleaseReader(from, heard).read();
  std::erase_if(all_, [](const WrittenRelease& one) { return one.values.empty(); });
  const ChartValues& values = subject.derived<ChartValues>();
  for (std::size_t i = 0; i < values.alone().size(); ++i)
    all_.push_back({values.alone()[i], {{{}, values.alone_as_written()[i]}}});
}

}  // namespace slipway::subject
