// Being told to stop: every signal by which that is done (store/running.hpp lists them: SIGTERM, SIGUSR1 before a time
// limit, SIGHUP when a terminal closes, ...) sets a flag, and whoever runs long asks for it. A second SIGINT ends the
// program at once, as people expect of it.
#pragma once

namespace quanvas::sweep {

// From now on the signals set the flag, and those that end a process of a mistake are noted first (store/running.hpp).
void catch_stop_signals();

bool stop_requested();

// From now on the end of the process that started this one counts as SIGTERM: a rank whose launcher is gone would be
// ended soon, without a word.
void stop_with_parent();

}  // namespace quanvas::sweep
