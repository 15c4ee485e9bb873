#include "cluster/kubeconfig.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/shell_word.h"
#include "base/text.h"
#include "doc/base64.h"
#include "doc/json.h"
#include "doc/yaml.h"

namespace slipway::cluster {

namespace {

constexpr std::string_view kPodFolder = "/var/run/secrets/kubernetes.io/serviceaccount/";

/// One file, and the folder that its relative paths start from.
struct File {
  std::string path;
  doc::Document document;
  const doc::Node& root() const { return document.root(); }
};

class Reader {
 public:
  Reader(io::Files& files, const io::Environment& environment, Kubeconfig& into, Diagnostics& diagnostics)
      : files_(files), environment_(environment), into_(into), diagnostics_(diagnostics) {}

  void read(const std::string& path, const std::string& context) {
    if (!path.empty()) {
      flag_ = " --kubeconfig " + shell_word(path);
      add(path, true);
    } else if (const auto list = environment_.get("KUBECONFIG"); list && !list->empty()) {
      for (const std::string_view one : split(*list, ':'))
        if (!one.empty()) add(std::string(one), false);
    } else if (const auto home = environment_.text("HOME"); !home.empty()) {
      add(home + "/.kube/config", false);
    }
    if (has_failed_) return;
    if (read_.empty() && path.empty() && !environment_.text("KUBERNETES_SERVICE_HOST").empty()) return read_pods_own();
    if (read_.empty() && !into_.sources.empty())
      return diagnostics_.error(
          "KCFG002", {}, "the kubeconfig " + into_.sources.front()->name() + " is empty",
          "aws eks update-kubeconfig" + flag_ + " --name CLUSTER writes one, or name another with --kubeconfig");
    if (read_.empty())
      return diagnostics_.error("KCFG002", {},
                                "no cluster is configured: there is no kubeconfig" +
                                    (missing_.empty() ? "" : " (looked for " + missing_ + ")"),
                                "aws eks update-kubeconfig --name CLUSTER, or name a file with --kubeconfig");
    choose(context);
  }

 private:
  void add(const std::string& path, bool is_named) {
    auto text = files_.read(path);
    if (!text && text.error().kind == FailureKind::NotFound && !is_named) {
      missing_ += (missing_.empty() ? "" : ", ") + path;
      return;
    }
    if (!text) {
      has_failed_ = true;
      return diagnostics_.error(
          "KCFG001", {}, "the kubeconfig: " + text.error().message,
          text.error().kind == FailureKind::NotFound
              ? fmt::format(
                    "name one that is there, or write it: aws eks update-kubeconfig --name CLUSTER --kubeconfig {}",
                    shell_word(path))
              : "name a file that you may read: --kubeconfig, or KUBECONFIG");
    }
    const auto source = std::make_shared<const SourceText>(path, std::move(text).value());
    into_.sources.push_back(std::make_shared<const SourceText>(path, ""));
    silent_[source.get()] = into_.sources.back().get();
    Diagnostics mistakes;
    auto documents = doc::read_yaml(source, mistakes);
    for (const Diagnostic& one : mistakes.all())
      // Its own words may hold what stands there.
      if (one.severity == Severity::Error)
        error("KCFG004", one.where, "the kubeconfig is no YAML from here on, or more than anybody writes by hand",
              fmt::format(
                  "kubectl{0} config view reads it too; aws eks update-kubeconfig{0} --name CLUSTER writes one anew",
                  flag_));
    for (doc::Document& document : documents) {
      if (document.root().is_map()) {
        look_for_doubles(document.root());
        read_.push_back({path, std::move(document)});
      } else if (!document.root().is_null()) {
        error("KCFG004", document.root().where(), "a kubeconfig is a map with clusters, users and contexts",
              "aws eks update-kubeconfig" + flag_ + " --name CLUSTER writes one; or name another with --kubeconfig");
      }
    }
  }

  void look_for_doubles(const doc::Node& root) {
    for (const char* list : {"clusters", "contexts", "users"}) {
      std::set<std::string_view> seen;
      for (const doc::Node& entry : root[list].items())
        if (!seen.insert(entry["name"].text()).second)
          error("KCFG004", entry["name"].where(),
                std::string(list) + " has '" + printable(entry["name"].text()) + "' twice", "take one of both out");
    }
  }

  void error(std::string id, SourceRange where, std::string message, std::string fix) {
    has_failed_ = true;
    const auto silent = silent_.find(where.source);
    if (silent != silent_.end()) where = {silent->second, where.line, where.column, 0};
    diagnostics_.error(std::move(id), where, std::move(message), std::move(fix));
  }

  struct Found {
    const File* file = nullptr;
    const doc::Node* node = nullptr;  // what stands under `singular`
    explicit operator bool() const { return node != nullptr; }
    const doc::Node& operator[](std::string_view key) const { return (*node)[key]; }
  };
  Found find(std::string_view list, std::string_view singular, std::string_view name) const {
    for (const File& file : read_)
      for (const doc::Node& entry : file.root()[list].items())
        if (entry["name"].text() == name) return {&file, &entry[singular]};
    return {};
  }
  Found demand(std::string_view list, std::string_view singular, std::string_view name, SourceRange where) {
    const Found found = find(list, singular, name);
    if (found && found.node->is_map()) return found;
    std::vector<std::string_view> names;
    for (const File& file : read_)
      for (const doc::Node& entry : file.root()[list].items()) names.push_back(entry["name"].text());
    const auto near = near_miss(name, names);
    error("KCFG003", where, "the kubeconfig has no " + std::string(singular) + " '" + printable(name) + "'",
          near ? "did you mean '" + printable(*near) + "'?"
               : "kubectl" + flag_ + " config get-contexts lists what there is");
    return {};
  }

  void choose(const std::string& wanted) {
    std::string_view name = wanted;
    SourceRange where;
    for (const File& file : read_) {
      const doc::Node& current = file.root()["current-context"];
      if (!name.empty() || current.text().empty()) continue;
      name = current.text();
      where = current.where();
    }
    if (name.empty()) return error("KCFG003", {}, "the kubeconfig has no current context", "name one with --context");
    const Found context = demand("contexts", "context", name, where);
    if (!context) return;
    const Found cluster = demand("clusters", "cluster", context["cluster"].text(), context["cluster"].where());
    const Found user = context["user"].text().empty()
                           ? Found{}
                           : demand("users", "user", context["user"].text(), context["user"].where());
    if (!cluster || has_failed_) return;
    Access access;
    access.context = name;
    access.ns = context["namespace"].text().empty() ? "default" : context["namespace"].text();
    read_cluster(cluster, access);
    if (user) read_user(user, cluster, access);
    if (!has_failed_) into_.access = std::move(access);
  }

  /// The text of `key`-data, else that of the file `key` names; "" when there is neither.
  std::string text_of(const Found& in, const std::string& key) {
    if (const doc::Node& data = in[key + "-data"]; !data.text().empty()) {
      if (!in[key].text().empty()) {
        error("KCFG004", data.where(), "both " + key + " and " + key + "-data are given", "take one of both out");
        return "";
      }
      auto decoded = doc::decode_base64(data.text());
      if (decoded) return std::move(*decoded);
      error("KCFG004", data.where(), key + "-data is no base64",
            "base64 --wrap=0 FILE prints it as it belongs there; or name the file: " + key + ": FILE");
      return "";
    }
    const doc::Node& path = in[key];
    if (path.text().empty()) return "";
    auto read = files_.read(io::beside(in.file->path, std::string(path.text())));
    if (read) return std::move(read).value();
    error("KCFG001", path.where(), key + ": " + read.error().message,
          "name a file that is there and that you may read, or put it in: " + key + "-data");
    return "";
  }

  void read_cluster(const Found& cluster, Access& access) {
    access.server = cluster["server"].text();
    while (access.server.ends_with('/')) access.server.pop_back();
    if (!access.server.starts_with("https://") && !access.server.starts_with("http://"))
      error("KCFG004", cluster["server"].is_absent() ? cluster.node->where() : cluster["server"].where(),
            "the cluster has no server to be reached at", "server: https://HOST:PORT");
    access.tls.authorities = text_of(cluster, "certificate-authority");
    access.tls.server_name = cluster["tls-server-name"].text();
    access.tls.is_verified = !cluster["insecure-skip-tls-verify"].boolean();
    if (!access.tls.is_verified && !access.tls.authorities.empty())
      error("KCFG004", cluster["insecure-skip-tls-verify"].where(),
            "an authority is given and told not to be looked at", "take one of both out");
    access.proxy = cluster["proxy-url"].text();
    if (access.proxy.starts_with("socks5://"))
      access.proxy.insert(6, "h");
    else if (!access.proxy.empty() && !access.proxy.starts_with("http://") && !access.proxy.starts_with("https://"))
      error("KCFG004", cluster["proxy-url"].where(), "proxy-url is none that is known",
            "http://HOST:PORT, https://… or socks5://…");
  }

  void read_user(const Found& user, const Found& cluster, Access& access) {
    auto& who = access.credentials;
    access.tls.certificate = text_of(user, "client-certificate");
    access.tls.key = text_of(user, "client-key");
    if (access.tls.certificate.empty() != access.tls.key.empty())
      error("KCFG004", user.node->where(), "client-certificate and client-key go together",
            "write the other beside it, or take it out");
    who.token = user["token"].text();
    if (const std::string_view path = user["tokenFile"].text(); !path.empty())
      who.token_file = io::beside(user.file->path, std::string(path));
    who.username = user["username"].text();
    who.password = user["password"].text();
    who.as = user["as"].text();
    who.as_uid = user["as-uid"].text();
    for (const doc::Node& group : user["as-groups"].items()) who.as_groups.emplace_back(group.text());
    for (const auto& [key, values] : user["as-user-extra"].members())
      for (const doc::Node& value : values.items()) who.as_extra[std::string(key.text())].emplace_back(value.text());
    if (who.as.empty() && (!who.as_uid.empty() || !who.as_groups.empty() || !who.as_extra.empty()))
      error("KCFG004", user.node->where(), "as-uid, as-groups and as-user-extra go with `as`",
            "write as: USER, or take them out");
    if ((!who.token.empty() || !who.token_file.empty()) && !who.username.empty())
      error("KCFG004", user["username"].where(), "a token and a user name are given", "take one of both out");
    if (!user["auth-provider"].is_null())
      error("KCFG005", user["auth-provider"].where(), "auth-provider is no longer known to any client",
            "use an exec plugin: aws eks update-kubeconfig --name CLUSTER writes one");
    if (!user["exec"].is_null()) read_exec(user, cluster, who);
    // client-go v0.36 plugin/pkg/client/auth/exec asks no plugin where something else says who we are.
    const bool is_known = !who.token.empty() || !who.token_file.empty() || !who.username.empty();
    if (is_known || !access.tls.certificate.empty()) who.exec.reset();
  }

  void read_exec(const Found& user, const Found& cluster, Credentials& who) {
    const doc::Node& from = user["exec"];
    ExecPlugin plugin;
    plugin.command = from["command"].text();
    plugin.api_version = from["apiVersion"].text();
    plugin.install_hint = from["installHint"].text();
    plugin.wants_cluster_info = from["provideClusterInfo"].boolean();
    if (plugin.command.empty())
      error("KCFG004", from.where(), "the exec plugin has no command",
            "command: aws, with args eks get-token, as aws eks update-kubeconfig --name CLUSTER writes it");
    if (plugin.api_version != "client.authentication.k8s.io/v1" &&
        plugin.api_version != "client.authentication.k8s.io/v1beta1")
      error("KCFG004", from["apiVersion"].is_absent() ? from.where() : from["apiVersion"].where(),
            "the exec plugin speaks '" + printable(plugin.api_version) + "', which nobody serves any more",
            "client.authentication.k8s.io/v1beta1, as aws eks update-kubeconfig --name CLUSTER writes it");
    // A path with a slash that is not absolute starts where the kubeconfig stands.
    if (plugin.command.find('/') != std::string::npos) plugin.command = io::beside(user.file->path, plugin.command);
    for (const doc::Node& word : from["args"].items()) plugin.args.emplace_back(word.text());
    for (const doc::Node& extension : cluster["extensions"].items())
      if (extension["name"].text() == "client.authentication.k8s.io/exec")
        plugin.cluster_config = doc::write_json(extension["extension"], doc::JsonLayout::Compact);
    for (const doc::Node& one : from["env"].items())
      plugin.environment[std::string(one["name"].text())] = one["value"].text();
    if (from["interactiveMode"].text() == "Always")
      error("KCFG005", from["interactiveMode"].where(), "the exec plugin asks questions, which slipway cannot answer",
            "a plugin that asks nothing, as aws eks update-kubeconfig --name CLUSTER writes it; or a token: token or "
            "tokenFile");
    who.exec = std::move(plugin);
  }

  void read_pods_own() {
    Access access;
    access.context = "in-cluster";
    std::string host = environment_.text("KUBERNETES_SERVICE_HOST");
    if (host.find(':') != host.npos) host = "[" + host + "]";
    access.server = "https://" + host + ":" + environment_.text("KUBERNETES_SERVICE_PORT");
    access.credentials.token_file = std::string(kPodFolder) + "token";
    const auto authorities = files_.read(std::string(kPodFolder) + "ca.crt");
    if (!authorities)
      return diagnostics_.error("KCFG001", {}, "the pod's authority: " + authorities.error().message,
                                "does the pod have automountServiceAccountToken: true? else name a file: --kubeconfig");
    access.tls.authorities = *authorities;
    const auto ns = files_.read(std::string(kPodFolder) + "namespace");
    access.ns = ns ? *ns : "default";
    into_.access = std::move(access);
  }

  io::Files& files_;
  const io::Environment& environment_;
  Kubeconfig& into_;
  Diagnostics& diagnostics_;
  std::vector<File> read_;
  /// Of each text one of the same name without a line in it: what a diagnostic shows of a kubeconfig is its place
  /// alone.
  std::map<const SourceText*, const SourceText*> silent_;
  bool has_failed_ = false;
  std::string flag_;     // " --kubeconfig FILE" for commands that are shown, where a file was named
  std::string missing_;  // the files that are not there
};

}  // namespace

Kubeconfig read_kubeconfig(io::Files& files, const io::Environment& environment, const std::string& path,
                           const std::string& context, Diagnostics& diagnostics) {
  Kubeconfig read;
  Reader(files, environment, read, diagnostics).read(path, context);
  return read;
}

}  // namespace slipway::cluster
