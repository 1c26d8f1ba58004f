#include "batch/site.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/error.hpp"
#include "trial/sweep_file.hpp"

namespace quanvas::batch {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> texts(const trial::Source& source, const toml::table& table, std::string_view key) {
  const toml::node* const node = table.get(key);
  if (!node) return {};
  const auto is_text = [](const toml::node& entry) { return entry.is_string(); };
  require(node->is_array() && std::ranges::all_of(*node->as_array(), is_text),
          "{}: [site] needs {} = [\"...\", ...], a list of texts", source.at(*node), key);
  std::vector<std::string> all;
  for (const toml::node& entry : *node->as_array()) all.push_back(entry.as_string()->get());
  return all;
}

// The options of sbatch that the scripts depend on, and what to use instead of them.
struct OwnOption {
  std::string_view name;
  std::string_view letter;  // its short form
  std::string_view instead;
};
constexpr OwnOption kOwnOptions[] = {
    {"array", "a", "`quanvas submit --array N`, whose launches share the trials"},
    {"cpus-per-task", "c", "`quanvas submit --cpus-per-task N`"},
    {"error", "e", "nothing: the log holds both outputs"},
    {"job-name", "J", "nothing: the name follows from the sweep file's"},
    {"nodes", "N", "`quanvas submit --nodes N`"},
    {"no-requeue", "", "`requeue = false` in the site file"},
    {"ntasks", "n", "`quanvas submit --nodes N --ntasks-per-node N`"},
    {"ntasks-per-node", "", "`quanvas submit --ntasks-per-node N`"},
    {"open-mode", "", "nothing: a job that goes back into the queue continues its log"},
    {"output", "o", "nothing: logs lie in DIR/slurm"},
    {"requeue", "", "`requeue = true` in the site file"},
    {"signal", "", "`notice` in the site file"},
    {"time", "t", "`quanvas submit --time LIMIT`, or `time` in the site file"},
    {"wrap", "", "`setup` in the site file"},
};

// Also shortened, as sbatch takes it: --arr for --array.
bool is_option(std::string_view option, const OwnOption& own) {
  if (option.starts_with("--")) return own.name.starts_with(option.substr(2, option.find_first_of("= \t") - 2));
  return !own.letter.empty() && option.substr(1).starts_with(own.letter);
}

void require_option(const std::string& option, std::string_view where) {
  require(option.starts_with('-') && option.find_first_not_of('-') != std::string::npos &&
              option.find('\n') == std::string::npos,
          "{}: `{}` is no option of sbatch, such as \"--mail-type=FAIL\"", where, option);
}

}  // namespace

void check_sbatch_option(const std::string& option, std::string_view where) {
  require_option(option, where);
  const auto* const own =
      std::ranges::find_if(kOwnOptions, [&](const OwnOption& known) { return is_option(option, known); });
  require(own == std::end(kOwnOptions), "{}: `{}` is set by the script itself; use {}", where, option,
          own == std::end(kOwnOptions) ? std::string_view() : own->instead);
}

std::optional<fs::path> find_site() {
  const auto variable = [](const char* name) -> std::string {
    const char* const value = std::getenv(name);
    return value ? value : "";
  };
  if (const std::string named = variable("QUANVAS_SITE"); !named.empty()) {
    require(fs::is_regular_file(named),
            "$QUANVAS_SITE: {}: there is no such file; slurm/site.example.toml is one to begin with", named);
    return named;
  }
  const std::string config =
      variable("XDG_CONFIG_HOME").empty() ? variable("HOME") + "/.config" : variable("XDG_CONFIG_HOME");
  const fs::path path = fs::path(config) / "quanvas" / "site.toml";
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) ? std::optional(path) : std::nullopt;
}

Site parse_site(std::string_view text, std::string_view name) {
  const trial::Source source(name);
  const toml::table file = trial::parse_toml(source, text);
  for (const auto& [key, node] : file)
    require(key.str() == "site", "{}: unknown section `{}`; a site file has one, [site]", source.at(key), key.str());
  const toml::table& table = trial::section(source, file, "site");
  const trial::Settings settings(source, table, "site",
                                 {"partition", "account", "qos", "options", "report_options", "modules", "setup",
                                  "launcher", "requeue", "time", "notice", "python"});
  const Site defaults;
  Site site{.partition = settings.text("partition", defaults.partition),
            .account = settings.text("account", defaults.account),
            .qos = settings.text("qos", defaults.qos),
            .options = texts(source, table, "options"),
            .report_options = texts(source, table, "report_options"),
            .modules = texts(source, table, "modules"),
            .setup = texts(source, table, "setup"),
            .launcher = settings.text("launcher", defaults.launcher),
            .requeue = settings.truth("requeue", defaults.requeue),
            .time = settings.text("time", defaults.time),
            .notice = settings.integer("notice", 1, defaults.notice),
            .python = settings.text("python", defaults.python)};
  for (const std::string& option : site.options)
    check_sbatch_option(option, settings.at("options") + ": [site] options");
  for (const std::string& option : site.report_options)
    require_option(option, settings.at("report_options") + ": [site] report_options");
  settings.need(!site.launcher.empty(), "launcher", "\"COMMAND\", such as \"srun --mpi=pmix\" or \"mpirun\"");
  return site;
}

Site read_site() {
  const std::optional<fs::path> path = find_site();
  if (!path) return {};
  std::ifstream file(*path);
  std::ostringstream text;
  text << file.rdbuf();
  require(file.good(), "{}: cannot be read", path->string());
  return parse_site(text.str(), path->string());
}

}  // namespace quanvas::batch
