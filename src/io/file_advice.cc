#include "io/file_advice.h"

#include <string_view>

namespace slipway::io {

namespace {

struct Known {
  std::string_view doing;  // how the message begins; "": however
  std::string_view says;   // how it ends: strerror(3), or files.cc itself
  std::string_view helps;
};

// The first that a message agrees with.
constexpr Known kKnown[] = {
    {"cannot read ", "a link to nothing",
     "make what it leads to, or name another file: `ls -l` of it shows where that should be"},
    {"cannot read ", "No such file or directory",
     "name one that is there: a name that does not begin with / is looked for in the folder where slipway was started"},
    {"cannot list ", "No such file or directory",
     "name one that is there: a name that does not begin with / is looked for in the folder where slipway was started"},
    {"", "No such file or directory", "make the folder that it is to be in (mkdir -p), or name another"},
    {"cannot read ", "Permission denied", "chmod u+r it as its owner, or have it copied to where you may read"},
    {"cannot list ", "Permission denied", "chmod u+rx it as its owner, or name another"},
    {"cannot lock ", "Permission denied",
     "a file of that name is made and removed again: chmod u+wx its folder as the owner of that, or name another "
     "place"},
    {"", "Permission denied",
     "chmod u+w it as its owner, or its folder (u+wx) when it is to be new; or name another place"},
    {"", "Operation not permitted", "it may not be changed, whoever asks (`lsattr` of it says so): name another place"},
    {"", "Read-only file system", "its disk can only be read: name a place on another"},
    {"", "No space left on device",
     "its disk is full: make room (`df -h` shows where there is any), or name another place"},
    {"", "Disk quota exceeded",
     "you may have no more on its disk: remove something (`quota` shows how much), or name another place"},
    {"", "File too large", "its disk, or `ulimit -f`, takes no file of that size: name another place"},
    {"cannot lock ", "s a directory", "move it away: slipway makes a file of that name, which goes again"},
    {"cannot lock ", "Too many levels of symbolic links",
     "remove that symbolic link: slipway makes a file of that name, which goes again"},
    {"", "Not a directory", "a part of that path is a file and no folder: name another, or move that file away"},
    {"", "File exists", "a part of that path is a file and no folder: name another, or move that file away"},
    {"", "s a directory", "name a file: one in it, or another"},
    {"", "Directory not empty", "move away what is in it"},
    {"", "Too many levels of symbolic links",
     "a symbolic link stands there that leads to itself, or where none may be: `ls -l` shows it; remove it, or name "
     "another"},
    {"", "File name too long", "name a shorter one"},
    {"", "Too many open files", "end other programs, or allow more: ulimit -n 1024"},
    {"", "Input/output error",
     "its disk, or the network to it, is in trouble (`dmesg` says more): name a place on another"},
    {"", "Stale file handle", "its network disk was mounted anew: go into the folder again"},
    {"", "to standard input, -", "write what comes of it to a file, and name that"},
    {"", " MiB", "name another: nothing that slipway reads is so large"},
    {"", " files", "name a folder deeper down, or the files themselves"},
};

}  // namespace

std::string file_advice(const Failure& failure) {
  const std::string_view message = failure.message;
  for (const Known& known : kKnown)
    if (message.starts_with(known.doing) && message.ends_with(known.says)) return std::string(known.helps);
  switch (failure.kind) {
    case FailureKind::Throttled:
      return "let that end first (`ps` shows it)";
    case FailureKind::NotFound:
      return "name one that is there";
    case FailureKind::Denied:
      return "give yourself the right to it, or name another: `ls -ld` shows whose it is";
    default:
      return "`ls -ld` shows what stands there: move that away, or name another place";
  }
}

}  // namespace slipway::io
