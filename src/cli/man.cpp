// quanvas man: the manual page of the program or of a command, from the texts of its help.
#include <algorithm>
#include <cctype>
#include <ostream>
#include <sstream>

#include "base/build_info.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"

namespace quanvas::cli {
namespace {

// Text as roff takes it: no line of it is a request, no character a command.
std::string roff(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((i == 0 || text[i - 1] == '\n') && (text[i] == '.' || text[i] == '\'')) result += "\\&";
    if (text[i] == '\\') result += "\\e";
    else if (text[i] == '-') result += "\\-";
    else result += text[i];
  }
  return result;
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

std::string heading(const std::string& page, std::string_view help) {
  return fmt::format(".TH {} 1 \"\" \"Quanvas {}\" \"User Commands\"\n.SH NAME\n{} \\- {}\n", upper(roff(page)),
                     build_info().version, roff(page), roff(help));
}

void print_program(std::ostream& out) {
  out << heading("quanvas", "sweeps over (residual) quanvolutional neural networks")
      << ".SH SYNOPSIS\n.B quanvas\n.I COMMAND\n[options]\n.SH COMMANDS\n";
  for (const CommandRow& row : command_list())
    out << fmt::format(".TP\n.B {}\n{}; see\n.BR quanvas\\-{} (1)\n", roff(row.name), roff(row.help), roff(row.name));
  out << ".SH EXIT STATUS\n0 done, 1 a trial failed, 2 bad input, 70 a mistake of the program, 75 stopped before the "
         "end: run it again\n";
}

void print_command(const CommandRow& row, std::ostream& out) {
  std::ostringstream described;
  std::ostringstream err;
  require(run({std::string(row.name), std::string(kDescribe)}, described, err) == kSuccess, "{}", err.str());
  const Json json = Json::parse(described.str());
  out << heading(fmt::format("quanvas-{}", row.name), row.help)
      << fmt::format(".SH SYNOPSIS\n.B quanvas {}\n{}\n.SH DESCRIPTION\n.nf\n{}\n.fi\n", roff(row.name),
                     roff(json["usage"].get<std::string>()), roff(json["about"].get<std::string>()));
  if (!json["arguments"].empty()) out << ".SH ARGUMENTS\n";
  for (const Json& argument : json["arguments"])
    out << fmt::format(".TP\n.I {}\n{}\n", roff(argument["name"].get<std::string>()),
                       roff(argument["meaning"].get<std::string>()));
  out << ".SH OPTIONS\n";
  for (const Json& option : json["options"]) {
    std::string words = "--" + option["name"].get<std::string>();
    if (const std::string letter = option.value("letter", ""); !letter.empty()) words = "-" + letter + ", " + words;
    if (option.contains("value")) words += " " + option["value"].get<std::string>();
    out << fmt::format(".TP\n.B {}\n{}\n", roff(words), roff(option["meaning"].get<std::string>()));
  }
  out << ".SH SEE ALSO\n.BR quanvas (1)\n";
}

}  // namespace

int run_man(const Invocation& invocation) {
  Arguments arguments("man", "[COMMAND] | --list",
                      "Prints the manual page of the program or of a command, as `man -l` reads it. Example:\n"
                      "  quanvas man sweep | man -l -");
  arguments.add_positional("COMMAND", "a command of the program", Arguments::Presence::optional);
  arguments.add("list", "the names of the commands that have a page, one a line");
  const auto values = arguments.parse(invocation);
  if (!values) return kSuccess;
  if (values->count("list")) {
    for (const CommandRow& row : command_list()) invocation.out << row.name << '\n';
    return kSuccess;
  }
  if (!values->count("COMMAND")) {
    print_program(invocation.out);
    return kSuccess;
  }
  const std::string name = (*values)["COMMAND"].as<std::string>();
  const std::vector<CommandRow> rows = command_list();
  const auto row = std::ranges::find(rows, name, &CommandRow::name);
  require(row != rows.end(), "man: there is no command `{}`; `quanvas --help` lists them", name);
  print_command(*row, invocation.out);
  return kSuccess;
}

}  // namespace quanvas::cli
