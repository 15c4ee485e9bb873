// ~/.aws/config, ~/.aws/credentials and whatever is asked for keys, parted by zero bytes: looking for credentials ends,
// and what cannot be used is said without any of the secrets in it.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/text.h"
#include "cloud/credentials.h"
#include "io/clock.h"

using namespace slipway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto parts = split(text, '\0');
  parts.resize(3);
  const std::string answer(parts[2]);
  for (const bool is_pod : {false, true}) {
    io::FakeFiles files;
    io::FakeHttp http;
    io::FakeProcesses processes;
    io::FakeClock clock;
    io::FakeEnvironment environment;
    environment.variables = {{"HOME", "/h"}, {"AWS_PROFILE", "a"}};
    if (is_pod) environment.variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://169.254.170.23/v1/credentials";
    files.files = {{"/h/.aws/config", std::string(parts[0])}, {"/h/.aws/credentials", std::string(parts[1])}};
    // The token of `aws sso login`, wherever the profile looks for it.
    files.files["/h/.aws/sso/cache/86f7e437faa5a7fce15d1ddcb9eaeaea377667b8.json"] = answer;
    http.answer = [&](const io::HttpRequest& request) {
      return io::HttpResponse{request.url.size() % 7 == 0 ? 403 : 200, {}, answer};
    };
    processes.answer = [&](const io::Command&) -> Result<io::Finished> { return io::Finished{0, answer, "no"}; };
    cloud::CredentialChain chain({files, http, processes, clock, environment});
    (void)chain.region();
    (void)chain.endpoint("s3");
    (void)chain.trust();
    const auto got = chain.get();
    if (got && got->keys.id.empty()) std::abort();
    if (!got && got.error().message.empty()) std::abort();
    if (http.asked.size() > 200) std::abort();
  }
  return 0;
}
