#include "base/prose.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"

namespace slipway {
namespace {

/// Words that follow a secret's name in what Terraform, AWS, Helm, Kubernetes and registries say.
constexpr std::string_view kWords =
    " a about absent accepted access again all allowed already also always ambiguous an and any api are argument "
    "as at attribute auth authentication authority authorization authorizer bad based be because been before "
    "being blank block both but by can cannot case change character characters check client come command config "
    "configuration conflict conflicts connection contains context corrupt could credential credentials data "
    "deadline denied deprecated dial did differ different do does driver either empty end environment eof error "
    "exceeds exchange excluded exec exist exists expected expiration expires expiry failed failure false field "
    "file fine flag for forbidden format found from function generator get given had has have header held here "
    "hidden hook http https id identity if illegal in incomplete incorrect input instead internal into invalid io "
    "is issuer it its itself json kept key kind known last left length less lifetime limit line list lives long "
    "longer lookup lost made malformed manager mandatory many may means mechanism media method mismatch missing "
    "more must name named names nearly needs neither never new nil no nonce none nor not nothing now null of off "
    "ok old on once one only operation option optional or out outdated over parameter parameters parse parser "
    "path permission permissions permits plain please policy possibly post present probably problem process "
    "production projected provider put read realm reason redacted reference refresh request requests response "
    "review rotation rpc same schema scheme scope secret secrets security sensitive sent server service session "
    "set shall short shorter should shown since size so some source specified stale state still stored string "
    "strings such supplied support syntax that the their then there they this time timeout to token tokens too "
    "true type types unauthorized unavailable unchanged undefined unexpected unknown unless unset unsupported "
    "until update url use used user username users using valid validation value values variable version via "
    "volume was weak were what when where whether which while who whose will with within without would write "
    "wrong x509 yaml yes yet you your ";

/// Of words that say what was done to it, or how it is: "expired", "missing", "readable", "correctly".
constexpr std::string_view kEnds[] = {"ed", "ing", "able", "ible", "ly"};

constexpr std::size_t kLongest = 24;

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

}  // namespace

bool is_prose(std::string_view word) {
  while (!word.empty() && std::string_view(".:;,!?=)'").find(word.back()) != word.npos) word.remove_suffix(1);
  if (word.size() > kLongest) return false;
  const std::string bare = ascii_lower(word);
  if (bare.empty() || kWords.find(" " + bare + " ") != kWords.npos) return true;
  return bare.size() > 4 && std::ranges::all_of(bare, is_letter) &&
         std::ranges::any_of(kEnds, [&](std::string_view end) { return bare.ends_with(end); });
}

}  // namespace slipway
