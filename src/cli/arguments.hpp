// The options of a command, on top of Boost.Program_options: help text, positional arguments, and errors that say what
// to do.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/program_options.hpp>

#include "base/json.hpp"
#include "cli/command.hpp"

namespace quanvas::cli {

namespace po = boost::program_options;

// As the only argument of a command: describes it as JSON, for manual pages and the completion of shells.
inline constexpr std::string_view kDescribe = "--describe-command";

class Arguments {
 public:
  // `usage` is what follows the command's name; `about` says what it does, with an example.
  Arguments(std::string command, std::string usage, std::string about);

  // The options that follow are listed under this title.
  void begin_group(const std::string& title);

  // "name" or "name,n" with a value; --name is a switch where `value` is left out.
  void add(const char* name, const po::value_semantic* value, const std::string& meaning);
  void add(const char* name, const std::string& meaning);

  // An argument without a dash; in the order of the calls.
  enum class Presence { required, optional };
  void add_positional(const char* name, const std::string& meaning, Presence presence = Presence::required);

  // The values given, or nothing where --help or kDescribe was asked for and printed. Throws Error for options that are
  // unknown, lack their value or have one of the wrong type, and for missing arguments.
  std::optional<po::variables_map> parse(const Invocation& invocation) const;

 private:
  void print_help(std::ostream& out) const;

  // {usage, about, arguments: [{name, meaning}], options: [{name, letter, value, meaning}]}; without letter or value
  // where there is none.
  Json describe() const;

  std::string command_;
  std::string usage_;
  std::string about_;
  // What other names for an option suggest; "" for none.
  std::string meant_by(const std::string& unknown) const;

  std::vector<po::options_description> groups_{po::options_description(100, 50)};
  po::options_description positional_;
  po::positional_options_description order_;
  struct Positional {
    std::string name;
    std::string meaning;
    Presence presence;
  };
  std::vector<Positional> arguments_;
};

}  // namespace quanvas::cli
