#include "io/http.h"

#include <gtest/gtest.h>

#include "io/testing/server.h"

namespace slipway::io {
namespace {

using testing::Server;

std::string ok(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\nX-Two: a\r\nx-two: b\r\n\r\n" +
         body;
}

TEST(CurlHttp, SendsWhatItIsGivenAndReadsTheAnswer) {
  std::string seen;
  Server server([&](const std::string& request) {
    seen = request;
    return ok("hello");
  });
  CurlHttp http;
  const auto response = http.send({.method = "PATCH",
                                   .url = server.url("/apis/v1?dryRun=All"),
                                   .headers = {{"Content-Type", "application/apply-patch+yaml"}, {"X-Empty", ""}},
                                   .body = "kind: Pod"});
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "hello");
  EXPECT_EQ(response->header("X-TWO"), "a") << "the first of that name";
  EXPECT_EQ(response->header("absent"), "");
  EXPECT_TRUE(seen.starts_with("PATCH /apis/v1?dryRun=All HTTP/1.1\r\n")) << seen;
  EXPECT_NE(seen.find("Content-Type: application/apply-patch+yaml\r\n"), seen.npos);
  EXPECT_NE(seen.find("X-Empty:\r\n"), seen.npos);
  EXPECT_TRUE(seen.ends_with("\r\n\r\nkind: Pod"));
}

Tls named(const std::string& server) {
  Tls tls;
  tls.server_name = server;
  return tls;
}

/// However its host is written: what is asked stays, and only the name is another.
TEST(CurlHttp, AsksAServerByItsNameOfTls) {
  std::string seen;
  Server server([&](const std::string& request) {
    seen = request;
    return ok("hello");
  });
  const std::string port = server.url("").substr(server.url("").rfind(':'));
  CurlHttp http;
  for (const char* host : {"127.0.0.1", "127.1", "2130706433", "0x7f.1", "localhost", "LOCALHOST"}) {
    const auto response =
        http.send({.url = "http://" + std::string(host) + port + "/apis?host=" + host, .tls = named("kubernetes")});
    ASSERT_TRUE(response) << host << ": " << response.error().message;
    EXPECT_TRUE(seen.starts_with("GET /apis?host=" + std::string(host) + " HTTP/1.1\r\nHost: kubernetes" + port))
        << seen;
  }
  struct Case {
    std::string url, says;
  };
  for (const Case& c : {Case{"http://[0:0:0:0:0:0:0:1]:1/", "[::1]:1: "}, Case{"http://[::1]:1/", "[::1]:1: "},
                        Case{"http://tp.invalid:1/", "tp.invalid:1: "}, Case{"http://ttp:1/http", "ttp:1: "}}) {
    const auto response = http.send({.url = c.url, .tls = named("kubernetes")});
    ASSERT_FALSE(response) << c.url;
    EXPECT_EQ(response.error().kind, FailureKind::Unreachable) << c.url;
    EXPECT_TRUE(response.error().message.starts_with(c.says)) << response.error().message;
  }
  for (const char* name : {"no host", "a/b", "::1", "user@host", "host:443", "[", "a?b", "a#b"}) {
    const auto response = http.send({.url = server.url("/"), .tls = named(name)});
    ASSERT_FALSE(response) << name;
    EXPECT_EQ(response.error().message, "the TLS server name '" + std::string(name) + "' is no host");
    EXPECT_EQ(response.error().kind, FailureKind::Malformed) << name;
  }
}

TEST(CurlHttp, AnAnswerThatIsNoSuccessIsStillAnAnswer) {
  Server server([](const std::string&) { return "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"; });
  CurlHttp http;
  const auto response = http.send({.url = server.url("/")});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 403);
  EXPECT_EQ(response->body, "no");
}

TEST(CurlHttp, FollowsNoRedirect) {
  Server server(
      [](const std::string&) { return "HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"; });
  CurlHttp http;
  const auto response = http.send({.url = server.url("/")});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 302);
  EXPECT_EQ(response->header("location"), "/other");
}

TEST(CurlHttp, WhatStopsMidwayIsNoAnswer) {
  struct Case {
    std::string sent, name;
  };
  for (const Case& c : {Case{"", "nothing"}, Case{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "half a body"},
                        Case{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "no last chunk"},
                        Case{"garbage\r\n\r\n", "no HTTP"}}) {
    Server server([&](const std::string&) { return c.sent; });
    CurlHttp http;
    const auto response = http.send({.url = server.url("/")});
    ASSERT_FALSE(response) << c.name;
    EXPECT_EQ(response.error().kind, FailureKind::Unreachable) << c.name;
    EXPECT_TRUE(response.error().message.starts_with("127.0.0.1:")) << response.error().message;
  }
}

TEST(CurlHttp, SaysWhyNothingAnswers) {
  std::string url;
  {
    Server gone([](const std::string&) { return ""; });
    url = gone.url("/");
  }
  CurlHttp http;
  const auto response = http.send({.url = url});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, FailureKind::Unreachable);
}

TEST(CurlHttp, RefusesWhatIsNoWebAddress) {
  CurlHttp http;
  for (const char* url : {"", "file:///etc/passwd", "ftp://a/", "https://", "/path"}) {
    const auto response = http.send({.url = url});
    ASSERT_FALSE(response) << url;
    EXPECT_EQ(response.error().kind, FailureKind::Malformed) << url;
  }
}

TEST(CurlHttp, StreamsABodyUntilItIsEnough) {
  Server server([](const std::string&) { return ok("one\ntwo\n"); });
  CurlHttp http;
  std::string got;
  const auto response = http.stream({.url = server.url("/watch")}, [&](std::string_view piece) {
    got += piece;
    return false;
  });
  ASSERT_TRUE(response);
  EXPECT_TRUE(got.starts_with("one\n"));
  EXPECT_EQ(response->body, "");
}

TEST(CurlHttp, GivesTheBodyOfARefusedStream) {
  Server server([](const std::string&) { return "HTTP/1.1 410 Gone\r\nContent-Length: 3\r\n\r\nold"; });
  CurlHttp http;
  const auto response = http.stream({.url = server.url("/watch")}, [](std::string_view) { return true; });
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 410);
  EXPECT_EQ(response->body, "old");
}

TEST(FakeHttp, RemembersWhatItWasAsked) {
  FakeHttp http;
  http.answer = [](const HttpRequest&) { return HttpResponse{200, {}, "{}"}; };
  EXPECT_EQ(http.send({.url = "https://a/b"})->body, "{}");
  EXPECT_EQ(http.asked.at(0).url, "https://a/b");
}

}  // namespace
}  // namespace slipway::io
