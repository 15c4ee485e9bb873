#include "subject/subject.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "doc/yaml.h"
#include "kube/label_selector.h"
#include "kube/objects/selection.h"
#include "subject/state.h"

namespace slipway::subject {
namespace {

/// The labels of all pods, in their order: read once, however many selectors are held against them.
struct LabelsOfPods {
  explicit LabelsOfPods(const Subject& subject) {
    Diagnostics wrong;
    for (const PodTemplate& pod : subject.pods()) of.push_back(kube::Fields(*pod.metadata, wrong).labels("labels"));
  }
  std::vector<kube::Labels> of;
};

/// Here documents by text and first line: none is inside of another.
class LinesOfHereDocuments {
 public:
  explicit LinesOfHereDocuments(const Subject& subject) {
    for (const HereDocument& one : subject.here_documents()) by_line_.try_emplace({one.text, one.first_line}, &one);
  }
  const HereDocument* find(const SourceRange& place) const {
    const auto behind = by_line_.upper_bound({place.source, place.line});
    if (behind == by_line_.begin()) return nullptr;
    const HereDocument* before = std::prev(behind)->second;
    return before->holds(place) ? before : nullptr;
  }

 private:
  std::map<std::pair<const SourceText*, int>, const HereDocument*> by_line_;
};

const Subject::State& nothing() {
  static const Subject::State state;
  return state;
}

}  // namespace

void Subject::State::make_indexes() {
  by_name.reserve(objects.size());
  for (const kube::Object& object : objects) {
    by_kind[object.kind].push_back(&object);
    by_kind_and_group[{object.kind, object.group()}].push_back(&object);
    by_name.try_emplace({object.kind, namespace_or_default(object.ns), object.name}, &object);
    const std::size_t first = pods.size();
    add_pods(object, arena, pods);
    if (pods.size() > first) pods_of[&object] = {first, pods.size() - first};
  }
  for (std::size_t i = 0; i < pods.size(); ++i) {
    const std::string_view ns = namespace_or_default(pods[i].owner->ns);
    pods_of_namespace[ns].push_back(i);
    for (const doc::Member& label : (*pods[i].metadata)["labels"].members())
      pods_of_label[{ns, label.key.text(), label.value.text()}].push_back(i);
  }
}

std::vector<std::size_t> Subject::State::candidates(std::string_view ns, const kube::LabelSelector& selector) const {
  using Pods = std::vector<std::size_t>;
  std::optional<std::vector<const Pods*>> fewest;  // lists that have no pod in common
  const auto size = [](const std::vector<const Pods*>& lists) {
    std::size_t sum = 0;
    for (const Pods* list : lists) sum += list->size();
    return sum;
  };
  const auto narrow = [&](std::string_view key, const std::set<std::string_view>& values) {
    std::vector<const Pods*> lists;
    for (const std::string_view value : values)
      if (const auto found = pods_of_label.find({ns, key, value}); found != pods_of_label.end())
        lists.push_back(&found->second);
    if (!fewest || size(lists) < size(*fewest)) fewest = std::move(lists);
  };
  for (const auto& [key, value] : selector.match_labels) narrow(key, {value});
  for (const kube::LabelSelectorRequirement& one : selector.match_expressions)
    if (one.op == "In") narrow(one.key, {one.values.begin(), one.values.end()});
  if (!fewest) {
    const auto all = pods_of_namespace.find(ns);
    return all == pods_of_namespace.end() ? Pods() : all->second;
  }
  Pods out;
  for (const Pods* list : *fewest) out.insert(out.end(), list->begin(), list->end());
  if (fewest->size() > 1) std::ranges::sort(out);  // one list is in order
  return out;
}

Subject::Subject() : state_(std::shared_ptr<const State>(), &nothing()) {}

std::span<const kube::Object> Subject::objects() const { return state_->objects; }

std::span<const kube::Object* const> Subject::of_kind(std::string_view kind) const {
  const auto found = state_->by_kind.find(kind);
  if (found == state_->by_kind.end()) return {};
  return found->second;
}

std::span<const kube::Object* const> Subject::of_kind(std::string_view kind, std::string_view group) const {
  const auto found = state_->by_kind_and_group.find({kind, group});
  if (found == state_->by_kind_and_group.end()) return {};
  return found->second;
}

const kube::Object* Subject::find(std::string_view kind, std::string_view ns, std::string_view name) const {
  const auto found = state_->by_name.find({kind, namespace_or_default(ns), name});
  return found == state_->by_name.end() ? nullptr : found->second;
}

std::span<const PodTemplate> Subject::pods() const { return state_->pods; }

std::size_t Subject::repeated_objects() const { return state_->objects.size() - state_->by_name.size(); }

std::span<const PodTemplate> Subject::pods_of(const kube::Object& owner) const {
  const auto found = state_->pods_of.find(&owner);
  if (found == state_->pods_of.end()) return {};
  return std::span(state_->pods).subspan(found->second.first, found->second.second);
}

std::vector<const PodTemplate*> Subject::selected(std::string_view ns, const doc::Node& label_selector) const {
  std::vector<const PodTemplate*> out;
  if (!label_selector.is_map()) return out;
  Diagnostics wrong;
  const kube::LabelSelector read = kube::read_label_selector(kube::Fields(label_selector, wrong));
  const auto selector = kube::to_selector(read);
  if (!selector || wrong.has_errors()) return out;
  const auto pods = state_->candidates(namespace_or_default(ns), read);
  if (pods.empty()) return out;
  const LabelsOfPods& labels = derived<LabelsOfPods>();
  for (const std::size_t index : pods)
    if (selector->matches(labels.of[index])) out.push_back(&state_->pods[index]);
  return out;
}

std::vector<const PodTemplate*> Subject::labelled(std::string_view ns, const doc::Node& labels) const {
  std::vector<const PodTemplate*> out;
  const auto members = labels.members();
  if (members.empty()) return out;
  const std::vector<std::size_t>* fewest = nullptr;
  for (const doc::Member& label : members) {
    const auto found = state_->pods_of_label.find({namespace_or_default(ns), label.key.text(), label.value.text()});
    if (found == state_->pods_of_label.end()) return out;
    if (!fewest || found->second.size() < fewest->size()) fewest = &found->second;
  }
  for (const std::size_t index : *fewest) {
    const doc::Node& carried = (*state_->pods[index].metadata)["labels"];
    if (std::ranges::all_of(members, [&](const doc::Member& label) {
          const doc::Node* value = carried.find(label.key.text());
          return value && value->text() == label.value.text();
        }))
      out.push_back(&state_->pods[index]);
  }
  return out;
}

std::span<const TerraformPlan> Subject::plans() const { return state_->plans; }
std::span<const TerraformText> Subject::configurations() const { return state_->configurations; }
std::span<const Script> Subject::scripts() const { return state_->scripts; }
std::span<const HereDocument> Subject::here_documents() const { return state_->here_documents; }

const HereDocument* Subject::here_document(const SourceRange& place) const {
  return state_->here_documents.empty() ? nullptr : derived<LinesOfHereDocuments>().find(place);
}

std::span<const UserData> Subject::user_data() const { return state_->user_data; }
std::span<const Release> Subject::releases() const { return state_->releases; }

const Release* Subject::release(std::string_view chart) const {
  const auto found = std::ranges::find(state_->releases, chart, &Release::chart);
  return found == state_->releases.end() ? nullptr : &*found;
}

std::span<const Variable> Subject::variables() const { return state_->variables; }
std::span<const doc::Document> Subject::json_files() const { return state_->json_files; }
std::span<const doc::Document> Subject::yaml_files() const { return state_->yaml_files; }
std::span<const SourceText* const> Subject::texts() const { return state_->texts; }
const spec::Platform* Subject::platform() const { return state_->platform.get(); }
const platform::Graph* Subject::graph() const { return state_->graph.get(); }
std::shared_ptr<void>& Subject::slot(std::type_index type) const { return state_->derived[type]; }
const Context& Subject::context() const { return state_->context; }

doc::Document embedded(const doc::Node& text) {
  if (!text.is_string() || text.text().empty()) return {};
  const SourceText* source = text.where().source;
  Diagnostics unheard;
  auto document = doc::read_yaml_document(
      std::make_shared<const SourceText>(source ? source->name() : "", std::string(text.text())), unheard);
  return unheard.has_errors() ? doc::Document() : document;
}

}  // namespace slipway::subject
