// Queues, topics, buses, functions and tables: billed by the request.
#include <algorithm>

#include "cost/parts.h"

namespace slipway::cost {
namespace {

/// One line for what is billed by millions of something, none at idle.
void price_requests(const platform::Resource& resource, Pricing& in, std::string_view part, std::string_view name,
                    std::string_view fact, std::string_view key, std::string_view free) {
  const Arguments arguments(resource, in.diagnostics);
  const Number millions = arguments.fact(fact);
  LineWriter line(in, part, arguments.name(name), resource);
  line.what(millions.to_exact_string() + " million requests a month");
  line.charge(when_used(quantity(millions, "million")), key);
  if (millions.is_zero()) line.note("no requests are expected: each million adds its price");
  if (!free.empty()) line.note(std::string(free));
  std::move(line).finish();
}

}  // namespace

void price_queue(const platform::Resource& resource, Pricing& in) {
  const bool fifo = Arguments(resource, in.diagnostics).flag("fifo_queue");
  price_requests(resource, in, "queues", "name", "millionRequestsPerMonth", fifo ? "sqs/fifo-requests" : "sqs/requests",
                 "the account's first million a month is free and not taken off; empty polls count as requests");
}

void price_topic(const platform::Resource& resource, Pricing& in) {
  price_requests(resource, in, "topics", "name", "millionRequestsPerMonth", "sns/requests",
                 "deliveries by mail, text message or HTTP are billed apart");
}

void price_event_bus(const platform::Resource& resource, Pricing& in) {
  price_requests(resource, in, "events", "name", "millionRequestsPerMonth", "eventbridge/custom-events",
                 "events of AWS services on the default bus are free");
}

void price_api(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const Number requests = arguments.fact("millionRequestsPerMonth");
  const bool sockets = arguments.text("protocol_type", "HTTP") == "WEBSOCKET";
  LineWriter line(in, "apis", arguments.name("name"), resource);
  line.what(sockets ? "WebSocket API" : "HTTP API");
  if (sockets) {
    line.charge(when_used(quantity(requests, "million")), "api-gateway/websocket-messages");
    line.charge(when_used(quantity(arguments.fact("millionConnectionMinutesPerMonth"), "million")),
                "api-gateway/websocket-minutes");
  } else {
    line.charge(when_used(quantity(requests, "million")), "api-gateway/http-requests");
  }
  if (requests.is_zero()) line.note("no requests are expected: each million adds its price");
  std::move(line).finish();
}

void price_function(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  const Number millions = arguments.fact("millionRequestsPerMonth");
  constexpr std::int64_t kLargestMemory = 10'240, kLongestRun = 900'000;  // what Lambda allows
  const auto memory = std::min(arguments.count("memory_size", 128), kLargestMemory);
  const Number milliseconds = std::min(arguments.fact("millisecondsPerRequest"), whole(kLongestRun));
  LineWriter line(in, "functions", arguments.name("function_name"), resource);
  line.what(millions.to_exact_string() + " million calls a month");
  line.charge(when_used(quantity(millions, "million")), "lambda/requests");
  // 10^6 calls × ms ÷ 1000 × MB ÷ 1024
  const Number seconds = (millions.times(milliseconds) * 1000).times(memory, 1024);
  line.charge(when_used({seconds, millions.to_exact_string() + " million × " + milliseconds.to_exact_string() +
                                      " ms × " + std::to_string(memory) + "/1024 GB"}),
              "lambda/gb-second");
  std::move(line).finish();
}

void price_table(const platform::Resource& resource, Pricing& in) {
  const Arguments arguments(resource, in.diagnostics);
  LineWriter line(in, "tables", arguments.name("name"), resource);
  line.what("DynamoDB");
  if (arguments.text("billing_mode", "PROVISIONED") == "PAY_PER_REQUEST") {
    line.charge(when_used(quantity(arguments.fact("millionReadsPerMonth"), "million")), "dynamodb/on-demand-reads");
    line.charge(when_used(quantity(arguments.fact("millionWritesPerMonth"), "million")), "dynamodb/on-demand-writes");
  } else {
    line.charge(always(quantity(1)), "dynamodb/provisioned capacity");
  }
  const Number gigabytes = arguments.fact("expectedGigabytes");
  if (!gigabytes.is_zero()) line.charge(always(quantity(gigabytes, "GB")), "dynamodb/storage-gb");
  std::move(line).finish();
}

}  // namespace slipway::cost
