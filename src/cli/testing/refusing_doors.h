#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "io/files.h"
#include "io/http.h"
#include "io/process.h"

/// Doors that lead to others, know by what they were gone through, and refuse one thing that is told them.
namespace slipway::cli::testing {

/// What is refused: each request by its name, "read platform.yaml", "POST https://sts.… GetCallerIdentity",
/// "terraform plan".
class Refusals {
 public:
  std::string refused;  // "": nothing is
  int by = 0;           // which of the ways that its door has
  std::string home;     // of the world whose doors they are: "~", so that names hold in the next world too

  /// Whether this is refused; from now on it is one of `asked()`.
  bool is_refused(const std::string& what) {
    const std::string name = without_home(what);
    const std::lock_guard lock(mutex_);
    asked_.insert(name);
    return name == refused;
  }
  std::string without_home(std::string text) const {
    for (std::size_t at = home.empty() ? text.npos : text.find(home); at != text.npos; at = text.find(home, at + 1))
      text.replace(at, home.size(), "~");
    return text;
  }
  const std::set<std::string>& asked() const { return asked_; }
  void forget() { asked_.clear(); }

 private:
  std::mutex mutex_;
  std::set<std::string> asked_;
};

class RefusingFiles final : public io::Files {
 public:
  static constexpr int kWays = 4;
  RefusingFiles(io::Files& files, Refusals& refusals) : files_(files), refusals_(refusals) {}

  Result<std::string> read(const std::string& path) override {
    return behind<std::string>("read", path, [&] { return files_.read(path); });
  }
  bool is_directory(const std::string& path) override { return files_.is_directory(path); }
  Result<std::vector<std::string>> list(const std::string& folder, const std::vector<std::string>& ends) override {
    return behind<std::vector<std::string>>("list", folder, [&] { return files_.list(folder, ends); });
  }
  Result<std::vector<std::string>> glob(const std::string& pattern) override {
    return behind<std::vector<std::string>>("list", pattern, [&] { return files_.glob(pattern); });
  }
  bool is_same(const std::string& a, const std::string& b) override { return files_.is_same(a, b); }
  Result<std::size_t> write(const std::string& path, std::string_view text) override {
    return behind<std::size_t>("write", path, [&] { return files_.write(path, text); });
  }
  io::Entry look_at(const std::string& path) override { return files_.look_at(path); }
  Result<io::Done> make_folders(const std::string& path) override {
    return behind<io::Done>("make", path, [&] { return files_.make_folders(path); });
  }
  Result<io::Done> rename(const std::string& from, const std::string& to) override {
    return behind<io::Done>("write", to, [&] { return files_.rename(from, to); });
  }
  Result<io::Done> remove(const std::string& path) override {
    return behind<io::Done>("remove", path, [&] { return files_.remove(path); });
  }
  bool takes_files(const std::string& folder) override { return files_.takes_files(folder); }
  Kept kept(const std::string& path) override { return files_.kept(path); }
  Result<std::unique_ptr<io::Lock>> lock(const std::string& path) override {
    return behind<std::unique_ptr<io::Lock>>("lock", path, [&] { return files_.lock(path); });
  }

 private:
  template <class T, class Go>
  Result<T> behind(const std::string& verb, const std::string& path, const Go& go) {
    if (!refusals_.is_refused(verb + " " + path)) return go();
    // As DiskFiles says it.
    static const std::pair<FailureKind, const char*> kSaid[kWays] = {
        {FailureKind::NotFound, "No such file or directory"},
        {FailureKind::Denied, "Permission denied"},
        {FailureKind::Malformed, "No space left on device"},
        {FailureKind::Malformed, "Input/output error"}};
    const auto& [kind, said] = kSaid[refusals_.by];
    return Failure{kind, "cannot " + verb + " " + path + ": " + said};
  }

  io::Files& files_;
  Refusals& refusals_;
};

class RefusingHttp final : public io::Http {
 public:
  static constexpr int kWays = 9;
  RefusingHttp(io::Http& http, Refusals& refusals) : http_(http), refusals_(refusals) {}

  Result<io::HttpResponse> send(const io::HttpRequest& request) override {
    if (refusals_.is_refused(name_of(request))) return refusal(request);
    if (auto answer = instead ? instead(request) : std::nullopt) return *std::move(answer);
    return http_.send(request);
  }
  Result<io::HttpResponse> stream(const io::HttpRequest& request,
                                  const std::function<bool(std::string_view)>& take) override {
    return refusals_.is_refused("watch " + name_of(request)) ? refusal(request) : http_.stream(request, take);
  }

  /// Asked before the door behind is.
  std::function<std::optional<io::HttpResponse>(const io::HttpRequest&)> instead = {};

 private:
  static std::string header(const io::HttpRequest& request, std::string_view name) {
    for (const auto& one : request.headers)
      if (one.name == name) return one.value;
    return "";
  }
  static std::string name_of(const io::HttpRequest& request) {
    std::string name = request.method + " " + request.url.substr(0, request.url.find('?'));
    if (const auto target = header(request, "X-Amz-Target"); !target.empty()) name += " " + target;
    if (const auto at = request.body.find("Action="); at == 0)
      name += " " + request.body.substr(7, request.body.find('&') - 7);
    return name;
  }
  Result<io::HttpResponse> refusal(const io::HttpRequest& request) const {
    switch (refusals_.by) {
      case 0:
        return Failure{FailureKind::Unreachable, "x:443: Could not resolve host: x"};
      case 1:
        return Failure{FailureKind::Unreachable, "x:443: Empty reply from server"};
      case 2:
        return io::HttpResponse{403, {}, ""};
      case 3:
        return io::HttpResponse{404, {}, ""};
      case 4:
        return io::HttpResponse{503, {}, ""};
      case 5:
        return io::HttpResponse{200, {}, ""};
      case 6:
        return io::HttpResponse{200, {{"Content-Type", "text/html"}}, "<html><body>log in</body></html>"};
      default:
        return in_its_words(request, refusals_.by == 7 ? std::pair{403, "AccessDenied"} : std::pair{400, "Odd"});
    }
  }
  /// A refusal in the form that this server has for them.
  static io::HttpResponse in_its_words(const io::HttpRequest& request, const std::pair<int, std::string>& said) {
    const auto& [status, code] = said;
    if (request.url.find("amazonaws") == request.url.npos)
      return {status,
              {},
              R"({"kind":"Status","apiVersion":"v1","status":"Failure","message":"it is so","reason":")" +
                  (status == 403 ? std::string("Forbidden") : code) + R"(","code":)" + std::to_string(status) + "}"};
    if (header(request, "Content-Type").starts_with("application/x-www-form-urlencoded"))
      return {status,
              {},
              "<ErrorResponse><Error><Code>" + code + "</Code><Message>it is so</Message></Error></ErrorResponse>"};
    return {status, {{"x-amzn-ErrorType", code}}, R"({"message":"it is so"})"};
  }

  io::Http& http_;
  Refusals& refusals_;
};

class RefusingProcesses final : public io::Processes {
 public:
  static constexpr int kWays = 6;
  RefusingProcesses(io::Processes& processes, Refusals& refusals) : processes_(processes), refusals_(refusals) {}

  Result<io::Finished> run(const io::Command& command) override {
    const auto& words = command.words;
    std::string name = words.at(0);
    for (std::size_t i = 1; i < words.size() && i < 3 && !words[i].starts_with('-'); ++i) name += " " + words[i];
    if (!refusals_.is_refused("run " + name)) return processes_.run(command);
    switch (refusals_.by) {
      case 0:
        return Failure{FailureKind::NotFound, words[0] + ": no such program"};
      case 1:
        return Failure{FailureKind::Denied, words[0] + ": Permission denied"};
      case 2:
        return io::Finished{1, "", "Error: it is so\n"};
      case 3:
        return io::Finished{4, "", ""};
      case 4:
        return io::Finished{137, "", ""};
      default:
        return io::Finished{0, "{{{", ""};
    }
  }

 private:
  io::Processes& processes_;
  Refusals& refusals_;
};

}  // namespace slipway::cli::testing
