#include "cli/arguments.hpp"

#include <algorithm>
#include <ostream>

#include "base/error.hpp"
#include "base/text.hpp"
#include "trial/synonyms.hpp"

namespace quanvas::cli {

Arguments::Arguments(std::string command, std::string usage, std::string about)
    : command_(std::move(command)), usage_(std::move(usage)), about_(std::move(about)) {
  add("help,h", "show this text");
}

void Arguments::begin_group(const std::string& title) { groups_.emplace_back(title, 100, 50); }

void Arguments::add(const char* name, const po::value_semantic* value, const std::string& meaning) {
  groups_.back().add_options()(name, value, meaning.c_str());
}

void Arguments::add(const char* name, const std::string& meaning) {
  groups_.back().add_options()(name, meaning.c_str());
}

void Arguments::add_positional(const char* name, const std::string& meaning, Presence presence) {
  positional_.add_options()(name, po::value<std::string>());
  order_.add(name, 1);
  arguments_.push_back({.name = name, .meaning = meaning, .presence = presence});
}

void Arguments::print_help(std::ostream& out) const {
  out << fmt::format("usage: quanvas {} {}\n\n{}\n\n", command_, usage_, about_);
  for (const Positional& argument : arguments_) out << fmt::format("  {:<12} {}\n", argument.name, argument.meaning);
  if (!arguments_.empty()) out << '\n';
  for (const po::options_description& group : groups_) out << (&group == &groups_.front() ? "" : "\n") << group;
}

Json Arguments::describe() const {
  Json json{{"usage", usage_}, {"about", about_}, {"arguments", Json::array()}, {"options", Json::array()}};
  for (const Positional& argument : arguments_)
    json["arguments"].push_back({{"name", argument.name}, {"meaning", argument.meaning}});
  for (const po::options_description& group : groups_) {
    for (const auto& option : group.options()) {
      Json row{{"name", option->long_name()}, {"meaning", option->description()}};
      const std::string letter = option->canonical_display_name(po::command_line_style::allow_dash_for_short);
      if (letter.size() == 2) row["letter"] = letter.substr(1);
      if (option->semantic()->max_tokens() > 0) row["value"] = option->semantic()->name();
      json["options"].push_back(std::move(row));
    }
  }
  return json;
}

std::string Arguments::meant_by(const std::string& unknown) const {
  std::vector<std::string> names;
  for (const po::options_description& group : groups_)
    for (const auto& option : group.options()) names.push_back("--" + option->long_name());
  const std::string meant = fmt::format("--{}", trial::key_of_synonym(unknown.substr(unknown.find_first_not_of('-'))));
  if (std::ranges::find(names, meant) != names.end()) return fmt::format("; did you mean `{}`?", meant);
  const std::vector<std::string_view> views(names.begin(), names.end());
  return suggestion(unknown, views);
}

std::optional<po::variables_map> Arguments::parse(const Invocation& invocation) const {
  if (invocation.arguments == std::vector{std::string(kDescribe)}) {
    invocation.out << describe().dump() << '\n';
    return std::nullopt;
  }
  const std::string hint = fmt::format("; `quanvas {} --help` explains", command_);
  po::options_description all;
  for (const po::options_description& group : groups_) all.add(group);
  all.add(positional_);
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
    fail("{}: there is no option {}{}{}", command_, error.get_option_name(), meant_by(error.get_option_name()), hint);
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
