#include "sweep/folder_status.hpp"

#include <algorithm>
#include <ctime>

#include "store/index.hpp"
#include "store/lock.hpp"
#include "sweep/status_file.hpp"

namespace quanvas::sweep {
namespace {

// Whoever holds the folder alone, as it said last; nothing where nobody does.
std::optional<Json> look_at_holder(const store::Folder& folder) {
  const std::optional<store::LockOwner> owner = store::lock_owner(folder);
  std::optional<Json> last = read_status(folder.status());
  if (!owner || is_dead(*owner) || !last || !(*last)["ended"].is_null()) return std::nullopt;
  return last;
}

// The processes that share the folder, as they said last, as if they were one; nothing where there is none.
std::optional<Json> look_at_members(const store::Folder& folder) {
  Json all{{"workers", Json::array()}, {"seconds", 0},     {"seconds_left", nullptr},
           {"trials_per_second", 0.0}, {"stopping", true}, {"last_error", ""}};
  std::size_t members = 0;
  std::size_t running = 0;
  for (const std::string& member : living_members(folder)) {
    const std::optional<Json> last = read_status(status_of_member(folder, member));
    if (!last || !(*last)["ended"].is_null()) continue;
    ++members;
    for (const Json& worker : (*last)["workers"]) {
      running += worker.value("state", "") == "running";
      all["workers"].push_back(worker);
    }
    all["trials_per_second"] = all["trials_per_second"].get<double>() + last->value("trials_per_second", 0.0);
    all["seconds"] = std::max(all["seconds"].get<double>(), last->value("seconds", 0.0));
    all["stopping"] = all["stopping"].get<bool>() && last->value("stopping", false);
    all["written"] = std::max(all.value("written", std::int64_t{0}), last->value("written", std::int64_t{0}));
    if (const std::string error = last->value("last_error", ""); !error.empty()) all["last_error"] = error;
  }
  if (members == 0) return std::nullopt;
  all["processes"] = members;
  all["running"] = running;
  return all;
}

}  // namespace

Json folder_status(const store::Folder& folder, const trial::Sweep& sweep) {
  std::optional<Json> running = look_at_holder(folder);
  if (!running) running = look_at_members(folder);
  Json status{{"folder", folder.root.string()}, {"sweep", sweep.name}};
  if (running) {
    status["state"] = running->value("stopping", false) ? "stopping" : "running";
    status.update(*running);
    status["age_seconds"] = std::time(nullptr) - running->value("written", std::time(nullptr));
    if (running->contains("counts")) return status;
  }
  const store::Index index = read_index(folder, sweep);
  Json counts = counts_of(index);
  if (running) {
    counts["running"] = (*running)["running"];
    const auto left = counts["left"].get<std::size_t>() -
                      std::min(counts["left"].get<std::size_t>(), counts["running"].get<std::size_t>());
    counts["left"] = left;
    if (const double rate = status["trials_per_second"].get<double>(); rate > 0)
      status["seconds_left"] = static_cast<double>(left) / rate;
  } else {
    status["state"] = store::lock_owner(folder)                      ? "crashed"
                      : counts["left"] != 0 || counts["failed"] != 0 ? "stopped"
                      : counts["lost"] != 0                          ? "incomplete"
                                                                     : "complete";
  }
  status["counts"] = counts;
  status["messages"] = Json::array();
  for (const auto& [trial, message] : index.messages)
    status["messages"].push_back({{"trial", trial},
                                  {"key", sweep.keys[trial].text},
                                  {"status", to_name(*index.entries[trial].status)},
                                  {"message", message}});
  status["damaged"] = Json::array();
  for (const store::Damage& damage : index.damaged) status["damaged"].push_back(damage.message);
  return status;
}

}  // namespace quanvas::sweep
