#pragma once

#include <map>
#include <string>
#include <utility>

#include "cloud/credentials.h"

namespace slipway::cloud::testing {

/// All doors to the world, each a fake, with the keys of some account in the environment.
struct FakeDoors {
  io::FakeFiles files;
  io::FakeHttp http;
  io::FakeProcesses processes;
  io::FakeClock clock;
  io::FakeEnvironment environment;

  FakeDoors() { environment.variables = {{"AWS_ACCESS_KEY_ID", "AKIA"}, {"AWS_SECRET_ACCESS_KEY", "s"}}; }
  Doors doors() { return {files, http, processes, clock, environment}; }

  /// Each request is answered by what its URL ends with, as `answers` says at that moment; the others by `otherwise`.
  /// REQUIRES: `answers` lives as long.
  void answer_by_end(const std::map<std::string, io::HttpResponse>& answers, io::HttpResponse otherwise) {
    http.answer = [&answers,
                   otherwise = std::move(otherwise)](const io::HttpRequest& request) -> Result<io::HttpResponse> {
      for (const auto& [end, answer] : answers)
        if (request.url.ends_with(end)) return answer;
      return otherwise;
    };
  }
};

}  // namespace slipway::cloud::testing
