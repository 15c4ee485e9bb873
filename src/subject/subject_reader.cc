#include "subject/subject_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "doc/draft.h"
#include "doc/yaml.h"
#include "kube/decode/field_trees.h"
#include "kube/own_groups.h"
#include "spec/dotenv/dotenv.h"
#include "subject/chart_values.h"
#include "subject/encrypted_secrets.h"
#include "subject/kustomizations.h"
#include "subject/patches.h"
#include "subject/plan_manifests.h"
#include "subject/sort.h"
#include "subject/state.h"
#include "subject/terraform_manifests.h"
#include "subject/terraform_names.h"
#include "subject/values_files.h"

namespace slipway::subject {
namespace {

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_platform(const doc::Node& root) {
  return root["apiVersion"].text().starts_with("slipway.dev/") && root["kind"].text() == "Platform";
}

/// What Google's APIs answer, and gcloud prints: `"kind": "compute#instanceList"`. No kind of Kubernetes has the mark.
bool is_of_google(const doc::Node& root) {
  return !root.find("apiVersion") && root["kind"].text().find('#') != std::string_view::npos;
}

/// Configuration that other programs read, with versions of their own and nothing of an object: Grafana's `apiVersion:
/// 1` without a kind, Talos' `apiVersion: v1alpha1`, of no group, with a kind that Kubernetes has not and no more.
bool is_of_others(const doc::Node& root) {
  if (root.find("metadata") || root.find("spec")) return false;
  const doc::Node& version = root["apiVersion"];
  const std::string_view text = version.is_string() ? version.text() : std::string_view();
  return (version.kind() == doc::Kind::Int && !root.find("kind")) ||
         (text.starts_with('v') && text != "v1" && text.find('/') == text.npos && root.find("kind") &&
          kube::FieldTrees::builtin().versions_of(root["kind"].text()).empty());
}

/// Whether a text that is no YAML or JSON may have been meant as an object.
bool names_a_kind(std::string_view text) {
  return text.find("apiVersion") != text.npos && text.find("kind") != text.npos;
}

bool is_list(const doc::Node& root) { return root["kind"].text().ends_with("List") && root["items"].is_list(); }

/// An item of a typed list (DeploymentList) need not say what it is: who reads the list knows (apimachinery 0.36,
/// unstructured, decodeToList). From here on it says so itself.
void complete_item(kube::Object& object, Subject::State& state) {
  const doc::Node& node = *object.node;
  if (!node.is_map() || (node.find("apiVersion") && node.find("kind"))) return;
  doc::Draft draft(node, state.arena);
  if (!node.find("apiVersion") && !object.api_version.empty()) draft.set("apiVersion", object.api_version);
  if (!node.find("kind") && !object.kind.empty()) draft.set("kind", object.kind);
  if (draft.is_changed()) object.node = new (state.arena.take(sizeof(doc::Node))) doc::Node(draft.node());
}

/// What SOPS writes beside an object of which it encrypts nothing, since another document of the file has something:
/// it is gone when somebody applies it.
void take_marks_of_sops(kube::Object& object, Subject::State& state) {
  const doc::Node& node = *object.node;
  if (!node["sops"].is_map() || !node["sops"].find("mac")) return;
  doc::Draft draft(node, state.arena);
  draft.remove("sops");
  object.node = new (state.arena.take(sizeof(doc::Node))) doc::Node(draft.node());
}

EncryptedSecrets& encrypted_secrets(Subject::State& state) {
  std::shared_ptr<void>& made = state.derived[typeid(EncryptedSecrets)];
  if (!made) made = std::make_shared<EncryptedSecrets>();
  return *static_cast<EncryptedSecrets*>(made.get());
}

bool is_object(const doc::Node& node) { return node.is_map() && node.find("apiVersion") && node.find("kind"); }

/// Once for all lines of it.
void say_log(const SourceRange& where, Diagnostics& findings) {
  const auto& said = findings.all();
  if (!said.empty() && said.back().id == "TF001" && said.back().where.source == where.source) return;
  findings.error("TF001", where, "this is what terraform plan -json writes while it runs, not a plan",
                 "terraform plan -out=FILE, then terraform show -json FILE");
}

/// What somebody handed over as JSON and nobody takes. False where it may be something else that is read: dashboards,
/// policies, values.
bool says_json_stranger(const doc::Node& root, Diagnostics& findings) {
  const bool is_log = root["@level"].is_string();
  const int before = findings.count(Severity::Error);
  if (root["terraform_version"].is_string() && root["version"].kind() == doc::Kind::Int)
    findings.error("TF001", root.where(), "this is Terraform's state, not a plan",
                   "terraform plan -out=FILE, then terraform show -json FILE");
  else if (is_log)
    say_log(root.where(), findings);
  else if (root.is_scalar())
    findings.error("SUBJ001", root.where(), "this is no Kubernetes object: kubectl refuses it",
                   "say apiVersion, kind and metadata.name; JSON has no comments");
  return is_log || findings.count(Severity::Error) > before;
}

/// Objects in an array, which kubectl refuses: whoever mends that wants the rest too.
void take_array(const doc::Node& root, Subject::State& state, SubjectReader::Strangers strangers,
                Diagnostics& findings) {
  if (std::ranges::none_of(root.items(), is_object)) return;
  findings.add({"SUBJ001",
                strangers == SubjectReader::Strangers::Refused ? Severity::Error : Severity::Note,
                root.where(),
                "an array is no Kubernetes object: kubectl refuses it",
                "",
                "write one object, or put them into a list: {\"apiVersion\": \"v1\", \"kind\": \"List\", "
                "\"items\": […]}",
                {}});
  for (const doc::Node& item : root.items()) {
    Diagnostics missing;
    if (!is_object(item)) continue;
    for (kube::Object& object : kube::read_objects(item, missing)) state.add(std::move(object));
    for (const Diagnostic& one : missing.all()) findings.add(one);
  }
}

/// SUBJ003 (note), once a folder.
void say_templates(const std::string& folder, const SourceText& first, int files, Diagnostics& findings) {
  findings.note("SUBJ003", {&first, 0, 0, 0},
                files == 1 ? std::string("a template, which is no YAML before something fills it in")
                           : fmt::format("the first of {} files in {}, each a template, which is no YAML before "
                                         "something fills it in",
                                         files, folder.empty() ? "." : folder.substr(0, folder.size() - 1)),
                "judge what comes of it: … | slipway lint -");
}

/// SUBJ003 (note), once for all.
void say_passed_over(std::string_view what, std::span<const SourceRange> places, std::string_view instead,
                     Diagnostics& findings) {
  if (places.empty()) return;
  const std::size_t more = places.size() - 1;
  findings.note("SUBJ003", places.front(),
                more == 0   ? fmt::format("{}: it is not judged", what)
                : more == 1 ? fmt::format("{}: it is not judged, nor is one more", what)
                            : fmt::format("{}: it is not judged, nor are {} more", what, more),
                std::string(instead));
}

/// Kinds that have no name of their own, or of which only their schema says that they have: files that programs read
/// and no server (kind.x-k8s.io, audit.k8s.io) have groups as custom resources do. And objects whose name is no text,
/// as `no` and `1` are none: the schema says so.
bool is_nameless(const kube::Object& object) {
  const doc::Node& name = (*object.node)["metadata"]["name"];
  if (object.kind.empty()) return false;
  return (!name.is_null() && !name.is_string()) || !kube::is_own_group(object.group()) || object.kind == "Config" ||
         object.kind.ends_with("List") || object.kind.ends_with("Configuration") || is_pod_of_spark(object);
}

/// SUBJ001 (note), once each of YAML and JSON: maps in files that were named which are neither objects nor anything
/// else that is looked at; those that say a version, of others' own, apart.
void say_strangers(std::span<const doc::Document> files, std::span<const std::size_t> strangers,
                   const ChartValues& values, std::string_view fix, Diagnostics& findings) {
  struct Said {
    const doc::Document* first = nullptr;
    int more = 0;
  } nameless, of_others;
  for (const std::size_t index : strangers) {
    const doc::Document& file = files[index];
    const bool is_dashboard = file.root()["widgets"].is_list(), is_policy = file.root().find("Statement");
    if (values.are_values(file) || is_dashboard || is_policy) continue;
    Said& said = is_of_others(file.root()) ? of_others : nameless;
    if (said.first)
      ++said.more;
    else
      said.first = &file;
  }
  const auto say = [&](const Said& said, std::string what, std::string_view instead) {
    if (!said.first) return;
    if (said.more > 0) what += fmt::format("; nor {} {} more", said.more == 1 ? "has" : "have", said.more);
    findings.note("SUBJ001", said.first->root().where(), "this is no Kubernetes object: " + what, std::string(instead));
  };
  say(nameless, "it has neither apiVersion nor kind", fix);
  if (of_others.first)
    say(of_others,
        fmt::format("it has neither metadata nor spec, and no server has an apiVersion {}",
                    printable(of_others.first->root()["apiVersion"].text())),
        "if it is meant as one, say metadata.name, and the group in front of the version");
}

}  // namespace

SubjectReader::SubjectReader(Context context, Diagnostics& findings)
    : state_(std::make_shared<Subject::State>()), findings_(findings) {
  state_->context = std::move(context);
}

SubjectReader::~SubjectReader() = default;

bool SubjectReader::add(std::shared_ptr<const SourceText> source, Strangers strangers) {
  state_->sources.push_back(source);
  state_->texts.push_back(source.get());
  const Sort sort = sort_of(source->name(), source->text());
  const bool has_documents =
      sort == Sort::Manifest || sort == Sort::Platform || sort == Sort::Plan || sort == Sort::Json;
  if (sort != Sort::Script && !has_documents && is_encrypted(source->text())) {
    state_->encrypted.push_back({source.get(), 0, 0, 0});
    return true;
  }
  switch (sort) {
    case Sort::Script:
      add_script(source);
      return true;
    case Sort::Env:
      add_variables(source, strangers);
      return true;
    case Sort::Terraform:
      state_->configurations.push_back(read_terraform_text(source));
      read_manifests(state_->configurations.back(), *state_);
      return true;
    case Sort::Other:
      add_other(source, strangers);
      return true;
    default:
      return add_documents(source, strangers);
  }
}

bool SubjectReader::add_documents(const std::shared_ptr<const SourceText>& source, Strangers strangers) {
  Diagnostics said;
  auto documents = doc::read_yaml(source, said, state_->memory);
  const bool readable = !said.has_errors();
  if (!readable && strangers == Strangers::PassedOver && is_template(said)) {
    Templates& beside = templates_[std::string(folder_of(source->name()))];
    if (beside.files++ == 0) beside.first = source;
    return true;
  }
  // In a folder stands much that other programs read, or nobody: tsconfig.json, logs, playbooks.
  const bool is_others = !readable && strangers == Strangers::PassedOver && !names_a_kind(source->text());
  for (Diagnostic& one : said.take()) {
    if (is_others && one.severity == Severity::Error) one.severity = Severity::Note;
    findings_.add(std::move(one));
  }
  if (is_others) return true;
  if (documents.size() == 1 && is_platform(documents[0].root())) {
    platforms_.push_back(source);
    return readable;
  }
  if (documents.empty() && readable && strangers == Strangers::Refused)
    findings_.warning("SUBJ002", {source.get(), 0, 0, 0}, "there is nothing in it");
  for (doc::Document& document : documents) add_document(std::move(document), strangers);
  return readable;
}

void SubjectReader::add_document(doc::Document document, Strangers strangers) {
  const doc::Node& root = document.root();
  const SourceText* source = document.source();
  const bool is_json = source && sort_of(source->name(), source->text()) == Sort::Json;
  if (is_encrypted(root)) {
    state_->encrypted.push_back(root.where());
    encrypted_secrets(*state_).add(std::move(document));
    return;
  }
  if (is_platform(root)) {
    findings_.error("INPUT001", root.where(), "a platform among other documents of one file",
                    "give the platform a file of its own");
    return;
  }
  if (TerraformPlan::looks_like_one(root) || (source && source->name().ends_with(".tfplan.json"))) {
    state_->plans.emplace_back(std::move(document), findings_);
    return;
  }
  if (source && base_name(source->name()) == "Chart.yaml" && root.is_map() && !root.find("kind")) return;
  const bool says_kind =
      root.is_map() && (root.find("apiVersion") || root.find("kind")) && !is_of_google(root) && !is_of_others(root);
  const bool says_metadata = root.is_map() && root["metadata"].is_map() && root.find("spec");
  if (!says_kind && !says_metadata) {
    if (is_json) {
      take_array(root, *state_, strangers, findings_);
      if (strangers == Strangers::Refused && !says_json_stranger(root, findings_) && root.is_map() &&
          !is_of_google(root))
        state_->named_json.push_back(state_->json_files.size());
      state_->json_files.push_back(std::move(document));
      return;
    }
    if (strangers == Strangers::Refused) {
      if (root.is_map())
        state_->named_strangers.push_back(state_->yaml_files.size());
      else
        findings_.error("SUBJ001", root.where(), "this is no Kubernetes object",
                        "say apiVersion, kind and metadata.name");
    }
    if (root.is_map()) state_->yaml_files.push_back(std::move(document));
    return;
  }
  if (is_patch_by_form(root)) {
    state_->patches.push_back(root.where());
    return;
  }
  // Lists are taken apart; what is missing of an object is said where somebody named it.
  Diagnostics missing;
  auto objects = kube::read_objects(root, missing);
  std::set<std::pair<int, int>> nameless;  // where they begin
  for (kube::Object& object : objects) {
    const SourceRange where = object.node->where();
    if (is_nameless(object)) nameless.emplace(where.line, where.column);
    complete_item(object, *state_);
    take_marks_of_sops(object, *state_);
    state_->add(std::move(object));
  }
  for (const Diagnostic& one : missing.all())
    if (one.id != "KUBE006" ||
        ((strangers == Strangers::Refused || is_list(root)) && !nameless.contains({one.where.line, one.where.column})))
      findings_.add(one);
  state_->documents.push_back(std::move(document));
}

void SubjectReader::add_script(const std::shared_ptr<const SourceText>& source) {
  Script script = read_script(source);
  // Here documents that hold manifests, with blank lines in place of all else, so that each line has its number.
  std::string manifests;
  std::vector<HereDocument> documents;
  const Patches patches(script);
  int line = 1;
  for (const ShellCommand& command : script.commands) {
    if (command.here_document.empty() || command.here_where.line < line ||
        !looks_like_manifest(command.here_document) || patches.holds(command))
      continue;
    if (patches.is_by_form(command)) {
      state_->patches.push_back(command.here_where);
      continue;
    }
    manifests.append(static_cast<std::size_t>(command.here_where.line - line), '\n');
    manifests += command.here_document;
    manifests += "---\n";  // in place of the line that ends it
    const int first = command.here_where.line;
    line = first + static_cast<int>(std::ranges::count(command.here_document, '\n')) + 1;
    documents.push_back({nullptr, first, line, command.here_is_literal});
  }
  state_->scripts.push_back(std::move(script));
  if (manifests.empty()) return;
  const auto text = std::make_shared<const SourceText>(source->name(), std::move(manifests));
  state_->sources.push_back(text);
  for (HereDocument& one : documents) {
    one.text = text.get();
    state_->here_documents.push_back(one);
  }
  Diagnostics unheard;  // what the shell puts in need not be YAML before
  for (doc::Document& document : doc::read_yaml(text, unheard)) {
    const doc::Node& root = document.root();
    if (!root.is_map() || !root.find("apiVersion") || !root.find("kind") || is_platform(root) || is_of_others(root))
      continue;
    for (kube::Object& object : kube::read_objects(root, unheard)) state_->add(std::move(object));
    state_->documents.push_back(std::move(document));
  }
}

void SubjectReader::add_variables(const std::shared_ptr<const SourceText>& source, Strangers strangers) {
  Diagnostics said;
  const auto variables = spec::read_dotenv(source, said);
  // Files of this name that something else reads: a shell that takes more than assignments, or make.
  const bool is_other = std::ranges::any_of(said.all(), [](const Diagnostic& one) { return one.id == "ENV001"; });
  if (is_other && is_of_make(source->text())) return add_other(source, strangers);
  if (is_other && (source->text().starts_with("#!") || is_of_shell(source->text()))) return add_script(source);
  for (const spec::EnvVariable& one : variables)
    state_->variables.push_back({one.name, one.value, one.name_where, one.value_where});
  // A variable may come from the environment, or from another file: rule ENV107 sees them all.
  for (const Diagnostic& one : said.all())
    if (one.id != "ENV002") (one.id == "ENV001" ? state_->unread_lines : findings_).add(one);
}

void SubjectReader::add_other(const std::shared_ptr<const SourceText>& source, Strangers strangers) {
  if (strangers == Strangers::Refused)
    findings_.note("SUBJ001", {source.get(), 0, 0, 0}, "files of this kind are not looked at",
                   "name manifests, Terraform plans, scripts, .env files or platform.yaml");
}

void SubjectReader::add_platform(std::shared_ptr<const spec::Platform> platform,
                                 std::shared_ptr<const platform::Graph> graph) {
  if (state_->platform) return;
  state_->platform = std::move(platform);
  state_->graph = std::move(graph);
  if (!state_->graph) return;
  Context& context = state_->context;
  const platform::Setting& setting = state_->graph->setting;
  if (!setting.version.empty()) context.kubernetes = setting.version;
  if (!setting.region.empty()) context.region = setting.region;
  context.is_stated = true;
  Diagnostics unheard;
  for (const platform::Object& one : state_->graph->objects()) {
    state_->documents.push_back(one.document);
    for (kube::Object& object : kube::read_objects(one.root(), unheard)) state_->add(std::move(object));
  }
}

Subject SubjectReader::finish() {
  Subject::State& state = *state_;
  resolve_names(state.configurations);
  apply_kustomizations(state);
  const auto env_files = env_files_of_kustomizations(state.documents, state.yaml_files);
  for (Diagnostic& one : state.unread_lines.take())
    if (!one.where || !env_files.contains(plain_name(one.where.source->name()))) findings_.add(std::move(one));
  add_planned_objects(state, findings_);
  state.make_indexes();
  PlacesOfTexts places;
  for (const kube::Object& object : state.objects) {
    const doc::Node& text = (*object.node)["spec"]["userData"];
    if (!text.is_string() || !object.kind.ends_with("NodeClass")) continue;
    state.user_data.push_back(read_user_data(text, places));
    state.user_data.back().node_class = &object;
  }
  for (const TerraformPlan& plan : state.plans)
    for (const PlannedResource& resource : plan.resources())
      for (const std::string_view field : {"user_data", "user_data_base64"}) {
        const doc::Node& text = resource[field];
        if (!text.is_string() || text.text().empty()) continue;
        state.user_data.push_back(read_user_data(text, places));
        state.user_data.back().plan = &plan;
        state.user_data.back().resource = &resource;
      }
  state.releases = read_releases(state, findings_);
  if (state.context.region.empty())
    for (const TerraformPlan& plan : state.plans)
      if (state.context.region.empty()) state.context.region = plan.region();
  Subject subject;
  subject.state_ = std::move(state_);
  const Subject::State& read = *subject.state_;
  if (!read.named_strangers.empty() || !read.named_json.empty()) {
    const ChartValues& values = subject.derived<ChartValues>();
    say_strangers(read.yaml_files, read.named_strangers, values,
                  "if it is values of a chart, say of which: name it CHART-values.yaml, put it beside the Chart.yaml "
                  "that depends on it, or begin it with a comment # chart: NAME VERSION",
                  findings_);
    say_strangers(read.json_files, read.named_json, values,
                  "name manifests, or a Terraform plan as terraform show -json writes it", findings_);
  }
  say_passed_over("a part of a workload, a patch of one", subject.state_->patches,
                  "judge what comes of it: kubectl patch … --dry-run=server -o yaml | slipway lint -", findings_);
  say_passed_over("encrypted by SOPS", subject.state_->encrypted,
                  "judge what comes of it: sops --decrypt FILE | slipway lint -", findings_);
  for (const auto& [folder, one] : templates_) say_templates(folder, *one.first, one.files, findings_);
  return subject;
}

}  // namespace slipway::subject
