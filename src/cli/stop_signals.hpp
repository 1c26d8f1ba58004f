// Being told to stop: SIGTERM, SIGINT and SIGUSR1 (which batch systems send before a time limit) set a flag, and whoever runs
// long asks for it. A second SIGINT ends the program at once, as people expect of it.
#pragma once

namespace quanvas::cli {

// From now on the signals set the flag.
void catch_stop_signals();

bool stop_requested();

}  // namespace quanvas::cli
