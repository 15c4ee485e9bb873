#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <string>
#include <thread>

namespace slipway::io::testing {

/// A server on loopback whose every byte a test chooses: it reads one request of a connection, sends what `answer`
/// makes of it, and closes. For what no well-behaved server would do.
class Server {
 public:
  explicit Server(std::function<std::string(const std::string&)> answer) : answer_(std::move(answer)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listener_, 16);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~Server() {
    is_over_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  std::string url(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(port_) + path; }

 private:
  void serve() {
    while (!is_over_) {
      const int connection = ::accept(listener_, nullptr, nullptr);
      if (connection < 0) continue;
      const std::string answer = answer_(request_of(connection));
      for (std::string_view left = answer; !left.empty();) {
        const ssize_t count = ::send(connection, left.data(), left.size(), MSG_NOSIGNAL);
        if (count <= 0) break;
        left.remove_prefix(static_cast<std::size_t>(count));
      }
      ::shutdown(connection, SHUT_WR);
      ::close(connection);
    }
  }

  /// Headers and, where they say how long it is, the body.
  static std::string request_of(int connection) {
    std::string text;
    char piece[4096];
    while (true) {
      const auto end = text.find("\r\n\r\n");
      if (end != text.npos) {
        const auto at = text.find("Content-Length: ");
        const std::size_t length = at < end ? std::stoul(text.substr(at + 16)) : 0;
        if (text.size() >= end + 4 + length) return text;
      }
      const ssize_t count = ::recv(connection, piece, sizeof piece, 0);
      if (count <= 0) return text;
      text.append(piece, static_cast<std::size_t>(count));
    }
  }

  std::function<std::string(const std::string&)> answer_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> is_over_ = false;
  std::thread thread_;
};

}  // namespace slipway::io::testing
