#include "subject/known_secrets.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>

#include "base/secret_places.h"
#include "base/text.h"
#include "doc/base64.h"
#include "subject/encrypted_secrets.h"
#include "subject/filled_in.h"
#include "subject/sort.h"
#include "subject/stand_in.h"
#include "subject/state.h"

namespace slipway::subject {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_to_be_filled_in(std::string_view value) { return stands_for_secret(value) || !stand_in(value).empty(); }

void add_all(const doc::Node& node, KnownSecrets& known) {
  if (node.is_scalar() && !node.is_null() && !is_to_be_filled_in(node.text())) known.add(node.where());
  for (const doc::Node& item : node.items()) add_all(item, known);
  for (const doc::Member& member : node.members()) add_all(member.value, known);
}

/// What says which object it is, and what nobody keeps secret of it.
bool is_of_any_object(std::string_view field) {
  constexpr std::string_view kFields[] = {"apiVersion", "kind", "metadata", "type", "immutable"};
  return std::ranges::find(kFields, field) != std::end(kFields);
}

/// Values in base64: of a Secret.
void add_data(const doc::Node& data, KnownSecrets& known) {
  for (const doc::Member& one : data.members()) {
    const auto decoded = one.value.is_string() ? doc::decode_base64(one.value.text()) : std::nullopt;
    if (!decoded || !is_to_be_filled_in(*decoded)) add_all(one.value, known);
  }
}

void add_object(const doc::Node& object, KnownSecrets& known) {
  for (const doc::Member& field : object.members())
    if (field.key.text() == "data" && field.value.is_map())
      add_data(field.value, known);
    else if (!is_of_any_object(field.key.text()))
      add_all(field.value, known);
  add_all(object["metadata"]["annotations"]["kubectl.kubernetes.io/last-applied-configuration"], known);
}

/// `sensitive` is of the form of `value`, with `true` where something is.
void add_sensitive(const doc::Node& value, const doc::Node& sensitive, KnownSecrets& known) {
  const bool is_all = sensitive.kind() == doc::Kind::Bool && sensitive.boolean();
  if (is_all && value.find("apiVersion") && value.find("kind")) return add_object(value, known);
  if (is_all) return add_all(value, known);
  for (const doc::Member& member : sensitive.members()) add_sensitive(value[member.key.text()], member.value, known);
  for (std::size_t i = 0; i < std::min(value.items().size(), sensitive.items().size()); ++i)
    add_sensitive(value.items()[i], sensitive.items()[i], known);
}

void add_plan(const TerraformPlan& plan, KnownSecrets& known) {
  for (const PlannedResource& one : plan.resources()) {
    add_sensitive(*one.values, (*one.resource)["sensitive_values"], known);
    add_sensitive((*one.change)["before"], (*one.change)["before_sensitive"], known);
    add_sensitive((*one.change)["after"], (*one.change)["after_sensitive"], known);
  }
  const doc::Node& root = plan.root();
  const doc::Node& declared = root["configuration"]["root_module"]["variables"];
  for (const doc::Member& variable : root["variables"].members())
    add_sensitive(variable.value["value"], declared[variable.key.text()]["sensitive"], known);
  for (const doc::Member& output : root["planned_values"]["outputs"].members())
    add_sensitive(output.value["value"], output.value["sensitive"], known);
}

/// Variables of containers that are called as secrets are, whatever stands where their name or their value was meant.
void add_variables(const doc::Node& pod_spec, KnownSecrets& known) {
  for (const std::string_view field : {"containers", "initContainers", "ephemeralContainers"})
    for (const doc::Node& container : pod_spec[field].items())
      for (const doc::Node& variable : container["env"].items()) {
        const auto names = [&](const doc::Member& member) {
          const bool may_name = !variable.find("name") || member.key.text() == "name";
          return may_name && member.value.is_string() && is_secret_name(member.value.text());
        };
        if (std::ranges::none_of(variable.members(), names)) continue;
        for (const doc::Member& member : variable.members())
          if (!names(member) && member.key.text() != "valueFrom") add_all(member.value, known);
      }
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// The name of a line `NAME=…` or `export NAME=…`; "" of other lines.
std::string_view assigned_name(std::string_view line) {
  constexpr std::string_view kExport = "export";
  line = trim(line);
  if (line.starts_with(kExport) && line.size() > kExport.size() && is_blank(line[kExport.size()]))
    line = trim(line.substr(kExport.size()));
  const std::string_view name = trim(line.substr(0, line.find('=')));
  if (name.size() == line.size() || name.empty()) return {};
  const auto is_of_name = [](char c) { return c == '_' || is_blank(c) || (c >= '0' && c <= '9') || is_letter(c); };
  return std::ranges::all_of(name, is_of_name) ? name : std::string_view();
}

/// Where the quote begins that is open at the end of a part of a text; npos where none is.
std::size_t open_quote(std::string_view text, std::size_t begin, std::size_t end) {
  std::size_t open = text.npos;
  for (std::size_t at = begin; at < end; ++at) {
    if (text[at] == '\\' && (open == text.npos || text[open] == '"')) {
      ++at;
    } else if (open != text.npos) {
      if (text[at] == text[open]) open = text.npos;
    } else if (text[at] == '"' || text[at] == '\'') {
      open = at;
    } else if (text[at] == '#' && at > begin && is_blank(text[at - 1])) {
      return text.npos;
    }
  }
  return open;
}

/// Behind the quote that closes an open one, where a value may end there; npos where none does.
std::size_t behind_quote(std::string_view text, std::size_t open) {
  for (std::size_t at = open + 1; at < text.size(); ++at) {
    if (text[at] == '\\' && text[open] == '"') {
      ++at;
    } else if (text[at] == text[open]) {
      const bool may_end = at + 1 == text.size() || is_blank(text[at + 1]) || text[at + 1] == '\n';
      return may_end ? at + 1 : text.npos;
    }
  }
  return text.npos;
}

/// Values of variables of a .env file that are called as secrets are, those too that cannot be read, to the end of
/// their lines; of a quote that nobody closes to the next variable.
void add_settings(const SourceText& source, KnownSecrets& known) {
  const std::string_view text = source.text();
  bool is_secret = false, reaches_to_name = false;
  std::size_t value_end = 0;  // of one in quotes over several lines
  int number = source.first_line() - 1;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    const auto begin = static_cast<std::size_t>(line.data() - text.data()), end = begin + line.size();
    const std::string_view name = assigned_name(line);
    std::size_t value = begin;
    if (begin >= value_end && (!reaches_to_name || !name.empty())) {
      is_secret = is_secret_name(name);
      if (!name.empty()) value += line.find('=') + 1;
    }
    if (!is_secret) continue;
    const std::string_view shown = trim(text.substr(value, end - value));
    const bool is_quoted = shown.size() > 1 && shown.front() == shown.back() && (shown[0] == '"' || shown[0] == '\'');
    if (!shown.empty() && !is_to_be_filled_in(is_quoted ? shown.substr(1, shown.size() - 2) : shown))
      known.add({&source, number, static_cast<int>(shown.data() - line.data()) + 1, static_cast<int>(shown.size())});
    if (value_end > end) continue;
    const std::size_t open = open_quote(text, std::max(value, value_end), end);
    const std::size_t behind = open == text.npos ? text.npos : behind_quote(text, open);
    reaches_to_name = open != text.npos && behind == text.npos;
    if (behind != text.npos) value_end = behind;
  }
}

}  // namespace

bool stands_for_secret(std::string_view value) {
  constexpr std::string_view kBeginnings[] = {"${", "$(", "{{", "%%", "ref+", "op://", "vault:", "<path:", "ENC["};
  return is_all_filled_in(value) ||
         std::ranges::any_of(kBeginnings, [&](std::string_view begin) { return value.starts_with(begin); });
}

void add_known_secrets(const Subject& subject, KnownSecrets& known) {
  for (const kube::Object* secret : subject.of_kind("Secret", "")) add_object(*secret->node, known);
  for (const kube::Object& secret : subject.derived<EncryptedSecrets>().all) add_object(*secret.node, known);
  for (const PodTemplate& pod : subject.pods()) add_variables(*pod.spec, known);
  for (const TerraformPlan& plan : subject.plans()) add_plan(plan, known);
  for (const SourceText* text : subject.texts())
    if (sort_of(text->name(), text->text()) == Sort::Env) add_settings(*text, known);
}

void add_known_secrets(std::span<const kube::Object> objects, KnownSecrets& known) {
  doc::Arena arena;
  std::vector<PodTemplate> pods;
  for (const kube::Object& object : objects) {
    if (object.is("Secret", "")) add_object(*object.node, known);
    add_pods(object, arena, pods);
  }
  for (const PodTemplate& pod : pods) add_variables(*pod.spec, known);
}

}  // namespace slipway::subject
