#include "base/error.hpp"

#include <cerrno>
#include <cstring>

namespace quanvas {

Error::Error(std::string message) : text_(std::move(message)) {}

void Error::add_context(std::string_view line) { text_ = fmt::format("{}: {}", line, text_); }

void no_such_value() { fail("an enum has a value that is none of its own; this is an error of the program"); }

void fail_errno(std::string_view path, std::string_view action) {
  const int code = errno;
  const char* hint = "";
  switch (code) {
    case ENOSPC:
    case EDQUOT: hint = "; free some space or choose another folder"; break;
    case EACCES:
    case EPERM: hint = "; change its permissions, or choose another"; break;
    case EROFS: hint = "; choose a folder you may write to"; break;
    case ENOENT: hint = "; check the path"; break;
    case ENOTDIR: hint = "; a part of the path is a file, choose another"; break;
    case EMFILE:
    case ENFILE: hint = "; too many files are open: raise `ulimit -n`, or start fewer processes"; break;
    case EFBIG: hint = "; raise `ulimit -f`"; break;
    case EAGAIN: hint = "; too many processes or threads: raise `ulimit -u`, or start fewer"; break;
    case ENOMEM: hint = "; raise `ulimit -v`, or ask for more memory"; break;
    default: break;
  }
  fail("{}: {}: {} (errno {}){}", path, action, std::strerror(code), code, hint);
}

}  // namespace quanvas
