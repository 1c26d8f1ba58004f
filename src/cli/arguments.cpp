#include "cli/arguments.hpp"

#include <ostream>

#include "base/error.hpp"
#include "base/text.hpp"

namespace quanvas::cli {

Arguments::Arguments(std::string command, std::string usage, std::string about)
    : command_(std::move(command)), usage_(std::move(usage)), about_(std::move(about)) {
  add("help,h", "show this text");
}

void Arguments::add(const char* name, const po::value_semantic* value, const std::string& meaning) {
  options_.add_options()(name, value, meaning.c_str());
}

void Arguments::add(const char* name, const std::string& meaning) { options_.add_options()(name, meaning.c_str()); }

void Arguments::add_positional(const char* name, const std::string& meaning, Presence presence) {
  positional_.add_options()(name, po::value<std::string>());
  order_.add(name, 1);
  arguments_.push_back({.name = name, .meaning = meaning, .presence = presence});
}

void Arguments::print_help(std::ostream& out) const {
  out << fmt::format("usage: quanvas {} {}\n\n{}\n\n", command_, usage_, about_);
  for (const Positional& argument : arguments_) out << fmt::format("  {:<12} {}\n", argument.name, argument.meaning);
  if (!arguments_.empty()) out << '\n';
  out << options_;
}

std::optional<po::variables_map> Arguments::parse(const Invocation& invocation) const {
  const std::string hint = fmt::format("; `quanvas {} --help` explains", command_);
  po::options_description all;
  all.add(options_).add(positional_);
  po::variables_map values;
  try {
    using namespace po::command_line_style;
    po::store(po::command_line_parser(invocation.arguments)
                  .options(all)
                  .positional(order_)
                  .style(unix_style & ~allow_guessing)
                  .run(),
              values);
    po::notify(values);
  } catch (const po::unknown_option& error) {
    std::vector<std::string> names;
    for (const auto& option : options_.options()) names.push_back("--" + option->long_name());
    const std::vector<std::string_view> views(names.begin(), names.end());
    fail("{}: there is no option {}{}{}", command_, error.get_option_name(), suggestion(error.get_option_name(), views),
         hint);
  } catch (const po::too_many_positional_options_error&) {
    fail("{}: too many arguments{}", command_, hint);
  } catch (const po::error& error) {
    fail("{}: {}{}", command_, error.what(), hint);
  }
  if (values.count("help")) {
    print_help(invocation.out);
    return std::nullopt;
  }
  for (const Positional& argument : arguments_)
    require(argument.presence == Presence::optional || values.count(argument.name) > 0, "{}: {} is missing ({}){}",
            command_, argument.name, argument.meaning, hint);
  return values;
}

}  // namespace quanvas::cli
