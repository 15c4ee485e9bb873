// What AWS, or whoever answers in its place, sends: whatever the bytes, each protocol's reader ends, with a tree or
// with a failure that says something and what helps. The first line is the status, then headers up to an empty line.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "cloud/aws.h"
#include "cloud/xml.h"
#include "io/clock.h"

using namespace slipway;

namespace {

io::HttpResponse response_of(std::string_view text) {
  io::HttpResponse response{200, {}, ""};
  for (bool is_first = true;; is_first = false) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (is_first) response.status = std::atoi(std::string(line.substr(0, 3)).c_str());
    if (line.empty() || text.empty()) break;
    const auto colon = std::min(line.find(':'), line.size() - 1);
    if (!is_first)
      response.headers.push_back({std::string(line.substr(0, colon)), std::string(line.substr(colon + 1))});
  }
  response.body = text;
  return response;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const io::HttpResponse response = response_of(text);
  (void)cloud::read_xml(response.body);
  io::FakeFiles files;
  io::FakeHttp http;
  io::FakeProcesses processes;
  io::FakeClock clock;
  io::FakeEnvironment environment;
  environment.variables = {{"AWS_ACCESS_KEY_ID", "AKIA"}, {"AWS_SECRET_ACCESS_KEY", "hunter2"}};
  http.answer = [&](const io::HttpRequest&) { return response; };
  const cloud::Doors doors{files, http, processes, clock, environment};
  cloud::CredentialChain chain(doors);
  cloud::Aws aws(doors, chain, "eu-west-1");
  struct Call {
    const char *service, *operation, *parameter;
  };
  for (const auto& [service, operation, parameter] :
       {Call{"eks", "DescribeCluster", "name"}, Call{"sqs", "GetQueueAttributes", "QueueUrl"},
        Call{"iam", "GetRole", "RoleName"}, Call{"ec2", "DescribeVpcs", "VpcId"},
        Call{"s3", "GetBucketLifecycleConfiguration", "Bucket"}}) {
    const auto answer = aws.call(service, operation, {{parameter, "b"}});
    if (!answer && (answer.error().message.empty() || answer.error().fix.empty())) std::abort();
  }
  return 0;
}
