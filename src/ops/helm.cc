#include "ops/helm.h"

#include <fmt/format.h>

#include <cstdio>

#include "base/sha256.h"
#include "base/text.h"
#include "cluster/objects.h"
#include "io/doing.h"
#include "io/secrets.h"
#include "ops/said.h"
#include "ops/waits.h"

namespace slipway::ops {
namespace {

/// What it takes without coming to an end of its own: hooks before and after have as long each as the chart.
constexpr int kMostSeconds = 4 * kChartDone.minutes * 60;
constexpr std::size_t kMostTold = 400;  // bytes of a line that is shown while it works

/// Texts of a chart's values whose names say that they are secret.
void add_secrets(const doc::Value& value, bool is_secret, std::vector<std::string>& into) {
  if (value.string() && is_secret) into.push_back(*value.string());
  if (const doc::List* list = value.list())
    for (const auto& item : list->items()) add_secrets(item, is_secret, into);
  if (const doc::Map* map = value.map())
    for (const auto& [name, below] : map->entries()) add_secrets(below, is_secret || io::is_secret_name(name), into);
}

void hide(io::Finished& finished, const std::vector<std::string>& secrets) {
  for (auto* text : {&finished.output, &finished.errors}) *text = io::without_secrets(*text, secrets);
}

std::string timeout() { return fmt::format("{}m", kChartDone.minutes); }

void tell_what_is_waited_for(const Helm::Told& told, std::string_view what) {
  if (told) told(fmt::format("helm is at it: {}, at most {} minutes", what, kChartDone.minutes));
}

/// Of an answer of the API server, where helm itself ended well.
StepFailure unknown_end(const HelmErrand& errand, const cluster::ApiFailure& failure) {
  StepFailure said{fmt::format("helm ended well; whether release {} in {} is as it should be cannot be asked: {}",
                               errand.name, errand.ns, failure.message),
                   failure.fix};
  return said;
}

}  // namespace

std::string inputs_of(const platform::Release& release, const std::string& text) {
  std::string values;  // without the line that says which file they come from: it may be called otherwise
  for (const auto line : split(text, '\n'))
    if (!line.starts_with('#')) values += std::string(line) + '\n';
  return sha256_hex(fmt::format("{}\n{}\n{}\n{}\n{}", release.repository, release.chart, release.version,
                                release.skip_crds, values))
      .substr(0, 32);
}

Helm::Helm(io::Processes& processes, Setting setting) : processes_(processes), setting_(std::move(setting)) {
  // Another cluster, another identity, another place for releases (pkg/cli/environment.go, cmd/helm/root.go of Helm
  // 3.22); and what prints all values. Where its caches and registries' logins are is the person's to say.
  for (const char* name :
       {"HELM_NAMESPACE", "HELM_DRIVER", "HELM_DRIVER_SQL_CONNECTION_STRING", "HELM_DEBUG", "HELM_KUBECONTEXT",
        "HELM_KUBETOKEN", "HELM_KUBEASUSER", "HELM_KUBEASGROUPS", "HELM_KUBEAPISERVER", "HELM_KUBECAFILE",
        "HELM_KUBEINSECURE_SKIP_TLS_VERIFY", "HELM_KUBETLS_SERVER_NAME"})
    setting_.environment[name] = "";
}

Result<io::Finished, StepFailure> Helm::run(std::vector<std::string> words, const Told& told,
                                            const std::function<void(std::int64_t)>& on_wait) {
  words.insert(words.begin(), setting_.program);
  if (!setting_.kubeconfig.empty()) words.insert(words.end(), {"--kubeconfig", setting_.kubeconfig});
  if (!setting_.context.empty()) words.insert(words.end(), {"--kube-context", setting_.context});
  io::Command command{.words = std::move(words), .environment = setting_.environment, .seconds = kMostSeconds};
  // What stands under NOTES is the chart's: first passwords, in some.
  const auto hidden = secrets();
  command.on_line = [&told, shown = io::LinesWithoutSecrets(hidden), in_notes = false](std::string_view line) mutable {
    in_notes = in_notes || line.starts_with("NOTES:");
    if (const auto text = one_line(shown.next(line), kMostTold); told && !in_notes && !text.empty()) told(text);
  };
  command.on_wait = on_wait;
  const io::Doing doing(io::Doing::What::Program, "helm");
  auto finished = processes_.run(command);
  if (finished) {
    auto said = std::move(finished).value();
    if (said.status != 0) hide(said, hidden);
    return said;
  }
  return not_run("helm", finished.error(), "Helm, 3.14 or later, must be in PATH");
}

std::vector<std::string> Helm::secrets() const {
  auto all = setting_.secrets ? setting_.secrets() : std::vector<std::string>();
  all.insert(all.end(), of_values_.begin(), of_values_.end());
  return all;
}

HelmErrand Helm::errand(const std::string& name, const std::string& ns, const cluster::Api& api) const {
  return {.name = name,
          .ns = ns,
          .kubeconfig = setting_.kubeconfig,
          .context = setting_.context,
          .server = api.access().server};
}

Result<std::string, StepFailure> Helm::look() {
  auto finished = processes_.run({.words = {setting_.program, "version", "--template", "{{.Version}}"},
                                  .environment = setting_.environment,
                                  .seconds = 60,
                                  .what = setting_.program + " version"});
  const std::string fix = "install Helm, 3.14 or later, and have it in PATH; `command -v helm` shows which is taken";
  constexpr const char* kIsAnother = "what is called helm in PATH is not Helm, or stands in front of it";
  if (!finished) return not_run("helm", finished.error(), fix);
  if (finished->status != 0) {
    auto said = std::move(finished).value();
    hide(said, secrets());
    auto failure = helm_failure({}, said);
    failure.cause = cure_of_end("helm", said, "").cause;
    if (failure.cause.empty()) failure.cause = kIsAnother;
    failure.fix = fix;
    return failure;
  }
  const auto version = one_line(trim(finished->output), 40);
  int major = 0, minor = 0;
  const bool is_version = std::sscanf(version.c_str(), "v%d.%d", &major, &minor) == 2;
  if (is_version && (major > 3 || (major == 3 && minor >= 14))) return version;
  StepFailure failure{version.empty() ? "helm prints no version" : fmt::format("helm is {}", version), fix};
  failure.cause = is_version ? "it is older than 3.14, and cannot label what it releases" : kIsAnother;
  return failure;
}

Result<std::string, StepFailure> Helm::upgrade(const platform::Release& release, const std::string& values,
                                               const std::string& inputs, bool makes_namespace,
                                               const ReleaseState* before, cluster::Api& api, const Told& told) {
  if (before && before->is_pending()) {
    // Whoever was at it is gone: we hold the lock. An unfinished revision is taken away, as if it had not been begun;
    // what it made already, the next one finds and takes for its own.
    told(fmt::format("revision {} was left {}", before->revision, before->status));
    const cluster::ApiResource secrets{"", "v1", "secrets", "Secret", true, {"delete"}};
    if (const auto gone = cluster::delete_object(api, secrets, before->ns, before->secret); !gone)
      return StepFailure{gone.error().message, gone.error().fix};
  }
  of_values_.clear();
  add_secrets(release.values, false, of_values_);
  std::string_view repository = release.repository;
  while (repository.ends_with('/')) repository.remove_suffix(1);
  std::vector<std::string> words = {"upgrade", "--install", release.name};
  if (repository.starts_with("oci://"))
    words.push_back(fmt::format("{}/{}", repository, release.chart));
  else
    words.push_back(release.chart);
  if (!repository.empty() && !repository.starts_with("oci://"))
    words.insert(words.end(), {"--repo", std::string(repository)});
  words.insert(words.end(), {"--version", release.version, "--namespace", release.namespace_, "--values", values});
  if (makes_namespace) words.push_back("--create-namespace");
  if (release.skip_crds) words.push_back("--skip-crds");
  words.insert(words.end(),
               {"--labels", fmt::format("{}={},{}={}", kReleasePlatform, setting_.platform, kReleaseInputs, inputs)});
  words.insert(words.end(), {"--wait", "--timeout", timeout()});
  tell_what_is_waited_for(told, "until what the chart brings is ready");
  const auto finished = run(std::move(words), told);
  if (!finished) return finished.error();
  auto asked = errand(release.name, release.namespace_, api);
  asked.chart = release.chart + " " + release.version;
  asked.repository = repository;
  if (finished->status != 0) return helm_failure(asked, *finished);
  const auto now = release_now(api, release.namespace_, release.name);
  if (!now) return unknown_end(asked, now.error());
  if (!*now) return helm_not_believed(asked, "the cluster has no such release");
  const ReleaseState& made = **now;
  if (before && made.uid == before->uid)
    return helm_not_believed(asked, fmt::format("revision {} is still its newest", made.revision));
  if (made.status != "deployed")
    return helm_not_believed(asked, fmt::format("its revision {} is {}", made.revision, made.status));
  if (made.platform != setting_.platform || made.inputs != inputs)
    return helm_not_believed(asked, fmt::format("its revision {} does not bear our labels", made.revision));
  return std::string(before && before->status == "deployed" ? "upgraded" : "installed");
}

Result<std::string, StepFailure> Helm::uninstall(const std::string& ns, const std::string& name, cluster::Api& api,
                                                 const Told& told, const std::function<void(std::int64_t)>& on_wait) {
  tell_what_is_waited_for(told, "until what the chart brought is gone");
  const auto finished = run(
      {"uninstall", name, "--namespace", ns, "--ignore-not-found", "--wait", "--timeout", timeout()}, told, on_wait);
  if (!finished) return finished.error();
  const auto asked = errand(name, ns, api);
  if (finished->status != 0) return helm_failure(asked, *finished);
  const auto now = release_now(api, ns, name);
  if (!now) return unknown_end(asked, now.error());
  if (*now)
    return helm_not_believed(asked, fmt::format("its revision {} is there, {}", (*now)->revision, (*now)->status));
  return std::string("uninstalled");
}

}  // namespace slipway::ops
