#include "io/trouble.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include "io/clock.h"
#include "io/testing/server.h"

namespace slipway::io {
namespace {

TEST(Trouble, IsReadFromWhatLibcurlSays) {
  struct Case {
    std::string says;
    Trouble trouble;
  };
  for (const Case& c : {
           Case{"k:443: Could not resolve host: k", Trouble::Name},
           Case{"k:443: Could not resolve proxy: p", Trouble::Proxy},
           Case{"127.0.0.1:1: Failed to connect to 127.0.0.1 port 1 after 0 ms: Couldn't connect to server",
                Trouble::Refused},
           Case{"k:443: Failed to connect to p port 3128 after 0 ms: Couldn't connect to server", Trouble::Proxy},
           Case{"k:443: CONNECT tunnel failed, response 403", Trouble::Proxy},
           Case{"k:443: Connection timed out after 10001 milliseconds", Trouble::Slow},
           Case{"k:443: Operation too slow. Less than 1 bytes/sec transferred the last 120 seconds", Trouble::Slow},
           Case{"k:443: SSL certificate problem: unable to get local issuer certificate", Trouble::Authority},
           Case{"k:443: SSL certificate problem: self-signed certificate in certificate chain", Trouble::Authority},
           Case{"k:443: SSL certificate problem: certificate has expired", Trouble::Expired},
           Case{"k:443: SSL certificate problem: certificate is not yet valid", Trouble::Expired},
           Case{"k:443: SSL: no alternative certificate subject name matches target host name 'k'", Trouble::OtherName},
           Case{"k:443: OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0",
                Trouble::OwnCertificate},
           Case{"k:443: error setting certificate file: x", Trouble::OwnCertificate},
           Case{"k:443: unable to set private key file: 'x' type PEM", Trouble::OwnCertificate},
           Case{"k:443: Empty reply from server", Trouble::CutShort},
           Case{"k:443: transfer closed with 96 bytes remaining to read", Trouble::CutShort},
           Case{"k answers with more than 256 MiB", Trouble::TooLarge},
           Case{"out of memory", Trouble::Other},
       })
    EXPECT_EQ(trouble_of({FailureKind::Unreachable, c.says}), c.trouble) << c.says;
}

/// What the libcurl of this machine says, not what we remember of it.
TEST(Trouble, OfRealConnectionsIsTold) {
  std::string gone;
  {
    testing::Server server([](const std::string&) { return ""; });
    gone = server.url("/");
  }
  struct Case {
    std::string name, sent;
    Trouble trouble;
  };
  CurlHttp http;
  EXPECT_EQ(trouble_of(http.send({.url = gone}).error()), Trouble::Refused);
  EXPECT_EQ(trouble_of(http.send({.url = "http://nosuch.invalid/", .proxy = gone}).error()), Trouble::Proxy);
  for (const Case& c :
       {Case{"nothing", "", Trouble::CutShort},
        Case{"half a body", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", Trouble::CutShort},
        Case{"no last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", Trouble::CutShort},
        Case{"no HTTP", "SSH-2.0-OpenSSH_9\r\n\r\n", Trouble::CutShort}}) {
    testing::Server server([&](const std::string&) { return c.sent; });
    const auto response = http.send({.url = server.url("/")});
    ASSERT_FALSE(response) << c.name;
    EXPECT_EQ(trouble_of(response.error()), c.trouble) << response.error().message;
  }
}

TEST(Trouble, AServerThatSaysNothingIsTooSlow) {
  // It listens and never accepts: the kernel takes the connection, and nobody answers.
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(listener, 1), 0);
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  CurlHttp http;
  const auto response =
      http.send({.url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/", .seconds = 1});
  ::close(listener);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, FailureKind::Unreachable);
  EXPECT_EQ(trouble_of(response.error()), Trouble::Slow) << response.error().message;
}

TEST(Status, HasItsWords) {
  EXPECT_EQ(status_in_words(503), "HTTP 503 (Service Unavailable)");
  EXPECT_EQ(status_in_words(599), "HTTP 599");
}

TEST(ClockSkew, IsWhatTheDateOfAnAnswerTells) {
  struct Case {
    std::string date, words;
  };
  const std::int64_t now = FakeClock().now();  // 2026-11-26T00:00:00Z
  for (const Case& c : {Case{"Thu, 26 Nov 2026 00:00:00 GMT", ""}, Case{"Thu, 26 Nov 2026 00:03:59 GMT", ""},
                        Case{"Thu, 26 Nov 2026 00:12:00 GMT", "12 minutes behind"},
                        Case{"Wed, 25 Nov 2026 21:00:00 GMT", "3 hours ahead of"},
                        Case{"Thu, 26 Nov 2020 00:00:00 GMT", "2191 days ahead of"}, Case{"", ""}, Case{"soon", ""},
                        Case{"Thu, 26 Nov 2026 00:12:00 GMT and more", ""}})
    EXPECT_EQ(skew_in_words(clock_skew({200, {{"date", c.date}}, ""}, now)), c.words) << c.date;
}

TEST(Trouble, AWebPageIsKnownByItsBegin) {
  for (const char* page : {"<html>", "<!DOCTYPE html><p>", "\xEF\xBB\xBF <HTML lang=\"en\">", "\n\n<body>", "<head/>"})
    for (const int status : {200, 302, 403, 404, 511}) EXPECT_TRUE(is_web_page({status, {}, page})) << status << page;
  EXPECT_TRUE(is_web_page({200, {{"content-type", "Text/HTML; charset=utf-8"}}, "<!-- x --><p>"}));
  for (const char* answer :
       {"", "{}", "<ErrorResponse><Error/></ErrorResponse>", "<?xml version=\"1.0\"?><html/>", "log"})
    EXPECT_FALSE(is_web_page({200, {}, answer})) << answer;
  for (const int status : {500, 502, 503, 504}) EXPECT_FALSE(is_web_page({status, {}, "<html>"})) << status;
}

}  // namespace
}  // namespace slipway::io
