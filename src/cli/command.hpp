// The command table, and how the program runs a command. To add one: a .cpp with its function, and a row in
// command.cpp.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace quanvas::cli {

// What a command is given. Results go to `out`, progress and warnings to `err`.
struct Invocation {
  std::vector<std::string> arguments;
  std::ostream& out;
  std::ostream& err;
};

// Exit codes of the program.
inline constexpr int kSuccess = 0;
inline constexpr int kTrialFailed = 1;  // the run ended, but a trial failed or diverged
inline constexpr int kBadInput = 2;     // wrong options, files or surroundings; one message says which
inline constexpr int kInternal = 70;    // a mistake of the program
inline constexpr int kTryAgain = 75;    // stopped before its end; the same command resumes it

// Runs the command that the first argument names, with the rest. Never throws.
int run(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err);

// To be called where an exception was caught: says what went wrong, and returns the exit code.
int explain_exception(std::ostream& err);

// The commands, as help lists them.
struct CommandRow {
  std::string_view name;
  std::string_view help;
};
std::vector<CommandRow> command_list();

// The commands, one per file of its name.
int run_aggregate(const Invocation& invocation);
int run_bench(const Invocation& invocation);
int run_circuit(const Invocation& invocation);
int run_completion(const Invocation& invocation);
int run_data(const Invocation& invocation);
int run_man(const Invocation& invocation);
int run_model(const Invocation& invocation);
int run_params(const Invocation& invocation);
int run_plan(const Invocation& invocation);
int run_requeue(const Invocation& invocation);
int run_show(const Invocation& invocation);
int run_status(const Invocation& invocation);
int run_submit(const Invocation& invocation);
int run_sweep(const Invocation& invocation);
int run_train(const Invocation& invocation);
int run_wirings(const Invocation& invocation);

}  // namespace quanvas::cli
