#pragma once

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

/// The functions of libcurl that http.cc calls, looked up when the first of them is: most runs of the program ask no
/// server, and loading libcurl with the thirty libraries behind it takes longer than they do. For http.cc alone.
namespace slipway::io {

struct LibCurl {
  decltype(&::curl_global_init) global_init;
  decltype(&::curl_easy_init) easy_init;
  decltype(&::curl_easy_reset) easy_reset;
  decltype(&::curl_easy_cleanup) easy_cleanup;
  decltype(&::curl_easy_setopt) easy_setopt;
  decltype(&::curl_easy_getinfo) easy_getinfo;
  decltype(&::curl_easy_perform) easy_perform;
  decltype(&::curl_easy_strerror) easy_strerror;
  decltype(&::curl_slist_append) slist_append;
  decltype(&::curl_slist_free_all) slist_free_all;
  decltype(&::curl_url) url;
  decltype(&::curl_url_cleanup) url_cleanup;
  decltype(&::curl_url_get) url_get;
  decltype(&::curl_url_set) url_set;
  decltype(&::curl_free) free;

  /// Loaded and begun once for all threads; nullptr where libcurl is not installed.
  static const LibCurl* get();
};

}  // namespace slipway::io
