// quanvas completion: what a shell needs to complete command lines of quanvas, from the tables.
#include <map>
#include <ostream>
#include <sstream>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"

namespace quanvas::cli {
namespace {

using Words = std::vector<std::string>;

struct CommandWords {
  std::string name;
  std::string help;
  Json description;  // Arguments::describe()
};

std::string output_of(const Words& words) {
  std::ostringstream out;
  std::ostringstream err;
  require(run(words, out, err) == kSuccess, "{}", err.str());
  return out.str();
}

std::vector<CommandWords> all_commands() {
  std::vector<CommandWords> commands;
  for (const CommandRow& row : command_list())
    commands.push_back({std::string(row.name), std::string(row.help),
                        Json::parse(output_of({std::string(row.name), std::string(kDescribe)}))});
  return commands;
}

// The values of the parameters that take some out of a list, by key; names that a shell would take for something else
// are left out.
std::map<std::string, Words> parameter_values() {
  std::map<std::string, Words> values;
  for (const Json& row : Json::parse(output_of({"params", "--json"}))) {
    Words words = row.value("choices", Words());
    for (const Json& name : row.value("names", Json::array())) words.push_back(name["name"]);
    std::erase_if(words, [](const std::string& word) { return word.find_first_of(" ()'\"$`<>|&;*?") != word.npos; });
    if (!words.empty()) values[row["key"]] = words;
  }
  return values;
}

// Words that may come without a dash.
Words plain_words(const CommandWords& command, const std::map<std::string, Words>& values) {
  if (command.name == "data") return values.at("dataset");
  if (command.name == "completion") return {"bash", "zsh", "fish"};
  return {};
}

Words options_of(const CommandWords& command) {
  Words words;
  for (const Json& option : command.description["options"]) words.push_back("--" + option["name"].get<std::string>());
  return words;
}

Words names_of(const std::vector<CommandWords>& commands) {
  Words names;
  for (const CommandWords& command : commands) names.push_back(command.name);
  return names;
}

// The branches of bash's and zsh's `case`, by the command and by the option before the word.
std::string command_cases(const std::vector<CommandWords>& commands, const std::map<std::string, Words>& values) {
  std::string text;
  for (const CommandWords& command : commands)
    text += fmt::format("    {}) words='{}'; plain='{}' ;;\n", command.name, join(options_of(command), " "),
                        join(plain_words(command, values), " "));
  return text;
}

std::string value_cases(const std::map<std::string, Words>& values) {
  std::string text;
  for (const auto& [key, words] : values) text += fmt::format("    --{}) values='{}' ;;\n", key, join(words, " "));
  return text;
}

std::string bash_script(const std::vector<CommandWords>& commands, const std::map<std::string, Words>& values) {
  return fmt::format(R"(# bash completion of quanvas: source <(quanvas completion bash)
_quanvas() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} words= plain= values=
  if ((COMP_CWORD == 1)) || [[ $COMP_CWORD -eq 2 && $before == help ]]; then
    COMPREPLY=($(compgen -W '{} help --help --version' -- "$word"))
    return
  fi
  case $before in
{}  esac
  if [[ $values ]]; then
    COMPREPLY=($(compgen -W "$values" -- "$word"))
    return
  fi
  case ${{COMP_WORDS[1]}} in
{}  esac
  if [[ $word == -* ]]; then COMPREPLY=($(compgen -W "$words" -- "$word"))
  else COMPREPLY=($(compgen -W "$plain" -- "$word"))
  fi
}}
complete -o default -F _quanvas quanvas
)",
                     join(names_of(commands), " "), value_cases(values), command_cases(commands, values));
}

std::string zsh_script(const std::vector<CommandWords>& commands, const std::map<std::string, Words>& values) {
  return fmt::format(R"(#compdef quanvas
# zsh completion of quanvas: source <(quanvas completion zsh), or a file _quanvas in a folder of $fpath
_quanvas() {{
  local word=${{words[CURRENT]}} before=${{words[CURRENT - 1]}} command=${{words[2]}} words= plain= values=
  if ((CURRENT == 2)) || [[ $CURRENT -eq 3 && $before == help ]]; then
    compadd -- {} help --help --version
    return
  fi
  case $before in
{}  esac
  if [[ -n $values ]]; then
    compadd -- ${{=values}}
    return
  fi
  case $command in
{}  esac
  if [[ $word == -* ]]; then compadd -- ${{=words}}
  else
    [[ -z $plain ]] || compadd -- ${{=plain}}
    _files
  fi
}}
if [[ $funcstack[1] == _quanvas ]]; then _quanvas "$@"; else compdef _quanvas quanvas; fi
)",
                     join(names_of(commands), " "), value_cases(values), command_cases(commands, values));
}

std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result + "'";
}

std::string fish_script(const std::vector<CommandWords>& commands, const std::map<std::string, Words>& values) {
  std::string text = "# fish completion of quanvas: quanvas completion fish | source\n";
  for (const CommandWords& command : commands)
    text += fmt::format("complete -c quanvas -n __fish_use_subcommand -f -a {} -d {}\n", command.name,
                        quoted(command.help));
  for (const CommandWords& command : commands) {
    const std::string here = fmt::format("complete -c quanvas -n '__fish_seen_subcommand_from {}'", command.name);
    if (const Words plain = plain_words(command, values); !plain.empty())
      text += fmt::format("{} -f -a {}\n", here, quoted(join(plain, " ")));
    for (const Json& option : command.description["options"]) {
      const std::string name = option["name"];
      text += fmt::format("{} -l {}", here, name);
      if (const std::string letter = option.value("letter", ""); !letter.empty()) text += " -s " + letter;
      if (const auto known = values.find(name); known != values.end())
        text += " -x -a " + quoted(join(known->second, " "));
      else if (option.contains("value")) text += " -r";
      text += fmt::format(" -d {}\n", quoted(option["meaning"]));
    }
  }
  return text;
}

}  // namespace

int run_completion(const Invocation& invocation) {
  Arguments arguments("completion", "bash | zsh | fish",
                      "Prints what a shell needs to complete commands, options and the values of parameters. An "
                      "installed program has\nbrought it along already. Examples:\n"
                      "  source <(quanvas completion bash)\n  quanvas completion fish | source");
  arguments.add_positional("SHELL", "bash, zsh or fish");
  const auto given = arguments.parse(invocation);
  if (!given) return kSuccess;
  const std::string shell = (*given)["SHELL"].as<std::string>();
  require(shell == "bash" || shell == "zsh" || shell == "fish", "completion: {} is none of bash, zsh and fish", shell);
  const std::vector<CommandWords> commands = all_commands();
  const std::map<std::string, Words> values = parameter_values();
  invocation.out << (shell == "bash"  ? bash_script(commands, values)
                     : shell == "zsh" ? zsh_script(commands, values)
                                      : fish_script(commands, values));
  return kSuccess;
}

}  // namespace quanvas::cli
