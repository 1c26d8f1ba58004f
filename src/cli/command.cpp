#include "cli/command.hpp"

#include <algorithm>
#include <new>
#include <ostream>
#include <string_view>
#include <system_error>

#include <sys/resource.h>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/interrupted.hpp"
#include "base/text.hpp"
#include "cli/version.hpp"
#include "dispatch/launcher.hpp"
#include "dispatch/transport.hpp"

namespace quanvas::cli {
namespace {

struct Command {
  std::string_view name;
  std::string_view help;
  int (*run)(const Invocation&);
};

constexpr Command kCommands[] = {
    {"train", "run one trial here and show its epochs", run_train},
    {"plan", "show what a sweep file expands to, and how long it will take", run_plan},
    {"sweep", "run the trials of a sweep file, on all cores or under mpirun", run_sweep},
    {"submit", "run a sweep file as a job of SLURM, until it is complete", run_submit},
    {"requeue", "put a batch job back into SLURM's queue; for batch scripts", run_requeue},
    {"status", "say how far a sweep is, from its folder", run_status},
    {"show", "print one trial of a sweep folder", run_show},
    {"aggregate", "merge a sweep folder's finished trials into its results.h5", run_aggregate},
    {"params", "list every trial parameter: what it means and what it takes", run_params},
    {"data", "list the data sets and where they are, or say what is in one", run_data},
    {"model", "describe a model: layers, sizes, weights, where gradients pass", run_model},
    {"circuit", "run a circuit from an OpenQASM file, or write a model's as one", run_circuit},
    {"bench", "measure the simulator on this machine", run_bench},
    {"wirings", "list the residual wirings and which layers receive gradients", run_wirings},
    {"completion", "print what bash, zsh or fish need to complete command lines", run_completion},
    {"man", "print the manual page of a command", run_man},
};

void print_help(std::ostream& out) {
  out << "quanvas: sweeps over residual quanvolutional neural networks\n\n"
         "usage: quanvas COMMAND [options]\n\n";
  for (const Command& command : kCommands) out << fmt::format("  {:<10} {}\n", command.name, command.help);
  out << "\nquanvas help COMMAND explains a command; quanvas --version says what was built, with what. To begin with:\n"
         "  quanvas train --dataset synthetic --wiring O1+O2 --epochs 5\n"
         "  quanvas sweep sweeps/smoke.toml --out out/smoke\n"
         "  mpirun -n 3 --oversubscribe --bind-to none quanvas sweep sweeps/fig08.toml --out out/fig08\n\n"
         "exit codes: 0 done, 1 a trial failed, 2 bad input, 70 a mistake of the program, 75 stopped before the end: "
         "run it again\n";
}

// How much address space the process is limited to, if it is.
std::string memory_limit_text() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return {};
  return fmt::format(" (`ulimit -v` allows {} MiB)", limit.rlim_cur >> 20);
}

int explain_mistake(const std::exception& error, std::ostream& err) {
  err << "quanvas: a mistake of the program: " << error.what() << std::endl;
  return kInternal;
}

int run_command(std::string_view name, std::vector<std::string> arguments, std::ostream& out, std::ostream& err) {
  const auto command = std::ranges::find(kCommands, name, &Command::name);
  if (command == std::end(kCommands)) {
    std::vector<std::string_view> names;
    for (const Command& known : kCommands) names.push_back(known.name);
    fail("there is no command `{}`{}; `quanvas --help` lists them", name, suggestion(name, names));
  }
  return command->run({.arguments = std::move(arguments), .out = out, .err = err});
}

int dispatch(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err) {
  if (arguments.empty()) {
    print_help(out);
    return kBadInput;
  }
  const std::string& first = arguments[0];
  if (first == "--version" || first == "-V") {
    print_version(out);
    return kSuccess;
  }
  const bool help = first == "help" || first == "--help" || first == "-h";
  if (!help) return run_command(first, {arguments.begin() + 1, arguments.end()}, out, err);
  if (arguments.size() == 1) {
    print_help(out);
    return kSuccess;
  }
  // `quanvas help train --model mlp` is `quanvas train --model mlp --help`.
  std::vector<std::string> words(arguments.begin() + 2, arguments.end());
  words.emplace_back("--help");
  return run_command(arguments[1], std::move(words), out, err);
}

}  // namespace

std::vector<CommandRow> command_list() {
  std::vector<CommandRow> rows;
  for (const Command& command : kCommands) rows.push_back({command.name, command.help});
  return rows;
}

int explain_exception(std::ostream& err) {
  try {
    throw;
  } catch (const Interrupted& interrupted) {
    err << "quanvas: " << interrupted.what() << std::endl;
    return kTryAgain;
  } catch (const Error& error) {
    err << "quanvas: " << error.what() << std::endl;
    return kBadInput;
  } catch (const std::bad_alloc&) {
    err << "quanvas: out of memory" << memory_limit_text()
        << "; use fewer wires, circuits, images or processes at a time, or `precision = float`" << std::endl;
    return kBadInput;
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::resource_unavailable_try_again) return explain_mistake(error, err);
    err << "quanvas: a thread cannot be started: " << error.code().message()
        << "; raise `ulimit -u`, or use fewer --threads or processes" << std::endl;
    return kBadInput;
  } catch (const std::exception& error) {
    return explain_mistake(error, err);
  }
}

int run(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err) {
  try {
    const int code = dispatch(arguments, out, err);
    out.flush();
    require(code != kSuccess || out.good(), "standard output cannot be written to");
    return code;
  } catch (const dispatch::Unconnected& error) {
    return error.is_told_here() ? explain_exception(err) : kBadInput;
  } catch (const Error&) {
    // The ranks of a sweep find the same mistakes in the command line; one of them says so.
    if (arguments[0] == "sweep" && dispatch::launched_rank() != dispatch::kCoordinator) return kBadInput;
    return explain_exception(err);
  } catch (...) {
    return explain_exception(err);
  }
}

}  // namespace quanvas::cli
