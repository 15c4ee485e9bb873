#include "ops/testing/fake_world.h"

#include <fmt/core.h>
#include <zlib.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "doc/base64.h"
#include "doc/json.h"

namespace slipway::ops::testing {
namespace {

constexpr const char* kFolder = ".slipway/demo";
constexpr const char* kExpired =
    R"({"__type":"ExpiredTokenException","message":"The security token included in the request is expired"})";

/// "value" of the words `--flag value`.
std::string flag(const io::Command& command, std::string_view name) {
  const auto at = std::ranges::find(command.words, name);
  return at == command.words.end() || at + 1 == command.words.end() ? "" : *(at + 1);
}

bool has_word(const io::Command& command, std::string_view word) {
  return std::ranges::find(command.words, word) != command.words.end();
}

std::string below(const io::Command& command, const std::string& name) { return command.folder + "/" + name; }

std::string secrets_of(const std::string& ns) { return "/api/v1/namespaces/" + ns + "/secrets/"; }

/// AWS makes a second one of it, and says nothing.
bool is_doubled(std::string_view resource) {
  return resource.starts_with("aws_vpc.") || resource.starts_with("aws_subnet.");
}

/// "main" of aws_vpc.main, and of aws_vpc.other.main, which bears the same tags: its name, or its tag Name.
std::string_view name_of(std::string_view resource) { return resource.substr(resource.rfind('.') + 1); }

std::string id_of(const std::string& resource) {
  const auto type = resource.substr(0, resource.find('.'));
  return (is_doubled(resource) ? type.substr(4) + "-" : "") + resource.substr(resource.find('.') + 1);
}

std::string arn_of(const std::string& resource) {
  const auto type = resource.substr(0, resource.find('.'));
  return is_doubled(resource) ? "arn:aws:ec2:eu-west-1:1:" + type.substr(4) + "/" + id_of(resource)
                              : "arn:aws:x:eu-west-1:1:" + resource;
}

/// "aws_vpc_main", as outputs begin.
std::string underscored(std::string resource) {
  std::ranges::replace(resource, '.', '_');
  return resource;
}

std::string error_line(const doc::Map& more) {
  doc::Map diagnostic{{"severity", "error"}};
  for (const auto& [key, value] : more.entries()) diagnostic.set(key, value);
  return doc::write_json(doc::Value(doc::Map{{"type", "diagnostic"}, {"diagnostic", std::move(diagnostic)}}),
                         doc::JsonLayout::Compact);
}

/// Tells it line by line, as a program is heard.
io::Finished told(const io::Command& command, int status, const std::vector<std::string>& lines) {
  io::Finished finished{.status = status, .output = {}, .errors = {}};
  for (const auto& line : lines) {
    finished.output += line + "\n";
    if (command.on_line) command.on_line(line);
  }
  return finished;
}

}  // namespace

std::vector<std::string> terraform_says(std::size_t created, std::size_t changed, std::size_t destroyed) {
  return {R"({"type":"version","terraform":"1.11.4","ui":"1.2"})",
          fmt::format(R"({{"type":"change_summary","changes":{{"add":{},"change":{},"remove":{}}}}})", created, changed,
                      destroyed)};
}

std::string packed_release(const std::string& manifest) {
  auto text = doc::write_json(doc::Value(doc::Map{{"name", "r"}, {"manifest", manifest}}), doc::JsonLayout::Compact);
  std::string packed(text.size() + 100, '\0');
  z_stream stream{};
  constexpr int kOfGzip = 16 + MAX_WBITS, kMemory = 8;
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kOfGzip, kMemory, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(packed.size() - stream.avail_out);
  deflateEnd(&stream);
  return doc::encode_base64(doc::encode_base64(packed));
}

/// A change is a crossing. Once dead nothing changes, and nothing throws: destructors come by here.
struct FakeWorld::Files final : io::Files {
  explicit Files(FakeWorld& w) : world(w) {}
  FakeWorld& world;
  io::FakeFiles disk;
  bool is_dead = false;

  template <class Change>
  auto changed(const Change& change) {
    if (is_dead) disk.changes_left = 0;
    auto done = change();
    if (!is_dead) world.cross();
    return done;
  }
  Result<std::string> read(const std::string& path) override { return disk.read(path); }
  bool is_directory(const std::string& path) override { return disk.is_directory(path); }
  Result<std::vector<std::string>> list(const std::string& folder, const std::vector<std::string>& ends) override {
    return disk.list(folder, ends);
  }
  Result<std::vector<std::string>> glob(const std::string& pattern) override { return disk.glob(pattern); }
  bool is_same(const std::string& a, const std::string& b) override { return a == b; }
  Result<std::size_t> write(const std::string& path, std::string_view text) override {
    return changed([&] { return disk.write(path, text); });
  }
  io::Entry look_at(const std::string& path) override { return disk.look_at(path); }
  Result<io::Done> make_folders(const std::string& path) override { return disk.make_folders(path); }
  Result<io::Done> rename(const std::string& from, const std::string& to) override {
    return changed([&] { return disk.rename(from, to); });
  }
  // Not a crossing: destructors remove.
  Result<io::Done> remove(const std::string& path) override {
    if (is_dead) disk.changes_left = 0;
    return disk.remove(path);
  }
  bool takes_files(const std::string& folder) override { return disk.takes_files(folder); }
  Result<std::unique_ptr<io::Lock>> lock(const std::string& path) override { return disk.lock(path); }
};

struct FakeWorld::Wire final : io::Http {
  explicit Wire(FakeWorld& w) : world(w) {}
  FakeWorld& world;
  Result<io::HttpResponse> send(const io::HttpRequest& request) override {
    const bool is_of_cluster = request.url.starts_with(world.server.access().server);
    if (world.has_expired())
      return is_of_cluster
                 ? io::HttpResponse{401, {}, R"({"kind":"Status","reason":"Unauthorized","message":"Unauthorized"})"}
                 : io::HttpResponse{403, {{"x-amzn-ErrorType", "ExpiredTokenException"}}, kExpired};
    if (!is_of_cluster && world.before_aws) world.before_aws(request);
    if (!is_of_cluster) {
      auto answer = world.aws(request);
      if (!world.date_of_aws.empty()) answer.headers.emplace_back("Date", world.date_of_aws);
      return answer;
    }
    auto answer = world.server.send(request);
    world.cross();
    return answer;
  }
  Result<io::HttpResponse> stream(const io::HttpRequest& request,
                                  const std::function<bool(std::string_view)>& take) override {
    if (world.has_expired()) return send(request);
    return world.server.stream(request, take);
  }
};

struct FakeWorld::Programs final : io::Processes {
  explicit Programs(FakeWorld& w) : world(w) {}
  FakeWorld& world;
  Result<io::Finished> run(const io::Command& command) override {
    world.ran.push_back(
        command.words.at(0) + " " + command.words.at(1) +
        (command.words[0] == "helm" ? " " + command.words.at(command.words[1] == "upgrade" ? 3 : 2) : ""));
    const bool is_terraform = command.words[0] == "terraform";
    const auto& verb = command.words.at(1);
    if (world.has_expired() && (verb == "plan" || verb == "apply" || verb == "upgrade" || verb == "uninstall")) {
      const std::string error = is_terraform
                                    ? R"({"type":"diagnostic","diagnostic":{"severity":"error","summary":)"
                                      R"("reading SQS Queue: operation error SQS: GetQueueAttributes, https )"
                                      R"(response error StatusCode: 403, RequestID: 7f-1, api error )"
                                      R"(ExpiredToken: The security token included in the request is expired"}})"
                                      "\n"
                                    : "";
      return io::Finished{1, error,
                          is_terraform
                              ? ""
                              : "Error: Kubernetes cluster unreachable: the server has asked for the client to "
                                "provide credentials"};
    }
    auto done = is_terraform ? world.terraform(command) : world.helm(command);
    world.cross();
    return done;
  }
};

FakeWorld::FakeWorld()
    : files_(std::make_shared<Files>(*this)),
      wire_(std::make_shared<Wire>(*this)),
      programs_(std::make_shared<Programs>(*this)) {
  environment_.variables = {{"AWS_ACCESS_KEY_ID", "AKIA"}, {"AWS_SECRET_ACCESS_KEY", "s"}};
  server.offer({"", "v1", "PersistentVolume", "persistentvolumes", false});
  server.run_controllers();
  journal = std::move(Journal::open(":memory:")).value();
}

void FakeWorld::cross() {
  const int now = ++crossings_;
  if (kill_at > 0 && now >= kill_at) {
    files_->is_dead = true;
    throw Killed{};
  }
}

void FakeWorld::revive() {
  kill_at = expires_at = 0;
  crossings_ = 0;
  files_->is_dead = false;
  files_->disk.changes_left.reset();
  files_->disk.locked.clear();
}

std::set<std::string> FakeWorld::written_resources() const {
  std::set<std::string> all;
  for (const auto& [path, text] : files_->disk.files) {
    if (!path.ends_with(".tf")) continue;
    for (const auto line : split(text, '\n')) {
      if (!line.starts_with("resource \"")) continue;
      const auto words = split(line, '"');
      all.insert(fmt::format("{}.{}", words.at(1), words.at(3)));
    }
  }
  return all;
}

Result<io::Finished> FakeWorld::terraform(const io::Command& command) {
  const auto& verb = command.words.at(1);
  const auto address_of = [](std::string_view resource, const char* action) {
    return doc::Map{{"address", resource},
                    {"mode", "managed"},
                    {"type", resource.substr(0, resource.find('.'))},
                    {"name", resource.substr(resource.find('.') + 1)},
                    {"change", doc::Map{{"actions", doc::List{action}}}}};
  };
  if (verb == "version") return io::Finished{.status = 0, .output = R"({"terraform_version":"1.11.4"})", .errors = {}};
  if (verb == "plan") {
    const bool waits = std::ranges::any_of(command.words, [](const auto& word) { return word.starts_with("-lock-t"); });
    if (waits && end_of_other_terraform) std::exchange(end_of_other_terraform, nullptr)();
    destroys_ = has_word(command, "-destroy");
    planned_ = destroys_ ? std::set<std::string>{} : written_resources();
    const auto is_targeted = [&](const std::string& one) { return has_word(command, "-target=" + one); };
    is_part_ = std::ranges::any_of(planned_, is_targeted);
    if (is_part_) {
      std::erase_if(planned_, [&](const auto& one) { return !is_targeted(one); });
      planned_.insert(resources.begin(), resources.end());
    }
    for (const auto& word : command.words)
      if (word.starts_with("-out=")) files_->disk.files[below(command, word.substr(5))] = "a plan";
    only_refreshes_ = has_word(command, "-refresh-only");
    const bool is_empty =
        drift.items().empty() && (only_refreshes_ || (planned_ == resources && refreshed_.items().empty()));
    return told(command, is_empty || !has_word(command, "-detailed-exitcode") ? 0 : 2, terraform_says(0, 0, 0));
  }
  if (verb == "show") {
    doc::List changes;
    for (const auto& one : planned_) {
      if (resources.contains(one)) continue;
      doc::Map made = address_of(one, "create");
      made.find("change")->map()->set(
          "after", doc::Map{{"name", one == "aws_eks_cluster.main" ? graph.setting.cluster : std::string(name_of(one))},
                            {"tags_all", doc::Map{{"slipway.dev/platform", "demo"}, {"Name", name_of(one)}}}});
      changes.add(std::move(made));
    }
    for (const auto& one : resources)
      if (!planned_.contains(one)) changes.add(address_of(one, "delete"));
    // What others did is undone.
    for (const auto* list : {&drift, &refreshed_})
      for (const auto& item : list->items()) {
        doc::Map undone = *item.map();
        undone.set("change", doc::Map{{"actions", doc::List{"update"}},
                                      {"before", item["change"]["after"]},
                                      {"after", item["change"]["before"]}});
        if (!only_refreshes_) changes.add(std::move(undone));
      }
    return io::Finished{.status = 0,
                        .output = doc::write_json(doc::Value(doc::Map{{"format_version", "1.2"},
                                                                      {"resource_changes", std::move(changes)},
                                                                      {"resource_drift", drift}}),
                                                  doc::JsonLayout::Compact),
                        .errors = {}};
  }
  if (verb == "apply") {
    if (!files_->disk.files.contains(below(command, command.words.back())))
      return io::Finished{.status = 1, .output = {}, .errors = "Error: Failed to load the plan file"};
    const auto changed = drift.items().size() + refreshed_.items().size();
    // It writes what it finds into its state before it does anything.
    for (const auto& item : drift.items()) refreshed_.add(item);
    drift = {};
    if (!terraform_errors.empty()) {
      const auto line = error_line({{"summary", terraform_errors.front()}});
      terraform_errors.erase(terraform_errors.begin());
      return io::Finished{.status = 1, .output = line + "\n", .errors = {}};
    }
    refreshed_ = {};
    std::vector<std::string> gone;
    for (const auto& one : resources)
      if (!planned_.contains(one)) gone.push_back(one);
    for (const auto& one : gone) resources.erase(one);
    std::size_t made = 0;
    std::string errors;
    for (const auto& one : planned_) {
      if (resources.contains(one)) continue;
      if (loses_answer_of.erase(one) > 0) {
        unheard.insert(one);
        cross();  // killed in the middle: its state knows nothing of it
        errors += error_line({{"address", one}, {"summary", "making it: " + says_of_lost}}) + "\n";
        continue;
      }
      if (unheard.contains(one) && !is_doubled(one)) {
        errors += error_line({{"address", one}, {"summary", "creating it: EntityAlreadyExists: it is there"}}) + "\n";
        continue;
      }
      resources.insert(one);
      ++made;
      cross();  // killed in the middle: its state knows what it has made
    }
    if (!errors.empty()) return io::Finished{.status = 1, .output = std::move(errors), .errors = {}};
    has_applied_part_ = is_part_;
    if (!is_part_)
      for (const auto& [name, value] : outputs) applied_outputs_.insert(name);
    return told(command, 0, terraform_says(made, changed, gone.size()));
  }
  if (verb == "output") {
    doc::Map values;
    const auto is_made = [&](const std::string& name) {
      return std::ranges::any_of(resources,
                                 [&](const auto& resource) { return name.starts_with(underscored(resource) + "_"); });
    };
    for (const auto& [name, value] : outputs)
      if (is_made(name) && (!has_applied_part_ || applied_outputs_.contains(name))) values.set(name, value);
    return io::Finished{
        .status = 0,
        .output = doc::write_json(doc::Value(doc::Map{{"kubernetes", doc::Map{{"value", std::move(values)}}}}),
                                  doc::JsonLayout::Compact),
        .errors = {}};
  }
  if (verb == "import") {
    const auto& resource = command.words.at(command.words.size() - 2);
    const auto id = resource == "aws_eks_cluster.main" ? graph.setting.cluster : id_of(resource);
    if (const auto wrong = before_import ? before_import() : ""; !wrong.empty())
      return io::Finished{.status = 1, .output = {}, .errors = wrong};
    if (!unheard.contains(resource) || command.words.back() != id)
      return io::Finished{.status = 1, .output = {}, .errors = "Error: Cannot import non-existent remote object"};
    cross();  // killed in the middle
    unheard.erase(resource);
    resources.insert(resource);
    return io::Finished{};
  }
  if (verb == "state" && command.words.at(2) == "pull") {
    doc::List known;
    for (const auto& one : resources) {
      doc::Map attributes{{"id", id_of(one)}, {"arn", arn_of(one)}};
      for (const auto& [name, value] : outputs)
        if (name.starts_with(underscored(one) + "_")) attributes.set(name.substr(one.size() + 1), value);
      known.add(doc::Map{{"mode", "managed"},
                         {"type", one.substr(0, one.find('.'))},
                         {"name", one.substr(one.find('.') + 1)},
                         {"instances", doc::List{doc::Map{{"attributes", std::move(attributes)}}}}});
    }
    return io::Finished{.status = 0,
                        .output = doc::write_json(doc::Value(doc::Map{{"version", 4}, {"resources", std::move(known)}}),
                                                  doc::JsonLayout::Compact),
                        .errors = {}};
  }
  if (verb == "state" && command.words.at(2) == "push") {
    pushed.push_back(command.words.back());
    return io::Finished{.status = refuses_push ? 1 : 0,
                        .output = {},
                        .errors = refuses_push ? "Error: cannot import state with serial 3 over newer state" : ""};
  }
  if (verb == "state") {
    std::string list;
    for (const auto& one : resources) list += one + "\n";
    return io::Finished{.status = 0, .output = list, .errors = {}};
  }
  return io::Finished{};
}

Result<io::Finished> FakeWorld::helm(const io::Command& command) {
  if (command.words.at(1) == "version") return io::Finished{.status = 0, .output = "v3.22.0", .errors = {}};
  const auto ns = flag(command, "--namespace");
  if (command.words.at(1) == "uninstall") {
    const auto brought = of_charts.find(command.words.at(2));
    bool is_held = false;
    if (brought != of_charts.end())
      for (const auto& [path, object] : brought->second) {
        [[maybe_unused]] const auto deleted = server.send({.method = "DELETE", .url = server.access().server + path});
        is_held = is_held || server.find(path);
      }
    if (is_held) {
      for (const std::int64_t after : {5'000, 20'000, 35'000})
        if (command.on_wait) command.on_wait(after);
      return io::Finished{
          .status = 1,
          .output = {},
          .errors = "Error: uninstallation completed with 1 error(s): timed out waiting for the condition"};
    }
    for (const auto& path : server.paths()) {
      if (!path.starts_with(secrets_of(ns) + "sh.helm.release.v1." + command.words.at(2) + ".")) continue;
      cross();  // killed in the middle
      server.remove(path);
    }
    return io::Finished{};
  }
  const auto& name = command.words.at(3);
  int revision = 0;
  for (const auto& path : server.paths()) {
    if (!path.starts_with(secrets_of(ns) + "sh.helm.release.v1." + name + ".v")) continue;
    const auto found = server.find(path);
    if (found->root()["metadata"]["labels"]["status"].text().starts_with("pending"))
      return io::Finished{
          .status = 1, .output = {}, .errors = "Error: another operation (install/upgrade/rollback) is in progress"};
    revision = std::max(revision, std::stoi(path.substr(path.rfind(".v") + 2)));
  }
  doc::Map labels{{"owner", "helm"}, {"name", name}, {"version", std::to_string(revision + 1)}};
  const auto given = flag(command, "--labels");
  for (const auto label : split(given, ','))
    labels.set(label.substr(0, label.find('=')), label.substr(label.find('=') + 1));
  const auto made = of_charts.find(name);
  std::string manifest;
  if (made != of_charts.end())
    for (const auto& [path, object] : made->second) manifest += "---\n# Source: a template\n" + object + "\n";
  const auto write = [&](const char* status) {
    labels.set("status", status);
    const auto secret = fmt::format("sh.helm.release.v1.{}.v{}", name, revision + 1);
    server.put(secrets_of(ns) + secret,
               doc::write_json(
                   doc::Value(doc::Map{{"apiVersion", "v1"},
                                       {"kind", "Secret"},
                                       {"metadata", doc::Map{{"name", secret}, {"namespace", ns}, {"labels", labels}}},
                                       {"data", doc::Map{{"release", packed_release(manifest)}}}}),
                   doc::JsonLayout::Compact),
               "helm");
  };
  write(revision == 0 ? "pending-install" : "pending-upgrade");
  cross();
  if (made != of_charts.end())
    for (const auto& [path, object] : made->second)
      if (!server.find(path)) server.put(path, object, "helm");
  write("deployed");
  return io::Finished{};
}

io::HttpResponse FakeWorld::aws(const io::HttpRequest& request) const {
  if (request.url.find("/clusters/" + graph.setting.cluster) != std::string::npos) {
    if (!unknown_cluster.empty() && !resources.contains("aws_eks_cluster.main"))
      return {200, {}, R"({"cluster":)" + unknown_cluster + "}"};
    if (!resources.contains("aws_eks_cluster.main"))
      return {404, {{"x-amzn-ErrorType", "ResourceNotFoundException"}}, R"({"message":"No cluster found"})"};
    return {200,
            {},
            fmt::format(R"({{"cluster":{{"status":"ACTIVE","endpoint":"{}","certificateAuthority":{{"data":"{}"}}}}}})",
                        server.access().server, doc::encode_base64("authority"))};
  }
  if (request.url.find("//sts.") != std::string::npos)
    return {200,
            {},
            fmt::format("<R><GetCallerIdentityResult><Arn>arn:aws:iam::{0}:user/ada</Arn><Account>{0}</Account>"
                        "</GetCallerIdentityResult></R>",
                        account)};
  if (request.url.find("tagging") != std::string::npos && fails_search) return *fails_search;
  if (request.url.find("tagging") != std::string::npos && !may_search)
    return {400, {}, R"({"__type":"AccessDeniedException","message":"no"})"};
  if (request.url.find("tagging") != std::string::npos) {
    std::string list;
    auto all = resources;
    all.insert(tagged_by_others.begin(), tagged_by_others.end());
    if (unheard_platform == "demo") all.insert(unheard.begin(), unheard.end());
    std::erase_if(all, [](const auto& one) { return one.starts_with("aws_iam_role."); });  // which it never names
    for (const auto& one : all)
      list += fmt::format(R"({}{{"ResourceARN":"{}","Tags":[{{"Key":"slipway.dev/platform","Value":"demo"}},)"
                          R"({{"Key":"Name","Value":"{}"}}]}})",
                          list.empty() ? "" : ",", arn_of(one), name_of(one));
    return {200, {}, R"({"ResourceTagMappingList":[)" + list + "]}"};
  }
  for (const auto& id : named_though_gone)
    if (request.body.find("Action=DescribeVpcs") != std::string::npos && request.body.find(id) != std::string::npos)
      return {400, {}, "<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code></Error></Errors></Response>"};
  if (answer_of_sqs && request.url.find("//sqs.") != std::string::npos) return answer_of_sqs(request);
  const bool asks_for_tags = request.body.starts_with("Action=ListRoleTags&");
  if (request.body.starts_with("Action=List") && !asks_for_tags) {  // of IAM: which roles there are, and no more
    std::string list;
    auto all = resources;
    all.insert(unheard.begin(), unheard.end());
    if (request.body.starts_with("Action=ListRoles&"))
      for (const auto& one : all)
        if (one.starts_with("aws_iam_role."))
          list +=
              fmt::format("<member><RoleName>{0}</RoleName><Arn>arn:aws:iam::1:role/{0}</Arn></member>", name_of(one));
    return {200, {}, "<R><ListRolesResult><Roles>" + list + "</Roles></ListRolesResult></R>"};
  }
  if (const auto role = request.body.find("RoleName="); role != std::string::npos) {
    const auto name = request.body.substr(role + 9, request.body.find('&', role) - role - 9);
    const auto resource = "aws_iam_role." + name;
    const auto tag = unheard_platform.empty()
                         ? ""
                         : "<member><Key>slipway.dev/platform</Key><Value>" + unheard_platform + "</Value></member>";
    const bool is_there = resources.contains(resource) || unheard.contains(resource);
    if (is_there && asks_for_tags)
      return {200, {}, fmt::format("<R><ListRoleTagsResult><Tags>{}</Tags></ListRoleTagsResult></R>", tag)};
    if (is_there)
      return {200,
              {},
              fmt::format("<R><GetRoleResult><Role><RoleName>{0}</RoleName><Arn>arn:aws:iam::1:role/{0}</Arn>"
                          "<CreateDate>{1}</CreateDate><Tags>{2}</Tags></Role></GetRoleResult></R>",
                          name, unheard_since, tag)};
    return {404, {}, "<ErrorResponse><Error><Code>NoSuchEntity</Code></Error></ErrorResponse>"};
  }
  return {400, {}, R"({"message":"not asked in these tests"})"};
}

std::set<std::string> FakeWorld::state() const {
  std::set<std::string> all(resources);
  for (const auto& one : unheard) all.insert(one + ", which Terraform does not know");
  for (const auto& path : server.paths()) {
    const auto object = server.find(path);
    const auto& root = object->root();
    std::string says = path;
    for (const char* part : {"data", "spec"})
      if (!root[part].is_absent()) says += " " + doc::canonical_json(root[part]);
    says += " " + doc::canonical_json(root["metadata"]["labels"]);
    all.insert(says);
  }
  return all;
}

io::FakeFiles& FakeWorld::disk() { return files_->disk; }

cloud::Doors FakeWorld::doors() { return {*files_, *wire_, *programs_, server.clock, environment_}; }

std::unique_ptr<FakeWorld::Process> FakeWorld::process() { return process(doors()); }

std::unique_ptr<FakeWorld::Process> FakeWorld::process(const cloud::Doors& through) {
  return std::make_unique<Process>(*this, through);
}

FakeWorld::Process::Process(FakeWorld& world, const cloud::Doors& through)
    : doors(through),
      chain(doors),
      aws(doors, chain, "eu-west-1"),
      site{.graph = world.graph,
           .folder = kFolder,
           .doors = doors,
           .chain = chain,
           .aws = aws,
           .interrupts = world.interrupts,
           .program = "slipway",
           .version = "0",
           .terraform = "terraform"} {}

}  // namespace slipway::ops::testing
